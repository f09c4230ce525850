"""Databases of these tests' own in the running instance's cluster, each with a CLI of its own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.stripe.books import CATALOG, Books
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


@pytest.fixture
def make_books(stack: Stack, template: str, tmp_path: Path) -> Iterator[Callable[[], Books]]:
    """Return a function that makes databases into which nothing has been brought."""
    made: list[sql.Identifier] = []
    with psycopg.connect(postgres.superuser_url(stack.instance), autocommit=True) as connection:

        def make() -> Books:
            name = f"{template}_{len(made)}"
            made.append(sql.Identifier(name))
            connection.execute(
                sql.SQL("create database {} template {}").format(made[-1], sql.Identifier(template))
            )
            books = Books(postgres.superuser_url(stack.instance, name), tmp_path / name)
            books.state_folder.mkdir()
            # As an instance that uses a server of somebody's.
            memory = asdict(stack.instance.memory) | {"database": "external"}
            (books.state_folder / "instance.json").write_text(json.dumps(memory))
            (books.state_folder / "env").write_text(
                format_assignments({"DATABASE_URL": books.owner})
            )
            return books

        yield make
        for name in made:
            connection.execute(sql.SQL("drop database {} with (force)").format(name))


@pytest.fixture
def books(make_books: Callable[[], Books]) -> Books:
    """Return a database into which nothing has been brought."""
    return make_books()
