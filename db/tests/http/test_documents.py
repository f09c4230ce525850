"""Invoices as PDF, from the payment to the bytes that a browser saves."""

import subprocess
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest

from unison_cli.testing import Stack


def words(pdf: bytes) -> str:
    """Return what a person reads in a PDF."""
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


@pytest.fixture(scope="module")
def payer(sign_up: Callable[..., Any], stack: Stack, eventually: Callable[..., Any]) -> Any:
    """Own an organization that has paid for Professional."""
    owner = sign_up("Paper <b>Works</b>")
    wish = {"plan_code": "professional", "cycle": "monthly", "end_trial": True}
    profile = {"legal_name": "Paper Works & Sons", "po_number": "PO-99", "country": "AT"}
    assert owner.call("set_billing_profile", **profile).status_code == 204
    command = owner.call("start_checkout", **wish).json()["id"]
    (done,) = eventually(lambda: owner.get(f"commands?id=eq.{command}&result_url=not.is.null"))
    httpx.post(
        f"{stack['STRIPE_API_BASE']}/_control/complete_checkout",
        headers={"X-Control": "1"},
        json={"session": done["result_url"].rpartition("/")[2], "outcome": "pay"},
        timeout=30,
    ).raise_for_status()
    eventually(lambda: owner.get("invoices?status=eq.paid"))
    return owner


def fetch(person: Any, invoice: dict[str, Any], **headers: str) -> httpx.Response:
    answer: httpx.Response = person.request(
        "GET", f"rpc/invoice_pdf?id={invoice['id']}", headers=headers
    )
    return answer


def test_an_invoice_that_was_paid_can_be_saved_as_pdf(
    payer: Any, eventually: Callable[..., Any]
) -> None:
    (invoice,) = payer.get("invoices")
    assert eventually(lambda: fetch(payer, invoice).status_code == 200)

    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answers = [fetch(payer, invoice, Accept=accept) for accept in ("*/*", browser)]
    answers += [fetch(payer, invoice, Accept=a) for a in ("application/pdf", "application/json")]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith('inline; filename="invoice-')
        assert answer.content.startswith(b"%PDF-")
    assert len({answer.content for answer in answers}) == 1, "the same bytes for ever"

    text = words(answers[0].content)
    for told in (invoice["number"], "Paper Works & Sons", "PO-99", "199.00 USD", "Amount due"):
        assert told in text


def test_the_letter_about_a_payment_leads_to_the_invoice_and_its_pdf(
    payer: Any, inbox: Callable[[str], list[dict[str, Any]]], eventually: Callable[..., Any]
) -> None:
    (invoice,) = payer.get("invoices")
    (letter,) = eventually(
        lambda: [one for one in inbox(payer.email) if one["subject"].startswith("Payment received")]
    )
    assert invoice["hosted_url"] in letter["html"]
    assert invoice["hosted_url"] in letter["text"]
    assert invoice["number"] in letter["text"]
    page = httpx.get(invoice["hosted_url"], timeout=10)
    assert page.status_code == 200
    assert invoice["number"] in page.text
    pdf = httpx.get(f"{invoice['hosted_url']}/pdf", timeout=10)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert invoice["number"] in words(pdf.content)


def test_what_is_paid_back_and_what_a_bank_asks_back_is_shown(
    payer: Any,
    acme: Any,
    stack: Stack,
    database: psycopg.Connection,
    eventually: Callable[..., Any],
) -> None:
    (invoice,) = payer.get("invoices")
    row = database.execute(
        "select stripe_invoice_id from billing.invoices where id = %s", [invoice["id"]]
    ).fetchone()
    assert row is not None
    for call, more in (("refund", {"amount": 1_500}), ("dispute", {"amount": 2_500})):
        httpx.post(
            f"{stack['STRIPE_API_BASE']}/_control/{call}",
            headers={"X-Control": "1"},
            json={"invoice": row[0], **more},
            timeout=30,
        ).raise_for_status()

    def told() -> Any:
        query = (
            "invoices?select=number,total_cents,amount_refunded_cents,"
            "refunds(amount_cents),disputes(status,reason,amount_cents)"
        )
        (found,) = payer.get(query)
        return found if found["refunds"] and found["disputes"] else None

    assert eventually(told) == {
        "number": invoice["number"],
        "total_cents": 19_900,
        "amount_refunded_cents": 1_500,
        "refunds": [{"amount_cents": 1_500}],
        "disputes": [
            {"status": "needs_response", "reason": "fraudulent", "amount_cents": 2_500},
        ],
    }
    assert acme.get("refunds") == []
    assert acme.get("disputes") == []


def test_an_invoice_is_nobody_else_s(
    payer: Any, acme: Any, staff: Any, eventually: Callable[..., Any]
) -> None:
    (invoice,) = payer.get("invoices")
    assert fetch(acme, invoice).json()["code"] == "invoice_not_found"
    path = f"rpc/invoice_pdf?organization_id={payer.organization_id}&id={invoice['id']}"
    staff_answer = eventually(
        lambda: (
            answer
            if (
                answer := staff.request("GET", path, headers={"Accept-Profile": "admin"})
            ).status_code
            == 200
            else None
        )
    )
    assert staff_answer.content.startswith(b"%PDF-")


def test_what_nobody_has_had_made_is_made_for_the_first_who_asks(
    payer: Any, database: psycopg.Connection, eventually: Callable[..., Any]
) -> None:
    (invoice,) = payer.get("invoices")
    eventually(lambda: fetch(payer, invoice).status_code == 200)
    database.execute("delete from billing.invoice_documents where invoice_id = %s", [invoice["id"]])

    reading = fetch(payer, invoice)
    assert (reading.status_code, reading.json()["code"]) == (409, "document_pending")
    assert reading.headers["Retry-After"] == "1"
    assert fetch(payer, invoice).status_code == 409, "reading sets off nothing"

    assert payer.call("invoice_pdf", id=invoice["id"]).json()["code"] == "document_pending"
    assert eventually(lambda: fetch(payer, invoice).status_code == 200)
