"""The revenue figures once more: day by day, naively, from the definitions, without any SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import mean, median
from typing import Any

DAY = timedelta(days=1)

Row = dict[str, Any]


@dataclass(frozen=True)
class Interval:
    """What a customer pays a year, from a day until the day before another (None is open)."""

    customer_id: str
    arr_cents: int
    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        """Tell whether it is paid for on a day."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Trial:
    """A trial, its end, and the day on which the customer began to pay."""

    customer_id: str
    start: date
    end: date | None
    converted_on: date | None


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return month_of(month + 31 * DAY)


def months_between(first: date, last: date) -> Iterator[date]:
    """Yield the first days of the months from one to another, both included."""
    month = month_of(first)
    while month <= last:
        yield month
        month = next_month(month)


class Book:
    """What every customer paid on every day until as_of, and all that follows from it."""

    def __init__(self, intervals: Sequence[Interval], as_of: date) -> None:
        self.as_of = as_of
        first = min((row.start for row in intervals), default=as_of)
        self.first_day = min(first, as_of) - DAY
        self.paid: dict[str, dict[date, int]] = {}
        for customer in {row.customer_id for row in intervals}:
            rows = [row for row in intervals if row.customer_id == customer]
            self.paid[customer] = {
                day: sum(row.arr_cents for row in rows if row.covers(day)) for day in self.days()
            }
        self.first_paid = {
            customer: day
            for customer, days in self.paid.items()
            if (day := min((day for day, arr in days.items() if arr), default=None))
        }

    def days(self) -> Iterator[date]:
        """Yield every day of the book, and one before the first."""
        day = self.first_day
        while day <= self.as_of:
            yield day
            day += DAY

    def arr(self, customer: str, day: date) -> int:
        """Return what a customer pays a year on a day."""
        return self.paid[customer].get(day, 0)

    def movements(self) -> list[Row]:
        """Return the ledger."""
        rows = []
        for customer, days in self.paid.items():
            for before, day in pairwise(days):
                if days[before] != days[day]:
                    kind = kind_of(days[before], days[day], self.first_paid[customer] < day)
                    rows.append(
                        {
                            "day": day,
                            "customer_id": customer,
                            "kind": kind,
                            "delta_mrr": Fraction(days[day] - days[before], 12),
                            "mrr_before": Fraction(days[before], 12),
                            "mrr_after": Fraction(days[day], 12),
                        }
                    )
        return sorted(rows, key=lambda row: (row["day"], row["customer_id"]))

    def monthly(self) -> list[Row]:
        """Return the monthly series, on both bases."""
        if not self.first_paid:
            return []
        ledger = self.movements()
        return [
            self._month(month, [row for row in ledger if month_of(row["day"]) == month])
            for month in months_between(min(self.first_paid.values()), self.as_of)
        ]

    def _month(self, month: date, ledger: list[Row]) -> Row:
        last = next_month(month) - DAY
        close, open_ = min(last, self.as_of), month - DAY
        row: Row = {"month": month, "close_day": close, "is_partial": close < last}
        sums = {f"{basis}{kind}": Fraction(0) for basis in ("", "led_") for kind in KINDS}
        counts = dict.fromkeys(sums, 0)
        start, end = Fraction(0), Fraction(0)
        for customer, first in self.first_paid.items():
            before, after = self.arr(customer, open_), self.arr(customer, close)
            start, end = start + Fraction(before, 12), end + Fraction(after, 12)
            if before != after:
                kind = kind_of(before, after, month_of(first) < month)
                sums[kind] += abs(Fraction(after - before, 12))
                counts[kind] += 1
        for entry in ledger:
            sums[f"led_{entry['kind']}"] += abs(entry["delta_mrr"])
            counts[f"led_{entry['kind']}"] += 1
        paying = sum(1 for customer in self.paid if self.arr(customer, close))
        paid = sum(1 for customer in self.paid if self.arr(customer, open_))
        row |= {f"{name}_mrr": total for name, total in sums.items()}
        row |= {f"{name}_n": count for name, count in counts.items()}
        row |= {"mrr_start": start, "mrr_end": end}
        row |= {"customers_start": paid, "customers_end": paying}
        lost, grown = sums["churn"] + sums["contraction"], sums["expansion"]
        gained = sums["new"] + sums["reactivation"]
        row |= {
            "arr": end * 12,
            "arpa": ratio(end, paying),
            "customer_churn": ratio(counts["churn"], paid),
            "gross_mrr_churn": ratio(lost, start),
            "grr": ratio(start - lost, start),
            "nrr": ratio(start + grown - lost, start),
            "net_mrr_churn": ratio(lost - grown, start),
            "net_mrr_churn_incl_react": ratio(lost - grown - sums["reactivation"], start),
            "quick_ratio": ratio(gained + grown, lost),
        }
        then = month_of(month.replace(year=month.year - 1) + 31 * DAY) - DAY
        pairs = [
            (self.arr(customer, then), self.arr(customer, close))
            for customer in self.paid
            if self.arr(customer, then)
        ]
        base = sum(before for before, _ in pairs)
        row["nrr_t12m"] = ratio(sum(after for _, after in pairs), base)
        row["grr_t12m"] = ratio(sum(min(pair) for pair in pairs), base)
        return row

    def cohorts(self) -> list[Row]:
        """Return the triangle."""
        rows = []
        for cohort in sorted({month_of(day) for day in self.first_paid.values()}):
            members = [name for name, day in self.first_paid.items() if month_of(day) == cohort]
            base = sum(self.arr(name, self.first_paid[name]) for name in members)
            for age, month in enumerate(months_between(cohort, self.as_of)):
                last = next_month(month) - DAY
                close = min(last, self.as_of)
                active = sum(1 for name in members if self.arr(name, close))
                total = sum(self.arr(name, close) for name in members)
                rows.append(
                    {
                        "cohort": cohort,
                        "age": age,
                        "month": month,
                        "is_partial": close < last,
                        "cohort_size": len(members),
                        "cohort_base_mrr": Fraction(base, 12),
                        "active": active,
                        "mrr": Fraction(total, 12),
                        "logo_retention": ratio(active, len(members)),
                        "revenue_retention": ratio(total, base),
                    }
                )
        return rows


