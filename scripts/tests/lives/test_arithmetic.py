"""Random periods, shares and discounts: SQL computes what a model of dates and fractions says.

Five hundred histories, in `make soak` ten thousand; HISTORIES=n says otherwise. A history is an
anchor, the zone of whoever asks, what is bought, a moment of change and a discount.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise

import psycopg
import pytest
from psycopg.rows import tuple_row

from tests.lives.model import MONTHS, PRICES, later, rounded, share
from unison_cli.testing import Stack, amount

HISTORIES = amount("HISTORIES", test=500, soak=10000)
# On both sides of UTC, with and without summer time, and with quarters of an hour.
ZONES = [
    "UTC", "Europe/Vienna", "America/New_York", "America/St_Johns", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Africa/Casablanca",
]  # fmt: skip
PERIODS = 15


@dataclass(frozen=True)
class History:
    """What somebody bought, and when it changes; `at` is how far into which period."""

    anchor: int
    cycle: str
    amounts: list[int]
    period: int
    at: Fraction
    percent: str


def invented(chance: random.Random) -> History:
    """Return a history; every other one is anchored to the end of a month."""
    anchor = chance.randrange(1_577_836_800, 1_893_456_000)
    if chance.random() < 0.5:
        day = datetime.fromtimestamp(anchor, UTC).replace(day=1)
        anchor = later(int(day.timestamp()), 1) - chance.randrange(1, 3 * 86_400)
    cycle = chance.choice(list(MONTHS))
    plans = [price for (_, every), price in PRICES.items() if every == cycle]
    return History(
        anchor,
        cycle,
        [chance.choice(plans) * chance.randrange(1, 40) for _ in range(chance.randrange(1, 5))],
        chance.randrange(PERIODS),
        Fraction(chance.randrange(1_000_001), 1_000_000),
        f"{chance.randrange(1, 10_001) / 100:.2f}",
    )


@pytest.fixture
def connection(stack: Stack) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Connect to the instance; nothing is written."""
    with psycopg.connect(stack["DATABASE_URL"], row_factory=tuple_row) as found:
        yield found


@pytest.mark.soak
def test_histories_are_what_the_model_says(
    connection: psycopg.Connection[tuple[object, ...]],
) -> None:
    seed = 20_270_131 if HISTORIES <= 500 else int(time.time())
    chance = random.Random(seed)
    for number in range(HISTORIES):
        history = invented(chance)
        bounds = [later(history.anchor, MONTHS[history.cycle] * n) for n in range(PERIODS + 1)]
        start, end = bounds[history.period : history.period + 2]
        at = start + int((end - start) * history.at)
        total = sum(history.amounts)
        off = min(rounded(total * Fraction(history.percent) / 100), total)

        # The zone is that of the session, as it might be set for a role or a server.
        row = connection.execute(
            """
            select
                set_config('timezone', %(zone)s, true),
                array(
                    select extract(epoch from util.add_months(to_timestamp(%(anchor)s), n))::bigint
                    from generate_series(0, %(months)s * %(periods)s, %(months)s) as n
                    order by n
                ),
                billing.prorated_cents(
                    %(total)s, to_timestamp(%(start)s), to_timestamp(%(end)s), to_timestamp(%(at)s)
                ),
                billing.apply_discount(
                    %(amounts)s::bigint[], %(covered)s::boolean[], %(percent)s::numeric, null
                )
            """,
            {
                "zone": ZONES[number % len(ZONES)],
                "anchor": history.anchor,
                "months": MONTHS[history.cycle],
                "periods": PERIODS,
                "total": total,
                "start": start,
                "end": end,
                "at": at,
                "amounts": history.amounts,
                "covered": [True] * len(history.amounts),
                "percent": history.percent,
            },
        ).fetchone()
        assert row is not None
        _, ours, left, nets = row
        told = (seed, number, history)
        assert ours == bounds, told
        assert all(before < after for before, after in pairwise(bounds)), told
        assert left == share(total, end - at, end - start), told
        assert isinstance(nets, list)
        # The parts sum to the whole, and none of them is less than nothing.
        assert sum(nets) == total - off, told
        assert all(0 <= net <= full for net, full in zip(nets, history.amounts, strict=True)), told
