"""What tests of the stack share."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from unison_cli import postgres
from unison_cli.deploy import bootstrap, migrate
from unison_cli.paths import ROOT, Ports
from unison_cli.testing import Stack, stack

__all__ = ["free_ports", "open_folder", "own_database", "run", "stack"]


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
            # Below those of the sidecar's tests, which run beside these.
            first = random.randrange(21_000, 24_900)
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


@pytest.fixture
def own_database(stack: Stack) -> Iterator[str]:
    """Return the address of a new database of the running server, as its owner."""
    name = f"command_{secrets.token_hex(4)}"
    address = postgres.superuser_url(stack.instance, name)
    owner = address.replace("//postgres@", "//unison_owner@")
    with psycopg.connect(postgres.superuser_url(stack.instance), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            bootstrap(address)
            migrate(owner, report=lambda _: None)
            yield owner
        finally:
            connection.execute(
                sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
            )


@pytest.fixture
def run(own_database: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs `scripts/unison` for a database of its own."""

    def unison(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ROOT / "scripts" / "unison"), *map(str, words)],
            env={**os.environ, "DATABASE_URL": own_database},
            capture_output=True,
            text=True,
            check=False,
        )

    return unison
