"""Events that come together go together, and suffer from each other as little as can be."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import psycopg
import pytest

from sidecar.database import Database
from sidecar.errors import DatabaseUnavailableError
from sidecar.inbox import CALLS_AT_ONCE, EVENTS_A_CALL, Inbox
from sidecar.tests.servers import Place


class Watched(Database):
    """A database that remembers how many events each call had."""

    def __init__(self, url: str, *, timeout_seconds: float) -> None:
        super().__init__(
            url, connections=4, application_name="tests", timeout_seconds=timeout_seconds
        )
        self.sizes: list[int] = []

    async def receive_stripe_events(self, payloads: list[str]) -> list[dict[str, object]]:
        self.sizes.append(len(payloads))
        return await super().receive_stripe_events(payloads)


@asynccontextmanager
async def opened(place: Place, *, timeout_seconds: float = 10) -> AsyncIterator[Watched]:
    async with Watched(place.setting, timeout_seconds=timeout_seconds) as database:
        yield database


def event(name: str) -> str:
    return json.dumps({"id": name, "object": "event"})


@contextmanager
def held(place: Place, *names: str) -> Iterator[psycopg.Connection]:
    """Have events stored by somebody who has not committed yet."""
    with psycopg.connect(place.superuser) as connection:
        for name in names:
            connection.execute("insert into sidecar.stripe_events values (%s, '')", [name])
        yield connection
        connection.rollback()


def test_what_comes_meanwhile_goes_together(place: Place) -> None:
    async def check() -> None:
        async with opened(place) as database:
            inbox = Inbox(database)
            names = [f"evt_{number}" for number in range(EVENTS_A_CALL + 9)]
            answers = await asyncio.gather(
                *(inbox.receive(event(name)) for name in [*names, names[0]])
            )
            outcomes = Counter(answer["outcome"] for answer in answers)
            assert outcomes == {"applied": len(names), "duplicate": 1}
            # All had come when the first call began.
            assert database.sizes == [EVENTS_A_CALL, 10]
            assert (await inbox.receive(event("evt_later")))["outcome"] == "applied"
            assert database.sizes[2:] == [1]

    asyncio.run(check())


def test_an_event_that_cannot_be_stored_spoils_no_other(place: Place) -> None:
    async def check() -> None:
        async with opened(place) as database:
            inbox = Inbox(database)
            answers = await asyncio.gather(
                *(inbox.receive(text) for text in (event("evt_1"), "{", event("evt_2"))),
                return_exceptions=True,
            )
            assert isinstance(answers[1], psycopg.Error)
            # The first was committed before the call failed, and is told so when it comes again.
            assert [answers[0], answers[2]] == [
                {"status": 200, "outcome": "duplicate"},
                {"status": 200, "outcome": "applied"},
            ]

    asyncio.run(check())


def test_who_waits_for_a_lock_holds_up_nobody(place: Place) -> None:
    async def check() -> None:
        async with opened(place) as database:
            inbox = Inbox(database)
            names = [f"evt_{number}" for number in range(CALLS_AT_ONCE)]
            with held(place, *names) as holder:
                stuck = []
                for name in names:
                    stuck.append(asyncio.create_task(inbox.receive(event(name))))
                    while len(database.sizes) < len(stuck):
                        await asyncio.sleep(0)
                answer = await inbox.receive(event("evt_free"))
                assert answer == {"status": 200, "outcome": "applied"}
                assert not any(task.done() for task in stuck)
                await asyncio.to_thread(holder.rollback)
                answers = await asyncio.gather(*stuck)
                assert {answer["outcome"] for answer in answers} == {"applied"}

    asyncio.run(check())


def test_no_answer_in_time_is_said_to_all(place: Place) -> None:
    async def check() -> None:
        async with opened(place, timeout_seconds=0.3) as database:
            inbox = Inbox(database)
            with held(place, "evt_1"):
                answers = await asyncio.gather(
                    inbox.receive(event("evt_1")),
                    inbox.receive(event("evt_2")),
                    return_exceptions=True,
                )
            assert {type(answer) for answer in answers} == {DatabaseUnavailableError}
            assert (await inbox.receive(event("evt_1")))["outcome"] == "applied"

    asyncio.run(check())


def test_a_sender_that_has_gone_is_missed_by_nobody(place: Place) -> None:
    async def check() -> None:
        async with opened(place) as database:
            inbox = Inbox(database)
            gone, other = (
                asyncio.create_task(inbox.receive(event(name))) for name in ("evt_1", "evt_2")
            )
            await asyncio.sleep(0)
            gone.cancel()
            assert (await other)["outcome"] == "applied"
            with pytest.raises(asyncio.CancelledError):
                await gone
            assert (await inbox.receive(event("evt_1")))["outcome"] == "duplicate"

    asyncio.run(check())
