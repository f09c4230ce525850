"""Databases of these tests' own in the running instance's cluster, each with a CLI of its own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.stripe.books import CATALOG, DATA, Books
from unison_cli import postgres, stripe_catalog
from unison_cli.credentials import format_assignments
from unison_cli.deploy import bootstrap, migrate
from unison_cli.testing import Stack


@pytest.fixture(scope="session")
def template(stack: Stack) -> Iterator[str]:
    """Deploy a database once, with the prices linked; return its name."""
    name = f"books_{secrets.token_hex(4)}"
    address = postgres.superuser_url(stack.instance, name)
    owner = address.replace("//postgres@", "//unison_owner@")
    with psycopg.connect(postgres.superuser_url(stack.instance), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            bootstrap(address)
            migrate(owner, report=lambda _: None)
            stripe_catalog.import_file(owner, CATALOG)
            yield name
        finally:
            connection.execute(sql.SQL("drop database {}").format(sql.Identifier(name)))


@contextmanager
def opened(stack: Stack, template: str, state_folder: Path) -> Iterator[Books]:
    """Copy the template for as long as it is used, with the state folder of an instance."""
    name = f"{template}_{secrets.token_hex(4)}"
    identifier = sql.Identifier(name)
    with psycopg.connect(postgres.superuser_url(stack.instance), autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(identifier, sql.Identifier(template))
        )
        try:
            books = Books(postgres.superuser_url(stack.instance, name), state_folder)
            # As an instance that uses a server of somebody's.
            memory = asdict(stack.instance.memory) | {"database": "external"}
            (state_folder / "instance.json").write_text(json.dumps(memory))
            (state_folder / "env").write_text(format_assignments({"DATABASE_URL": books.owner}))
            yield books
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(identifier))


@pytest.fixture
def books(stack: Stack, template: str, tmp_path: Path) -> Iterator[Books]:
    """Return a database into which nothing has been brought."""
    folder = tmp_path / "state"
    folder.mkdir()
    with opened(stack, template, folder) as found:
        yield found


@pytest.fixture(scope="session")
def ingested(
    stack: Stack, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Books]:
    """Return a database with the ten lives, for tests that leave it as it is."""
    with opened(stack, template, tmp_path_factory.mktemp("state")) as found:
        code, _, errors = found.run(
            "ingest", DATA / "lifecycle.endive.jsonl", "--create-organisations"
        )
        assert code == 0, errors
        yield found
