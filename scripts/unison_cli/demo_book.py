"""The demo book: three years of a business, lived through with the real functions.

Lives are told in transactions, in which the platform's clock goes from a sign-up to the last day
(`util.replay_clock`): for everybody else they appear at once, with their history, and were known
when they happened. What Stripe would have said enters as its events do.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import singledispatchmethod
from typing import Any

import click
import psycopg
from psycopg.rows import class_row, tuple_row

from unison_cli import demo_lives as story
from unison_cli.demo_stripe import DECLINED, ORGANIZATION, Account, Price, Said
from unison_cli.errors import UnisonError

Connection = psycopg.Connection[tuple[Any, ...]]

ORGANIZATIONS = 400
"""How many have signed up, unless another number is asked for."""

BATCH = 10
"""How many lives are told in one transaction."""

SECONDS_TO_ARRIVE = 1
"""How long an event is on its way."""


@dataclass(frozen=True)
class Book:
    """What was asked for, or is there already."""

    organizations: int
    until: date


@dataclass(frozen=True)
class Score:
    """How well forecasts of so many months ahead have done: those stored for the last two years."""

    horizon: int
    forecasts: int
    median_error: float
    in_80: float
    in_95: float


def scores(database_url: str) -> list[Score]:
    """Return the back-test of the stored forecasts, for some horizons."""
    with psycopg.connect(database_url, row_factory=class_row(Score)) as connection:
        return connection.execute(
            """
            select
                b.horizon,
                count(*) as forecasts,
                percentile_cont(0.5) within group (order by abs(b.error)) as median_error,
                avg(b.is_in_80::integer)::double precision as in_80,
                avg(b.is_in_95::integer)::double precision as in_95
            from analytics.forecast_backtest() as b
            where b.horizon in (1, 3, 6, 12)
            group by b.horizon
            order by b.horizon
            """
        ).fetchall()


def make(database_url: str, organizations: int) -> tuple[Book, int]:
    """Make the book, or what is missing of it; return it, and how many organizations are new.

    Raises:
        UnisonError: there is another book, or prices are not known to Stripe.
        psycopg.Error: the database refuses, in production for one.
    """
    with psycopg.connect(database_url, autocommit=True, row_factory=tuple_row) as connection:
        # What a crash takes back is made again.
        connection.execute("set synchronous_commit = off")
        # A second command waits, and finds everything there.
        connection.execute("select pg_advisory_lock(hashtextextended('unison.demo_book', 0))")
        book = _begin(connection, organizations)
        known = _known(connection)
        lives = story.lives(book.organizations, book.until)
        missing = [life for life in lives if life.address not in known]
        if missing:
            _tell(connection, missing)
            _close(connection, book)
        return book, len(missing)


def _begin(connection: Connection, organizations: int) -> Book:
    """Return the book that is there, or note the new one."""
    ((found, today),) = connection.execute(
        "select util.setting('demo_book')::jsonb, (util.now() at time zone 'UTC')::date"
    ).fetchall()
    if found is not None:
        book = Book(found["organizations"], date.fromisoformat(found["until"]))
        if book.organizations != organizations:
            raise UnisonError(
                f"there is a book of {book.organizations} organizations here; "
                "another needs an instance of its own, or `stack reset`"
            )
        return book
    # Refused in production, before anything is noted.
    connection.execute("select util.replay_clock(null)")
    note = json.dumps({"organizations": organizations, "until": today.isoformat()})
    connection.execute("select util.set_setting('demo_book', %s)", (note,))
    return Book(organizations, today)


def _known(connection: Connection) -> set[str]:
    rows = connection.execute("select email from identity.users where email like '%.invalid'")
    return {email for (email,) in rows}


def _tell(connection: Connection, lives: Sequence[story.Life]) -> None:
    prices, version, livemode = _prices(connection)
    with click.progressbar(length=len(lives), label="Telling lives", file=sys.stderr) as bar:
        for start in range(0, len(lives), BATCH):
            batch = lives[start : start + BATCH]
            with connection.transaction(), _cheap_passwords(connection):
                for life in batch:
                    account = Account(
                        life.number, life.name, life.address, version, livemode, prices
                    )
                    _Teller(connection, account).tell(life)
                connection.execute("select util.replay_clock(null)")
                connection.execute("select analytics.forget_totals()")
            bar.update(len(batch))


@contextmanager
def _cheap_passwords(connection: Connection) -> Iterator[None]:
    """Hash passwords quickly, which nobody will ever know, until the transaction is at its end."""
    ((cost,),) = connection.execute("select util.setting('password_hash_cost')").fetchall()
    change = "select util.set_setting('password_hash_cost', %s)"
    connection.execute(change, ("4",))
    yield
    connection.execute(change, (cost,))


def _prices(connection: Connection) -> tuple[dict[str, Price], str, bool]:
    rows = connection.execute(
        """
        select distinct on (p.lookup_key)
            s.stripe_price_id, coalesce(s.stripe_product_id, ''), p.lookup_key,
            p.unit_amount_cents, case p.cycle when 'annual' then 'year' else 'month' end
        from catalog.prices as p
        inner join catalog.stripe_prices as s on p.id = s.price_id
        where p.currency = 'usd'
        order by p.lookup_key, s.linked_at desc
        """
    ).fetchall()
    if not rows:
        raise UnisonError("Stripe does not know the prices yet; start the stack first")
    ((version, livemode),) = connection.execute(
        "select util.setting('stripe_api_version'), util.setting('stripe_livemode')::boolean"
    ).fetchall()
    return {key: Price(*row) for row in rows for key in [row[2]]}, version, livemode


def _close(connection: Connection, book: Book) -> None:
    """Note what was spent, and what would have been forecast in each of the last two years."""
    # There are statistics of nothing yet, and the first look is to be quick.
    connection.execute("analyze")
    with connection.transaction():
        for index, count in enumerate(story.sign_ups(book.organizations, book.until)):
            connection.execute(
                "select analytics.set_acquisition_spend(%s, %s, 'demo', null)",
                (story.month_of(book.until, index), story.spend_of(index, count)),
            )
        connection.execute("select analytics.store_forecasts()")


class _Teller:
    """Has one life happen."""

    def __init__(self, connection: Connection, account: Account) -> None:
        self.connection = connection
        self.account = account
        self.organization = ""

    def tell(self, life: story.Life) -> None:
        """Tell it from the sign-up to the last day."""
        self._move(life.signed_up_at)
        ((answer,),) = self._ask(
            "select api.sign_up(%s, %s, %s, %s)",
            life.address,
            secrets.token_hex(16),
            life.name,
            f"Founder of {life.name}",
        )
        self.organization = answer["organization_id"]
        with self.connection.pipeline():
            self._ask("select identity.mark_as_demo(%s)", self.organization)
            for step in life.steps:
                self.take(step)

    @singledispatchmethod
    def take(self, step: story.Step) -> None:
        """Do what a step says."""
        raise NotImplementedError(step)

    @take.register
    def _(self, step: story.Remind) -> None:
        self._run("billing.remind_trials", step.at)

    @take.register
    def _(self, step: story.Expire) -> None:
        self._run("billing.expire_trials", step.at)

    @take.register
    def _(self, step: story.Dun) -> None:
        self._run("billing.advance_dunning", step.at)
        self._answer(402, DECLINED)

    @take.register
    def _(self, step: story.Grow) -> None:
        self._move(step.at)
        names = [f"Plant {secrets.token_hex(2)}" for _ in range(step.plants)]
        self._ask("select count(*) from app.create_plants(%s, %s)", self.organization, names)

    @take.register
    def _(self, step: story.Join) -> None:
        self._move(step.at)
        address = self.account.address.replace("founder", step.role, 1)
        # As PostgREST would find the founder to be who asks.
        self._ask(
            """
            select identity.set_current_session(s.id, s.kind, s.user_id, u.organization_id, u.role)
            from identity.sessions as s
            inner join identity.memberships as u on s.user_id = u.user_id
            where u.organization_id = %s and u.role = 'owner'
            """,
            self.organization,
        )
        self._ask("select api.invite_member(%s, %s)", address, step.role)
        self._ask("select identity.set_current_session(null, null, null, null, null)")
        self._ask(
            """
            select api.accept_invitation(split_part(e.data ->> 'url', '#token=', 2), %s, %s)
            from notify.emails as e
            where e.kind = 'invitation' and e.organization_id = %s and e.recipient = %s
            """,
            secrets.token_hex(16),
            f"{step.role.capitalize()} of {self.account.name}",
            self.organization,
            address,
        )

    @take.register
    def _(self, step: story.Report) -> None:
        self._move(step.at)
        days = enumerate(reversed(step.calls))
        events = [
            {
                "meter": "api_calls",
                "quantity": calls,
                "occurred_at": f"{datetime.fromtimestamp(step.at - back * story.DAY, UTC)}",
                "idempotency_key": f"demo {back}",
            }
            for back, calls in days
        ]
        self._ask("select usage.record_events(%s, %s)", self.organization, json.dumps(events))

    @take.register
    def _(self, step: story.Subscribe) -> None:
        self._hear(self.account.subscribe(step))

    @take.register
    def _(self, step: story.Change) -> None:
        self.account.change(step)

    @take.register
    def _(self, step: story.Renew) -> None:
        self._hear(self.account.renew(step.at, is_paid=step.is_paid))

    @take.register
    def _(self, step: story.Pay) -> None:
        self._hear(self.account.pay(step.at))

    @take.register
    def _(self, step: story.GiveNotice) -> None:
        self._move(step.at)
        self._ask(
            "select billing.cancel_subscription(%s, %s, null, true)",
            self.organization,
            step.reason,
        )
        self._answer(200, self.account.give_notice(step.at))

    @take.register
    def _(self, step: story.End) -> None:
        self._hear(self.account.end(step.at, is_unpaid=step.is_unpaid))

    def _hear(self, events: Iterator[Said]) -> None:
        for event in events:
            self._move(event.at + SECONDS_TO_ARRIVE)
            self._ask(
                "select sidecar.receive_stripe_event(%s)",
                event.body.replace(ORGANIZATION, self.organization),
            )

    def _run(self, job: str, at: int) -> None:
        """Have a job of the platform's see to this organization at its hour."""
        self._move(at)
        self._ask(f"select {job}(%s)", self.organization)

    def _answer(self, status: int, body: str) -> None:
        """Answer the organization's commands as Stripe would; what others ask is left alone."""
        self._ask(
            """
            select sidecar.record_stripe_response(c.id, c.attempt, %s, %s, null)
            from sidecar.claim_stripe_commands('demo', 100, 1) as c
            where c.organization_id = %s
            """,
            status,
            body.replace(ORGANIZATION, self.organization),
            self.organization,
        )

    def _move(self, at: int) -> None:
        self._ask("select util.replay_clock(to_timestamp(%s))", at)

    def _ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask for something; in a pipeline the answer comes later, if it is read at all."""
        cursor = self.connection.execute(statement.encode(), values or None)
        if self.connection.info.pipeline_status:
            return []
        return cursor.fetchall()
