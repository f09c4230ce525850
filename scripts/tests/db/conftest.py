"""A cluster of these tests' own, for some of them kill its sessions; a database for each test."""

from __future__ import annotations

import random
import secrets
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
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

    def new_database(self) -> str:
        """Create an empty database; return its name."""
        name = f"shop_{secrets.token_hex(4)}"
        with psycopg.connect(self.superuser(), autocommit=True) as connection:
            connection.execute(f"create database {name} template template0".encode())
        return name


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a cluster, configured as every instance's is."""
    state = Path(tempfile.mkdtemp(prefix="unison-db-", dir="/tmp"))
    state.chmod(0o755)
    for name in ("run", "log"):
        (state / name).mkdir()
    ports = _free_ports()
    memory = Memory(ports.gateway, "embedded", str(state), str(state / "socket"))
    instance = Instance(state, ports, memory)
    postgres.make_cluster(instance)
    server = postgres.server(instance)
    # What is killed here is processes, never the machine.
    server = replace(server, command=(*server.command, "-c", "fsync=off"))
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
    name = cluster.new_database()
    site = Site(tmp_path / "db", cluster.address(OWNER, name), cluster.superuser(name))
    for path, text in FILES.items():
        site.write(path, text)
    bootstrap(site.superuser, site.root)
    return site


def _free_ports() -> Ports:
    """Return a block of free ports below those of the sidecar's tests, which run beside these."""
    for first in random.sample(range(20_000, 24_900), 100):
        ports = Ports.starting_at(first)
        with ExitStack() as sockets:
            try:
                for port in ports:
                    sockets.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return ports
    pytest.fail("found no block of free ports")
