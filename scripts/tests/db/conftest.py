"""A cluster of these tests' own, for some of them kill its sessions; a database for each test."""

from __future__ import annotations

import secrets
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.db.site import FILES, OWNER, Site
from unison_cli import postgres
from unison_cli.deploy import bootstrap
from unison_cli.paths import Instance, Memory, Ports
from unison_cli.processes import await_healthy, ensure_started, stop
from unison_cli.testing import stack

__all__ = ["cluster", "shop", "stack"]


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    instance: Instance

    def superuser(self, database: str = "postgres") -> str:
        """Return the superuser's address."""
        return postgres.superuser_url(self.instance, database)

    def address(self, role: str, database: str) -> str:
        """Return a role's address; the socket trusts everybody who reaches it."""
        return self.superuser(database).replace("//postgres@", f"//{role}@")

    @property
    def pid(self) -> int:
        """The postmaster's."""
        return int((self.instance.home / "pg" / "postmaster.pid").read_text().split()[0])


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a cluster, configured as every instance's is."""
    state = Path(tempfile.mkdtemp(prefix="unison-db-", dir="/tmp"))
    state.chmod(0o755)
    for name in ("run", "log"):
        (state / name).mkdir()
    memory = Memory(_free_port(), "embedded", str(state), str(state / "socket"))
    instance = Instance(state, Ports.starting_at(memory.port), memory)
    postgres.make_cluster(instance)
    server = postgres.server(instance)
    with warnings.catch_warnings():
        # A service is meant to outlive the Popen that started it.
        warnings.simplefilter("ignore", ResourceWarning)
        ensure_started(instance, server)
    try:
        await_healthy(instance, server)
        yield Cluster(instance)
    finally:
        stop(instance, [server.name])
        shutil.rmtree(state)


@pytest.fixture
def shop(cluster: Cluster, tmp_path: Path) -> Site:
    """Return the shop, not deployed yet."""
    name = f"shop_{secrets.token_hex(4)}"
    with psycopg.connect(cluster.superuser(), autocommit=True) as connection:
        connection.execute(f"create database {name} template template0".encode())
    site = Site(tmp_path / "db", cluster.address(OWNER, name), cluster.superuser(name))
    for path, text in FILES.items():
        site.write(path, text)
    bootstrap(site.superuser, site.root)
    return site


def _free_port() -> int:
    """Return the start of a block of ports whose PostgreSQL port is free; only that is used."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1]) - Ports._fields.index("postgresql")
