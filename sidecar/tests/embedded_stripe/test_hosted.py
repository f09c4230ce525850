"""The portal and the page of an invoice, clicked through."""

from __future__ import annotations

import re
from typing import Any

import pytest
import stripe

from sidecar.tests.embedded_stripe.doubles import DAY, Receiver, Shop, web

GOOD = "4242424242424242"
MASTERCARD = "5555555555554444"
DECLINED = "4000000000000002"


def _portal(shop: Shop, customer: Any) -> Any:
    return shop.v1.billing_portal.sessions.create(
        {"customer": customer.id, "return_url": "http://shop.example/billing"}
    )


def _past_due(shop: Shop) -> tuple[Any, Any]:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    shop.control("fail_next_payment", customer=customer.id)
    shop.advance(to=shop.period(subscription.id)[1] + 3600)
    assert shop.get("subscriptions", subscription.id)["status"] == "past_due"
    return customer, subscription


def test_the_portal_shows_plan_card_and_invoices(shop: Shop) -> None:
    customer = shop.customer()
    shop.subscribe(customer)
    session = _portal(shop, customer)
    assert session.url.startswith(f"{shop.url}/portal/bps_")
    page = web.get(session.url).text
    for words in ("Starter", "$49.00 per month", "Visa ending in 4242", "-0001", "Renews on"):
        assert words in page
    left = web.post(session.url, data={"action": "leave"})
    assert (left.status_code, left.headers["Location"]) == (303, "http://shop.example/billing")


