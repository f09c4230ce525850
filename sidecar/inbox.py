"""Stripe's events on their way into the database: what comes meanwhile goes together.

A call hands over all events that have come since the one before: that saves round trips and
waits for the disk, and it keeps few sessions at work. A session that has just applied an event has
what the next one needs in the processor's caches; eight that take turns have not, and an event
costs half as much again.
"""

import asyncio
from collections import deque
from typing import Any

import psycopg

from sidecar.database import Database
from sidecar.errors import DatabaseUnavailableError

Answer = dict[str, Any]
Event = tuple[str, asyncio.Future[Answer]]
"""A payload, and what its sender waits for."""

EVENTS_A_CALL = 16

CALLS_AT_ONCE = 2
"""As many sessions as are kept at work: the database need not wait for what is done here."""

PATIENCE_SECONDS = 0.05
"""After this calls hold up nobody: they may be waiting for a lock, another goes beside them."""


class Inbox:
    """Hands events over, and tells each sender what became of theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[Event] = deque()
        self._handing_over: asyncio.Task[None] | None = None
        self._calls: set[asyncio.Task[None]] = set()

    async def receive(self, payload: str) -> Answer:
        """Return what became of one verified event; raises as `Database` does."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((payload, answer))
        if self._handing_over is None or self._handing_over.done():
            self._handing_over = asyncio.create_task(self._hand_over())
        return await answer

    async def _hand_over(self) -> None:
        while self._waiting:
            if len(self._calls) >= CALLS_AT_ONCE:
                await asyncio.wait(
                    self._calls, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
            size = min(len(self._waiting), EVENTS_A_CALL)
            events = [self._waiting.popleft() for _ in range(size)]
            call = asyncio.create_task(self._call(events))
            # Nothing else holds on to a task.
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def _call(self, events: list[Event]) -> None:
        try:
            answers = await self._database.receive_stripe_events([text for text, _ in events])
        except psycopg.Error as error:
            if len(events) == 1:
                _fail(events, error)
                return
            # One of them is at fault: the others must not suffer for it.
            for event in events:
                await self._call([event])
        except DatabaseUnavailableError as error:
            _fail(events, error)
        except Exception as error:
            _fail(events, error)
            raise
        else:
            for (_, future), answer in zip(events, answers, strict=True):
                # Its sender may have gone.
                if not future.done():
                    future.set_result(answer)


def _fail(events: list[Event], error: Exception) -> None:
    for _, future in events:
        if not future.done():
            future.set_exception(error)
