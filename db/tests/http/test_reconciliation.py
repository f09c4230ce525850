"""What never reached the endpoint is fetched: after one run our state is Stripe's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from db.tests.http.accounts import Account, buy


@pytest.fixture
def account(
    stripe: httpx.Client,
    database: psycopg.Connection[tuple[Any, ...]],
    sign_up: Callable[..., Any],
    eventually: Callable[..., Any],
) -> Account:
    """Buy the starter plan, monthly, without a trial."""
    return buy(Account(sign_up("Lost Letters"), database, stripe, eventually), end_trial=True)


@contextmanager
def unheard(account: Account) -> Iterator[None]:
    """Lose every delivery, as when the endpoint is down for longer than Stripe tries."""
    account.control("deliveries", drop=1)
    try:
        yield
        # They are lost before anything is heard again.
        account.control("flush")
    finally:
        account.control("deliveries", drop=0)


def reconcile(account: Account) -> None:
    """Run the job that asks for missed events, and wait for the worker to have got them."""
    begun = account.one("select util.now()")

    def is_done() -> bool:
        # Whatever asked before may have been answered before, and then nothing is asked anew.
        account.one("select billing.fetch_missed_events()")
        return bool(
            account.one(
                "select exists (select from billing.reconciliations"
                " where object_kind = 'event' and asked_at >= %s and finished_at is not null)",
                begun,
            )
        )

    account.eventually(is_done, 30)


def test_what_was_done_while_the_endpoint_was_down_is_known_after_one_run(
    account: Account,
) -> None:
    customer = account.at_stripe()["customer"]
    (invoice,) = account.invoices()
    with unheard(account):
        account.stripe.post(
            f"/v1/subscriptions/{account.stripe_id}", data={"cancel_at_period_end": "true"}
        ).raise_for_status()
        account.stripe.post(
            f"/v1/customers/{customer}", data={"email": "books@example.com"}
        ).raise_for_status()
        account.control("refund", customer=customer, amount=900)
    assert account.subscription()["cancel_at"] is None, "nobody has told us"

    reconcile(account)
    account.eventually(lambda: account.subscription()["cancel_at"])
    account.agree()
    (known,) = account.owner.get(
        f"invoices?select=amount_refunded_cents,refunds(amount_cents)&id=eq.{invoice['id']}"
    )
    assert known == {"amount_refunded_cents": 900, "refunds": [{"amount_cents": 900}]}
    assert (
        account.one(
            "select email from billing.customers where organization_id = %s",
            account.owner.organization_id,
        )
        == "books@example.com"
    )


def test_a_customer_that_was_deleted_at_stripe_has_no_subscription_any_more(
    account: Account,
) -> None:
    stripe_id = account.stripe_id
    customer = account.at_stripe()["customer"]
    with unheard(account):
        account.stripe.delete(f"/v1/customers/{customer}").raise_for_status()
    assert account.subscription()["status"] == "active", "nobody has told us"

    reconcile(account)
    account.eventually(
        lambda: account.one(
            "select status = 'canceled' from billing.subscriptions"
            " where stripe_subscription_id = %s",
            stripe_id,
        )
    )
    assert account.one(
        "select deleted_at is not null from billing.customers where organization_id = %s",
        account.owner.organization_id,
    )
    again = account.owner.call("start_checkout", plan_code="starter", cycle="monthly")
    assert again.status_code == 202, again.text
    command = account.finished(again.json()["id"])
    assert command["status"] == "succeeded", command["error"]
