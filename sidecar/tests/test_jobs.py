"""Jobs, where it matters what is committed when: overlaps, crashes, failures, and what was missed.

Each test has a database of its own, without pg_cron. The planted jobs wait for locks that the test
holds, so that nothing depends on how fast anything is.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from sidecar import tick
from sidecar.database import Database
from sidecar.errors import DatabaseUnavailableError
from sidecar.tests.servers import Cluster, Place, wait_until

NOTE: LiteralString = """
    create table jobs.notes (organization_id uuid, xid text default pg_current_xact_id());
    create function jobs.take_note(for_organization_id uuid) returns bigint language plpgsql as $$
    begin
        insert into jobs.notes (organization_id) values (for_organization_id);
        perform pg_advisory_xact_lock_shared(1);
        return 1;
    end $$;
    create function jobs.take_note() returns bigint language sql return jobs.take_note(null);
    create function jobs.fail_always() returns bigint language plpgsql as $$
    begin
        insert into jobs.notes default values;
        raise 'planted';
    end $$;
    create function jobs.fail_for_one(for_organization_id uuid) returns bigint
    language plpgsql as $$
    begin
        insert into jobs.notes (organization_id) values (for_organization_id);
        if for_organization_id = (select min(c.organization_id::text)::uuid from util.clocks as c)
        then
            raise 'planted';
        end if;
        return 1;
    end $$;
"""


@pytest.fixture
def place(real: Place) -> Place:
    """Return a database in which no job is registered, with functions to make jobs of."""
    with psycopg.connect(real.superuser) as connection:
        connection.execute("set role unison_owner")
        connection.execute("delete from jobs.registry")
        connection.execute(NOTE)
    return real


def register(place: Place, name: str, function: str, *, is_per_clock: bool = False) -> None:
    """Register a job that was due a minute ago, and every minute before for three days."""
    place.rows(
        "insert into jobs.registry (name, schedule, function, timeout_seconds, is_per_clock,"
        " description, registered_at)"
        " values (%s, '* * * * *', %s, 600, %s, 'Planted', now() - interval '3 days')",
        name,
        function,
        is_per_clock,
    )


def let_pass(place: Place, minutes: int) -> None:
    """Have what has run so far be older."""
    place.rows("update jobs.runs set started_at = started_at - make_interval(mins => %s)", minutes)


def schedule_no_more(place: Place) -> None:
    place.rows("update jobs.registry set schedule = '0 0 29 2 *', registered_at = now()")


def make_sandboxes(place: Place, number: int) -> None:
    place.rows(
        "with o as (insert into identity.organizations (name, is_sandbox, created_at)"
        " select 'Sandbox', true, now() from generate_series(1, %s) returning id)"
        " insert into util.clocks (organization_id, ahead_by) select id, '1 hour' from o",
        number,
    )


def run_tick(place: Place) -> None:
    """Do what the worker does every minute."""

    async def once() -> None:
        async with Database(
            place.setting, connections=0, application_name="tests", timeout_seconds=8
        ) as database:
            await database.tick()

    asyncio.run(once())


@contextmanager
def ticking(place: Place) -> Iterator[threading.Thread]:
    """Have a tick under way that cannot come to its end as long as this lasts."""
    gate = psycopg.connect(place.superuser)
    gate.execute("select pg_advisory_xact_lock(1)")
    thread = threading.Thread(target=_tick_to_whatever_end, args=[place])
    thread.start()
    try:
        wait_until(lambda: waiting(place))
        yield thread
    finally:
        gate.close()
        thread.join()


def _tick_to_whatever_end(place: Place) -> None:
    try:
        run_tick(place)
    except (DatabaseUnavailableError, psycopg.Error):
        return  # its server may be killed


def waiting(place: Place) -> list[int]:
    """Return the processes that wait for the test."""
    rows = place.rows(
        "select pid from pg_stat_activity"
        " where datname = %s and usename = 'sidecar' and wait_event = 'advisory'",
        place.name,
    )
    return [row["pid"] for row in rows]


def connect_as_cron(place: Place) -> psycopg.Connection:
    """Connect as pg_cron's role, which only pg_cron can log in as."""
    connection = psycopg.connect(place.superuser, autocommit=True)
    connection.execute("set session authorization cron_runner")
    return connection


def runs(place: Place) -> list[tuple[str, str, int, str | None]]:
    rows = place.rows("select job_name, reason, attempt, outcome from jobs.runs order by id")
    return [(r["job_name"], r["reason"], r["attempt"], r["outcome"]) for r in rows]


def notes(place: Place) -> int:
    return int(place.row("select count(*) as count from jobs.notes")["count"])


def test_the_start_is_committed_before_the_work(place: Place) -> None:
    register(place, "note", "jobs.take_note")
    with ticking(place):
        assert runs(place) == [("note", "schedule", 1, None)]
        assert notes(place) == 0
    assert runs(place) == [("note", "schedule", 1, "succeeded")]
    assert notes(place) == 1


def test_what_was_missed_is_made_up_for_once(cluster: Cluster, place: Place) -> None:
    """The server is away, and with it 4,320 starts."""
    register(place, "note", "jobs.take_note")
    with cluster.stopped():
        pass
    run_tick(place)
    run_tick(place)
    assert runs(place) == [("note", "schedule", 1, "succeeded")]


