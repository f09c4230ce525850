"""A tenant that holds everything up holds up itself, and nobody else."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest

from unison_cli.testing import Stack, slowness

SLOW = 30
AT_ONCE = 12


@pytest.fixture
def slowpoke(sign_up: Callable[..., Any]) -> Any:
    """Own the organization whose requests take long."""
    return sign_up("Held Up Works")


def tokens(database: psycopg.Connection, organization_id: str, count: int) -> list[str]:
    """Return access tokens of as many sessions as the owner has opened just now."""
    rows = database.execute(
        """
        with opened as materialized (
            select identity.open_session('user', m.user_id, m.organization_id) as id
            from identity.memberships as m
            cross join generate_series(1, %s)
            where m.organization_id = %s
        )
        select id from opened
        """,
        (count, organization_id),
    ).fetchall()
    return [
        row[0]
        for row in database.execute(
            "select identity.create_access_token(s, 900) from identity.sessions as s"
            " where s.id = any (%s)",
            ([row[0] for row in rows],),
        )
    ]


@pytest.mark.parametrize("callers", ["one token", "many sessions", "nobody"])
def test_thirty_slow_callers_do_not_hurt_another_tenant(
    callers: str,
    stack: Stack,
    acme: Any,
    slowpoke: Any,
    database: psycopg.Connection,
    eventually: Callable[..., Any],
) -> None:
    many = tokens(database, slowpoke.organization_id, SLOW)
    # The visitors have an address of their own, or the tests' own would be held up with them.
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.11")
    plants = f"{stack['API_URL']}/rpc/create_plant"

    with (
        psycopg.connect(stack["DATABASE_URL"]) as holder,
        httpx.Client(base_url=stack["API_URL"], transport=elsewhere, timeout=30) as visitors,
        ThreadPoolExecutor(SLOW) as pool,
    ):

        def slow(number: int) -> httpx.Response:
            if callers == "nobody":
                body = {"refresh_token": slowpoke.refresh_token}
                return visitors.post("/rpc/refresh", json=body)
            token = many[number] if callers == "many sessions" else slowpoke.access_token
            headers = {"Authorization": f"Bearer {token}"}
            body = {"name": f"Held up {number}"}
            return httpx.post(plants, json=body, headers=headers, timeout=30)

        # What takes of the limit waits here, and what refreshes: for a transaction without an end.
        holder.execute(
            "insert into usage.counters (organization_id, feature_code) values (%s, 'plants')"
            " on conflict on constraint counters_pkey do update set used = counters.used",
            [slowpoke.organization_id],
        )
        holder.execute(
            "select from identity.sessions where organization_id = %s for update",
            [slowpoke.organization_id],
        )
        calls = [pool.submit(slow, number) for number in range(SLOW)]
        try:
            eventually(lambda: sum(call.done() for call in calls) == SLOW - AT_ONCE)
            refused = [call.result() for call in calls if call.done()]
            times = []
            for _ in range(40):
                began = time.perf_counter()
                assert acme.get("plants") is not None
                times.append(time.perf_counter() - began)
        finally:
            holder.rollback()
        served = [call.result() for call in calls if call.result() not in refused]

    for answer in refused:
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1"), answer.text
        assert answer.json()["code"] == "too_many_at_once"
    assert statistics.quantiles(times, n=20)[-1] < 2 * slowness()
    assert {answer.status_code for answer in served} <= {200, 402}
