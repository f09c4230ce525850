"""Books of customers: read, made up, brought into a database, and their figures compared."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

from db.tests.analytics.oracle import Interval, Row, Trial

Connection = psycopg.Connection[Any]

DATA = Path(__file__).parents[1] / "data" / "metrics"
BOOKS = ("book1", "book2")

TOLERANCE = Fraction(1, 10**9)

QUERIES: Mapping[str, LiteralString] = {
    "monthly": "select * from analytics.mrr_movements(as_of => %s)",
    "movements": "select * from analytics.movements(as_of => %s)",
    "cohort": "select * from analytics.cohort_retention(as_of => %s)",
}


WAYS = ("computed", "from totals", "from totals and what was learned since")
"""How the same figures come about."""


LATELY_LEARNED = """
    with lately as (
        select v.organization_id, v.id, hashtext(c.customer_id) % 7 = 0 as is_lately
        from billing.subscription_versions as v
        inner join billing.imported_customers as c on v.organization_id = c.organization_id
    ),

    known as (
        update billing.subscription_versions as v
        set known_during = tstzrange(util.now() - interval '2 hours', null)
        from lately as l
        where v.organization_id = l.organization_id and v.id = l.id and not l.is_lately
    )

    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access, currency,
        list_arr_cents, net_arr_cents, caused_by
    )
    select
        v.organization_id, v.subscription_id,
        tstzrange(lower(v.valid_during) - interval '50 d', null),
        tstzrange(util.now() - interval '2 hours', util.now()), 'active', 'full', v.currency,
        v.list_arr_cents + 1200, v.net_arr_cents + 1200, 'mistaken'
    from (
        select distinct on (v.subscription_id) v.*
        from billing.subscription_versions as v
        order by v.subscription_id, lower(v.valid_during)
    ) as v
    inner join lately as l on v.organization_id = l.organization_id and v.id = l.id
    where l.is_lately
"""
"""Of some customers something else was known until now; the others are known for two hours."""


def read_book(name: str) -> tuple[list[Interval], date]:
    """Return a book's rows and the day on which it is looked at."""
    with (DATA / name / "intervals.csv").open(newline="") as file:
        rows = [
            Interval(
                row["customer_id"],
                int(row["arr_cents"]),
                date.fromisoformat(row["start_date"]),
                date.fromisoformat(row["end_date"]) if row["end_date"] else None,
            )
            for row in csv.DictReader(file)
        ]
    return rows, date.fromisoformat((DATA / name / "as_of.txt").read_text().strip())


def read_expected(book: str, figure: str) -> list[dict[str, str]]:
    """Return the lines of an expected file."""
    with (DATA / book / "expected" / f"{figure}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def random_book(seed: int) -> tuple[list[Interval], date]:
    """Make up a small book full of edges: overlaps, gaps of a day, ends of months, free rows."""
    chance = random.Random(seed)
    origin = date(2023, 1, 1) + timedelta(days=chance.randrange(400))
    length = chance.randrange(120, 520)
    as_of = origin + timedelta(days=length)
    edges = [
        day
        for offset in range(-2, length + 40)
        if (day := origin + timedelta(days=offset)).day in (1, 28, 29, 30, 31)
    ]

    def some_day() -> date:
        if chance.random() < 0.5:
            return chance.choice(edges)
        return origin + timedelta(days=chance.randrange(length + 30))

    rows = []
    for number in range(chance.randrange(1, 9)):
        previous: date | None = None
        for _ in range(chance.choice((1, 1, 2, 3, 5))):
            start = some_day()
            if previous is not None and chance.random() < 0.5:
                start = previous + timedelta(days=chance.choice((-3, 0, 0, 1, 9)))
            end = None
            if chance.random() < 0.75:
                end = start + timedelta(days=chance.choice((-1, 0, 1, 14, 30, 31, 90, 365)))
            arr = chance.choice((0, 52_900, 58_800, 58_800, 214_900, 238_800, 30_001))
            rows.append(Interval(f"C{number}", arr, start, end))
            previous = end
    return rows, as_of


def import_book(connection: Connection, rows: Sequence[Interval]) -> None:
    """Bring a book in, as the command does."""
    connection.execute(
        "select billing.import_history(%s::text[], %s::numeric[], 'arr_cents', %s, %s)",
        (
            [row.customer_id for row in rows],
            [row.arr_cents for row in rows],
            [row.start for row in rows],
            [row.end for row in rows],
        ),
    )


def import_trials(connection: Connection, rows: Sequence[Trial]) -> None:
    """Bring trials in, as the command does."""
    connection.execute(
        "select billing.import_trials(%s::text[], %s, %s, %s)",
        (
            [row.customer_id for row in rows],
            [row.start for row in rows],
            [row.end for row in rows],
            [row.converted_on for row in rows],
        ),
    )


@contextmanager
def undone(connection: Connection) -> Iterator[Connection]:
    """Let everything that happens within not have happened."""
    with connection.transaction(force_rollback=True):
        yield connection


def ask(connection: Connection, query: LiteralString, *values: object) -> list[Row]:
    """Return the rows of a query."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, values or None).fetchall()


def figures(
    connection: Connection, rows: Sequence[Interval], as_of: date, way: str = "computed"
) -> dict[str, list[Row]]:
    """Return the three figures of a book in one of WAYS, and leave nothing behind."""
    with undone(connection):
        import_book(connection, rows)
        if way != "computed":
            if way == "from totals and what was learned since":
                connection.execute(LATELY_LEARNED)
            connection.execute(
                "select analytics.rebuild_totals('usd', %s, util.now() - interval '1 hour')"
                if way == "from totals and what was learned since"
                else "select analytics.rebuild_totals('usd', %s, util.now())",
                (as_of,),
            )
            basis = "select from analytics.totals_basis('month', %s, util.now(), 'usd')"
            assert connection.execute(basis, (as_of,)).rowcount == 1
        return {name: ask(connection, query, as_of) for name, query in QUERIES.items()}


def differences(
    expected: Iterable[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Say where rows differ: in number, or in a value by more than 1e-9."""
    wanted = list(expected)
    if len(wanted) != len(actual):
        return [f"{len(actual)} rows instead of {len(wanted)}"]
    return [
        f"row {number}, {column}: {row[column]} instead of {value}"
        for number, (line, row) in enumerate(zip(wanted, actual, strict=True))
        for column, value in line.items()
        if not same(value, row[column])
    ]


def same(expected: Any, actual: Any) -> bool:
    """Compare two values; expected may be the text of a file."""
    if expected in (None, "") or actual is None:
        return expected in (None, "") and actual is None
    if isinstance(actual, int | Decimal | Fraction):
        return abs(Fraction(expected) - Fraction(actual)) <= TOLERANCE
    return str(expected) == str(actual)
