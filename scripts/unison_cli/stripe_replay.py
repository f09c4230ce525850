"""Whether our tables are what follows from the events: everything recomputed, and compared."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click
import psycopg


def differences(database_url: str) -> Iterator[str]:
    """Yield what differs, a line each, in one read-only transaction that locks nothing.

    Progress is shown on stderr.
    """
    with psycopg.connect(database_url) as connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        organizations = connection.execute("select id from identity.organizations").fetchall()
        # First what belongs to nobody.
        subjects = [None, *(organization for (organization,) in organizations)]
        with click.progressbar(subjects, label="Comparing", file=sys.stderr) as bar:
            for subject in bar:
                for difference in connection.execute(
                    "select * from billing.replay_differences(%s)", (subject,)
                ):
                    yield describe(*difference)


def describe(object_id: str, field: str, stored: object, recomputed: object) -> str:
    """Return a difference as a line to read."""
    return f"{object_id} {field}: is {_word(stored)}, should be {_word(recomputed)}"


def _word(value: object) -> str:
    return "absent" if value is None else json.dumps(value, ensure_ascii=False)
