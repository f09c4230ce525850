"""A limit holds whoever writes, however, and at the same time; the counter is what it counts.

Eight sessions write to one organization at once, while add-ons are bought and rows are deleted. The
same is played with what one would write first, a policy that counts; it has to lose.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from threading import Barrier, Event
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors, sql

from unison_cli import postgres
from unison_cli.deploy import bootstrap, migrate
from unison_cli.testing import Stack, stack

__all__ = ["stack"]

SESSIONS = 8
ROUNDS = 200
LIMIT = 3

Connection = psycopg.Connection[tuple[Any, ...]]
Action = Callable[[Connection, "Game", random.Random], None]

NEW_ORGANIZATION = """
with organization as (
    insert into identity.organizations (name, created_at) values ('A customer', now())
    returning id
), subscription as (
    insert into billing.subscriptions (
        organization_id, source, is_primary, status, access, plan_version_id, started_at, created_at
    )
    select o.id, 'manual', true, 'active', 'full', v.plan_version_id, now(), now()
    from organization as o, catalog.current_plan_versions() as v
    where v.plan_code = 'starter'
    returning organization_id, id
), item as (
    insert into billing.subscription_items (
        organization_id, subscription_id, position, price_id, quantity, unit_amount_cents, currency
    )
    select s.organization_id, s.id, 0, p.id, 2, p.unit_amount_cents, p.currency
    from subscription as s, catalog.prices as p
    where p.lookup_key = 'addon_plants_monthly'
)
select id from organization
"""

NAIVE = """
create table app.naive_plants (like app.plants including all);
alter table app.naive_plants enable row level security;
create function app.is_below_limit(organization_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
    select (
        select count(*) from app.naive_plants as p
        where p.organization_id = is_below_limit.organization_id
    ) < (
        select e.limit_value
        from usage.find_entitlement(is_below_limit.organization_id, 'plants') as e
    )
$$;
create policy tenant_all on app.naive_plants to authenticated
using (true) with check (app.is_below_limit(organization_id));
grant execute on function app.is_below_limit(uuid) to authenticated;
grant usage on schema app, util to authenticated;
grant all on app.naive_plants to authenticated;
"""


class Game:
    """One organization, whose plants are in the table that is put to the test."""

    def __init__(self, owner: Connection, table: str) -> None:
        row = owner.execute(NEW_ORGANIZATION).fetchone()
        assert row is not None
        self.organization_id: UUID = row[0]
        self.table = sql.SQL("app.{}").format(sql.Identifier(table))
        self.is_naive = table != "plants"
        self.shared_id = uuid4()

    def run(self, connection: Connection, text: LiteralString, *values: Any) -> None:
        """Execute one statement; {} in it stands for the table."""
        connection.execute(sql.SQL(text).format(self.table), values)

    def insert(self, connection: Connection, number: int) -> None:
        """Write so many rows with one statement."""
        self.run(
            connection,
            "insert into {} (organization_id, name, created_at)"
            " select %s, 'A plant', now() from generate_series(1, %s)",
            self.organization_id,
            number,
        )

    def observe(self, connection: Connection) -> tuple[int, int]:
        """Return the number of rows and what is allowed, in one snapshot."""
        query = sql.SQL(
            "select (select count(*) from {} where organization_id = %s),"
            " (select e.limit_value from usage.find_entitlement(%s, 'plants') as e)"
        ).format(self.table)
        row = connection.execute(query, [self.organization_id] * 2).fetchone()
        assert row is not None
        return row[0], row[1]


def insert_some(connection: Connection, game: Game, chance: random.Random) -> None:
    game.insert(connection, chance.randint(1, LIMIT + 1))


def insert_one(connection: Connection, game: Game, _chance: random.Random) -> None:
    game.insert(connection, 1)


def copy_some(connection: Connection, game: Game, chance: random.Random) -> None:
    if game.is_naive:  # COPY passes no policy
        insert_some(connection, game, chance)
        return
    text = sql.SQL("copy {} (organization_id, name, created_at) from stdin").format(game.table)
    with connection.cursor() as cursor, cursor.copy(text) as copy:
        for _ in range(chance.randint(1, 2)):
            copy.write_row([game.organization_id, "Copied", "2026-01-01"])


def upsert(connection: Connection, game: Game, _chance: random.Random) -> None:
    game.run(
        connection,
        "insert into {} (organization_id, id, name, created_at)"
        " values (%s, %s, 'Shared', now()), (%s, gen_random_uuid(), 'Its companion', now())"
        " on conflict (organization_id, id) do update set name = excluded.name",
        game.organization_id,
        game.shared_id,
        game.organization_id,
    )


def insert_and_undo(connection: Connection, game: Game, chance: random.Random) -> None:
    with connection.transaction(), connection.transaction():
        game.insert(connection, chance.randint(1, 2))
        raise psycopg.Rollback
    with connection.transaction():
        with connection.transaction(force_rollback=True):
            game.insert(connection, 1)
        game.insert(connection, 1)


def delete_some(connection: Connection, game: Game, chance: random.Random) -> None:
    game.run(
        connection,
        "delete from {0} where organization_id = %s and id in ("
        "select id from {0} where organization_id = %s order by id limit %s)",
        game.organization_id,
        game.organization_id,
        chance.randint(1, 2),
    )


def buy(connection: Connection, game: Game, _chance: random.Random) -> None:
    with connection.transaction():
        connection.execute("set local role unison_owner")
        connection.execute("select billing.lock_organization(%s)", [game.organization_id])
        connection.execute(
            "update billing.subscription_items set quantity = quantity + 1"
            " where organization_id = %s",
            [game.organization_id],
        )


ACTIONS: list[Action] = [
    insert_some, insert_some, insert_one, copy_some, upsert, insert_and_undo, delete_some, buy,
]  # fmt: skip


@pytest.fixture(scope="module")
def address(stack: Stack) -> Iterator[str]:
    """Deploy a database of this test's own."""
    name = f"limits_{secrets.token_hex(4)}"
    administration = postgres.superuser_url(stack.instance)
    address = postgres.superuser_url(stack.instance, name)
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        bootstrap(address)
        migrate(address.replace("//postgres@", "//unison_owner@"), report=lambda _: None)
        yield address
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def connect(address: str) -> Iterator[Callable[..., Connection]]:
    """Return a function that opens sessions, as the owner or another role."""
    with ExitStack() as opened:

        def make(role: str = "unison_owner") -> Connection:
            # Who sees what is tried here, not what survives: commits need not reach the disk.
            connection = opened.enter_context(
                psycopg.connect(address, autocommit=True, options="-c synchronous_commit=off")
            )
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
            return connection

        yield make


def play(connect: Callable[..., Connection], table: str, role: str, rounds: int) -> Iterator[str]:
    """Yield what went wrong: a snapshot above the limit, or an error that is no refusal."""
    owner, observer = connect(), connect()
    sessions = [connect(role) for _ in range(SESSIONS)]
    with ThreadPoolExecutor(SESSIONS + 1) as pool:
        for number in range(rounds):
            game = Game(owner, table)
            begin, is_over = Barrier(SESSIONS), Event()
            seen = pool.submit(_watch, observer, game, is_over)
            turns = [
                pool.submit(partial(_take_turn, session, game, begin, f"{number}.{turn}"))
                for turn, session in enumerate(sessions)
            ]
            wait(turns)
            is_over.set()
            for future in (*turns, seen):
                yield from future.result()


def _take_turn(session: Connection, game: Game, begin: Barrier, seed: str) -> list[str]:
    chance = random.Random(seed)
    faults = []
    begin.wait()
    for action in chance.choices(ACTIONS, k=2):
        try:
            action(session, game, chance)
        except psycopg.Error as error:
            is_refusal = (
                isinstance(error, errors.InsufficientPrivilege)
                if game.is_naive
                else "limit_exceeded" in str(error)
            )
            if not is_refusal:
                faults.append(f"{action.__name__}: {error}")
    return faults


def _watch(observer: Connection, game: Game, is_over: Event) -> list[str]:
    """Look again and again; add-ons are only bought, so no snapshot may show more than allowed."""
    while True:
        is_last = is_over.wait(0.005)
        count, allowed = game.observe(observer)
        if count > allowed:
            return [f"{count} rows where {allowed} are allowed"]
        if is_last:
            return []


@pytest.mark.slow
def test_a_limit_holds(connect: Callable[..., Connection]) -> None:
    assert list(play(connect, "plants", "unison_owner", ROUNDS)) == []
    owner = connect()
    assert owner.execute("select * from usage.counter_drifts").fetchall() == []
    # There were refusals and rows, or nothing was tried.
    row = owner.execute(
        "select count(*), count(*) filter (where used >= %s), max(used) from usage.counters"
        " where feature_code = 'plants'",
        [LIMIT],
    ).fetchone()
    assert row is not None
    assert row[0] == ROUNDS
    assert row[1] > ROUNDS // 4
    assert row[2] > LIMIT


def test_a_policy_that_counts_does_not_hold_it(connect: Callable[..., Connection]) -> None:
    """Or the test above would find nothing."""
    connect().execute(NAIVE)
    faults = list(play(connect, "naive_plants", "authenticated", 20))
    assert any("are allowed" in fault for fault in faults)


def test_who_waited_is_judged_by_the_limit_of_then(connect: Callable[..., Connection]) -> None:
    """Nobody takes by a limit that is older than the one his predecessor was judged by."""
    first, second, seller = (connect() for _ in range(3))
    observer = connect("postgres")  # others do not see what a session waits for
    game = Game(seller, "plants")
    game.insert(seller, 1)
    with ThreadPoolExecutor(1) as pool:
        with first.transaction():
            game.insert(first, 1)
            waiting = pool.submit(game.insert, second, 1)
            _await_lock(observer, second)
            # Nobody who changes a limit waits for those who take.
            seller.execute("set lock_timeout = '1s'")
            seller.execute(
                "update billing.subscription_items set quantity = 1 where organization_id = %s",
                [game.organization_id],
            )
        with pytest.raises(psycopg.DatabaseError, match="limit_exceeded"):
            waiting.result()
    assert game.observe(seller) == (2, 2)


def test_a_purchase_that_is_not_committed_lifts_nothing(
    connect: Callable[..., Connection],
) -> None:
    """Nor does it hold up anybody, or get held up."""
    first, second = connect(), connect()
    game = Game(first, "plants")
    for connection in (first, second):
        connection.execute("set lock_timeout = '1s'")
    game.insert(first, LIMIT)
    with first.transaction():
        buy(first, game, random.Random())
        with pytest.raises(psycopg.DatabaseError, match="limit_exceeded"):
            game.insert(second, 1)
    game.insert(second, 1)


def test_a_limit_that_moves_holds(connect: Callable[..., Connection]) -> None:
    """While a limit falls and rises at random, every take is judged by one of its moment."""
    mover = connect()
    limit = MovingLimit(mover, Game(mover, "plants"))
    sessions = [connect() for _ in range(SESSIONS)]
    with ThreadPoolExecutor(SESSIONS + 1) as pool:
        is_over = Event()
        moving = pool.submit(limit.move, mover, random.Random("mover"), is_over)
        turns = [
            pool.submit(_take_and_give, session, limit.game, random.Random(turn))
            for turn, session in enumerate(sessions)
        ]
        wait(turns)
        is_over.set()
        moving.result()
    verdicts = [verdict for turn in turns for verdict in turn.result()]
    for verdict in verdicts:
        possible = limit.between(verdict.began, verdict.ended)
        if verdict.is_allowed:
            assert verdict.used <= max(possible), (verdict, possible)
        else:
            assert verdict.used > min(possible), (verdict, possible)
    assert mover.execute("select * from usage.counter_drifts").fetchall() == []
    # It was allowed and refused, and what was allowed once was refused later.
    allowed = [verdict.used for verdict in verdicts if verdict.is_allowed]
    refused = [verdict.used for verdict in verdicts if not verdict.is_allowed]
    assert len(allowed) > SESSIONS
    assert len(refused) > SESSIONS
    assert min(refused) <= max(allowed)
    assert len(limit.changes) > SESSIONS


@dataclass(frozen=True)
class Verdict:
    """What was said to a take, and when it was under way, the wait for its turn left out."""

    began: float
    ended: float
    used: int
    """What is used, or would have been."""

    is_allowed: bool


class MovingLimit:
    """A limit that one session moves, and what it may have been at which time."""

    def __init__(self, owner: Connection, game: Game) -> None:
        self.game = game
        self.changes: list[tuple[float, float, int]] = []
        owner.execute(
            "insert into usage.overrides"
            " (organization_id, feature_code, is_granted, limit_value, reason, created_at)"
            " values (%s, 'plants', true, 0, 'It moves', now())",
            [game.organization_id],
        )
        self._set(owner, LIMIT)

    def move(self, owner: Connection, chance: random.Random, is_over: Event) -> None:
        """Lower and raise it until it is over."""
        while not is_over.wait(chance.uniform(0, 0.02)):
            self._set(owner, chance.randint(0, 4 * LIMIT))

    def between(self, began: float, ended: float) -> list[int]:
        """Return its values that somebody may have seen who looked once in that time."""
        ends = [committed for _, committed, _ in self.changes[1:]] + [float("inf")]
        return [
            value
            for (asked, _, value), replaced in zip(self.changes, ends, strict=True)
            if asked <= ended and replaced >= began
        ]

    def _set(self, owner: Connection, value: int) -> None:
        asked = time.monotonic()
        owner.execute(
            "update usage.overrides set limit_value = %s where organization_id = %s",
            [value, self.game.organization_id],
        )
        self.changes.append((asked, time.monotonic(), value))


def _take_and_give(session: Connection, game: Game, chance: random.Random) -> list[Verdict]:
    verdicts = []
    for _ in range(40):
        if chance.random() < 0.4:
            delete_some(session, game, chance)
            continue
        number = chance.randint(1, LIMIT)
        with session.transaction() as transaction:
            # Held here first, so that the time of the take is that of its own turn.
            session.execute("select usage.lock_counter(%s, 'plants')", [game.organization_id])
            row = session.execute(
                "select usage.used_amount(%s, 'plants')", [game.organization_id]
            ).fetchone()
            assert row is not None
            began = time.monotonic()
            try:
                game.insert(session, number)
                is_allowed = True
            except psycopg.DatabaseError as error:
                if "limit_exceeded" not in str(error):
                    raise
                is_allowed = False
            verdicts.append(Verdict(began, time.monotonic(), row[0] + number, is_allowed))
            if not is_allowed:
                raise psycopg.Rollback(transaction)
    return verdicts


def _await_lock(observer: Connection, blocked: Connection) -> None:
    """Return once a session waits for another."""
    query = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
    while observer.execute(query, [blocked.info.backend_pid]).fetchone() != (True,):
        pass
