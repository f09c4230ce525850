"""Webhooks of customers: claim, send, report.

SQL says what goes where, signed, and what an answer means. An endpoint that is slow holds only the
slots that SQL lets it have; a slot that is free is filled again at once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import Counter, Histogram

from sidecar.database import Database, WebhookDelivery
from sidecar.guarded_http import Answer, GuardedClient

log = structlog.get_logger()

DELIVERIES = Counter("sidecar_webhooks", "Attempts to send webhooks by their result.", ["status"])
DELIVERY_SECONDS = Histogram("sidecar_webhook_seconds", "How long customers' endpoints took.")

DELIVERIES_AT_ONCE = 64

LONGEST_SECONDS = 15.0
"""How long an endpoint may take for all of it; less where a lease is short."""

EXCERPT_BYTES = 4000
"""How much of an answer is read. SQL keeps its beginning, for the customer to see."""

Report = Callable[[Callable[[], Awaitable[str]]], Awaitable[str]]


class WebhookDeliveries:
    """Sends what is leased to this worker, each delivery in a slot of its own."""

    def __init__(
        self,
        database: Database,
        client: GuardedClient,
        worker: str,
        report: Report,
        *,
        lease_seconds: int,
    ) -> None:
        """`report` tells the database something until it has heard it."""
        self._database = database
        self._client = client
        self._worker = worker
        self._report = report
        self._lease_seconds = lease_seconds
        self._tasks: set[asyncio.Task[None]] = set()
        self.wake = asyncio.Event()

    async def take(self) -> bool:
        """Claim as many as there are slots free, and begin them; True if more may wait."""
        free = DELIVERIES_AT_ONCE - len(self._tasks)
        if free == 0:
            return False
        deliveries = await self._database.claim_webhook_deliveries(
            self._worker, free, self._lease_seconds
        )
        for delivery in deliveries:
            task = asyncio.create_task(self._deliver(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        return len(deliveries) == free

    async def finish(self) -> None:
        """Wait for what is in hand."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _deliver(self, delivery: WebhookDelivery) -> None:
        begun_at = time.monotonic()
        answer = await self._client.send(
            "POST",
            delivery.url,
            delivery.headers,
            delivery.body.encode(),
            timeout_seconds=min(LONGEST_SECONDS, self._lease_seconds * 2 / 3),
        )
        seconds = time.monotonic() - begun_at
        DELIVERY_SECONDS.observe(seconds)
        status = await self._report(
            lambda: self._database.record_webhook_delivery(
                delivery.id,
                delivery.attempt,
                answer.status,
                answer.body.decode(errors="replace"),
                _header(answer, "retry-after"),
                answer.error,
                round(seconds * 1000),
            )
        )
        DELIVERIES.labels(status).inc()
        # Without the address, which may hold a secret.
        log.info(
            "webhook",
            id=str(delivery.id),
            attempt=delivery.attempt,
            http_status=answer.status,
            error=answer.error,
            status=status,
        )

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake.set()


def _header(answer: Answer, name: str) -> str | None:
    return next((value for key, value in answer.headers if key.lower() == name), None)
