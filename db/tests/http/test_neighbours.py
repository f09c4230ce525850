"""A tenant that holds everything up holds up itself, and nobody else."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from unison_cli.testing import Stack

SLOW = 30


def test_thirty_slow_callers_do_not_hurt_another_tenant(
    stack: Stack, acme: Any, rival: Any, eventually: Callable[..., Any]
) -> None:
    def slow(number: int) -> int:
        answer = rival.call("create_plant", name=f"Held up {number}")
        return int(answer.status_code)

    with (
        psycopg.connect(stack["DATABASE_URL"]) as holder,
        ThreadPoolExecutor(SLOW) as pool,
    ):
        # All that takes of the limit waits here, as it would for a transaction that does not end.
        holder.execute(
            "insert into usage.counters (organization_id, feature_code) values (%s, 'plants')"
            " on conflict on constraint counters_pkey do update set used = counters.used",
            [rival.organization_id],
        )
        calls = [pool.submit(slow, number) for number in range(SLOW)]
        try:
            refused = eventually(lambda: [call for call in calls if call.done()])
            assert {call.result() for call in refused} == {429}
            assert len([call for call in calls if not call.done()]) > 1, "or nothing is slow"
            times = []
            for _ in range(40):
                began = time.perf_counter()
                assert acme.get("plants") is not None
                times.append(time.perf_counter() - began)
        finally:
            holder.rollback()
        answers = [call.result() for call in calls]
    assert statistics.quantiles(times, n=20)[-1] < 2
    assert set(answers) <= {200, 402, 429}