KINDS = ("new", "reactivation", "expansion", "contraction", "churn")


def kind_of(before: int, after: int, has_paid_before: bool) -> str:
    """Return the class of a change."""
    if before == 0:
        return "reactivation" if has_paid_before else "new"
    if after == 0:
        return "churn"
    return "expansion" if after > before else "contraction"


def ratio(part: Fraction | int, whole: Fraction | int) -> Fraction | None:
    """Divide, or return None where there is nothing to divide by."""
    return Fraction(part) / whole if whole else None


def trials(book: Sequence[Trial], as_of: date) -> list[Row]:
    """Return the trials' months; each customer has one trial."""
    rows = []
    begun = [trial for trial in book if trial.start <= as_of]
    for month in sorted({month_of(trial.start) for trial in begun}):
        its = [trial for trial in begun if month_of(trial.start) == month]
        matured = [trial for trial in its if (as_of - trial.start).days >= 30]
        days = {
            trial.customer_id: (trial.converted_on - trial.start).days
            for trial in its
            if trial.converted_on and trial.converted_on <= as_of
        }
        in_window = [trial for trial in matured if days.get(trial.customer_id, 99) <= 30]
        rows.append(
            {
                "month": month,
                "started": len(its),
                "matured": len(matured),
                "converted_to_date": len(days),
                "converted_in_window_matured": len(in_window),
                "rate_window": ratio(len(in_window), len(matured)),
                "rate_to_date": ratio(len(days), len(its)),
                "open_trials": sum(
                    1
                    for trial in its
                    if trial.customer_id not in days and (trial.end is None or trial.end > as_of)
                ),
                "avg_days": mean(map(Fraction, days.values())) if days else None,
                "median_days": median(map(Fraction, days.values())) if days else None,
            }
        )
    return rows
