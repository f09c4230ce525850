"""Usage, in bulk: thousands of events a request through the whole API, beside COPY into the table.

COPY is what PostgreSQL can do at most: the same rows into the same table with its key, nothing
asked, nothing answered. BENCH_USAGE_ROWS=5000000 measures both once more with so many events there.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from bench.figures import Figure, WrongEndStateError
from bench.instance import own_instance
from unison_cli.paths import Ports

EVENTS = 15_000
"""So many in one request, and in one COPY."""

ROUNDS = 9
WARM_UP = 2

BARE = """
create function api.report_bare(json) returns bigint
language sql security definer set search_path = '' as $$
    with inserted as (
        insert into usage.events (
            organization_id, meter_code, idempotency_key, occurred_at, quantity, recorded_at
        )
        select e.organization_id, e.meter, e.idempotency_key, e.occurred_at, e.quantity,
            e.occurred_at
        from json_to_recordset($1) as e (
            organization_id uuid, meter text, idempotency_key text, occurred_at timestamptz,
            quantity numeric
        )
        on conflict do nothing
        returning 1
    )

    select count(*) from inserted
$$;
grant execute on function api.report_bare(json) to anon;
notify pgrst, 'reload schema';
"""
"""What is idempotent and goes through PostgREST, and does nothing else: no token, no check of an
event, no roll-up, no answer for each."""

COPY = (
    "copy usage.events"
    " (organization_id, meter_code, idempotency_key, occurred_at, quantity, recorded_at) from stdin"
)


@dataclass(frozen=True)
class Rates:
    """Rows per second, each the median of all rounds; the ratios are medians of the pairs."""

    copy: float
    bare: float
    whole: float
    bare_ratio: float
    whole_ratio: float


@dataclass(frozen=True)
class Ground:
    """A running instance, and an organization in it that reports."""

    http: httpx.Client
    postgrest: str
    """Behind the gateway, which lets only reports of usage be large."""
    database: psycopg.Connection[Any]
    token: str
    organization_id: str
    other_id: str
    """An organization for the rows of COPY and of the bare function."""

    def events(self) -> list[dict[str, Any]]:
        """Make events of the last minutes, with keys of their own."""
        now = datetime.now(UTC)
        return [
            {
                "meter": "api_calls",
                "quantity": 1,
                "occurred_at": (now - timedelta(milliseconds=10 * n)).isoformat(),
                "idempotency_key": str(uuid4()),
            }
            for n in range(EVENTS)
        ]


def measure() -> list[Figure]:
    """Measure COPY, the bare function and the whole; recount everything in the end."""
    rows = int(os.environ.get("BENCH_USAGE_ROWS", "0"))
    with (
        own_instance() as variables,
        httpx.Client(base_url=variables["API_URL"] + "/", timeout=120) as http,
        psycopg.connect(variables["DATABASE_URL"], autocommit=True) as database,
    ):
        ground = _ground(http, database)
        rates = _rates(ground)
        figures = _figures(rates)
        if rows:
            _fill(ground, rows)
            figures.append(_full(rates, _rates(ground), rows))
        faults = _faults(ground)
    if faults:
        raise WrongEndStateError(faults)
    return figures


def _ground(http: httpx.Client, database: psycopg.Connection[Any]) -> Ground:
    def sign_up(name: str) -> dict[str, str]:
        answer = http.post(
            "rpc/sign_up",
            json={
                "email": f"{uuid4().hex}@example.com",
                "password": "correct horse battery staple",
                "organization_name": name,
                "full_name": "Somebody",
            },
        )
        answer.raise_for_status()
        return dict(answer.json())

    reporter, other = sign_up("Reports"), sign_up("Is copied")
    database.execute(BARE)
    database.execute("select usage.require_partitions('events', now() - interval '35 days', now())")
    gateway = http.base_url
    return Ground(
        http,
        f"http://{gateway.host}:{(gateway.port or 80) + Ports._fields.index('postgrest')}",
        database,
        reporter["access_token"],
        reporter["organization_id"],
        other["organization_id"],
    )


def _rates(ground: Ground) -> Rates:
    """Take the three in turn, each round in another order."""
    kinds: list[tuple[str, Callable[[Ground], float]]] = [
        ("copy", _copy),
        ("bare", _bare),
        ("whole", _whole),
    ]
    seconds: dict[str, list[float]] = {name: [] for name, _run in kinds}
    for number in range(WARM_UP + ROUNDS):
        for name, run in kinds[number % 3 :] + kinds[: number % 3]:
            seconds[name].append(run(ground))
    counted = {name: values[WARM_UP:] for name, values in seconds.items()}

    def ratio(name: str) -> float:
        pairs = zip(counted["copy"], counted[name], strict=True)
        return statistics.median(copy / other for copy, other in pairs)

    rate = {name: EVENTS / statistics.median(values) for name, values in counted.items()}
    return Rates(rate["copy"], rate["bare"], rate["whole"], ratio("bare"), ratio("whole"))


def _copy(ground: Ground) -> float:
    text = "".join(
        f"{ground.other_id}\t{event['meter']}\t{event['idempotency_key']}\t{event['occurred_at']}"
        f"\t{event['quantity']}\t{event['occurred_at']}\n"
        for event in ground.events()
    )
    began = time.perf_counter()
    with ground.database.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(text)
    return time.perf_counter() - began


def _bare(ground: Ground) -> float:
    events = [event | {"organization_id": ground.other_id} for event in ground.events()]
    seconds, answer = _post(ground, f"{ground.postgrest}/rpc/report_bare?columns=meter", events, {})
    if answer != EVENTS:
        raise WrongEndStateError([f"the bare function took {answer} of {EVENTS} events"])
    return seconds


def _whole(ground: Ground) -> float:
    headers = {"Authorization": f"Bearer {ground.token}"}
    seconds, answer = _post(ground, "rpc/report_usage?columns=meter", ground.events(), headers)
    if answer["accepted"] != EVENTS:
        raise WrongEndStateError([f"{answer['accepted']} of {EVENTS} events were accepted"])
    return seconds


def _post(
    ground: Ground, path: str, events: list[dict[str, Any]], headers: dict[str, str]
) -> tuple[float, Any]:
    body = json.dumps(events, separators=(",", ":")).encode()
    headers = headers | {"Content-Type": "application/json"}
    began = time.perf_counter()
    answer = ground.http.post(path, content=body, headers=headers)
    seconds = time.perf_counter() - began
    answer.raise_for_status()
    return seconds, answer.json()


def _fill(ground: Ground, rows: int) -> None:
    """Have so many events there, of the last weeks, and rolled up."""
    ground.database.execute(
        """
        insert into usage.events
        select %s, 'api_calls', gen_random_uuid(), now() - n %% 30 * interval '1 day', 1, now()
        from generate_series(1, %s) as n
        """,
        (ground.other_id, rows),
    )
    ground.database.execute("vacuum analyze usage.events")


def _faults(ground: Ground) -> list[str]:
    """Recount what was reported; what was copied has no roll-up."""
    found = ground.database.execute(
        "select * from usage.rollup_differences where organization_id = %s",
        (ground.organization_id,),
    ).fetchall()
    return [f"the roll-up differs from a recount: {row}" for row in found]


def _figures(rates: Rates) -> list[Figure]:
    floor = f"COPY {rates.copy:,.0f} rows/s"
    bare = f"{rates.bare:,.0f} rows/s"
    whole = f"{rates.whole:,.0f} rows/s"
    return [
        Figure(
            "usage in bulk, idempotent, through the API",
            rates.bare_ratio, 0.30, 0.45, measured=bare, floor=floor,
        ),
        Figure(
            "usage with token, checks, answers and roll-ups",
            rates.whole_ratio, 0.25, 0.35, measured=whole, floor=floor,
        ),
    ]  # fmt: skip


def _full(empty: Rates, full: Rates, rows: int) -> Figure:
    return Figure(
        f"the same with {rows:,} events there",
        full.whole / empty.whole,
        0.5,
        0.7,
        measured=f"{full.whole:,.0f} rows/s",
        floor=f"empty {empty.whole:,.0f} rows/s",
    )
