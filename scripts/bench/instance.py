"""An instance of the whole product for one section: gateway, API, database, nothing in it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sidecar.tests.faults.rig import steady_port
from unison_cli.credentials import read_assignments

UNISON = Path(__file__).parents[1] / "unison"


@contextmanager
def own_instance() -> Iterator[dict[str, str]]:
    """Have an instance run that nobody else uses; yield the variables of its env file."""
    with tempfile.TemporaryDirectory(prefix="unison-bench-", dir="/tmp") as folder:
        state = Path(folder)
        state.chmod(0o755)
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in ("DATABASE_URL", "BOOTSTRAP_DATABASE_URL")
        } | {
            "UNISON_STATE": folder,
            "UNISON_PORT": str(steady_port()),
            "UNISON_DEMO": "0",
        }

        def unison(*words: str) -> None:
            subprocess.run([UNISON, *words], env=environment, check=True, stdout=subprocess.DEVNULL)

        try:
            unison("stack", "up")
            yield read_assignments(state / "env")
        finally:
            unison("stack", "down")
