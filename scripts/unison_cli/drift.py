"""What the schema is, and what the files say it should be: dumps of two databases, compared."""

from __future__ import annotations

import difflib
import os
import re
import secrets
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from unison_cli.deploy import DATABASE_FOLDER, bootstrap, connect, current_plan, migrate
from unison_cli.errors import UnisonError

# pg_cron and pg_net can be in one database of a cluster, so never in the shadow; what TimescaleDB
# keeps in schemas of its own is nobody's design. What stands in for pg_net elsewhere is compared.
IGNORED_SCHEMAS = ("cron", "_timescaledb_*")
IGNORED_ENTRIES = ("pg_cron", "EXTENSION pg_cron", "SCHEMA cron", "pg_net", "EXTENSION pg_net")

# Partitions are made as time passes, and follow their table.
IGNORED_TABLES = ("usage.events_*", "usage.snapshots_*")

SCHEMA_FILE = "schema.sql"

# An entry of a dump begins with a comment that names its object.
ENTRY = re.compile(r"^(?=--\n-- Name: .*; Type: )", re.MULTILINE)
END = re.compile(r"^--\n-- PostgreSQL database dump complete\n--\n+", re.MULTILINE)
VERSION = re.compile(r"^(-- Dumped (?:from database|by pg_dump) version \d+).*$", re.MULTILINE)
RESTRICTION = re.compile(r"^\\(un)?restrict .*\n+", re.MULTILINE)


class DriftError(UnisonError):
    """The schemas cannot be compared."""


def find_drift(
    dsn: str, bootstrap_dsn: str | None = None, root: Path = DATABASE_FOLDER
) -> tuple[str, ...]:
    """Return the lines of a unified diff from the files' schema to the database's; none if equal.

    Raises:
        DriftError: the database is not at the state of the files, so that a difference would say
            nothing, or pg_dump fails.
    """
    plan = current_plan(dsn, root)
    if plan.segments:
        raise DriftError(
            "the files are ahead of the database: deploy them, or check out what was deployed"
        )
    extensions = plan.ledger.extensions
    wanted = fresh_schema(dsn, bootstrap_dsn, root, extensions)
    found = dump_schema(dsn, extensions)
    return _diff(_sorted(wanted), _sorted(found), "files", "database")


def compare_schema_file(path: Path, fresh: str) -> tuple[str, ...] | None:
    """Return the lines of a unified diff from the kept dump to a fresh one; none if equal.

    None if they cannot be compared: another major version writes some things in another way.
    """
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if kept and VERSION.findall(kept) != VERSION.findall(fresh):
        return None
    return _diff(kept, fresh, path.name, "files")


def fresh_schema(
    dsn: str,
    bootstrap_dsn: str | None = None,
    root: Path = DATABASE_FOLDER,
    extensions: Collection[str] = (),
) -> str:
    """Return the dump of a database that was built from nothing but the files.

    It says nothing of `extensions` that it cannot have.
    """
    with shadow_database(dsn, bootstrap_dsn) as (shadow, shadow_bootstrap):
        bootstrap(shadow_bootstrap, root)
        migrate(shadow, root)
        return dump_schema(shadow, extensions)


def dump_schema(dsn: str, extensions: Collection[str] = ()) -> str:
    """Dump a schema without what differs from run to run, and without schemas of `extensions`.

    Raises:
        DriftError: pg_dump is missing or fails.
    """
    parameters = {name: str(value) for name, value in conninfo_to_dict(dsn).items()}
    password = parameters.pop("password", None)  # not for everybody who lists processes
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    schemas = [*IGNORED_SCHEMAS, *(["net"] if "pg_net" in extensions else [])]
    command = ["pg_dump", "--schema-only"]
    command += [f"--exclude-schema={schema}" for schema in schemas]
    command += [f"--exclude-table={table}" for table in IGNORED_TABLES]
    command += ["--dbname", make_conninfo(**parameters)]
    try:
        run = subprocess.run(
            command, env=environment, check=True, capture_output=True, encoding="utf-8"
        )
    except FileNotFoundError:
        raise DriftError("pg_dump is not installed") from None
    except subprocess.CalledProcessError as error:
        raise DriftError(str(error.stderr).strip()) from None
    return normalise_dump(run.stdout)


def normalise_dump(dump: str) -> str:
    r"""Take out minor versions, the key of \restrict, and what a shadow database cannot have."""
    # A fixed --restrict-key would do for the key, but older minor versions of pg_dump have neither
    # the option nor the lines, and the dump kept in the repository is to be the same with all.
    text = END.sub("", RESTRICTION.sub("", VERSION.sub(r"\1", dump)))
    ignored = tuple(f"--\n-- Name: {name};" for name in IGNORED_ENTRIES)
    return "".join(entry for entry in ENTRY.split(text) if not entry.startswith(ignored))


@contextmanager
def shadow_database(dsn: str, bootstrap_dsn: str | None = None) -> Iterator[tuple[str, str]]:
    """Create an empty database on the same server; yield its addresses, and drop it in the end.

    The first address is the owner's, the second that of whoever may run the bootstrap.

    Raises:
        DriftError: the bootstrap user, or without one the owner, may not create databases.
    """
    administrator = bootstrap_dsn or dsn
    name = f"unison_shadow_{secrets.token_hex(4)}"
    with connect(administrator) as connection:
        try:
            connection.execute(
                sql.SQL("create database {} template template0").format(sql.Identifier(name))
            )
        except psycopg.errors.InsufficientPrivilege:
            raise DriftError(
                "cannot create a shadow database: set BOOTSTRAP_DATABASE_URL to a user who can"
            ) from None
        try:
            yield make_conninfo(dsn, dbname=name), make_conninfo(administrator, dbname=name)
        finally:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )


def _sorted(dump: str) -> str:
    """Sort a dump's entries: their order depends on what else there is, such as pg_cron."""
    return "".join(sorted(ENTRY.split(dump)))


def _diff(old: str, new: str, old_name: str, new_name: str) -> tuple[str, ...]:
    lines = old.splitlines(), new.splitlines()
    return tuple(difflib.unified_diff(*lines, old_name, new_name, lineterm=""))
