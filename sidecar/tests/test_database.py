"""Connections that die, servers that go away, answers that do not come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from sidecar.database import Database
from sidecar.errors import DatabaseUnavailableError
from sidecar.tests.servers import Place, wait_until

EVENT = '{"id": "evt_1", "object": "event"}'


@asynccontextmanager
async def opened(
    place: Place, *, connections: int = 2, timeout_seconds: float = 5
) -> AsyncIterator[Database]:
    async with Database(
        place.setting,
        connections=connections,
        application_name="tests",
        timeout_seconds=timeout_seconds,
    ) as database:
        yield database


async def receive(database: Database) -> dict[str, Any]:
    (answer,) = await database.receive_stripe_events([EVENT])
    return answer


def sessions(place: Place) -> int:
    row = place.row(
        "select count(*) from pg_stat_activity where datname = %s and application_name = 'tests'",
        place.name,
    )
    return int(row["count"])


def test_connections_are_opened_when_needed_and_no_more_than_allowed(place: Place) -> None:
    async def check() -> None:
        async with opened(place, connections=3) as database:
            assert sessions(place) == 0
            await database.health()
            await database.health()
            assert sessions(place) == 1
            await asyncio.gather(*(database.health() for _ in range(20)))
            assert sessions(place) <= 3
        await asyncio.to_thread(wait_until, lambda: sessions(place) == 0)

    asyncio.run(check())


def test_nothing_is_prepared(place: Place) -> None:
    """Or PgBouncer in transaction mode would answer for the wrong session."""

    async def check() -> None:
        async with opened(place, connections=1) as database:
            for number in range(12):
                await database.record_heartbeat(f"worker {number}")
            place.rows(
                "create function sidecar.claim_nothing() returns bigint language sql"
                " security definer as $$ select count(*) from pg_prepared_statements $$"
            )
            assert await database._rows(lambda _: list, "select sidecar.claim_nothing()") == [[0]]

    asyncio.run(check())


def test_a_call_survives_the_death_of_its_connection(place: Place) -> None:
    async def check() -> None:
        async with opened(place) as database:
            await asyncio.gather(database.health(), database.health())
            assert place.end_sessions() == 2
            answers = [await receive(database) for _ in range(3)]
            assert [a["outcome"] for a in answers] == ["applied", "duplicate", "duplicate"]

    asyncio.run(check())


def test_a_server_that_is_away_and_comes_back(place: Place) -> None:
    async def check() -> None:
        async with opened(place) as database:
            await database.health()
            with place.cluster.stopped():
                for _ in range(4):
                    with pytest.raises(DatabaseUnavailableError):
                        await database.health()
            assert await database.health() == {"status": "ok"}

    asyncio.run(check())


def test_an_answer_that_does_not_come_in_time(place: Place) -> None:
    async def check() -> None:
        async with opened(place, connections=1, timeout_seconds=0.3) as database:
            with psycopg.connect(place.superuser) as blocker:
                blocker.execute("lock table sidecar.stripe_events")
                with pytest.raises(DatabaseUnavailableError, match=r"no answer in 0\.3 s"):
                    await receive(database)
            # The statement was cancelled in the server, too, and the connection is as good as new.
            assert place.rows("select from sidecar.stripe_events") == []
            assert (await receive(database))["outcome"] == "applied"

    asyncio.run(check())


def test_all_connections_taken_for_too_long(place: Place) -> None:
    async def check() -> None:
        async with opened(place, connections=2, timeout_seconds=0.3) as database:
            with psycopg.connect(place.superuser) as blocker:
                blocker.execute("lock table sidecar.stripe_events")
                answers = await asyncio.gather(
                    *(receive(database) for _ in range(5)),
                    return_exceptions=True,
                )
            assert {type(answer) for answer in answers} == {DatabaseUnavailableError}
            assert await database.health() == {"status": "ok"}

    asyncio.run(check())


def test_an_error_of_a_function_is_no_outage(place: Place) -> None:
    async def check() -> None:
        async with opened(place, connections=1) as database:
            place.break_function("receive_stripe_event")
            with pytest.raises(psycopg.errors.RaiseException, match="planned fault"):
                await receive(database)
            place.mend()
            assert (await receive(database))["status"] == 200

    asyncio.run(check())


def test_reports_of_garbage_are_heard(place: Place) -> None:
    async def check() -> None:
        async with opened(place) as database:
            place.rows("insert into sidecar.stripe_commands default values")
            (command,) = await database.claim_stripe_commands("tests", 1, 30)
            status = await database.record_stripe_response(
                command.id, command.attempt, 502, "<html>\0\ud800", "\0"
            )
            assert status == "queued"

    asyncio.run(check())
    assert place.row("select body from sidecar.stripe_commands")["body"] == "<html>\ufffd?"


def test_listening_until_the_connection_is_lost(place: Place) -> None:
    async def check() -> None:
        heard = asyncio.Queue[str]()
        async with opened(place) as database:
            listening = asyncio.create_task(
                database.listen(
                    {
                        "stripe_commands": lambda: heard.put_nowait("command"),
                        "emails": lambda: heard.put_nowait("letter"),
                    }
                )
            )
            assert await asyncio.wait_for(heard.get(), 5) == "command"
            assert await asyncio.wait_for(heard.get(), 5) == "letter"
            assert heard.empty()
            for channel, news in (("emails", "letter"), ("stripe_commands", "command")):
                place.rows(f"notify {channel}")
                assert await asyncio.wait_for(heard.get(), 5) == news
            place.end_sessions()
            with pytest.raises(DatabaseUnavailableError):
                await asyncio.wait_for(listening, 5)

    asyncio.run(check())