def test_no_two_sessions_run_a_job_at_once(place: Place) -> None:
    register(place, "note", "jobs.take_note")
    with ticking(place):
        let_pass(place, 2)
        run_tick(place)
        with connect_as_cron(place) as connection:
            connection.execute("call jobs.run('note')")
        assert runs(place) == [("note", "schedule", 1, None)]


def test_a_second_tick_runs_what_the_first_has_no_time_for(place: Place) -> None:
    register(place, "a_long_one", "jobs.take_note")
    register(place, "failing", "jobs.fail_always")
    with ticking(place):
        run_tick(place)
        assert ("failing", "schedule", 1, "failed") in runs(place)
    assert runs(place) == [
        ("a_long_one", "schedule", 1, "succeeded"),
        ("failing", "schedule", 1, "failed"),
    ]


def test_a_failure_is_recorded_undone_and_stops_nobody(place: Place) -> None:
    register(place, "a_failing_one", "jobs.fail_always")
    register(place, "note", "jobs.take_note")
    run_tick(place)
    assert sorted(runs(place)) == [
        ("a_failing_one", "schedule", 1, "failed"),
        ("note", "schedule", 1, "succeeded"),
    ]
    assert notes(place) == 1
    failed = place.row("select * from jobs.runs where outcome = 'failed'")
    assert failed["error"].startswith("P0001: planted\n")
    assert failed["retry_at"] > failed["finished_at"]

    schedule_no_more(place)
    run_tick(place)
    assert len(runs(place)) == 2, "it rests for a minute"
    place.rows("update jobs.runs set retry_at = now() where retry_at is not null")
    run_tick(place)
    assert runs(place)[2:] == [("a_failing_one", "retry", 2, "failed")]


def test_each_clock_has_a_transaction_and_a_failure_of_its_own(place: Place) -> None:
    make_sandboxes(place, 3)
    register(place, "note", "jobs.fail_for_one", is_per_clock=True)
    run_tick(place)
    assert [run[3] for run in runs(place)] == ["succeeded", "failed", "succeeded", "succeeded"]
    kept = place.rows("select organization_id, xid from jobs.notes")
    assert [note["organization_id"] is None for note in kept] == [True, False, False]
    assert len({note["xid"] for note in kept}) == 3
    ahead = place.row(
        "select count(*) as count from jobs.runs"
        " where clock_at - started_at between '59 minutes' and '61 minutes'"
    )
    assert ahead["count"] == 3


def test_a_killed_run_is_taken_up_by_the_next_tick(place: Place) -> None:
    assert tick.TICK_SECONDS <= 60
    register(place, "note", "jobs.take_note")
    with ticking(place):
        kill_session(place)
    assert runs(place) == [("note", "schedule", 1, None)]
    schedule_no_more(place)
    run_tick(place)
    assert runs(place) == [
        ("note", "schedule", 1, "interrupted"),
        ("note", "stalled", 2, "succeeded"),
    ]
    assert notes(place) == 1
    run_tick(place)
    assert len(runs(place)) == 2


def test_what_kills_its_session_each_time_is_given_rest(place: Place) -> None:
    register(place, "note", "jobs.take_note")
    for _ in range(2):
        with ticking(place):
            schedule_no_more(place)
            kill_session(place)
    assert [run[2:] for run in runs(place)] == [(1, "interrupted"), (2, None)]
    run_tick(place)
    assert len(runs(place)) == 2
    let_pass(place, 1)
    run_tick(place)
    assert runs(place)[2:] == [("note", "stalled", 3, "succeeded")]


def test_what_overstays_is_cancelled_by_the_next_tick(place: Place) -> None:
    register(place, "note", "jobs.take_note")
    with ticking(place) as thread:
        schedule_no_more(place)
        let_pass(place, 9)
        run_tick(place)
        assert waiting(place)
        let_pass(place, 1)
        run_tick(place)
        thread.join(10)
        assert not thread.is_alive()
    (run,) = runs(place)
    assert run[3] == "failed"
    assert place.row("select error from jobs.runs")["error"].startswith("57014: ")


def test_a_job_called_by_hand_runs_though_it_is_not_due(place: Place) -> None:
    register(place, "note", "jobs.take_note")
    run_tick(place)
    with connect_as_cron(place) as connection:
        connection.execute("call jobs.run('note')")
        with pytest.raises(psycopg.errors.DatabaseError, match="job_not_found"):
            connection.execute("call jobs.run('nothing')")
        locks = connection.execute("select from pg_locks where locktype = 'advisory'").rowcount
    assert [run[1] for run in runs(place)] == ["schedule", "call"]
    assert locks == 0


def kill_session(place: Place) -> None:
    """Kill the session that runs a job, and wait until the server has been through its recovery."""
    (pid,) = waiting(place)
    os.kill(pid, signal.SIGKILL)
    # Until the server has taken note of the death, it answers as if nothing had happened.
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    wait_until(lambda: _answers(place))


def _answers(place: Place) -> bool:
    try:
        place.rows("select 1 as one")
    except psycopg.OperationalError:
        return False
    return True
