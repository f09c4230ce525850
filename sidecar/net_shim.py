"""Requests of schema `net`, where the database has no pg_net: claim, call, report.

Nothing that a request waits for is waited for by another: each has a slot of its own, a slot that
is free is filled again at once, and no transaction is open while a server thinks.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence

import structlog
from prometheus_client import Counter

from sidecar.database import Database, HttpRequest
from sidecar.guarded_http import Answer, GuardedClient

log = structlog.get_logger()

REQUESTS = Counter("sidecar_http_requests", "Requests of schema net by their end.", ["outcome"])

REQUESTS_AT_ONCE = 32

Report = Callable[[Callable[[], Awaitable[str]]], Awaitable[str]]


class HttpRequests:
    """Makes the requests that SQL has queued, each leased until its own timeout and a bit more."""

    def __init__(
        self, database: Database, client: GuardedClient, worker: str, report: Report
    ) -> None:
        """`report` tells the database something until it has heard it."""
        self._database = database
        self._client = client
        self._worker = worker
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()
        self.wake = asyncio.Event()

    async def take(self) -> bool:
        """Claim as many requests as there are slots free, and begin them; True if more may wait."""
        free = REQUESTS_AT_ONCE - len(self._tasks)
        if free == 0:
            return False
        requests = await self._database.claim_http_requests(self._worker, free)
        for request in requests:
            task = asyncio.create_task(self._make(request))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        return len(requests) == free

    async def live(self) -> bool:
        """Let SQL see that a worker lives, for as long as the connection that shows it."""
        await self._database.take_http_lock()
        return True

    async def finish(self, seconds: float) -> None:
        """Wait for what is in hand; what takes longer is left to the next worker."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def _make(self, request: HttpRequest) -> None:
        answer = await self._client.send(
            request.method,
            request.url,
            request.headers or {},
            request.body,
            timeout_seconds=request.timeout_milliseconds / 1000,
        )
        error = answer.error
        if answer.is_cut:
            error = f"the answer is longer than {len(answer.body)} bytes"
        is_whole = answer.outcome == "answered" and error is None
        outcome = await self._report(
            lambda: self._database.record_http_response(
                request.id,
                answer.status,
                json.dumps(_joined(answer.headers)) if answer.headers else None,
                answer.body.decode(errors="replace") if is_whole else None,
                answer.outcome == "timed_out",
                error,
            )
        )
        REQUESTS.labels(outcome).inc()
        self._log(request, answer, error)

    @staticmethod
    def _log(request: HttpRequest, answer: Answer, error: str | None) -> None:
        # Without the query, which may hold a secret.
        url = request.url.partition("?")[0]
        log.info("http request", id=request.id, url=url, status=answer.status, error=error)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake.set()


def _joined(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return headers by name; what was sent several times is joined by commas."""
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined
