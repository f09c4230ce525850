"""A sales-led subscription as people meet it: the staff agree, the customer pays, or does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from db.tests.http.accounts import Account
from db.tests.http.test_changes import account
from db.tests.http.test_documents import fetch, words

__all__ = ["account"]

ADMIN = {"Accept-Profile": "admin", "Content-Profile": "admin"}
CONTRACT = {
    "plan_code": "professional",
    "cycle": "monthly",
    "add_ons": {"users": 2},
    "net_terms_days": 7,
    "po_number": "PO-4711",
    "tax_basis_points": 1900,
    "reason": "Signed on paper",
}


class Deal:
    """An organization in a sandbox, with what the staff and the calendar do to it."""

    def __init__(self, owner: Any, staff: Any, database: psycopg.Connection) -> None:
        self.owner, self.staff, self.database = owner, staff, database
        database.execute(
            "update identity.organizations set is_sandbox = true where id = %s",
            [owner.organization_id],
        )

    def admin(self, function: str, **arguments: Any) -> httpx.Response:
        """Call a function of the staff's about this organization."""
        answer: httpx.Response = self.staff.request(
            "POST",
            f"rpc/{function}",
            json={"organization_id": self.owner.organization_id, **arguments},
            headers=ADMIN,
        )
        return answer

    def done(self, function: str, **arguments: Any) -> dict[str, Any]:
        """Call it, and have it succeed."""
        answer = self.admin(function, **arguments)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def pass_to(self, moment: datetime) -> None:
        """Let it become a moment, and run the jobs that look at contracts."""
        organization = self.owner.organization_id
        self.database.execute("select util.advance_clock(%s, %s)", [organization, moment])
        self.database.execute("select billing.renew_manual_subscriptions(%s)", [organization])
        self.database.execute("select billing.advance_dunning(%s)", [organization])

    def standing(self) -> tuple[str, str]:
        """Return status and access, as the owner sees them."""
        (mine,) = self.owner.get("subscription?select=status,access")
        return mine["status"], mine["access"]

    def invoices(self) -> list[dict[str, Any]]:
        """Return the invoices, oldest first."""
        found: list[dict[str, Any]] = self.owner.get("invoices?order=issued_at,number")
        return found


@pytest.fixture
def sell(
    sign_up: Callable[..., Any], staff: Any, database: psycopg.Connection
) -> Callable[[str], Deal]:
    """Sign an organization up that buys on paper."""
    return lambda name: Deal(sign_up(name), staff, database)


def test_a_contract_from_the_signature_to_the_restoration(
    sell: Callable[[str], Deal],
    rival: Any,
    inbox: Callable[[str], list[dict[str, Any]]],
    eventually: Callable[..., Any],
) -> None:
    deal = sell("Paper Works")
    owner = deal.owner
    contact = f"ap.{owner.organization_id}@example.com"
    profile = {"legal_name": "Paper Works Ltd", "tax_id": "ATU12345678", "contacts": [contact]}
    assert owner.call("set_billing_profile", **profile).status_code == 204
    mine = {"organization_id": owner.organization_id, **CONTRACT}
    assert (
        owner.request("POST", "rpc/start_manual_subscription", json=mine, headers=ADMIN).status_code
        == 403
    ), "nobody sells themselves anything"

    started = deal.done("start_manual_subscription", **CONTRACT)
    assert deal.admin("start_manual_subscription", **CONTRACT).status_code == 409
    (subscription,) = owner.get("subscription")
    assert (subscription["id"], subscription["status"]) == (started["subscription_id"], "active")
    assert (subscription["plan_code"], subscription["add_ons"]) == ("professional", {"users": 2})
    assert subscription["mrr_cents"] == 20900
    (invoice,) = deal.invoices()
    assert (invoice["status"], invoice["total_cents"]) == ("open", 24871)
    assert invoice["po_number"] == "PO-4711"
    issued, due = (datetime.fromisoformat(invoice[at]) for at in ("issued_at", "due_at"))
    assert due - issued == timedelta(days=7)
    assert owner.call("start_checkout", plan_code="starter", cycle="monthly").json()["code"] == (
        "already_subscribed"
    )

    pdf = eventually(lambda: (a := fetch(owner, invoice)).status_code == 200 and a, seconds=30)
    text = words(pdf.content)
    for told in (
        invoice["number"],
        "PO-4711",
        "ATU12345678",
        "Paper Works Ltd",
        "Extra user",
        f"{due.day} {due:%B %Y}",
        "39.71 USD",
        "248.71 USD",
    ):
        assert told in text, told
    assert fetch(rival, invoice).json()["code"] == "invoice_not_found"

    # Nobody pays. The letters of each day are told to whoever sees to the billing.
    for days, standing in (
        (0, ("past_due", "full")),
        (3, ("past_due", "full")),
        (7, ("past_due", "full")),
        (14, ("past_due", "read_only")),
        (21, ("suspended", "read_only")),
    ):
        deal.pass_to(due + timedelta(days=days, minutes=1 + days))
        assert deal.standing() == standing, f"{days} days overdue"
    for address in (owner.email, contact):
        eventually(
            lambda address=address: (
                sum(letter["subject"] == "Overdue: 248.71 USD" for letter in inbox(address)) == 3
            ),
            seconds=20,
        )
    assert owner.call("create_plant", name="Kiel").json()["code"] == "read_only"

    payment = {"invoice_id": invoice["id"], "reason": "Bank statement"}
    part = {"amount_cents": 20000, "reference": "transfer 1"}
    nameless = {"amount_cents": 20000, "reference": ""}
    assert deal.admin("mark_invoice_paid", **payment, **nameless).status_code == 400
    for _ in range(2):
        left = deal.done("mark_invoice_paid", **payment, **part)
        assert (left["status"], left["amount_remaining_cents"]) == ("open", 4871)
    assert deal.standing() == ("suspended", "read_only"), "a part is not enough"
    rest = {"amount_cents": 4871, "reference": "transfer 2"}
    assert deal.done("mark_invoice_paid", **payment, **rest)["status"] == "paid"
    assert deal.standing() == ("active", "full"), "with the last cent, at once"
    assert owner.call("create_plant", name="Kiel").status_code == 200
    assert [p["amount_cents"] for p in owner.get("payments?order=amount_cents")] == [4871, 20000]
    (of_staff,) = deal.staff.get(
        f"invoices?id=eq.{invoice['id']}&select=status,amount_paid_cents", headers=ADMIN
    )
    assert of_staff == {"status": "paid", "amount_paid_cents": 24871}
    eventually(
        lambda: any(letter["subject"].startswith("Payment received") for letter in inbox(contact)),
        seconds=20,
    )


