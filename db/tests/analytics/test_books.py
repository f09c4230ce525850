"""Two books whose figures were worked out elsewhere, and two hundred that an oracle works out."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest

from db.tests.analytics.books import (
    BOOKS,
    QUERIES,
    WAYS,
    Connection,
    ask,
    differences,
    figures,
    import_trials,
    random_book,
    read_book,
    read_expected,
    undone,
)
from db.tests.analytics.oracle import Book, Interval, Row, Trial, trials


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BOOKS)
def test_a_book_has_the_expected_figures(owner: Connection, name: str, way: str) -> None:
    rows, as_of = read_book(name)
    found = figures(owner, rows, as_of, way)
    for figure in QUERIES:
        expected = read_expected(name, figure)
        assert list(expected[0]) == list(found[figure][0])
        assert differences(expected, found[figure]) == []


@pytest.mark.parametrize("name", BOOKS)
def test_the_oracle_has_them_too(name: str) -> None:
    rows, as_of = read_book(name)
    book = Book(rows, as_of)
    for figure, found in (
        ("monthly", book.monthly()),
        ("movements", book.movements()),
        ("cohort", book.cohorts()),
    ):
        assert differences(read_expected(name, figure), found) == []


@pytest.mark.parametrize("ten", range(20))
def test_random_books_agree_with_the_oracle(owner: Connection, ten: int) -> None:
    for seed in range(10 * ten, 10 * ten + 10):
        rows, as_of = random_book(seed)
        found = figures(owner, rows, as_of, WAYS[seed % len(WAYS)])
        book = Book(rows, as_of)
        assert differences(book.monthly(), found["monthly"]) == [], seed
        assert differences(book.movements(), found["movements"]) == [], seed
        assert differences(book.cohorts(), found["cohort"]) == [], seed


def test_random_trials_agree_with_the_oracle(owner: Connection) -> None:
    for seed in range(20):
        chance = random.Random(seed)
        as_of = date(2025, 3, 31) - timedelta(days=chance.randrange(40))
        book = []
        for number in range(40):
            start = date(2024, 11, 1) + timedelta(days=chance.randrange(170))
            converted = chance.choice((None, start + timedelta(days=chance.randrange(45))))
            end = chance.choice((None, start + timedelta(days=chance.choice((0, 14, 30)))))
            book.append(Trial(f"C{number}", start, end, converted))
        with undone(owner):
            import_trials(owner, book)
            found = ask(owner, "select * from analytics.trial_conversion(%s)", as_of)
        assert differences(trials(book, as_of), found) == [], seed


# What must not change the figures ----------------------------------------------------------------


def shuffled(rows: list[Interval]) -> list[Interval]:
    return random.Random(7).sample(rows, len(rows))


def split(rows: list[Interval]) -> list[Interval]:
    """Cut every row that lasts three days or more in two."""
    parts = []
    for row in rows:
        cut = row.start + timedelta(days=2)
        if row.end is None or row.end > cut:
            parts.append(Interval(row.customer_id, row.arr_cents, row.start, cut))
            parts.append(Interval(row.customer_id, row.arr_cents, cut, row.end))
        else:
            parts.append(row)
    return parts


def halved(rows: list[Interval]) -> list[Interval]:
    """Make two subscriptions of each, that cost as much together."""
    return [
        Interval(row.customer_id, share, row.start, row.end)
        for row in rows
        for share in (row.arr_cents // 2, row.arr_cents - row.arr_cents // 2)
    ]


@pytest.mark.parametrize("change", [shuffled, split, halved])
@pytest.mark.parametrize("name", BOOKS)
def test_the_same_contracts_have_the_same_figures(owner: Connection, name: str, change) -> None:  # type: ignore[no-untyped-def]
    rows, as_of = read_book(name)
    found = figures(owner, change(rows), as_of)
    for figure in QUERIES:
        assert differences(read_expected(name, figure), found[figure]) == []


def test_prices_in_another_unit_have_the_same_rates(owner: Connection) -> None:
    rows, as_of = read_book("book2")
    dearer = [Interval(r.customer_id, r.arr_cents * 100, r.start, r.end) for r in rows]
    before, found = figures(owner, rows, as_of), figures(owner, dearer, as_of)

    def scaled(row: Row) -> Row:
        return {
            column: Fraction(value) * 100 if value and is_money(column) else value
            for column, value in row.items()
        }

    def is_money(column: str) -> bool:
        return column in ("arr", "arpa", "mrr") or (
            "mrr" in column and not column.endswith(("churn", "react"))
        )

    for figure in QUERIES:
        assert differences(map(scaled, before[figure]), found[figure]) == []
