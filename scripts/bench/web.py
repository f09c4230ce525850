"""What the staff wait for in a browser with 1,200 organizations: pages as built, gateway and all.

`web/scripts/measure-screens.mjs` measures; here is the business that it looks at, and what must be
reached.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import Figure, WrongEndStateError
from bench.instance import UNISON, own_instance

ORGANIZATIONS = 1_200
WEB = Path(__file__).parents[2] / "web"

# A list is worked with; a page of figures is opened, and read.
LIST_MS = 300
PAGE_MS = 1_000


def measure() -> Sequence[Figure]:
    """Have a book made, and open its screens."""
    with own_instance() as variables:
        environment = os.environ | variables
        book = [str(UNISON), "demo", "book", "--organizations", str(ORGANIZATIONS)]
        subprocess.run(book, env=environment, check=True, stdout=subprocess.DEVNULL)
        found = subprocess.run(
            ["node", "scripts/measure-screens.mjs"],
            cwd=WEB,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if found.returncode != 0:
        raise WrongEndStateError([found.stderr])
    return [_figure(json.loads(line)) for line in found.stdout.splitlines()]


def _figure(screen: dict[str, Any]) -> Figure:
    median = statistics.median(screen["times"])
    must = LIST_MS if screen["name"].startswith("organizations") else PAGE_MS
    return Figure(
        screen["name"],
        median,
        must,
        must / 2,
        "ms",
        measured=f"best {min(screen['times']):.0f} ms, {screen['requests']} requests",
        floor=f"{screen['alone']:.0f} ms",
    )
