"""Every recipe of docs/analytics-recipes.md answers an analyst, and answers right.

Each is run on the small demo book, and its answer compared with one found in another way.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import median
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.stripe.books import Books
from unison_cli.paths import ROOT

Row = Mapping[str, Any]
Ask = Callable[..., list[Row]]

TEXT = (ROOT / "docs" / "analytics-recipes.md").read_text()
RECIPES = dict(
    enumerate((query for query in re.findall(r"^```sql\n(.*?)^```", TEXT, re.M | re.S)), start=1)
)


# What the small book lacks: (months ago, annual cents since then, known since so many months ago).
# More grow than a list of ten shows; one shrinks by more than it grew, one by less; one grew long
# ago; one comes back, and one begins, with more than anybody grows by; of one it is learned two
# months later that it pays more.
STORIES: list[list[tuple[int, int, int]]] = [
    *([(20, 60_000, 20), (4, 60_000 + 12_000 * n, 4)] for n in range(1, 13)),
    [(20, 900_000, 20), (9, 1_400_000, 9), (5, 600_000, 5)],
    [(20, 60_000, 20), (9, 960_000, 9), (5, 660_000, 5)],
    [(20, 60_000, 20), (14, 2_400_000, 14)],
    [(20, 3_600_000, 20), (9, 0, 9), (6, 3_600_000, 6)],
    [(6, 4_800_000, 6)],
    [(20, 120_000, 20), (6, 480_000, 4)],
]

BEGIN = """
with organization as (
    insert into identity.organizations (name, created_at)
    values ('Of the recipes', util.now()) returning id
), subscription as (
    insert into billing.subscriptions (
        organization_id, source, status, access, plan_version_id, cycle, currency, started_at,
        list_arr_cents, net_arr_cents, created_at
    )
    select o.id, 'import', 'active', 'full', p.id, 'monthly', 'usd', util.now(), %s, %s, util.now()
    from organization as o
    cross join (
        select v.id from catalog.plan_versions as v order by v.plan_code, v.version limit 1
    ) as p
    returning organization_id, id, plan_version_id
)
select * from subscription
"""

VERSION = """
insert into billing.subscription_versions (
    organization_id, subscription_id, plan_version_id, valid_during, known_during, status, access,
    cycle, currency, list_arr_cents, net_arr_cents, caused_by
)
select %s, %s, %s, tstzrange(m.at[1], m.at[2]), tstzrange(m.at[3], m.at[4]),
    case when a.arr > 0 then 'active' else 'paused' end, 'full', 'monthly', 'usd', a.arr, a.arr,
    'import:recipes'
