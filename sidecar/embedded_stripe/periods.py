"""Billing periods: boundaries counted from the anchor, so that a 31st stays a 31st."""

import calendar
from datetime import UTC, datetime

_SECONDS = {"day": 86_400, "week": 7 * 86_400}
_MONTHS = {"month": 1, "year": 12}


def boundary(anchor: int, interval: str, count: int, number: int) -> int:
    """Return the ``number``-th boundary after ``anchor`` (Unix times, UTC; may be negative).

    A month that lacks the anchor's day ends on its last day; later months use the day again.
    """
    if interval in _SECONDS:
        return anchor + _SECONDS[interval] * count * number
    start = datetime.fromtimestamp(anchor, UTC)
    months = start.year * 12 + start.month - 1 + _MONTHS[interval] * count * number
    year, month = months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def next_boundary(anchor: int, interval: str, count: int, after: int) -> int:
    """Return the first boundary later than ``after``."""
    shortest = _SECONDS.get(interval) or _MONTHS[interval] * 28 * 86_400
    # Never beyond the answer: a boundary is at least this many seconds from the next.
    longest = _SECONDS.get(interval) or _MONTHS[interval] * 31 * 86_400
    number = (after - anchor) // ((longest if after >= anchor else shortest) * count) - 1
    while (found := boundary(anchor, interval, count, number)) <= after:
        number += 1
    return found
