"""Time that passes on request: for the platform and for the embedded Stripe together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import psycopg

from unison_cli.errors import UnisonError

PATIENCE_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.02
DAY = timedelta(days=1)

# What has not been done yet of what the worker does, the letters last.
_IN_HAND = """
    select
        (select count(*) from webhooks.stripe_events as e where e.next_attempt_at is not null)
        + (select count(*) from billing.stripe_commands as c where c.finished_at is null)
        + (select count(*) from notify.emails as m where m.finished_at is null)
"""

# Another session may have had a job in hand when the clock was moved: then it has yet to be run.
_NOT_RUN = """
    select g.name
    from jobs.registry as g
    where
        g.is_per_clock
        and not exists (
            select from jobs.runs as r
            where
                r.job_name = g.name
                and r.organization_id is null
                and r.clock_at >= %s
                and r.finished_at is not null
        )
    order by g.name
"""


def pass_days(database: str, stripe: httpx.Client, days: int) -> Iterator[datetime]:
    """Let days pass, and yield the time at the end of each.

    What falls due happens in its order: a day's events are heard, its jobs are run, and what they
    want of Stripe and of the mail server is done before the next day begins.

    Raises:
        UnisonError: the worker does not do its part.
    """
    with psycopg.connect(database, autocommit=True) as connection:
        # A day that a crash of the server takes back is let pass once more.
        connection.execute("set synchronous_commit = off")
        (end,) = _row(connection, "select util.now()")
        for _ in range(days):
            end += DAY
            for stop in _stops(connection, end):
                _move(connection, stripe, stop)
            yield end


def wait_until(look: Callable[[], bool], what: str) -> None:
    """Ask again until it is so; what is asked for is the work of other processes.

    Raises:
        UnisonError: it takes too long.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not look():
        if time.monotonic() > deadline:
            raise UnisonError(f"still waiting for {what}; see the logs")
        time.sleep(LOOK_AGAIN_SECONDS)


def _stops(connection: psycopg.Connection, end: datetime) -> Iterator[datetime]:
    """Yield the moments of a day at which something has to be done before the day is over."""
    (now,) = _row(connection, "select util.now()")
    while now < end:
        (now,) = _row(connection, "select least(billing.next_pending_change_at(%s), %s)", now, end)
        yield now


def _move(connection: psycopg.Connection, stripe: httpx.Client, to: datetime) -> None:
    (now,) = _row(connection, "select util.advance_clock(null, %s)", to)
    stripe.post("/_control/advance", json={"to": int(now.timestamp())}).raise_for_status()

    def has_run() -> bool:
        names = connection.execute(_NOT_RUN, [now]).fetchall()
        for name in names:
            connection.execute("call jobs.run(%s)", name)
        return not names

    def is_done() -> bool:
        (count,) = _row(connection, _IN_HAND)
        if count:
            connection.execute("notify emails")
            stripe.post("/_control/flush", json={}).raise_for_status()
        return not count

    wait_until(has_run, "the jobs that fall due")
    wait_until(is_done, "the worker, which calls Stripe and sends letters")


def _row(connection: psycopg.Connection, query: str, *values: object) -> tuple[Any, ...]:
    row = connection.execute(query.encode(), values or None).fetchone()
    assert row is not None  # noqa: S101  (a select without from has a row)
    return row
