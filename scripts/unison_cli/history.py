"""`unison history`: a book from another tool, from files into the functions that take it in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click
import psycopg

from unison_cli.databases import database_option
from unison_cli.errors import UnisonError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
UNITS = ("arr_cents", "mrr_cents")


@click.group()
def history() -> None:
    """Bring in what happened in another tool, into a database where nothing has been bought."""


@history.command("import")
@click.argument("file", type=FILE)
@click.option("--currency", help="Of the amounts, as usd; by default the platform's.")
@database_option
def import_history(file: Path, currency: str | None, dsn: str) -> None:
    """Bring in what customers paid from FILE.

    CSV with customer_id, arr_cents or mrr_cents, start_date and end_date (the first day without;
    empty is open). Rows of a customer may overlap and add up.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        unit = next((unit for unit in UNITS if unit in (reader.fieldnames or ())), UNITS[0])
        kinds = (("customer_id", str), (unit, _amount), ("start_date", _day), ("end_date", _day))
        customers, amounts, starts, ends = _columns(reader, kinds)
    count = _call(
        dsn,
        "select billing.import_history(%s::text[], %s::numeric[], %s, %s::date[], %s::date[], %s)",
        (customers, amounts, unit, starts, ends, currency),
    )
    click.echo(f"{len(customers)} rows: {count} subscriptions of {len(set(customers))} customers.")


@history.command()
@click.argument("file", type=FILE)
@database_option
def import_trials(file: Path, dsn: str) -> None:
    """Bring in trials from FILE, before or after what customers paid.

    CSV with customer_id, trial_start, trial_end and converted_on (empty if not yet).
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        columns = _columns(
            csv.DictReader(lines),
            (
                ("customer_id", str),
                ("trial_start", _day),
                ("trial_end", _day),
                ("converted_on", _day),
            ),
        )
    count = _call(
        dsn,
        "select billing.import_trials(%s::text[], %s::date[], %s::date[], %s::date[])",
        columns,
    )
    click.echo(f"{len(columns[0])} rows: {count} trials.")


def _columns(
    reader: csv.DictReader[str], kinds: Sequence[tuple[str, Callable[[str], Any]]]
) -> list[list[Any]]:
    """Read a file column by column, each value by the function of its column; empty is None.

    Raises:
        UnisonError: a column or a value is missing or malformed; says in which line.
    """
    missing = [name for name, _ in kinds if name not in (reader.fieldnames or ())]
    if missing:
        raise UnisonError(f"the file has no column {', '.join(missing)}")
    rows = [_read(row, kinds, reader.line_num) for row in _whole(reader)]
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in kinds]


def _whole(reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    for row in reader:
        if None in row or None in row.values():
            raise UnisonError(f"line {reader.line_num}: not as many values as columns")
        yield row


def _read(
    row: dict[str, str], kinds: Sequence[tuple[str, Callable[[str], Any]]], line: int
) -> tuple[Any, ...]:
    try:
        return tuple(kind(text) if (text := row[name].strip()) else None for name, kind in kinds)
    except ValueError as error:
        raise UnisonError(f"line {line}: {error}") from error


def _amount(text: str) -> str:
    """Check a number, and leave it to the database to read."""
    try:
        is_amount = Decimal(text).is_finite()
    except InvalidOperation:
        is_amount = False
    if not is_amount:
        raise ValueError(f"{text} is no amount")
    return text


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _call(dsn: str, statement: str, values: Sequence[object]) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(statement.encode(), values).fetchone()
    return int(row[0]) if row else 0
