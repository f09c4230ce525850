"""A renewal that is not paid: letters, restriction, and everything back with the payment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    return buy(Account(sign_up("Empty Pockets"), database, stripe, eventually), end_trial=True)


def test_from_the_declined_renewal_to_the_new_card(
    account: Account, inbox: Callable[[str], list[dict[str, Any]]]
) -> None:
    customer = account.at_stripe()["customer"]
    failed_at = account.period_end() + 3_600
    account.control("fail_next_payment", customer=customer, count=100)

    def after(days: int) -> tuple[str, str]:
        account.move_clock(failed_at + days * DAY + 3_600)
        account.run_job("advance_dunning")
        # Stripe has answered, and letters are out, before more time passes.
        account.eventually(lambda: not account.owner.get("commands?finished_at=is.null"))
        account.eventually(
            lambda: account.one(
                "select count(*) = 0 from notify.emails"
                " where organization_id = %s and finished_at is null",
                account.owner.organization_id,
            )
        )
        account.control("flush")
        found = account.subscription()
        return found["status"], found["access"]

    assert after(0) == ("past_due", "full"), "who owes keeps access at first"
    assert after(3) == after(7) == ("past_due", "full")
    assert after(14) == ("past_due", "read_only")
    refused = account.owner.call("create_plant", name="North")
    assert refused.status_code == 402, refused.text

    steps = account.owner.get("dunning_steps?select=position,restriction,taken_at&order=position")
    assert [(step["restriction"], step["taken_at"] is not None) for step in steps] == [
        ("none", True),
        ("none", True),
        ("banner", True),
        ("read_only", True),
        ("suspend", False),
    ]

    # Another card is charged at once, and that is the end of it.
    account.control("fail_next_payment", count=0)
    card = account.stripe.post(
        "/v1/payment_methods/pm_card_mastercard/attach", data={"customer": customer}
    ).raise_for_status()
    account.stripe.post(
        f"/v1/customers/{customer}",
        data={"invoice_settings[default_payment_method]": card.json()["id"]},
    ).raise_for_status()
    account.eventually(lambda: account.subscription()["status"] == "active")
    account.agree()
    assert account.subscription()["access"] == "full"
    assert account.owner.call("create_plant", name="North").status_code == 200
    assert [one["status"] for one in account.invoices()] == ["paid", "paid"]

    def letters() -> list[str]:
        subjects = [one["subject"].partition(":")[0] for one in inbox(account.owner.email)]
        return [one for one in subjects if one.startswith(("Payment", "Still"))]

    wanted = [
        "Payment received",
        "Payment failed",
        "Still unpaid",
        "Still unpaid",
        "Payment received",
    ]
    account.eventually(lambda: len(letters()) == len(wanted))
    assert letters() == wanted
