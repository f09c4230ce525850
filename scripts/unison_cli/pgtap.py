"""pgTAP runs: a fresh database in the instance's cluster, deployed as any other, then pg_prove."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click
import psycopg

from unison_cli import postgres
from unison_cli.deploy import bootstrap, migrate
from unison_cli.errors import UnisonError
from unison_cli.paths import ROOT, Instance

DATABASE = "unison_pgtap"
TESTS = ROOT / "db" / "tests"


def run(instance: Instance, files: Sequence[Path]) -> None:
    """Build the test database anew and run pgTAP files in it: those given, or all.

    A file whose name begins with an underscore is a part of others; `setup.sql` is loaded once.
    The cluster's pg_cron is bound to another database, so that no job runs in this one.

    Raises:
        UnisonError: the instance has no cluster of its own.
        SystemExit: pg_prove found a failure; its exit code.
    """
    if not instance.embedded:
        raise UnisonError("pgTAP runs in the cluster of an instance; this one has none of its own")
    with psycopg.connect(postgres.superuser_url(instance), autocommit=True) as connection:
        connection.execute(f"drop database if exists {DATABASE} with (force)")
        connection.execute(f"create database {DATABASE}")
    superuser = postgres.superuser_url(instance, DATABASE)
    bootstrap(superuser)
    migrate(superuser.replace("//postgres@", "//unison_owner@"), report=click.echo)
    subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(TESTS / "setup.sql"), superuser],
        check=True,
    )
    chosen = files or sorted(
        path
        for path in TESTS.rglob("*.sql")
        if not path.name.startswith("_") and path != TESTS / "setup.sql"
    )
    done = subprocess.run(
        [
            *("pg_prove", "--host", str(instance.socket_folder)),
            *("--port", str(instance.ports.postgresql), "--username", "postgres"),
            *("--dbname", urlsplit(superuser).path.lstrip("/")),
            *(os.path.relpath(path, ROOT) for path in chosen),
        ],
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.returncode)