def test_cancelling_in_the_portal_and_undoing_it(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    url = _portal(shop, customer).url
    form = {"subscription": subscription.id}
    page = web.post(url, data={"action": "cancel", **form}).text
    assert 'role="status">Your subscription ends on' in page
    assert shop.get("subscriptions", subscription.id)["cancel_at_period_end"] is True
    page = web.post(url, data={"action": "keep", **form}).text
    assert "Renews on" in page
    assert shop.get("subscriptions", subscription.id)["cancel_at"] is None
    shop.control("flush")
    assert len(receiver.of("customer.subscription.updated")) == 3
    other = shop.subscribe(shop.customer())
    web.post(url, data={"action": "cancel", "subscription": other.id})
    assert shop.get("subscriptions", other.id)["cancel_at"] is None


def test_a_new_card_in_the_portal_is_used_from_now_on(shop: Shop) -> None:
    customer = shop.customer()
    shop.subscribe(customer)
    url = _portal(shop, customer).url
    refused = web.post(url, data={"action": "card", "card": DECLINED})
    assert refused.status_code == 402
    assert "Your card was declined." in refused.text
    saved = web.post(url, data={"action": "card", "card": MASTERCARD})
    assert "Mastercard ending in 4444" in saved.text
    chosen = shop.get("customers", customer.id)["invoice_settings"]["default_payment_method"]
    assert shop.get("payment_methods", chosen)["card"]["last4"] == "4444"


def test_a_good_card_in_the_portal_pays_what_is_owed(shop: Shop, receiver: Receiver) -> None:
    customer, subscription = _past_due(shop)
    web.post(_portal(shop, customer).url, data={"action": "card", "card": GOOD})
    assert shop.get("subscriptions", subscription.id)["status"] == "active"
    shop.control("flush")
    assert receiver.of("customer.updated")[-1]["delinquent"] is False


def test_the_portal_can_be_opened_for_one_purpose(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    flow = {"type": "subscription_cancel", "subscription_cancel": {"subscription": subscription.id}}
    session = shop.v1.billing_portal.sessions.create({"customer": customer.id, "flow_data": flow})
    assert session.flow.subscription_cancel.subscription == subscription.id
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.billing_portal.sessions.create({"customer": "cus_nobody"})


def test_an_open_invoice_is_paid_on_its_page(shop: Shop, receiver: Receiver) -> None:
    _, subscription = _past_due(shop)
    latest = shop.get("subscriptions", subscription.id)["latest_invoice"]
    url = shop.get("invoices", latest)["hosted_invoice_url"]
    assert "Pay $49.00" in web.get(url).text
    refused = web.post(url, data={"card": "4000000000000341"})
    assert refused.status_code == 402
    assert shop.get("invoices", latest)["attempt_count"] == 2
    paid = web.post(url, data={"card": GOOD})
    assert paid.status_code == 200
    assert "Pay $49.00" not in paid.text
    assert shop.get("invoices", latest)["status"] == "paid"
    assert shop.get("subscriptions", subscription.id)["status"] == "active"
    shop.advance(days=5)
    assert len(receiver.of("invoice.payment_failed")) == 2


def test_an_invoice_has_a_pdf(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(name="Brackets (and) \\ Co"))
    invoice = shop.get("invoices", subscription.latest_invoice)
    reply = web.get(invoice["invoice_pdf"])
    assert reply.headers["Content-Type"] == "application/pdf"
    assert invoice["number"] in reply.headers["Content-Disposition"]
    document = reply.content
    assert document.startswith(b"%PDF-1.4")
    assert b"Brackets \\(and\\) \\\\ Co" in document
    start = int(document.split(b"startxref\n")[1].split()[0])
    assert document[start:].startswith(b"xref\n")
    for offset in re.findall(rb"(\d{10}) 00000 n", document):
        assert re.match(rb"\d 0 obj", document[int(offset) :])


# --- refunds and disputes


def _charge(shop: Shop, invoice: str) -> str:
    payment = shop.v1.invoice_payments.list({"invoice": invoice}).data[0]
    intent = shop.get("payment_intents", payment.payment.payment_intent)
    return str(intent["latest_charge"])


def test_refunds_in_parts(shop: Shop, receiver: Receiver) -> None:
    subscription = shop.subscribe(shop.customer())
    charge = _charge(shop, subscription.latest_invoice)
    part = shop.v1.refunds.create(
        {"charge": charge, "amount": 1000, "reason": "requested_by_customer"}
    )
    assert (part.amount, part.status, part.charge) == (1000, "succeeded", charge)
    with pytest.raises(stripe.InvalidRequestError) as too_much:
        shop.v1.refunds.create({"charge": charge, "amount": 3901})
    assert too_much.value.code == "amount_too_large"
    intent = shop.get("charges", charge)["payment_intent"]
    rest = shop.v1.refunds.create({"payment_intent": intent})
    assert rest.amount == 3900
    for wish in ({"charge": charge}, {"charge": charge, "amount": 1}, {}):
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.refunds.create(wish)
    shop.control("flush")
    first, second = receiver.of("charge.refunded")
    assert (first["amount_refunded"], first["refunded"]) == (1000, False)
    assert (second["amount_refunded"], second["refunded"]) == (4900, True)
    assert [one.id for one in shop.v1.refunds.list({"charge": charge}).data] == [rest.id, part.id]
    assert shop.v1.refunds.retrieve(part.id).amount == 1000
    assert len(shop.v1.charges.list({"payment_intent": intent}).data) == 1


def test_refunds_and_disputes_by_control_call(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    shop.control("refund", customer=customer.id, amount=500)
    dispute = shop.control("dispute", invoice=subscription.latest_invoice)
    assert (dispute["amount"], dispute["status"]) == (4400, "needs_response")
    closed = shop.control("close_dispute", dispute=dispute["id"], status="won")
    assert closed["status"] == "won"
    assert shop.v1.disputes.list({"charge": dispute["charge"]}).data[0].id == dispute["id"]
    assert shop.v1.disputes.retrieve(dispute["id"]).status == "won"
    shop.control("flush")
    assert receiver.types()[-4:] == [
        "refund.created",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.closed",
    ]


# --- invoices by call


def test_an_open_invoice_is_voided_or_given_up(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer()
    first = shop.subscribe(customer, payment_behavior="default_incomplete")
    invoice = shop.v1.invoices.retrieve(first.latest_invoice)
    assert (invoice.status, invoice.attempted) == ("open", False)
    assert shop.v1.invoices.void_invoice(invoice.id).status == "void"
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.invoices.pay(invoice.id)
    second = shop.subscribe(customer, payment_behavior="default_incomplete")
    given_up = shop.v1.invoices.mark_uncollectible(second.latest_invoice)
    assert given_up.status == "uncollectible"
    assert shop.v1.invoices.pay(given_up.id).status == "paid"
    with pytest.raises(stripe.InvalidRequestError) as twice:
        shop.v1.invoices.pay(given_up.id)
    assert twice.value.code == "invoice_already_paid"
    assert [row.id for row in shop.v1.invoices.list({"status": "void"}).data] == [invoice.id]
    shop.control("flush")
    assert len(receiver.of("invoice.voided")) == 1


def test_a_draft_is_finalized_by_call(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    shop.advance(to=shop.period(subscription.id)[1])
    draft = shop.get("subscriptions", subscription.id)["latest_invoice"]
    assert shop.v1.invoices.finalize_invoice(draft).status == "open"
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.invoices.finalize_invoice(draft)
    assert shop.v1.invoices.pay(draft).status == "paid"
    lines = shop.v1.invoices.line_items.list(draft)
    assert [line.amount for line in lines.data] == [4900]


def test_voiding_gives_a_used_balance_back(shop: Shop) -> None:
    customer = shop.customer(balance=-900)
    subscription = shop.subscribe(customer, payment_behavior="default_incomplete")
    invoice = shop.get("invoices", subscription.latest_invoice)
    assert (invoice["amount_due"], invoice["ending_balance"]) == (4000, 0)
    assert shop.get("customers", customer.id)["balance"] == 0
    shop.v1.invoices.void_invoice(invoice["id"])
    assert shop.get("customers", customer.id)["balance"] == -900


def test_days_pass_only_for_one_customer(shop: Shop, receiver: Receiver) -> None:
    moved, left = shop.customer(), shop.customer()
    mine, theirs = shop.subscribe(moved), shop.subscribe(left)
    shop.control("advance", seconds=32 * DAY, customer=moved.id)
    assert len(shop.v1.invoices.list({"subscription": mine.id}).data) == 2
    assert len(shop.v1.invoices.list({"subscription": theirs.id}).data) == 1
    assert shop.v1.customers.update(moved.id, {"name": "Later"}).id == moved.id
    shop.control("flush")
    assert receiver.events[-1]["created"] > shop.now + 31 * DAY
    shop.advance(days=5)
    assert len(shop.v1.invoices.list({"subscription": theirs.id}).data) == 1
    shop.advance(days=27)
    assert len(shop.v1.invoices.list({"subscription": theirs.id}).data) == 2
    assert len(shop.v1.invoices.list({"subscription": mine.id}).data) == 3
