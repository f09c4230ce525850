"""`unison audit`: whether the log of changes is as it was sealed, and the log as a file."""

from __future__ import annotations

import json
from typing import Any, LiteralString, TextIO

import click
import psycopg

from unison_cli.databases import database_option

LAST_SEAL: LiteralString = """
select s.id, encode(s.hash, 'hex'), s.last_id, s.sealed_at
from audit.seals as s
order by s.id desc
limit 1
"""

ENTRIES: LiteralString = """
select
    to_jsonb(e) || jsonb_build_object('digest', encode(audit.entry_digest(e), 'hex'))
    || case when %(readable)s then jsonb_build_object(
        'before', audit.revealed_values(e.before), 'after', audit.revealed_values(e.after)
    ) else '{}' end
from audit.entries as e
where
    e.id > %(after)s
    and (%(organization)s::uuid is null or e.organization_id = %(organization)s)
order by e.id
"""


@click.group()
def audit() -> None:
    """Check the log of changes, and take it out.

    Exit codes: 0 done, or as it was sealed; 1 not as it was sealed; 2 failed.
    """


@audit.command()
@click.option(
    "--expect",
    metavar="SEAL",
    help="A seal that an earlier run printed, as 17:5d41…, kept where the database's owner cannot"
    " write.",
)
@database_option
def verify(expect: str | None, dsn: str) -> None:
    """Name what of the log was edited, taken out or put in since it was sealed.

    Prints the last seal: kept elsewhere, it finds out who writes all seals anew.
    """
    with _connect(dsn) as connection:
        findings = connection.execute("select * from audit.find_tampering()").fetchall()
        last = connection.execute(LAST_SEAL).fetchone()
        is_known = expect is None or _has_seal(connection, expect)
        unsealed = connection.execute(
            "select count(*) from audit.entries where id > %s", [last[2] if last else 0]
        ).fetchone()
    for seal_id, entry_id, finding in findings:
        click.echo(f"{finding}: seal {seal_id}" + (f", entry {entry_id}" if entry_id else ""))
    if not is_known:
        click.echo(f"seal_unknown: {expect} is none of the seals")
    if last:
        click.echo(f"last seal {last[0]}:{last[1]}, up to entry {last[2]}, at {last[3]}")
    click.echo(f"not sealed yet: {unsealed[0] if unsealed else 0} entries")
    if findings or not is_known:
        raise SystemExit(1)


@audit.command()
@click.argument("file", type=click.File("w", encoding="utf-8"))
@click.option(
    "--after", type=int, default=0, show_default=True, help="Only entries beyond this id."
)
@click.option("--organization", type=click.UUID, help="Only one organization's.")
@click.option("--readable", is_flag=True, help="With personal values, not as they are sealed.")
@database_option
def export(file: TextIO, after: int, organization: str | None, readable: bool, dsn: str) -> None:
    """Write entries to FILE (- is standard output), one JSON object a line, the oldest first.

    Each has its digest, which its seal holds as well.
    """
    wish = {"after": after, "organization": organization, "readable": readable}
    with _connect(dsn) as connection, connection.cursor("entries") as cursor:
        for (entry,) in cursor.execute(ENTRIES, wish):
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _connect(dsn: str) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect to one state of the database, which nothing of this changes."""
    connection = psycopg.connect(dsn)
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    return connection


def _has_seal(connection: psycopg.Connection[tuple[Any, ...]], expected: str) -> bool:
    seal_id, _, digest = expected.partition(":")
    if not seal_id.isdecimal():
        raise click.BadParameter("a seal is its number, a colon, and its hash")
    found = connection.execute(
        "select encode(hash, 'hex') = %s from audit.seals where id = %s", [digest, int(seal_id)]
    ).fetchone()
    return found is not None and bool(found[0])
