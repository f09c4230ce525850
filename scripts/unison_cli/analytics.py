"""`unison analytics`: the revenue figures as files."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any, LiteralString

import click
import psycopg

from unison_cli.databases import database_option

FILES: Mapping[str, LiteralString] = {
    "monthly.csv": "select * from analytics.mrr_movements(as_of => %s)",
    "movements.csv": "select * from analytics.movements(as_of => %s)",
    "cohort.csv": "select * from analytics.cohort_retention(as_of => %s)",
    "trials.csv": "select * from analytics.trial_conversion(as_of => %s)",
    "forecast.csv": "select * from analytics.forecast_bands(as_of => %s)",
}
"""What each file holds: a function of schema analytics, column by column."""

TENTH_PLACE = Decimal(1).scaleb(-10)


@click.group()
def analytics() -> None:
    """Revenue figures as files."""


@analytics.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The last day that counts, as 2026-06-30.",
)
@database_option
def export(folder: Path, as_of: datetime, dsn: str) -> None:
    """Write monthly.csv, movements.csv, cohort.csv, trials.csv and forecast.csv into DIR.

    Money is MRR in cents, fractions have ten decimals, yes and no are 1 and 0.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(dsn) as connection:
        # One state of the database, which nothing of this changes.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for name in FILES:
            count = write(connection, folder / name, as_of.date())
            click.echo(f"{name}: {count} rows")


def write(connection: psycopg.Connection[Any], path: Path, as_of: date) -> int:
    """Write one of FILES, called as the path's last part; return how many rows it has."""
    cursor = connection.execute(FILES[path.name], [as_of])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in cursor.description or ()])
        for row in cursor:
            writer.writerow([_text(value) for value in row])
    return cursor.rowcount


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        rounded = value.quantize(TENTH_PLACE, ROUND_HALF_EVEN)
        text = f"{rounded:f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)
