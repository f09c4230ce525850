"""A small demo book in a database of its own, for tests that leave it as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from tests.stripe.books import Books
from tests.stripe.conftest import opened, template
from unison_cli import demo_book
from unison_cli.testing import Stack

__all__ = ["template"]

SMALL = 30


@contextmanager
def for_sale(stack: Stack, template: str, folder: Path) -> Iterator[Books]:
    """Give a database of its own, in which Stripe knows every price."""
    folder.mkdir(exist_ok=True)
    with opened(stack, template, folder) as found:
        found.rows(
            """
            select catalog.link_stripe_price(
                p.lookup_key, 'price_' || p.lookup_key, 'prod_' || p.lookup_key
            )
            from catalog.prices as p
            where not exists (select from catalog.stripe_prices as s where s.price_id = p.id)
            """
        )
        yield found


@pytest.fixture(scope="session")
def books(stack: Stack, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Return a database with a small book."""
    with for_sale(stack, template, tmp_path_factory.mktemp("state")) as found:
        book, count = demo_book.make(found.owner, SMALL)
        assert (book.organizations, count) == (SMALL, SMALL)
        yield found


@pytest.fixture(scope="session")
def until(books: Books) -> date:
    """Return the last day of the small book."""
    ((note,),) = books.rows("select util.setting('demo_book')")
    return date.fromisoformat(json.loads(note)["until"])
