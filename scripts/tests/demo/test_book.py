"""The demo book: the same for everybody, made once, through the functions that do it in earnest."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from sidecar.tests.embedded_stripe import schema
from tests.demo.conftest import SMALL, for_sale
from tests.stripe.books import Books
from unison_cli import demo_book
from unison_cli import demo_lives as story
from unison_cli.demo_stripe import Account, Price, Said
from unison_cli.errors import UnisonError
from unison_cli.paths import ROOT
from unison_cli.testing import Stack, broken_invariants

FIGURES = """
select json_agg(m)::text from (
    select * from analytics.mrr_movements(as_of => %s)
    order by 1
) as m
"""
CENTS = {
    "starter": (4_900, 52_900),
    "professional": (19_900, 214_900),
    "enterprise": (99_900, 1_078_900),
}
ADD_ONS = {"users": 500, "plants": 2_500}


def test_the_book_is_what_the_story_says(books: Books, until: date) -> None:
    """Add up, from the story alone, what is paid in the end; the database says the same."""
    arr = customers = 0
    for life in story.lives(SMALL, until):
        contract: story.Subscribe | story.Change | None = None
        coupon: tuple[str, int] | None = None
        is_suspended = False
        for step in life.steps:
            if isinstance(step, story.Subscribe):
                contract, is_suspended = step, False
                coupon = (step.coupon, step.at) if step.coupon else None
            elif isinstance(step, story.Change):
                contract = step
            elif isinstance(step, story.End):
                contract = None
            elif isinstance(step, story.Renew | story.Pay):
                unpaid = step.at if isinstance(step, story.Renew) and not step.is_paid else None
                is_suspended = False
            elif isinstance(step, story.Dun):
                assert unpaid is not None
                is_suspended = step.at - unpaid >= 21 * story.DAY
        if contract is not None and not is_suspended:
            arr += _arr(contract, coupon, until)
            customers += 1
    ((mrr, count),) = books.rows("select mrr, customers from analytics.mrr_at(%s)", until)
    assert (round(mrr * 12, 6), count) == (arr, customers)
    assert customers > SMALL / 6


def _arr(
    contract: story.Subscribe | story.Change, coupon: tuple[str, int] | None, until: date
) -> int:
    cents = CENTS[contract.plan][contract.cycle == "annual"] * (
        1 if contract.cycle == "annual" else 12
    )
    cents += sum(12 * ADD_ONS[code] * count for code, count in contract.add_ons)
    percent = 0
    if coupon is not None:
        code, since = coupon
        midnight = datetime(until.year, until.month, until.day, tzinfo=UTC).timestamp()
        percent = 15 if code == "partner" else 30 if story.later(since, 6) > midnight else 0
    return cents - (cents * percent + 50) // 100


def test_again_nothing_changes(books: Books) -> None:
    before = books.content()
    assert demo_book.make(books.owner, SMALL)[1] == 0
    assert books.content() == before


def test_the_command_shows_how_forecasts_did(books: Books) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ROOT / "scripts" / "unison"), "demo", "book", *words],
            env={**os.environ, "UNISON_STATE": str(books.state_folder), "DATABASE_URL": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    shown = run("--organizations", str(SMALL))
    assert shown.returncode == 0, shown.stderr
    assert f"{SMALL} organizations" in shown.stdout
    assert "all are there" in shown.stdout
    ((held, count),) = books.rows(
        """
        select round(100 * avg(is_in_80::integer)), count(*)
        from analytics.forecast_backtest() where horizon = 1
        """
    )
    (line,) = re.findall(r"^ +1 +(\d+) +[\d.]+% +(\d+)% +\d+%$", shown.stdout, re.M)
    assert (int(line[0]), abs(int(line[1]) - held) <= 1) == (count, True)
    refused = run("--organizations", str(SMALL + 1))
    assert (refused.returncode, "there is a book of" in refused.stderr) == (2, True)


def test_another_size_is_refused(books: Books) -> None:
    with pytest.raises(UnisonError, match=f"there is a book of {SMALL}"):
        demo_book.make(books.owner, SMALL + 1)


def test_all_of_it_is_a_demo_and_nothing_is_left_over(books: Books) -> None:
    ((organizations, people),) = books.rows(
        """
        select
            (select count(*) from identity.organizations where is_demo),
            (select count(*) from identity.users)
        """
    )
    assert organizations == SMALL
    assert people >= SMALL
    assert books.rows("select * from util.clocks") == []
    assert books.rows("select util.setting('password_hash_cost')") == [("12",)]
    # What Stripe said was applied, what was asked of it was answered; no row differs from that.
    assert books.rows("select status, count(*) > 0 from webhooks.stripe_events group by 1") == [
        ("applied", True)
    ]
    assert books.rows("select * from webhooks.alarms") == []
    assert books.rows("select * from billing.stripe_commands where finished_at is null") == []
    assert books.rows("select * from billing.stripe_objects where refetch_reason is not null") == []
    assert books.rows("select billing.compare_rows()") == [(0,)]
    assert broken_invariants(books.owner) == set()
    # Nobody gets a letter.
    assert books.rows("select * from sidecar.claim_emails('tests', 1000, 1)") == []


def test_it_was_known_when_it_happened(books: Books, until: date) -> None:
    """What a month looked like at its end is what it looks like now: nothing was known later."""
    ((months,),) = books.rows(
        """
        select count(*)
        from analytics.mrr_movements(as_of => %s) as m
        cross join lateral analytics.mrr_at(
            m.close_day + time '23:59:59', m.close_day + time '23:59:59'
        ) as t
        where m.mrr_end = t.mrr and t.mrr > 0 and not m.is_partial
        """,
        until,
    )
    assert months >= 30


def test_the_same_day_gives_the_same_figures(
    stack: Stack, template: str, tmp_path: Path, books: Books, until: date
) -> None:
    """Make it again elsewhere, interrupted once; nothing tells it from the first."""
    with for_sale(stack, template, tmp_path / "state") as others:
        others.rows(
            "select util.set_setting('demo_book', %s)",
            json.dumps({"organizations": SMALL, "until": until.isoformat()}),
        )
        with pytest.MonkeyPatch.context() as patch:
            first = list(itertools.islice(story.lives(SMALL, until), demo_book.BATCH))
            broken = story.Life(0, "Broken Off", first[0].signed_up_at, (story.Step(0),))
            patch.setattr(story, "lives", lambda *_: [*first, broken])
            with pytest.raises((NotImplementedError, psycopg.Error)):
                demo_book.make(others.owner, SMALL)
        assert others.rows("select count(*) from identity.organizations") == [(demo_book.BATCH,)]
        assert demo_book.make(others.owner, SMALL)[1] == SMALL - demo_book.BATCH
        for query in (FIGURES, "select json_agg(c)::text from analytics.cohort_retention(%s) as c"):
            assert others.rows(query, until) == books.rows(query, until)
        assert others.rows(
            "select origin_on, horizon, mrr, lo80, hi80 from analytics.forecasts order by 1, 2"
        ) == books.rows(
            "select origin_on, horizon, mrr, lo80, hi80 from analytics.forecasts order by 1, 2"
        )


def test_production_has_no_demo(stack: Stack, template: str, tmp_path: Path) -> None:
    with for_sale(stack, template, tmp_path / "state") as production:
        production.rows("select util.set_setting('environment', to_jsonb('production'::text))")
        with pytest.raises(psycopg.Error, match="clock_refused"):
            demo_book.make(production.owner, SMALL)
        assert production.rows("select count(*) from identity.organizations") == [(0,)]
        assert production.rows("select util.setting('demo_book')") == [(None,)]


def test_a_large_book_has_names_enough() -> None:
    lives = list(story.lives(1_200, date(2026, 11, 22)))
    assert len({life.address for life in lives}) == len({life.name for life in lives}) == 1_200
    assert all(
        [step.at for step in life.steps] == sorted(step.at for step in life.steps) for life in lives
    )


def test_what_stripe_says_keeps_to_its_schema() -> None:
    """Every event of some lives is an event of the pinned version."""
    prices = {
        f"{code}_{cycle}": Price(f"price_{code}_{cycle}", f"prod_{code}", code, 100, interval)
        for code in (*CENTS, "addon_users", "addon_plants")
        for cycle, interval in (("monthly", "month"), ("annual", "year"))
    }
    kinds = set()
    for life in story.lives(80, date(2026, 11, 22)):
        account = Account(life.number, life.name, life.address, schema.VERSION, False, prices)
        for step in life.steps:
            for said in _say(account, step):
                event = json.loads(said.body)
                schema.check(event)
                kinds.add(event["type"])
    assert len(kinds) == 7


def _say(account: Account, step: story.Step) -> Iterator[Said]:
    match step:
        case story.Subscribe():
            yield from account.subscribe(step)
        case story.Change():
            account.change(step)
        case story.Renew(at, is_paid):
            yield from account.renew(at, is_paid=is_paid)
        case story.Pay(at):
            yield from account.pay(at)
        case story.GiveNotice(at):
            account.give_notice(at)
        case story.End(at, is_unpaid):
            yield from account.end(at, is_unpaid=is_unpaid)
