"""The sidecar with a fault of its own: `python -m sidecar.tests.faults.mutated FAULT serve`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from sidecar import cli
from sidecar.database import _OBJECT, _TEXT, Database
from sidecar.errors import DatabaseUnavailableError

_receive = Database.receive_stripe_event
_under_way: set[asyncio.Task[None]] = set()


async def acknowledge_before_commit(self: Database, payload: str) -> dict[str, Any]:
    """Answer at once, and store when there is time."""

    async def store() -> None:
        try:
            await _receive(self, payload)
        except DatabaseUnavailableError:
            return

    task = asyncio.create_task(store())
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    return {"status": 200, "outcome": "applied"}


async def mark_before_applying(self: Database, payload: str) -> dict[str, Any]:
    """Store an event as applied, then apply it, in two transactions."""
    answer = await self._value(_OBJECT, "select sidecar.store_stripe_event(%s)", payload)
    if answer["outcome"] == "applied":
        await self._value(_TEXT, "select sidecar.apply_stripe_event(%s)", payload)
    return answer


FAULTS = {
    "acknowledge-before-commit": acknowledge_before_commit,
    "mark-before-applying": mark_before_applying,
}

if __name__ == "__main__":
    Database.receive_stripe_event = FAULTS[sys.argv.pop(1)]  # type: ignore[method-assign]
    cli.main()