def test_changes_are_prorated_and_an_invoice_that_is_taken_back_keeps_its_number(
    sell: Callable[[str], Deal], member: Any, eventually: Callable[..., Any]
) -> None:
    deal = sell("Growing Works")
    deal.done("start_manual_subscription", **CONTRACT)
    (first,) = deal.invoices()
    start = datetime.fromisoformat(first["service_start"])
    length = datetime.fromisoformat(first["service_end"]) - start
    deal.pass_to(start + length / 2)

    change = {"plan_code": "enterprise", "add_ons": {}, "reason": "They grow"}
    bill = deal.done("change_manual_subscription", **change)["invoice_id"]
    (difference,) = (i for i in deal.invoices() if i["id"] == bill)
    assert abs(difference["subtotal_cents"] - (99900 - 20900) / 2) <= 1
    lines = deal.owner.get(f"invoice_lines?invoice_id=eq.{bill}")
    assert sum(line["amount_cents"] for line in lines) == difference["subtotal_cents"]

    note = deal.done("void_invoice", invoice_id=bill, reason="A favour")["credit_note_number"]
    assert deal.done("void_invoice", invoice_id=bill, reason="Again")["credit_note_number"] == note
    (given,) = deal.owner.get("credit_notes")
    assert (given["number"], given["amount_cents"]) == (note, difference["total_cents"])
    assert member.get("credit_notes") == []
    path = f"rpc/credit_note_pdf?id={given['id']}"
    assert eventually(lambda: (pdf := deal.owner.request("GET", path)).is_success and pdf)
    pdf = deal.owner.request("GET", path)
    assert pdf.headers["Content-Disposition"] == f'inline; filename="credit-note-{note}.pdf"'
    for told in (note, difference["number"], "PO-4711", "Amount credited"):
        assert told in words(pdf.content)
    assert member.request("GET", path).status_code == 403
    refused = deal.admin(
        "mark_invoice_paid", invoice_id=bill, amount_cents=1, reference="x", reason="Late"
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice_settled")

    answer = deal.done("cancel_manual_subscription", reason="They merge")
    assert answer["ends_at"] == first["service_end"]
    deal.pass_to(start + length + timedelta(days=1))
    (ended,) = deal.staff.get(
        f"manual_subscriptions?organization_id=eq.{deal.owner.organization_id}&select=status",
        headers=ADMIN,
    )
    assert ended == {"status": "canceled"}
    assert deal.owner.get("subscription?status=neq.canceled") == []


def test_a_customer_pauses_and_ends_a_contract_without_anybody_else(
    sell: Callable[[str], Deal],
) -> None:
    deal = sell("Resting Works")
    deal.done("start_manual_subscription", **CONTRACT | {"net_terms_days": 60})
    owner = deal.owner
    end = datetime.fromisoformat(owner.get("subscription")[0]["current_period_end"])

    left = owner.call("cancel_subscription", reason="unused", comment="No orders")
    assert (left.status_code, left.json()["status"]) == (200, "succeeded"), left.text
    assert datetime.fromisoformat(owner.get("subscription")[0]["cancel_at"]) == end
    assert owner.call("undo_cancellation").status_code == 200
    refused = owner.call("change_plan", plan_code="enterprise")
    assert (refused.status_code, refused.json()["code"]) == (409, "sales_led")

    until = end + timedelta(days=10)
    assert owner.call("pause_subscription", resumes_at=until.isoformat()).status_code == 200
    assert deal.standing() == ("paused", "read_only")
    deal.pass_to(end + timedelta(days=5))
    assert len(deal.invoices()) == 1, "nothing is billed"
    deal.pass_to(until + timedelta(minutes=1))
    assert deal.standing() == ("active", "full")
    rest = deal.invoices()[-1]
    assert datetime.fromisoformat(rest["service_start"]) == until.replace(microsecond=0)
    assert rest["subtotal_cents"] < 20900, "what is left of the month"
    assert owner.get("commands") == [], "nobody else was asked"


def test_the_staff_end_at_once_what_stripe_bills(account: Account, staff: Any, rival: Any) -> None:
    mine = {"organization_id": account.owner.organization_id, "reason": "Fraud"}
    theirs = rival.request("POST", "rpc/cancel_subscription", json=mine, headers=ADMIN)
    assert theirs.status_code == 403
    answer = staff.request("POST", "rpc/cancel_subscription", json=mine, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    assert account.finished(answer.json()["command_id"])["status"] == "succeeded"
    account.control("flush")
    (ended,) = staff.get(
        f"subscriptions?organization_id=eq.{mine['organization_id']}&source=eq.stripe",
        headers=ADMIN,
    )
    assert (ended["status"], ended["stripe_status"]) == ("canceled", "canceled")
    versions = account.owner.get("subscription_history?order=valid_from.desc")
    assert versions[0]["status"] == "canceled"
