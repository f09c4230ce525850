"""What tests of the stack share."""

from __future__ import annotations

import random
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from unison_cli.paths import Ports
from unison_cli.testing import stack

__all__ = ["free_ports", "open_folder", "stack"]


@pytest.fixture(scope="session")
def free_ports() -> Callable[[], int]:
    """Return a function that finds the first port of a block nobody listens on."""

    def is_free(port: int) -> bool:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
        return True

    def find() -> int:
        while True:
            # Below the range from which the kernel takes ports for outgoing connections.
            first = random.randrange(21_000, 32_000)
            if all(is_free(port) for port in Ports.starting_at(first)):
                return first

    return find


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Callable[[], Path]]:
    """Return a function that makes a temporary folder which every user may enter.

    pytest's own are closed to others, and PostgreSQL and nginx' workers are others for root.
    """
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="unison-test-")))
        made[-1].chmod(0o755)
        return made[-1]

    yield make
    for folder in made:
        shutil.rmtree(folder)
