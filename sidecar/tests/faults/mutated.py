"""The sidecar with a fault: `python -m sidecar.tests.faults.mutated FAULT serve` (or `worker`)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from sidecar import cli
from sidecar.database import _OBJECT, _TEXT, Database
from sidecar.errors import DatabaseUnavailableError
from sidecar.worker import EMAILS_AT_ONCE, Worker

_receive = Database.receive_stripe_events
_under_way: set[asyncio.Task[None]] = set()


async def acknowledge_before_commit(self: Database, payloads: list[str]) -> list[dict[str, Any]]:
    """Answer at once, and store when there is time."""

    async def store() -> None:
        try:
            await _receive(self, payloads)
        except DatabaseUnavailableError:
            return

    task = asyncio.create_task(store())
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    return [{"status": 200, "outcome": "applied"} for _ in payloads]


async def mark_before_applying(self: Database, payloads: list[str]) -> list[dict[str, Any]]:
    """Store events as applied, then apply each, in two transactions."""
    answers = []
    for payload in payloads:
        answer = await self._value(_OBJECT, "select sidecar.store_stripe_event(%s)", payload)
        if answer["outcome"] == "applied":
            await self._value(_TEXT, "select sidecar.apply_stripe_event(%s)", payload)
        answers.append(answer)
    return answers


async def commit_then_send(self: Worker) -> bool:
    """Note of letters that they are sent, and send them."""
    emails = await self._database.claim_emails("mutant", EMAILS_AT_ONCE, 1)
    for email in emails:
        await self._database.record_email_result(email.id, email.attempt, "sent", "")
    for email in emails:
        await self._mailer.send(
            email.kind, email.data, recipient=email.recipient, message_id=email.message_id
        )
    return bool(emails)


async def send_then_commit(self: Worker) -> bool:
    """Send letters, and note it when all of them are out."""
    emails = await self._database.claim_emails("mutant", EMAILS_AT_ONCE, 1)
    for email in emails:
        await self._mailer.send(
            email.kind, email.data, recipient=email.recipient, message_id=email.message_id
        )
    for email in emails:
        await self._database.record_email_result(email.id, email.attempt, "sent", "")
    return bool(emails)


FAULTS: dict[str, tuple[type, str, Callable[..., Any]]] = {
    "acknowledge-before-commit": (Database, "receive_stripe_events", acknowledge_before_commit),
    "mark-before-applying": (Database, "receive_stripe_events", mark_before_applying),
    "commit-then-send": (Worker, "send_emails", commit_then_send),
    "send-then-commit": (Worker, "send_emails", send_then_commit),
}
"""By name: whose method is replaced, and by what."""

if __name__ == "__main__":
    setattr(*FAULTS[sys.argv.pop(1)])
    cli.main()
