"""The forecast: its point path has a closed form, and its bands hold what they say they hold."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from db.tests.analytics.books import Connection, ask, import_book, read_book, undone
from db.tests.analytics.oracle import Row

Months = Sequence[tuple[float, float, float, float]]
"""Start, lost, grown and come in."""


def project(owner: Connection, end: float, months: Months, ahead: int, seed: str) -> list[Row]:
    columns = [[Decimal(str(value)) for value in column] for column in zip(*months, strict=True)]
    return ask(
        owner,
        "select * from analytics.project_mrr(%s, %s, %s, %s, %s, %s, %s)",
        *(Decimal(str(end)), *columns, ahead, seed),
    )


def live(chance: random.Random, start: float, count: int) -> tuple[list[float], Months]:
    """Let a stable business live for some months; return how each ended, and what happened."""
    ends, months = [], []
    for _ in range(count):
        lost = start * max(0.0, chance.gauss(0.03, 0.012))
        grown = start * max(0.0, chance.gauss(0.02, 0.01))
        come = max(0.0, chance.gauss(3_000, 1_200))
        months.append((start, lost, grown, come))
        start += come + grown - lost
        ends.append(start)
    return ends, months


@pytest.mark.parametrize("count", [3, 6, 9, 20])
def test_the_point_path_is_the_closed_form(owner: Connection, count: int) -> None:
    ends, months = live(random.Random(count), 100_000, count)
    recent = months[-6:]
    base = sum(month[0] for month in recent)
    growth = 1 + sum(month[2] - month[1] for month in recent) / base
    inflow = sum(month[3] for month in recent) / len(recent)
    for row in project(owner, ends[-1], months, 12, "any"):
        power = growth ** row["horizon"]
        expected = ends[-1] * power + inflow * (power - 1) / (growth - 1)
        assert float(row["mrr"]) == pytest.approx(expected, rel=1e-6)


def test_without_growth_only_the_inflow_adds_up(owner: Connection) -> None:
    months = [(1000.0, 50.0, 50.0, 10.0)] * 6
    assert [float(row["mrr"]) for row in project(owner, 1000, months, 3, "any")] == [
        1010,
        1020,
        1030,
    ]


def test_from_nothing_there_is_a_forecast(owner: Connection) -> None:
    months = [(0.0, 0.0, 0.0, 0.0)] * 3
    assert [row["mrr"] for row in project(owner, 0, months, 2, "any")] == [0, 0]


def test_the_bands_repeat_exactly_and_nest(owner: Connection) -> None:
    ends, months = live(random.Random(1), 100_000, 12)
    once, again = (project(owner, ends[-1], months, 6, "seed") for _ in range(2))
    assert once == again != project(owner, ends[-1], months, 6, "another")
    for row in once:
        assert row["lo95"] <= row["lo80"] < row["hi80"] <= row["hi95"]


def test_the_80_band_covers_what_it_says(owner: Connection) -> None:
    """On stable businesses, over horizons of one to six months."""
    within, within_95, tries = 0, 0, 0
    for seed in range(120):
        ends, months = live(random.Random(seed), 100_000, 18)
        rows = project(owner, ends[11], months[:12], 6, str(seed))
        for row, end in zip(rows, ends[12:], strict=True):
            within += row["lo80"] <= end <= row["hi80"]
            within_95 += row["lo95"] <= end <= row["hi95"]
            tries += 1
    assert 0.70 <= within / tries <= 0.85
    assert 0.85 <= within_95 / tries <= 0.98


def test_a_book_is_forecast_from_its_complete_months(owner: Connection) -> None:
    rows, as_of = read_book("book2")
    with undone(owner):
        import_book(owner, rows)
        forecast = ask(owner, "select * from analytics.forecast(6, %s)", as_of)
        months = ask(owner, "select * from analytics.mrr_movements(as_of => %s)", as_of)[:-1]
        recent = months[-6:]
        growth = 1 + sum(
            row["expansion_mrr"] - row["churn_mrr"] - row["contraction_mrr"] for row in recent
        ) / sum(row["mrr_start"] for row in recent)
        inflow = sum(row["new_mrr"] + row["reactivation_mrr"] for row in recent) / 6
        expected = months[-1]["mrr_end"]
        for row in forecast:
            expected = expected * growth + inflow
            assert float(row["mrr"]) == pytest.approx(float(expected), rel=1e-6)
        assert [row["month"] for row in forecast][:2] == [date(2025, 2, 1), date(2025, 3, 1)]
        assert not forecast[0]["is_low_confidence"]
