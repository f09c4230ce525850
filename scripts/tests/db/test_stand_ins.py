"""Schema net: pg_net where the database has it, else its stand-in, and never both.

The extension itself is not packaged here, so an entry in the catalogue says that it is installed.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
import pytest

from tests.db.conftest import Cluster
from unison_cli.deploy import DeployError, bootstrap, current_plan, migrate


@dataclass(frozen=True)
class Database:
    """A database with all of db/ in it, deployed by `deploy`."""

    owner: str
    superuser: str

    def value(self, query: str) -> object:
        with psycopg.connect(self.superuser) as connection:
            row = connection.execute(query.encode()).fetchone()
            assert row is not None
            return row[0]

    def run(self, *statements: str) -> None:
        with psycopg.connect(self.superuser) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def deploy(self) -> bool:
        return migrate(self.owner).changed

    def has_stand_in(self) -> bool:
        return bool(
            self.value("select to_regprocedure('net.claim_requests(text, integer)') is not null")
        )

    def install(self) -> None:
        """Enter pg_net into the catalogue."""
        self.run(
            "set allow_system_table_mods = on",
            "insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable,"
            " extversion) values (4294967000, 'pg_net', 10, 'ext'::regnamespace, false, '0.20.5')",
        )

    def uninstall(self) -> None:
        self.run("set allow_system_table_mods = on",
                 "delete from pg_extension where extname = 'pg_net'")  # fmt: skip


@pytest.fixture
def database(cluster: Cluster) -> Database:
    name = cluster.new_database()
    found = Database(cluster.address("unison_owner", name), cluster.superuser(name))
    bootstrap(found.superuser)
    return found


def test_where_the_extension_is_there_is_no_stand_in(database: Database) -> None:
    database.install()
    database.deploy()
    assert database.value("select to_regnamespace('net') is null")
    assert database.value("select count(*) from sidecar.claim_http_requests('a worker', 1)") == 0
    database.run("select sidecar.take_http_lock()")
    assert not current_plan(database.owner).segments


def test_where_the_extension_goes_the_stand_in_comes(database: Database) -> None:
    database.install()
    database.deploy()
    database.uninstall()
    assert database.deploy()
    assert database.has_stand_in()


def test_both_at_once_are_refused(database: Database) -> None:
    database.deploy()
    assert database.has_stand_in()
    database.install()
    with pytest.raises(DeployError, match="both pg_net and its stand-in are in this database"):
        database.deploy()
    assert database.has_stand_in(), "nothing was changed"
    # The way out that the message names.
    database.run("drop schema net cascade")
    assert database.deploy()
    assert not database.has_stand_in()
