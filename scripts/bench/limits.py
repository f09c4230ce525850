"""Limits and entitlements: a take beside the bare insert, a check beside select 1.

Statements are prepared, and each pair is measured one after the other, so that neighbours on the
machine disturb both alike.
"""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg

from bench.figures import Figure, WrongEndStateError
from sidecar.tests.faults.rig import deploy, own_cluster

PAIRS = 1500
WARM_UP = 200

# The same table twice, with its foreign key (which LIKE leaves out), once with the limit. Neither
# has the other triggers of app.plants: what they cost is not the limit's.
TABLES = """
create table app.bare_plants (
    like app.plants including all,
    foreign key (organization_id) references identity.organizations (id)
);
create table app.limited_plants (
    like app.plants including all,
    foreign key (organization_id) references identity.organizations (id)
);
select usage.enforce_limit('app.limited_plants', 'plants');
"""

UNLIMITED = """
insert into usage.overrides (organization_id, feature_code, is_granted, reason, created_at)
values (%s, 'plants', true, 'As many as are measured', now())
"""

BARE: LiteralString = (
    "insert into app.bare_plants (organization_id, name, created_at) values (%s, 'A plant', now())"
)
TAKE: LiteralString = (
    "insert into app.limited_plants (organization_id, name, created_at)"
    " values (%s, 'A plant', now())"
)
CHECK: LiteralString = "select is_granted from usage.find_entitlement(%s, 'custom_fields')"
ALL: LiteralString = "select feature_code, is_granted from usage.list_entitlements(%s)"

Connection = psycopg.Connection[tuple[Any, ...]]
Statement = tuple[LiteralString, tuple[object, ...]]


def measure() -> Sequence[Figure]:
    """Compare statements in one session, warm and prepared."""
    organization = f"00000000-0000-4000-8000-{secrets.token_hex(6)}"
    with own_cluster() as cluster:
        place = deploy(cluster, [organization], {})
        with psycopg.connect(place.address("unison_owner"), autocommit=True) as connection:
            connection.execute(TABLES)
            connection.prepare_threshold = 0
            connection.execute(UNLIMITED, [organization])
            own = (organization,)
            inserts = _pairs(connection, (BARE, own), (TAKE, own))
            checks = _pairs(connection, ("select 1", ()), (CHECK, own))
            features = _pairs(connection, (CHECK, own), (ALL, own))
            drifts = connection.execute("select * from usage.counter_drifts").fetchall()
            row = connection.execute(
                "select used from usage.counters where feature_code = 'plants'"
            ).fetchone()
    if drifts or row != (PAIRS + WARM_UP,):
        raise WrongEndStateError([f"{row} taken, and counters that are off: {drifts}"])
    more = statistics.median(second - first for first, second in inserts)
    return [
        _figure("limit take in a transaction", inserts, 1.5, 1.25),
        Figure("limit take above the bare insert", 1000 * more, 0.15, 0.08, "ms"),
        _figure("entitlement check, beside select 1", checks, 2.5, 1.6),
        _figure("all features, beside one check", features, 4, 2),
    ]


def _figure(work: str, pairs: Sequence[tuple[float, float]], must: float, stretch: float) -> Figure:
    floor, measured = (1e6 * statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(second / first for first, second in pairs)
    return Figure(
        work, ratio, must, stretch, measured=f"{measured:.0f} µs", floor=f"{floor:.0f} µs"
    )


def _pairs(
    connection: Connection, first: Statement, second: Statement
) -> list[tuple[float, float]]:
    """Time both in changing order, in seconds."""
    pairs = []
    with connection.cursor() as cursor:
        for number in range(WARM_UP + PAIRS):
            # Each pair has a transaction of its own, as a request has; the commit is left out.
            with connection.transaction():
                if number % 2:
                    times = (_time(cursor, first), _time(cursor, second))
                else:
                    later = _time(cursor, second)
                    times = (_time(cursor, first), later)
            pairs.append(times)
    return pairs[WARM_UP:]


def _time(cursor: psycopg.Cursor[tuple[Any, ...]], statement: Statement) -> float:
    began = time.perf_counter()
    cursor.execute(*statement)
    return time.perf_counter() - began
