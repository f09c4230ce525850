from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from sidecar.embedded_stripe.lines import Reduction, full_amount, reduce, rounded, share, split, tax
from sidecar.embedded_stripe.periods import boundary, next_boundary

_amounts = st.integers(0, 10_000_000)
_moments = st.integers(1_600_000_000, 2_000_000_000)
_spans = st.tuples(_moments, st.integers(1, 400 * 86_400)).map(lambda t: (t[0], t[0] + t[1]))


def _line(amount: int, *, discountable: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {"amount": amount, "discountable": discountable}
    return {**found, "discount_amounts": [], "taxes": []}


@given(_amounts, st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_a_split_adds_up(total: int, weights: list[int]) -> None:
    assume(sum(weights) > 0)
    parts = split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(_amounts, _spans, st.lists(st.integers(0, 400 * 86_400), max_size=8))
def test_what_is_used_and_unused_add_up(
    amount: int, span: tuple[int, int], cuts: list[int]
) -> None:
    start, end = span
    moments = [start, *sorted(min(start + cut, end) for cut in cuts), end]
    used = [
        share(amount, start, end, a) - share(amount, start, end, b) for a, b in pairwise(moments)
    ]
    assert sum(used) == amount
    assert all(part >= 0 for part in used)


@given(_amounts, _spans)
def test_all_is_unused_at_the_start_and_nothing_at_the_end(
    amount: int, span: tuple[int, int]
) -> None:
    start, end = span
    assert share(amount, start, end, start) == amount == share(amount, start, end, start - 1)
    assert share(amount, start, end, end) == 0 == share(amount, start, end, end + 1)


@given(st.fractions())
def test_rounding_is_symmetric_and_near(value: Fraction) -> None:
    assert rounded(-value) == -rounded(value)
    assert abs(rounded(value) - value) <= Fraction(1, 2)


def test_halves_go_away_from_zero() -> None:
    assert [rounded(Fraction(n, 2)) for n in (1, 3, 5, -1, -3)] == [1, 2, 3, -1, -2]
    assert full_amount({"unit_amount_decimal": "0.5"}, 3) == 2


@given(
    st.lists(st.integers(-100_000, 1_000_000), min_size=1, max_size=6),
    st.lists(st.integers(1, 100), max_size=3),
    st.integers(0, 2_000_000),
)
def test_discounts_on_lines_add_up_to_those_of_the_invoice(
    amounts: list[int], percents: list[int], amount_off: int
) -> None:
    lines = [_line(amount) for amount in amounts]
    reductions = [Reduction(f"di_{n}", Fraction(n), 0) for n in percents]
    reductions.append(Reduction("di_amount", None, amount_off))
    totals = reduce(lines, reductions)
    spread = sum(entry["amount"] for line in lines for entry in line["discount_amounts"])
    assert sum(entry["amount"] for entry in totals) == spread
    assert spread <= sum(max(amount, 0) for amount in amounts)
    for line in lines:
        assert sum(entry["amount"] for entry in line["discount_amounts"]) <= max(line["amount"], 0)


def test_a_prorated_line_is_not_discounted_again() -> None:
    lines = [_line(1000, discountable=False), _line(2000)]
    assert reduce(lines, [Reduction("di_1", Fraction(10), 0)])[0]["amount"] == 200
    assert lines[0]["discount_amounts"] == []


@given(st.lists(_amounts, min_size=1, max_size=6), st.integers(1, 30), st.booleans())
def test_taxes_on_lines_add_up(amounts: list[int], percent: int, inclusive: bool) -> None:
    lines = [_line(amount) for amount in amounts]
    rate = {"id": "txr_1", "percentage": percent, "inclusive": inclusive}
    (total,) = tax(lines, [rate])
    assert total["amount"] == sum(line["taxes"][0]["amount"] for line in lines)
    if inclusive:
        assert total["amount"] + total["taxable_amount"] == sum(amounts)


def _at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[misc, arg-type]


def test_the_day_of_the_anchor_is_kept() -> None:
    anchor = _at(2028, 1, 31, 9, 30)
    found = [anchor]
    for _ in range(4):
        found.append(next_boundary(anchor, "month", 1, found[-1]))
    assert found[1:] == [
        _at(2028, 2, 29, 9, 30),
        _at(2028, 3, 31, 9, 30),
        _at(2028, 4, 30, 9, 30),
        _at(2028, 5, 31, 9, 30),
    ]
    assert next_boundary(_at(2028, 2, 29), "year", 1, _at(2028, 2, 29)) == _at(2029, 2, 28)


@given(_moments, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 12), _moments)
def test_the_next_boundary_is_the_first_one_later(
    anchor: int, interval: str, count: int, after: int
) -> None:
    reach = {"day": 4700, "week": 700, "month": 160, "year": 16}[interval]
    all_boundaries = [boundary(anchor, interval, count, n) for n in range(-reach, reach)]
    expected = min(moment for moment in all_boundaries if moment > after)
    assert next_boundary(anchor, interval, count, after) == expected
