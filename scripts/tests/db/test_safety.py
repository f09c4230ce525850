"""Kills, locks, and two deploys at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from tests.db.site import Site
from unison_cli.deploy import LockError, Outcome, bootstrap, connect, migrate
from unison_cli.paths import ROOT
from unison_cli.testing import slowness

SECONDS = 30.0


def await_true(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.02)


def sleepers(shop: Site) -> list[int]:
    """Return the pids of deploys that are in a migration's pg_sleep."""
    query = """
        select pid from pg_stat_activity
        where wait_event = 'PgSleep' and datname = current_database()
        """
    return [pid for (pid,) in shop.rows(query)]


def has_waiting_lock(shop: Site) -> bool:
    return bool(shop.value("select exists (select from pg_locks where not granted)"))


@contextmanager
def deploying(shop: Site, reports: list[str], attempts: int = 5) -> Iterator[Future[Outcome]]:
    """Deploy in a thread."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(migrate, shop.dsn, shop.root, attempts=attempts, report=reports.append)


@pytest.fixture
def slow_deploy(shop: Site) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A `db up` that is in the middle of its transaction, with the pid of its session."""
    shop.write(
        "migrations/0002_dawdle.sql", "create table shop.orders (id integer); select pg_sleep(60);"
    )
    words = ["-m", "unison_cli", "db", "--folder", str(shop.root), "up"]
    process = subprocess.Popen(
        [sys.executable, *words],
        env=os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "DATABASE_URL": shop.dsn},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        await_true(lambda: sleepers(shop))
        yield process, sleepers(shop)[0]
        process.kill()


def test_a_killed_client_leaves_nothing(
    shop: Site, slow_deploy: tuple[subprocess.Popen[str], int]
) -> None:
    process, _ = slow_deploy
    process.kill()
    process.wait()

    # The server notices by itself, long before the statement would have ended.
    await_true(lambda: not sleepers(shop))
    assert shop.is_untouched()
    shop.edit("migrations/0002_dawdle.sql", " select pg_sleep(60);", "")
    assert len(shop.up().migrations) == 2


def test_a_killed_backend_leaves_nothing(
    shop: Site, slow_deploy: tuple[subprocess.Popen[str], int]
) -> None:
    process, backend = slow_deploy
    os.kill(backend, signal.SIGKILL)

    _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert "the connection was lost" in errors
    await_true(lambda: is_up(shop))
    assert shop.is_untouched()
    shop.edit("migrations/0002_dawdle.sql", " select pg_sleep(60);", "")
    assert len(shop.up().migrations) == 2


def is_up(shop: Site) -> bool:
    try:
        connect(shop.dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def test_of_two_deploys_one_waits_and_does_nothing(shop: Site) -> None:
    # The first does not end before the second is there.
    shop.write(
        "migrations/0002_await_another.sql",
        """
        do $$
        begin
            while (
                select count(*) < 2
                from pg_stat_activity
                where application_name = 'unison db' and datname = current_database()
            ) loop
                perform pg_sleep(0.02), pg_stat_clear_snapshot();
            end loop;
        end
        $$;
        select pg_sleep(0.5);
        """,
    )
    reports: tuple[list[str], list[str]] = ([], [])
    with deploying(shop, reports[0]) as first, deploying(shop, reports[1]) as second:
        outcomes = first.result(SECONDS), second.result(SECONDS)

    assert sorted(outcome.changed for outcome in outcomes) == [False, True]
    assert sorted("waiting for another deploy to end" in report for report in reports) == [
        False,
        True,
    ]
    assert shop.value("select count(*) from deploy.releases") == 1


def test_a_lock_that_is_not_free_is_tried_again(shop: Site) -> None:
    shop.up()
    shop.write("migrations/0002_add_memo.sql", "alter table shop.items add memo text;")
    reports: list[str] = []
    with connect(shop.visitor) as visitor, deploying(shop, reports) as deploy:
        with visitor.transaction():
            visitor.execute("select from shop.items")
            await_true(lambda: any("attempt 2 of 5" in line for line in reports))
        assert deploy.result(SECONDS).migrations == ("0002_add_memo",)

    assert any(
        "0002_add_memo.sql:1: canceling statement due to lock timeout" in line for line in reports
    )


def test_attempts_are_bounded_and_leave_nothing(shop: Site) -> None:
    shop.up()
    shop.write("migrations/0002_add_memo.sql", "alter table shop.items add memo text;")
    before = shop.value("select 'api.items'::regclass::oid")
    with connect(shop.visitor) as visitor, visitor.transaction():
        visitor.execute("select from shop.items")
        started = time.monotonic()
        with pytest.raises(LockError, match="lock timeout"):
            shop.up(attempts=1)
        took = time.monotonic() - started

    assert 2 <= took < 4 * slowness()
    assert shop.value("select 'api.items'::regclass::oid") == before
    assert shop.value("select count(*) from deploy.migrations") == 1


def request(visitor: psycopg.Connection, *tables: str) -> None:
    for table in tables:
        visitor.execute(f"select from {table}".encode())


def test_a_request_past_the_gate_is_answered_at_once(shop: Site) -> None:
    shop.up()
    shop.write("migrations/0002_add_kind.sql", "alter table identity.sessions add kind text;")
    reports: list[str] = []
    with connect(shop.visitor) as visitor, deploying(shop, reports) as deploy:
        with visitor.transaction():
            request(visitor, "identity.sessions")
            await_true(lambda: has_waiting_lock(shop))
            visitor.execute("set local lock_timeout = '500ms'")
            request(visitor, "api.items")
        assert deploy.result(SECONDS).changed

    # The deploy waited before it held anything; it did not have to give way.
    assert not any("attempt" in line for line in reports)


def test_a_request_that_waits_for_the_deploy_it_blocks_is_answered(shop: Site) -> None:
    shop.up()
    shop.write("migrations/0002_add_memo.sql", "alter table shop.items add memo text;")
    with connect(shop.visitor) as visitor, deploying(shop, []) as deploy:
        with visitor.transaction():
            request(visitor, "shop.items")
            await_true(lambda: has_waiting_lock(shop))
            request(visitor, "api.items")
        assert deploy.result(SECONDS).changed


def test_a_deadlock_is_the_deploys_to_solve(shop: Site) -> None:
    shop.up()
    # The edges are gone; the request comes to wait for them; then its table is wanted.
    shop.write(
        "migrations/0002_add_memo.sql",
        """
        do $$
        begin
            for n in 1..50 loop
                exit when exists (select from pg_locks where not granted);
                perform pg_sleep(0.02);
            end loop;
        end
        $$;
        alter table shop.items add memo text;
        """,
    )
    reports: list[str] = []
    with connect(shop.visitor) as visitor, deploying(shop, reports) as deploy:
        with visitor.transaction():
            request(visitor, "shop.items")
            await_true(lambda: is_removed(shop))
            request(visitor, "api.items")
        assert deploy.result(SECONDS).changed

    assert any("deadlock detected" in line for line in reports)


def is_removed(shop: Site) -> bool:
    """Tell whether a deploy holds the lock of a dropped edge."""
    query = """
        select exists (
            select from pg_locks
            where relation = 'api.items'::regclass and mode = 'AccessExclusiveLock' and granted
        )
        """
    return bool(shop.value(query))


def test_a_bootstrap_can_run_in_many_databases_at_once(shop: Site) -> None:
    shop.edit("bootstrap.sql", "grant set", "alter role visitor set work_mem = '5MB';\ngrant set")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: bootstrap(shop.superuser, shop.root), range(20)))