from (select %s::bigint as arr) as a
cross join (
    select array_agg(
        (date_trunc('month', current_date) - n.months * interval '1 month' + interval '14 days')
        at time zone 'UTC' order by n.place
    ) as at
    from unnest(%s::integer[]) with ordinality as n (months, place)
) as m
"""


@pytest.fixture(scope="module")
def grown(books: Books) -> Iterator[Books]:
    """Return the small book with more customers, for as long as the recipes are tried."""
    ids = []
    for steps in STORIES:
        ((organization, subscription, plan),) = books.rows(BEGIN, steps[-1][1], steps[-1][1])
        ids.append(organization)
        ends = [start for start, _, _ in steps[1:]] + [None]
        for place, ((start, arr, known), end) in enumerate(zip(steps, ends, strict=True)):
            of = (organization, subscription, plan, arr)
            books.rows(VERSION, *of, [start, end, known, None])
            # Until the next step is known, this goes on.
            if end is not None and (learned := steps[place + 1][2]) != end:
                books.rows(VERSION, *of, [end, None, known, learned])
    books.rows("select analytics.forget_totals()")
    yield books
    for table, column in (
        ("billing.subscription_versions", "organization_id"),
        ("billing.subscriptions", "organization_id"),
        ("identity.organizations", "id"),
    ):
        books.rows(f"delete from {table} where {column} = any(%s)", ids)
    books.rows("select analytics.forget_totals()")


@pytest.fixture(scope="module")
def ask(grown: Books) -> Any:
    """Return a function that asks as an analyst."""
    with psycopg.connect(grown.address("analyst"), row_factory=dict_row) as connection:

        def asked(query: str, *values: object) -> list[Row]:
            return list(connection.execute(query.encode(), values or None).fetchall())

        yield asked


@pytest.fixture(scope="module")
def answers(ask: Ask) -> dict[int, list[Row]]:
    """Return the answer to every recipe."""
    return {number: ask(query) for number, query in RECIPES.items()}


@pytest.fixture(scope="module")
def ledger(grown: Books) -> list[Row]:
    """Return every change of every customer's revenue, from the history itself, day by day.

    It shares no SQL with schema analytics: the last state of each day, the versions of a customer
    added up.
    """
    versions = grown.rows(
        """
        select v.organization_id, lower(v.valid_during)::date, upper(v.valid_during)::date,
            v.net_arr_cents, v.status in ('active', 'past_due')
        from billing.subscription_versions as v
        where upper_inf(v.known_during)
        """
    )
    deltas: dict[Any, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for customer, start, end, arr, counts in versions:
        if counts and start != end:
            deltas[customer][start] += arr
            if end is not None:
                deltas[customer][end] -= arr
    found: list[Row] = []
    for customer, days in deltas.items():
        arr, has_paid = 0, False
        for day in sorted(days):
            before, arr = arr, arr + days[day]
            if arr == before:
                continue
            kind = (
                "churn"
                if arr == 0
                else ("reactivation" if has_paid else "new")
                if before == 0
                else "expansion"
                if arr > before
                else "contraction"
            )
            has_paid = True
            found.append(
                {"customer": customer, "day": day, "kind": kind, "before": before, "after": arr}
            )
    return found


def money(arr: int | Decimal) -> Decimal:
    """Return a year's cents as a month's money."""
    return round(Decimal(arr) / 1200, 2)


def held(ledger: list[Row], day: date) -> dict[Any, int]:
    """Return what each customer pays at the end of a day."""
    state: dict[Any, int] = {}
    for row in sorted(ledger, key=lambda row: row["day"]):
        if row["day"] <= day:
            state[row["customer"]] = row["after"]
    return {customer: arr for customer, arr in state.items() if arr}


def year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def test_there_are_ten_and_they_are_linked() -> None:
    headings = re.findall(r"^## (\d+)\. .*\?$", TEXT, re.M)
    assert [int(number) for number in headings] == list(range(1, 11)) == list(RECIPES)
    for name in ("README.md", "docs/analytics.md"):
        assert "analytics-recipes.md" in (ROOT / name).read_text()


def test_each_has_an_answer(answers: dict[int, list[Row]]) -> None:
    assert all(answers.values()), [number for number, rows in answers.items() if not rows]


def test_1_today_and_a_year_ago(answers: dict[int, list[Row]], ledger: list[Row]) -> None:
    then, now = answers[1]
    for row in (then, now):
        state = held(ledger, row["day"])
        assert (row["mrr"], row["customers"]) == (money(sum(state.values())), len(state))
        assert row["arpa"] == round(Decimal(sum(state.values())) / 1200 / len(state), 2)
        assert row["arr"] == Decimal(sum(state.values())) / 100


def test_2_the_bridge_of_a_quarter(answers: dict[int, list[Row]], ledger: list[Row]) -> None:
    for row, following in zip(answers[2], answers[2][1:], strict=False):
        gained = row["new"] + row["reactivation"] + row["expansion"]
        lost = row["contraction"] + row["churn"]
        # Each figure is rounded by itself.
        assert abs(row["mrr_start"] + gained - lost - row["mrr_end"]) <= Decimal("0.04")
        assert row["mrr_end"] == following["mrr_start"]
        close = date.fromordinal(following["quarter"].toordinal() - 1)
        assert row["mrr_end"] == money(sum(held(ledger, close).values()))


def test_3_who_grew(answers: dict[int, list[Row]], ledger: list[Row], ask: Ask) -> None:
    ((today,),) = [row.values() for row in ask("select current_date as today")]
    grown: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for row in ledger:
        if row["kind"] in ("expansion", "contraction") and row["day"] >= year_before(today):
            grown[str(row["customer"])] += row["after"] - row["before"]
            steps[str(row["customer"])] += 1
    expected = sorted(
        ((-arr, customer) for customer, arr in grown.items() if arr > 0),
    )[:10]
    assert [(row["customer_id"], row["grown_by"], row["steps"]) for row in answers[3]] == [
        (customer, money(-arr), steps[customer]) for arr, customer in expected
    ]
    assert {row["name"] for row in answers[3]} == {None}


def test_4_the_ten_largest(answers: dict[int, list[Row]], ledger: list[Row]) -> None:
    state = sorted(held(ledger, date.max).values(), reverse=True)
    (row,) = answers[4]
    assert row["customers"] == len(state)
    assert (row["mrr"], row["mrr_of_ten"]) == (money(sum(state)), money(sum(state[:10])))
    assert row["share_of_ten"] == round(Decimal(sum(state[:10])) / sum(state), 3)


def test_5_tiers(answers: dict[int, list[Row]], grown: Books) -> None:
    current = grown.rows(
        """
        select p.plan_code, count(*), sum(s.net_arr_cents), sum(s.list_arr_cents),
            coalesce(sum(s.net_arr_cents) filter (where s.cancel_at is not null), 0)
        from billing.subscriptions as s
        inner join catalog.plan_versions as p on s.plan_version_id = p.id
        where s.status in ('active', 'past_due')
        group by 1
        """
    )
    total = sum(net for _, _, net, _, _ in current)
    assert {
        (row["tier"], row["customers"], row["mrr"], row["given_away"], row["about_to_end"])
        for row in answers[5]
    } == {
        (tier, count, money(net), money(listed - net), money(ending))
        for tier, count, net, listed, ending in current
    }
    assert {(row["tier"], row["share"]) for row in answers[5]} == {
        (tier, round(net / total, 3)) for tier, _, net, _, _ in current
    }


def test_6_cohorts(answers: dict[int, list[Row]], ledger: list[Row], until: date) -> None:
    def month(day: date) -> int:
        return day.year * 12 + day.month - 1

    def close(number: int) -> date:
        return date.fromordinal(date((number + 1) // 12, (number + 1) % 12 + 1, 1).toordinal() - 1)

    first = {
        row["customer"]: row
        for row in sorted(ledger, key=lambda row: row["day"], reverse=True)
        if row["kind"] == "new"
    }
    sums: dict[tuple[date, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for age in (3, 6, 12):
        for customer, row in first.items():
            at = month(row["day"]) + age
            if close(at) >= until:
                continue
            pays = held(ledger, close(at)).get(customer, 0)
            half = date(row["day"].year, 7 if row["day"].month > 6 else 1, 1)
            found = sums[half, age]
            for place, value in enumerate((1, pays > 0, row["after"], pays)):
                found[place] += value
    assert [
        (row["half_year"].date(), row["age"], row["customers"], row["still_paying"])
        for row in answers[6]
    ] == [
        (half, age, count, round(Decimal(stay) / count, 3))
        for (half, age), (count, stay, _, _) in sorted(sums.items())
    ]
    assert [row["revenue_kept"] for row in answers[6]] == [
        round(Decimal(pays) / base, 3) for _, (_, _, base, pays) in sorted(sums.items())
    ]


def test_7_reasons(answers: dict[int, list[Row]], ask: Ask) -> None:
    """What is lost for a reason adds up to what was lost."""
    (churned,) = ask(
        """
        select sum(c.churned) as customers, round(sum(c.churn_mrr) / 100, 2) as mrr
        from analytics.churn as c
        where c.month >= date_trunc('month', current_date) - interval '12 months'
        """
    )
    assert sum(row["customers"] for row in answers[7]) == churned["customers"] > 0
    assert abs(sum(row["mrr"] for row in answers[7]) - churned["mrr"]) < Decimal("0.05")
    assert abs(sum(row["share"] for row in answers[7]) - 1) < Decimal("0.005")
    known = {row["reason"] for row in ask("select reason from analytics.departures()")}
    assert {row["reason"] for row in answers[7]} <= known


def test_8_then_and_now(answers: dict[int, list[Row]], ledger: list[Row], grown: Books) -> None:
    versions = grown.rows(
        """
        select lower(v.valid_during), upper(v.valid_during), lower(v.known_during),
            upper(v.known_during), v.net_arr_cents
        from billing.subscription_versions as v
        where v.status in ('active', 'past_due')
        """
    )
    for row in answers[8]:
        month = row["month"].replace(day=28)
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        close = date.fromordinal(following.toordinal() - 1)
        # The last instant before it.
        end = datetime(following.year, following.month, 1, tzinfo=UTC)
        then = sum(
            arr
            for start, stop, known, forgotten, arr in versions
            if max(start, known) < end and all(at is None or at >= end for at in (stop, forgotten))
        )
        now = sum(held(ledger, close).values())
        assert (row["known_then"], row["known_now"]) == (money(then), money(now))
        assert row["learned_later"] == money(now - then)
    # What happened in the book was known when it happened; one customer's growth was not.
    assert {row["learned_later"] for row in answers[8]} == {Decimal(0), Decimal(300)}


def test_9_forecasts(answers: dict[int, list[Row]], ledger: list[Row], ask: Ask) -> None:
    errors: dict[int, list[float]] = defaultdict(list)
    inside: Counter[int] = Counter()
    for row in ask("select * from analytics.forecasts"):
        month = row["month_on"]
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        ((today,),) = [found.values() for found in ask("select current_date as today")]
        if following > today:
            continue
        close = date.fromordinal(following.toordinal() - 1)
        actual = Decimal(sum(held(ledger, close).values())) / 12
        errors[row["horizon"]].append(float((row["mrr"] - actual) / actual))
        inside[row["horizon"]] += row["lo80"] <= actual <= row["hi80"]
    assert [row["months_ahead"] for row in answers[9]] == sorted(errors)
    for row in answers[9]:
        found = errors[row["months_ahead"]]
        assert row["forecasts"] == len(found)
        assert float(row["usual_error"]) == pytest.approx(median(map(abs, found)), abs=0.00051)
        assert float(row["lean"]) == pytest.approx(sum(found) / len(found), abs=0.00051)
        assert row["held_80"] == round(Decimal(inside[row["months_ahead"]]) / len(found), 3)


def test_10_what_a_customer_cost(
    answers: dict[int, list[Row]], ledger: list[Row], ask: Ask
) -> None:
    ((today,),) = [row.values() for row in ask("select current_date as today")]
    spent: Counter[int] = Counter()
    won: Counter[int] = Counter()
    for row in ask("select spent_on, amount_cents from analytics.acquisition_spend"):
        if row["spent_on"] < today.replace(day=1):
            spent[row["spent_on"].year] += row["amount_cents"]
    begun = {row["customer"]: row["day"] for row in ledger if row["kind"] == "new"}
    for customer, day in begun.items():
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        close = date.fromordinal(following.toordinal() - 1)
        # Who has left before the month is over is none of its customers.
        if following <= today and customer in held(ledger, close):
            won[day.year] += 1
    for row in answers[10]:
        assert row["new_customers"] == won[row["year"]]
        assert row["spent"] == Decimal(spent[row["year"]]) / 100
        if won[row["year"]]:
            assert row["cost_of_one"] == round(
                Decimal(spent[row["year"]]) / won[row["year"]] / 100, 2
            )
            assert row["months_to_pay_back"] > 0
