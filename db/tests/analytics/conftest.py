"""A database of these tests' own, in which nothing has been bought."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from db.tests.analytics.books import Connection
from unison_cli import postgres
from unison_cli.deploy import bootstrap, migrate
from unison_cli.testing import Stack, stack

__all__ = ["stack"]


@pytest.fixture(scope="session")
def empty_book(stack: Stack) -> Iterator[str]:
    """Deploy a database; return the owner's address."""
    name = f"revenue_{secrets.token_hex(4)}"
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


@pytest.fixture(scope="session")
def owner(empty_book: str) -> Iterator[Connection]:
    """Connect as the owner; a test undoes what it does."""
    with psycopg.connect(empty_book, autocommit=True) as connection:
        yield connection
