"""The minute's tick, for databases without pg_cron: SQL runs the jobs that are due.

Which jobs there are, when they are due, and that none runs twice at once is decided by SQL; where
pg_cron is installed a tick finds nothing to do.
"""

import asyncio

import psycopg
import structlog

from sidecar.database import Database
from sidecar.errors import DatabaseUnavailableError

log = structlog.get_logger()

TICK_SECONDS = 60.0

LANES = 3
"""Ticks at once: while one is busy with a long job, the others see to the rest."""


async def run_forever(database: Database) -> None:
    """Tick every minute, in several lanes, until cancelled."""
    async with asyncio.TaskGroup() as lanes:
        for _ in range(LANES):
            lanes.create_task(_tick_forever(database))


async def _tick_forever(database: Database) -> None:
    while True:
        try:
            await database.tick()
        except (DatabaseUnavailableError, psycopg.Error) as error:
            log.warning("tick failed", reason=str(error))
        await asyncio.sleep(TICK_SECONDS)
