"""Mistakes that others make with these figures: each is planted, and must be seen in a book."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest

from db.tests.analytics.books import (
    BOOKS,
    QUERIES,
    WAYS,
    Connection,
    differences,
    figures,
    read_book,
    read_expected,
    undone,
)
from unison_cli.paths import ROOT

Changes = Sequence[tuple[str, str]]
"""Texts that a function's file must hold, and what they become."""

LEDGER = "analytics.mrr_changes"
CLOSES = "analytics.period_changes"

MUTANTS: Mapping[str, Mapping[str, Changes]] = {
    "reactivation counted as new": {
        CLOSES: [
            ("when c.close_before = 0 then 'reactivation'", "when c.close_before = 0 then 'new'")
        ],
    },
    "end date inclusive": {
        LEDGER: [("(upper(v.valid_during) at time zone 'UTC')::date", r"\g<0> + 1")],
    },
    "state at month start": {
        CLOSES: [("m.day::timestamp", r"\g<0> + interval '1 month' - interval '1 day'")],
    },
    "annual rounded to a cent": {
        LEDGER: [
            (
                "v.net_arr_cents\n",
                "(round(v.net_arr_cents / 12.0) * 12)::bigint as net_arr_cents\n",
            )
        ],
    },
    "overlapping subscriptions overwrite each other": {
        LEDGER: [
            (
                "from billing.subscription_versions as v",
                """
                from (
                    select
                        x.organization_id, x.status, x.currency, x.known_during, x.net_arr_cents,
                        tstzrange(lower(x.valid_during), least(
                            upper(x.valid_during),
                            lead(lower(x.valid_during)) over (
                                partition by x.organization_id order by lower(x.valid_during)
                            )
                        )) as valid_during
                    from billing.subscription_versions as x
                    where x.status = 'active'
                ) as v
                """,
            )
        ],
    },
    "no same-day netting": {
        LEDGER: [
            ("sum(e.delta_arr)::bigint as delta_arr", "e.delta_arr"),
            ("group by e.organization_id, e.day\n        having sum(e.delta_arr) <> 0", ""),
        ],
    },
    "free rows counted as first paid": {
        LEDGER: [
            ("v.net_arr_cents > 0", "v.net_arr_cents >= 0"),
            (
                "having sum(e.delta_arr) <> 0",
                "having sum(e.delta_arr) <> 0 or min(e.delta_arr) = 0",
            ),
        ],
        "billing.import_history": [("a.arr_cents > 0", "a.arr_cents >= 0")],
        "analytics.cohort_retention": [("s.arr / s.base_arr", "s.arr / nullif(s.base_arr, 0)")],
    },
    "subscription grain": {
        LEDGER: [("v.organization_id,", "v.subscription_id as organization_id,")],
    },
    "cohort by first close": {
        "analytics.sum_cohorts": [
            (
                "create function analytics.sum_cohorts(",
                """
                create function analytics.first_closes(
                    as_of date, known_at timestamptz, currency text, organization_ids uuid[]
                )
                returns table (
                    day date, delta_arr bigint, kind text, first_paid_on date, first_arr bigint
                )
                language sql stable begin atomic
                    select
                        p.period,
                        p.arr_after - p.close_before,
                        case
                            when p.period = min(p.period) over its then 'new' else p.close_kind
                        end,
                        min(p.period) over its,
                        first_value(p.arr_after) over (its order by p.period)
                    from analytics.period_changes(
                        'month', as_of, known_at, currency, organization_ids
                    ) as p
                    where p.close_kind is not null
                    window its as (partition by p.organization_id);
                end;
                create function analytics.sum_cohorts(
                """,
            ),
            ("analytics.mrr_changes(", "analytics.first_closes("),
        ],
    },
    "churn booked a month late": {
        LEDGER: [
            (
                "(upper(v.valid_during) at time zone 'UTC')::date",
                "(upper(v.valid_during) at time zone 'UTC' + interval '1 month')::date",
            )
        ],
    },
    "30-day months": {
        CLOSES: [
            (
                "create function analytics.period_changes(",
                """
                create function analytics.thirty(grain text, day timestamp) returns timestamp
                language sql immutable begin atomic
                    select date_bin('30 days', thirty.day, '2020-01-01'::timestamp);
                end;
                create function analytics.period_changes(
                """,
            ),
            ("date_trunc(", "analytics.thirty("),
        ],
        "analytics.mrr_movements": [
            ("date_trunc(", "analytics.thirty("),
            ("('1 ' || g.grain)::interval", "interval '30 days'"),
        ],
    },
    "survivors only": {
        LEDGER: [
            (
                "from running as r",
                """
                from (
                    select
                        x.*,
                        last_value(x.arr_after) over (
                            partition by x.organization_id order by x.day
                            rows between unbounded preceding and unbounded following
                        ) as last_arr
                    from running as x
                ) as r
                where r.last_arr > 0
                """,
            )
        ],
    },
    "events after as_of": {
        LEDGER: [("e.day <= (select mrr_changes.as_of)", "e.day is not null")],
    },
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_is_seen(owner: Connection, name: str, way: str) -> None:
    with undone(owner):
        for function, changes in MUTANTS[name].items():
            owner.execute(mutated(function, changes).encode())
        assert seen(owner, way) != []


def seen(owner: Connection, way: str) -> list[str]:
    """Say where the books' figures are not the expected ones."""
    found = []
    for book in BOOKS:
        rows, as_of = read_book(book)
        actual = figures(owner, rows, as_of, way)
        for figure in QUERIES:
            found += differences(read_expected(book, figure), actual[figure])
    return found


def mutated(function: str, changes: Changes) -> str:
    """Return the statement that puts a variation in a function's place."""
    path = ROOT / "db" / "functions" / function.replace(".", "/")
    text = path.with_suffix(".sql").read_text()
    statement = text[: text.index("\ncomment on function")]
    for before, after in changes:
        assert before in statement, f"{function}: {before}"
        statement = re.sub(re.escape(before), after, statement)
    return re.sub(
        "^ *create (or replace )?function", "create or replace function", statement, flags=re.M
    )
