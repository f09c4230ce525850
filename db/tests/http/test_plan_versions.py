"""The staff publish a version of a plan, see what moving everybody there would mean, and do it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from db.tests.http.accounts import Account
from db.tests.http.test_changes import account
from db.tests.http.test_contracts import ADMIN, Deal
from db.tests.http.test_coupons import ROOT

__all__ = ["account"]


@pytest.fixture
def plan(database: psycopg.Connection) -> str:
    """Make a plan that is not for everybody, so that nobody else's test buys it."""
    code = f"board_{uuid4().hex[:8]}"
    database.execute(
        "insert into catalog.plans (code, name, description, rank, is_public)"
        " select %s, 'Board', 'What a test sells', max(rank) + 1, false from catalog.plans",
        [code],
    )
    return code


def admin(staff: Any, function: str, **arguments: Any) -> httpx.Response:
    answer: httpx.Response = staff.request("POST", f"rpc/{function}", json=arguments, headers=ADMIN)
    return answer


@pytest.fixture
def publish(plan: str, staff: Any) -> Callable[..., dict[str, Any]]:
    """Have the staff put a version of the plan on sale."""

    def make(cents: int, **limits: int | None) -> dict[str, Any]:
        answer = admin(
            staff,
            "publish_plan_version",
            plan_code=plan,
            prices=[{"cycle": "monthly", "unit_amount_cents": cents}],
            limits=limits,
            reason="The year's prices",
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return make


def bring_to_stripe() -> None:
    """Have the operator bring the catalogue to Stripe."""
    subprocess.run(
        [ROOT / "scripts/unison", "stripe", "sync-catalog"],
        capture_output=True,
        timeout=60,
        check=True,
    )


def test_a_new_version_changes_nothing_until_everybody_is_moved(
    plan: str,
    publish: Callable[..., dict[str, Any]],
    sign_up: Callable[..., Any],
    staff: Any,
    database: psycopg.Connection,
) -> None:
    old = publish(10000, users=5, plants=3)["plan_version_id"]
    deals = [Deal(sign_up(f"Board {n}"), staff, database) for n in range(2)]
    for deal, discount in zip(deals, (None, {"percent_off": 50}), strict=True):
        deal.done(
            "start_manual_subscription",
            plan_code=plan,
            cycle="monthly",
            discount=discount,
            reason="Signed",
        )
    busy = deals[1].owner
    assert [busy.call("create_plant", name=f"P{n}").status_code for n in range(2)] == [200, 200]

    assert (
        busy.request(
            "POST",
            "rpc/publish_plan_version",
            json={"plan_code": plan, "reason": "x"},
            headers=ADMIN,
        ).status_code
        == 403
    )
    published = publish(12000, plants=1)
    assert (published["version"], publish(12000, plants=1)) == (2, published)
    versions = staff.get(f"plan_versions?plan_code=eq.{plan}&order=version", headers=ADMIN)
    assert [(v["version"], v["is_current"], v["subscriptions"]) for v in versions] == [
        (1, False, 2),
        (2, True, 0),
    ]
    assert busy.get("subscription")[0]["mrr_cents"] == 5000, "who has bought one keeps it"

    move = {
        "from_version_id": old,
        "to_version_id": published["plan_version_id"],
        "reason": "The year's prices",
    }
    mine = f"from_version_id=eq.{old}"
    preview = admin(staff, "migrate_subscriptions", **move).json()
    assert preview["organizations"] == 2
    assert preview["mrr"] == [
        {"currency": "usd", "mrr_cents_before": 15000, "mrr_cents_after": 18000}
    ]
    assert preview["limits_broken"] == [{"feature_code": "plants", "organizations": 1, "excess": 1}]
    assert preview["refused"] == {}
    assert staff.get(f"subscription_migrations?{mine}", headers=ADMIN) == [], "a dry run"
    assert (
        busy.request("POST", "rpc/migrate_subscriptions", json=move, headers=ADMIN).status_code
        == 403
    )

    for _ in range(2):
        going = admin(staff, "migrate_subscriptions", **move, dry_run=False, batch_size=1).json()
    assert (going["scheduled"], going["queued"], going["finished_at"]) == (2, 0, None)
    (contract,) = staff.get(
        f"manual_subscriptions?organization_id=eq.{busy.organization_id}", headers=ADMIN
    )
    assert contract["next_change"]["items"][0]["unit_amount"] == 12000
    assert busy.get("subscription")[0]["mrr_cents"] == 5000, "until the period ends"

    for deal in deals:
        (bill,) = deal.invoices()
        deal.pass_to(datetime.fromisoformat(bill["service_end"]) + timedelta(minutes=1))
        database.execute("select billing.advance_migrations(%s)", [deal.owner.organization_id])
        assert deal.invoices()[-1]["subtotal_cents"] == 12000
    (over,) = staff.get(f"subscription_migrations?{mine}", headers=ADMIN)
    assert over["done"] == 2
    assert over["finished_at"]
    assert busy.get("subscription")[0]["mrr_cents"] == 6000
    assert len(busy.get("plants")) == 2, "nothing is deleted"
    refused = busy.call("create_plant", name="P2")
    assert (refused.status_code, refused.json()["code"]) == (402, "limit_exceeded")


def test_who_pays_by_stripe_is_moved_when_the_period_ends(
    plan: str, publish: Callable[..., dict[str, Any]], account: Account, staff: Any
) -> None:
    old = publish(10000)["plan_version_id"]
    bring_to_stripe()
    price = account.price(f"{plan}_monthly_v1")
    account.do("subscription.change_plan", price_id=price, is_prorated=False)
    new = publish(12000)["plan_version_id"]
    move = {"from_version_id": old, "to_version_id": new, "reason": "The year's prices"}

    going = admin(staff, "migrate_subscriptions", **move, dry_run=False).json()
    assert (going["refused"], going["scheduled"]) == (1, 0), "Stripe does not know the price"
    bring_to_stripe()
    going = admin(staff, "migrate_subscriptions", **move, dry_run=False).json()
    assert (going["refused"], going["scheduled"]) == (0, 1)
    (pending,) = account.owner.get("pending_change")
    assert (pending["kind"], pending["plan_code"], pending["cycle"]) == ("plan", plan, "monthly")

    end = account.period_end()
    account.move_clock(end - 300)
    account.run_job("apply_pending_changes")
    account.eventually(lambda: not account.owner.get("pending_change"))
    account.agree()
    bills = len(account.invoices())
    account.move_clock(end + 2 * 3600)
    renewal = account.invoices()[bills:]
    assert [(i["total_cents"], i["status"]) for i in renewal] == [(12000, "paid")]
    account.run_job("advance_migrations")
    (over,) = staff.get(f"subscription_migrations?from_version_id=eq.{old}", headers=ADMIN)
    assert (over["done"], over["failed"]) == (1, 0)
