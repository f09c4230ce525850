"""A stranger signs up, has a trial, pays; the subscription is active and MRR moves."""

import re
import subprocess
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from unison_cli.testing import slowness

ROOT = Path(__file__).parents[3]


@pytest.fixture
def mrr(staff: Any) -> Callable[[], Decimal]:
    """Ask the platform's MRR of this moment, in cents."""

    def ask() -> Decimal:
        (row,) = staff.get("rpc/mrr_at", headers={"Accept-Profile": "analytics"})
        return Decimal(str(row["mrr"]))

    return ask


@pytest.fixture
def finish_checkout(stack: Any) -> Callable[[str, str], None]:
    """Do what a person does on the hosted page: pay or decline."""

    def finish(page: str, outcome: str) -> None:
        session = urlsplit(page).path.rsplit("/", 1)[-1]
        httpx.post(
            f"{stack['STRIPE_API_BASE']}/_control/complete_checkout",
            headers={"X-Control": "1"},
            json={"session": session, "outcome": outcome},
            timeout=10,
        ).raise_for_status()

    return finish


@pytest.fixture
def check_out(eventually: Callable[..., Any]) -> Callable[..., str]:
    """Ask for a checkout page and wait until Stripe has made it."""

    def ask(owner: Any, **choice: Any) -> str:
        accepted = owner.call("start_checkout", **choice)
        assert accepted.status_code == 202, accepted.text
        command = accepted.json()
        assert set(command) == {"id", "kind", "status", "result_url", "error"}
        page: str = eventually(
            lambda: owner.get(f"commands?id=eq.{command['id']}")[0]["result_url"], seconds=5
        )
        return page

    return ask


def test_from_sign_up_to_mrr(
    http: httpx.Client,
    sign_up: Callable[..., Any],
    mrr: Callable[[], Decimal],
    mailed_token: Callable[[str, str], str],
    check_out: Callable[..., str],
    finish_checkout: Callable[[str, str], None],
    eventually: Callable[..., Any],
) -> None:
    owner = sign_up("Journey Works")

    (trial,) = owner.get("subscription")
    assert (trial["status"], trial["trial_days_left"]) == ("trialing", 14)
    assert (trial["plan_code"], trial["access"]) == ("professional", "full")

    token = mailed_token(owner.email, "verify-email")
    assert http.post("rpc/verify_email", json={"token": token}).status_code < 300
    assert owner.get("me")[0]["email_verified_at"] is not None

    before = mrr()
    page = check_out(owner, plan_code="professional", cycle="monthly", end_trial=True)
    assert httpx.get(page, timeout=10).status_code == 200
    assert owner.get("subscription")[0]["status"] == "trialing", "looking at a page buys nothing"

    finish_checkout(page, "pay")
    paid_at = time.monotonic()
    subscription = eventually(
        lambda: next((row for row in owner.get("subscription") if row["status"] == "active"), None),
    )
    assert time.monotonic() - paid_at < 2 * slowness()
    assert subscription["mrr_cents"] == 19900
    assert (subscription["plan_code"], subscription["cycle"]) == ("professional", "monthly")

    (invoice,) = eventually(
        lambda: owner.get(
            "invoices?status=eq.paid&payments.status=eq.paid"
            "&select=*,invoice_lines(*),payments!inner(*)"
        )
    )
    assert invoice["subscription_id"] == subscription["id"]
    assert invoice["total_cents"] == invoice["amount_paid_cents"] == 19900
    assert sum(line["amount_cents"] for line in invoice["invoice_lines"]) == 19900
    assert sum(payment["amount_cents"] for payment in invoice["payments"]) == 19900
    # A twelfth of a year has no end: sixteen digits of it are kept, of either sum.
    assert round(mrr() - before, 6) == 19900


def test_checkout_during_a_trial_keeps_the_days(
    sign_up: Callable[..., Any],
    mrr: Callable[[], Decimal],
    check_out: Callable[..., str],
    finish_checkout: Callable[[str, str], None],
    eventually: Callable[..., Any],
) -> None:
    owner = sign_up("Patient Works")
    (trial,) = owner.get("subscription")
    before = mrr()
    finish_checkout(check_out(owner, plan_code="starter", cycle="annual"), "pay")

    (subscription,) = eventually(
        lambda: owner.get("subscription?status=eq.trialing&cycle=eq.annual")
    )
    assert subscription["plan_code"] == "starter"
    assert subscription["trial_ends_at"][:16] == trial["trial_ends_at"][:16]
    assert mrr() == before, "a trial is no revenue"


def test_a_declined_card_buys_nothing(
    sign_up: Callable[..., Any],
    check_out: Callable[..., str],
    finish_checkout: Callable[[str, str], None],
) -> None:
    owner = sign_up("Unlucky Works")
    page = check_out(owner, plan_code="starter", cycle="monthly", end_trial=True)
    finish_checkout(page, "decline")
    (subscription,) = owner.get("subscription")
    assert (subscription["status"], subscription["access"]) == ("trialing", "full")
    assert owner.get("invoices?status=eq.paid") == []


def test_two_clicks_are_one_checkout(sign_up: Callable[..., Any]) -> None:
    owner = sign_up("Impatient Works")
    first, second = (
        owner.call("start_checkout", plan_code="starter", cycle="monthly").json() for _ in range(2)
    )
    assert first["id"] == second["id"]
    assert len(owner.get("checkout_sessions")) == 1


def test_portal_opens(
    sign_up: Callable[..., Any],
    check_out: Callable[..., str],
    finish_checkout: Callable[[str, str], None],
    eventually: Callable[..., Any],
) -> None:
    owner = sign_up("Portal Works")
    finish_checkout(check_out(owner, plan_code="starter", cycle="monthly", end_trial=True), "pay")
    eventually(lambda: owner.get("subscription?status=eq.active"))
    accepted = owner.call("open_billing_portal")
    assert accepted.status_code == 202, accepted.text
    page = eventually(
        lambda: owner.get(f"commands?id=eq.{accepted.json()['id']}")[0]["result_url"], seconds=5
    )
    assert "cancel" in httpx.get(page, timeout=10).text.lower()


def test_the_readme_s_journey_works_when_pasted(stack: Any) -> None:
    text = (ROOT / "README.md").read_text()
    found = re.search(r"<!-- journey -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert found, "README.md shows no journey"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", found.group(1)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "UNISON_STATE": stack["UNISON_STATE"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"trial_days_left":14' in done.stdout
    assert '"status":"active"' in done.stdout
    assert '"total_cents":19900' in done.stdout
