"""What we ask of Stripe, kind by kind: afterwards Stripe and our rows say the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from db.tests.http.accounts import DAY, Account, buy


@pytest.fixture
def account(
    stripe: httpx.Client,
    database: psycopg.Connection[tuple[Any, ...]],
    sign_up: Callable[..., Any],
    eventually: Callable[..., Any],
) -> Account:
    """Buy the starter plan, monthly, without a trial."""
    return buy(Account(sign_up("Obedient Works"), database, stripe, eventually), end_trial=True)


def test_a_customer_is_renamed(account: Account) -> None:
    account.do("customer.update", name="Obedient Works Ltd", email="bills@example.com")
    mine = account.at_stripe()["customer"]
    assert account.look(f"customers/{mine}")["name"] == "Obedient Works Ltd"
    assert account.database.execute(
        "select name, email from billing.customers where stripe_customer_id = %s", (mine,)
    ).fetchall() == [("Obedient Works Ltd", "bills@example.com")]


def test_the_portal_opens(account: Account) -> None:
    url = account.do("portal_session.create")["result_url"]
    assert httpx.get(url, timeout=10).status_code == 200


def test_a_page_is_expired(account: Account, sign_up: Callable[..., Any]) -> None:
    shopper = Account(
        sign_up("Undecided Works"), account.database, account.stripe, account.eventually
    )
    accepted = shopper.owner.call("start_checkout", plan_code="starter", cycle="monthly").json()
    page = shopper.finished(accepted["id"])["result_url"]
    shopper.finished(shopper.ask("checkout_session.expire", checkout_session_id=accepted["id"]))
    session = urlsplit(page).path.rsplit("/", 1)[-1]
    assert shopper.look(f"checkout/sessions/{session}")["status"] == "expired"
    assert shopper.owner.get("checkout_sessions")[0]["status"] == "expired"


def test_plans_and_cycles_change(account: Account) -> None:
    account.do("subscription.set_add_on", add_on_code="users", quantity=3, is_prorated=True)
    account.do(
        "subscription.change_plan",
        price_id=account.price("professional_monthly"),
        is_prorated=True,
    )
    (mine,) = account.owner.get("subscription")
    assert (mine["plan_code"], mine["cycle"]) == ("professional", "monthly")
    account.do(
        "subscription.change_plan", price_id=account.price("professional_annual"), is_prorated=True
    )
    (mine,) = account.owner.get("subscription")
    assert (mine["plan_code"], mine["cycle"]) == ("professional", "annual")
    items = account.at_stripe()["items"]["data"]
    assert {item["price"]["recurring"]["interval"] for item in items} == {"year"}
    assert sorted(item["quantity"] for item in items) == [1, 3]
    assert len(account.look(f"invoices?subscription={account.stripe_id}")["data"]) == 4


def test_a_change_for_later_costs_nothing_now(account: Account) -> None:
    account.do(
        "subscription.change_plan",
        price_id=account.price("professional_monthly"),
        is_prorated=False,
    )
    assert len(account.look(f"invoices?subscription={account.stripe_id}")["data"]) == 1


def test_add_ons_come_change_and_go(account: Account) -> None:
    for quantity in (2, 5, 0):
        account.do(
            "subscription.set_add_on", add_on_code="plants", quantity=quantity, is_prorated=True
        )
        found = {
            item["price"]["lookup_key"]: item["quantity"]
            for item in account.at_stripe()["items"]["data"]
        }
        assert found.get("addon_plants_monthly", 0) == quantity


def test_a_cancellation_and_its_undoing(account: Account) -> None:
    account.do("subscription.cancel_at_period_end", comment="Too quiet")
    cancelled = account.at_stripe()
    assert cancelled["cancel_at_period_end"]
    assert cancelled["cancellation_details"]["comment"] == "Too quiet"
    account.do("subscription.undo_cancellation")
    assert account.at_stripe()["cancel_at"] is None

    # Somebody sets a date at Stripe, after the second of our answer, which counts as its newest.
    answered = int(time.time())
    account.eventually(lambda: int(time.time()) > answered)
    account.stripe.post(
        f"/v1/subscriptions/{account.stripe_id}", data={"cancel_at": int(time.time()) + 9 * DAY}
    ).raise_for_status()
    account.control("flush")
    account.agree()
    account.do("subscription.undo_cancellation")
    assert account.at_stripe()["cancel_at"] is None


def test_an_end_at_once(account: Account) -> None:
    account.do("subscription.cancel_now")
    assert account.at_stripe()["status"] == "canceled"
    again = account.finished(
        account.ask("subscription.cancel_now", subscription_id=str(account.subscription_id))
    )
    assert again["status"] == "succeeded", "what has ended has ended"


def test_a_pause_and_its_end(account: Account) -> None:
    account.do("subscription.pause", resumes_at="2100-01-01T00:00:00Z")
    assert account.at_stripe()["pause_collection"] == {
        "behavior": "void",
        "resumes_at": 4102444800,
    }
    assert account.owner.get("subscription")[0]["status"] == "paused"
    account.do("subscription.resume")
    assert account.at_stripe()["pause_collection"] is None
    assert account.owner.get("subscription")[0]["status"] == "active"


def test_what_stripe_paused_is_resumed(account: Account) -> None:
    account.stripe.post(f"/v1/subscriptions/{account.stripe_id}/pause").raise_for_status()
    account.control("flush")
    account.agree()
    assert account.at_stripe()["status"] == "paused"
    account.do("subscription.resume")
    assert account.at_stripe()["status"] == "active"


def test_a_trial_lasts_longer(account: Account, sign_up: Callable[..., Any]) -> None:
    patient = buy(
        Account(sign_up("Patient Works"), account.database, account.stripe, account.eventually),
        end_trial=False,
    )
    until = int(time.time()) + 40 * DAY
    patient.do(
        "subscription.extend_trial",
        trial_ends_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(until)),
    )
    assert patient.at_stripe()["trial_end"] == until
    assert patient.owner.get("subscription")[0]["trial_days_left"] == 40


def test_money_goes_back(account: Account) -> None:
    payment = account.eventually(lambda: account.owner.get("payments?status=eq.paid"))[0]["id"]
    account.do("refund.create", payment_id=payment, amount_cents=900)
    assert account.owner.get("invoices")[0]["amount_refunded_cents"] == 900

    account.finished(account.ask("refund.create", payment_id=payment))
    account.control("flush")
    assert account.owner.get("invoices")[0]["amount_refunded_cents"] == 4900
    charges = account.look(f"charges?customer={account.at_stripe()['customer']}")["data"]
    assert [charge["amount_refunded"] for charge in charges] == [4900]
    refunded = account.one(
        "select sum(amount_cents) from billing.refunds where organization_id = %s",
        account.owner.organization_id,
    )
    assert refunded == 4900, "told by the answer and by the event, it is counted once"

    refused = account.finished(account.ask("refund.create", payment_id=payment))
    assert refused["status"] == "failed"
    assert refused["error"]["code"] == "charge_already_refunded"
    assert set(refused["error"]) == {"code", "message"}


def test_a_declined_card_changes_nothing(account: Account) -> None:
    account.control("fail_next_payment", customer=account.at_stripe()["customer"], count=1)
    refused = account.finished(
        account.ask(
            "subscription.change_plan",
            subscription_id=str(account.subscription_id),
            price_id=account.price("enterprise_monthly"),
            is_prorated=True,
        )
    )
    assert refused["status"] == "failed"
    assert refused["error"]["code"] == "card_declined"
    account.control("flush")
    account.agree()
    assert account.owner.get("subscription")[0]["plan_code"] == "starter"


@pytest.mark.parametrize("fault", [409, 429, 503, "before", "after"])
def test_what_fails_on_the_way_is_done_once(account: Account, fault: int | str) -> None:
    path = f"/v1/subscriptions/{account.stripe_id}"
    account.control("fail_requests", status=fault, count=2, path=path)
    command = account.do(
        "subscription.set_add_on", add_on_code="users", quantity=1, is_prorated=True
    )
    attempts = "select attempts from billing.stripe_commands where id = %s and phase = 'send'"
    assert account.one(attempts, command["id"]) == 3
    assert len(account.look(f"invoices?subscription={account.stripe_id}")["data"]) == 2


def test_a_500_that_stripe_would_repeat_for_ever(account: Account) -> None:
    account.control(
        "fail_requests", status=500, count=1, path=f"/v1/subscriptions/{account.stripe_id}"
    )
    command = account.do(
        "subscription.set_add_on", add_on_code="users", quantity=1, is_prorated=True
    )
    key = account.one(
        "select idempotency_key from billing.stripe_commands where id = %s", command["id"]
    )
    assert key == f"{command['id']}:1"
    assert len(account.look(f"invoices?subscription={account.stripe_id}")["data"]) == 2
