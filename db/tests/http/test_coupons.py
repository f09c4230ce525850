"""Coupons: made by the staff, redeemed by customers, taken off at Stripe, counted exactly."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest

from db.tests.http.accounts import Account, buy

ROOT = Path(__file__).parents[3]


@pytest.fixture
def coupon(staff: Any) -> Callable[..., str]:
    """Have the staff make a coupon, and the operator bring it to Stripe."""

    def make(**terms: Any) -> str:
        code = f"T-{uuid4().hex[:12]}".upper()
        made = staff.request(
            "POST",
            "rpc/create_coupon",
            headers={"Content-Profile": "admin"},
            json={"code": code, "name": "A test", "reason": "A test", **terms},
        )
        assert made.status_code == 200, made.text
        done = subprocess.run(
            [ROOT / "scripts/unison", "stripe", "sync-catalog"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert code in done.stdout
        return code

    return make


@pytest.fixture
def account(
    stripe: httpx.Client,
    database: psycopg.Connection[tuple[Any, ...]],
    sign_up: Callable[..., Any],
    eventually: Callable[..., Any],
) -> Account:
    """Buy the starter plan, monthly, without a trial."""
    return buy(Account(sign_up("Thrifty Works"), database, stripe, eventually), end_trial=True)


def test_a_percentage_for_some_months(account: Account, coupon: Callable[..., str]) -> None:
    code = coupon(percent_off=25, duration="repeating", duration_months=2)
    command = account.command("apply_coupon", code=code.lower())
    assert command["status"] == "succeeded", command
    account.agree()
    assert account.subscription()["mrr_cents"] == 3675
    (redemption,) = account.owner.get("coupon_redemptions")
    assert (redemption["coupon_code"], redemption["status"]) == (code, "redeemed")
    again = account.owner.call("apply_coupon", code=code)
    assert (again.status_code, again.json()["code"]) == (409, "coupon_refused")

    totals = []
    for _ in range(3):
        account.move_clock(account.period_end() + 2 * 3600)
        totals.append(account.invoices()[-1]["total_cents"])
    assert totals == [3675, 4900, 4900] or totals == [3675, 3675, 4900]
    account.one(
        "select billing.write_subscription(%s, %s)",
        account.owner.organization_id,
        account.subscription_id,
    )
    assert account.subscription()["mrr_cents"] == 4900, "its end is expansion"


def test_once_counts_on_one_bill_and_not_in_mrr(
    account: Account, coupon: Callable[..., str]
) -> None:
    code = coupon(amount_off_cents=1000, currency="usd", duration="once")
    account.command("apply_coupon", code=code)
    assert account.subscription()["mrr_cents"] == 4900
    account.move_clock(account.period_end() + 2 * 3600)
    assert account.invoices()[-1]["total_cents"] == 3900
    account.move_clock(account.period_end() + 2 * 3600)
    assert account.invoices()[-1]["total_cents"] == 4900


def test_a_coupon_at_the_checkout(
    stripe: httpx.Client,
    database: psycopg.Connection[tuple[Any, ...]],
    sign_up: Callable[..., Any],
    eventually: Callable[..., Any],
    coupon: Callable[..., str],
) -> None:
    code = coupon(percent_off=50, duration="forever", plan_codes=["professional"])
    visitor = Account(sign_up("Careful Works"), database, stripe, eventually)
    assert visitor.owner.call("apply_coupon", code="NO-SUCH-CODE").status_code == 404
    reserved = visitor.owner.call("apply_coupon", code=code).json()
    assert reserved["status"] == "reserved"
    other = visitor.owner.call("start_checkout", plan_code="starter", cycle="monthly")
    assert (other.status_code, other.json()["code"]) == (409, "coupon_refused")
    preview = visitor.owner.call("preview_change", plan_code="professional").json()
    assert preview["next_renewal"]["amount_cents"] == 9950

    page = visitor.command(
        "start_checkout", plan_code="professional", cycle="monthly", end_trial=True
    )["result_url"]
    session = urlsplit(page).path.rsplit("/", 1)[-1]
    visitor.control("complete_checkout", session=session, outcome="pay")
    visitor.control("flush")
    eventually(lambda: visitor.owner.get("coupon_redemptions")[0]["status"] == "redeemed")
    assert visitor.invoices()[-1]["total_cents"] == 9950
    database.execute("select billing.fetch_marked_objects()")
    eventually(lambda: visitor.subscription()["mrr_cents"] == 9950)


def test_what_stripe_refuses_is_given_back(account: Account, coupon: Callable[..., str]) -> None:
    code = coupon(percent_off=10, duration="forever", max_redemptions=1)
    account.stripe.delete(f"/v1/coupons/{code}").raise_for_status()
    assert account.command("apply_coupon", code=code)["status"] == "failed"
    assert account.owner.get("coupon_redemptions")[0]["status"] == "released"
    query = "select times_redeemed from catalog.coupons where code = %s"
    assert account.one(query, code) == 0


def test_the_last_redemption_goes_to_one_of_eight(
    sign_up: Callable[..., Any],
    coupon: Callable[..., str],
    database: psycopg.Connection[tuple[Any, ...]],
) -> None:
    code = coupon(percent_off=10, duration="forever", max_redemptions=1)
    people = [sign_up(f"Eager Works {number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda person: person.call("apply_coupon", code=code), people))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    causes = {answer.json()["details"] for answer in answers if answer.status_code == 409}
    assert all("used_up" in cause for cause in causes)
    held = database.execute(
        "select count(*) from billing.coupon_redemptions where coupon_code = %s", (code,)
    ).fetchone()
    assert held == (1,)
