"""Invoices: building, finalizing, voiding; taking payment is the job of ``collection``."""

from collections.abc import Sequence

from sidecar.embedded_stripe import discounts
from sidecar.embedded_stripe import lines as arithmetic
from sidecar.embedded_stripe.account import ACCOUNT_NAME
from sidecar.embedded_stripe.errors import StripeError, invalid, missing
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.lists import counted_list, list_object, listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.payments import open_payment
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

# How long a renewal's invoice stays a draft before Stripe finalizes it (source: Stripe's billing
# guide: "about one hour").
DRAFT_SECONDS = 3600


def build(
    tx: Tx,
    customer: Json,
    subscription: Json,
    lines: Sequence[Json],
    reason: str,
    period: tuple[int, int],
    identifier: str | None = None,
) -> Json:
    """Return a draft with its sums, not yet saved."""
    identifier = identifier or new_id("invoice")
    by_hand = subscription["collection_method"] == "send_invoice"
    counted = discounts.reductions(tx, discounts.effective(tx, subscription), tx.now)
    reduced = arithmetic.reduce(lines, counted)
    taxes = arithmetic.tax(lines, subscription["default_tax_rates"] or [])
    subtotal = sum(line["amount"] for line in lines)
    net = subtotal - sum(entry["amount"] for entry in reduced)
    added = sum(entry["amount"] for entry in taxes if entry["tax_behavior"] == "exclusive")
    contained = sum(entry["amount"] for entry in taxes if entry["tax_behavior"] == "inclusive")
    total = net + added
    amount_due = max(0, total + customer["balance"])
    for line in lines:
        line["invoice"] = identifier
    return {
        "id": identifier,
        "object": "invoice",
        "account_country": "US",
        "account_name": ACCOUNT_NAME,
        "account_tax_ids": None,
        "amount_due": amount_due,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_paid_off_stripe": None,
        "amount_remaining": amount_due,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": False,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": subscription["collection_method"],
        "created": tx.now,
        "currency": subscription["currency"],
        "custom_fields": None,
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": None,
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [reduction.discount for reduction in counted],
        "due_date": tx.now + 86_400 * subscription["days_until_due"] if by_hand else None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": counted_list(list(lines), f"/v1/invoices/{identifier}/lines"),
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": period[1],
        "period_start": period[0],
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": customer["balance"],
        "statement_descriptor": None,
        "status": "draft",
        "status_details": None,
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - contained,
        "test_clock": None,
        "total": total,
        "total_discount_amounts": reduced,
        "total_excluding_tax": total - added - contained,
        "total_pretax_credit_amounts": [],
        "total_taxes": taxes,
        "webhooks_delivered_at": None,
    }


def create(
    tx: Tx,
    customer: Json,
    subscription: Json,
    lines: Sequence[Json],
    reason: str,
    period: tuple[int, int],
    *,
    waits: bool = False,
) -> Json:
    """Save a draft and make it the subscription's latest invoice.

    One that ``waits`` is finalized by the clock, an hour later; the caller finalizes others.
    """
    invoice = build(tx, customer, subscription, lines, reason, period)
    if waits:
        invoice["auto_advance"] = True
        invoice["automatically_finalizes_at"] = tx.now + DRAFT_SECONDS
        if invoice["collection_method"] == "charge_automatically":
            invoice["next_payment_attempt"] = tx.now + DRAFT_SECONDS
        tx.plan(invoice, "finalize", tx.now + DRAFT_SECONDS)
    subscription["latest_invoice"] = invoice["id"]
    tx.save(invoice)
    tx.emit("invoice.created", invoice)
    discounts.drop_finished(tx, subscription, single_use=invoice["subtotal"] > 0)
    return invoice


def finalize(tx: Tx, invoice: Json) -> None:
    """Number a draft, settle the customer's balance, and open it."""
    customer = tx.get("customer", invoice["customer"])
    address = f"{tx.site.url}/invoice/{new_id('token')}"
    sequence = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] = sequence + 1
    customer["currency"] = invoice["currency"]
    before = customer["balance"]
    owed = before + invoice["total"]
    customer["balance"] = min(0, owed)
    invoice["starting_balance"] = before
    invoice["amount_due"] = invoice["amount_remaining"] = max(0, owed)
    invoice["automatically_finalizes_at"] = None
    invoice["effective_at"] = tx.now
    invoice["ending_balance"] = customer["balance"]
    invoice["hosted_invoice_url"] = address
    invoice["invoice_pdf"] = f"{address}/pdf"
    invoice["number"] = f"{customer['invoice_prefix']}-{sequence:04d}"
    invoice["status"] = "open"
    invoice["status_transitions"]["finalized_at"] = tx.now
    tx.plan(invoice, "finalize", None)
    if invoice["amount_due"] > 0:
        open_payment(tx, invoice)
    tx.save(invoice)
    tx.emit("invoice.finalized", invoice)
    if customer["balance"] == before:
        tx.save(customer)
    else:
        tx.update(customer, "customer.updated")
    if invoice["collection_method"] == "send_invoice" and invoice["amount_due"] > 0:
        tx.emit("invoice.sent", invoice)


def hold(tx: Tx, invoice: Json) -> None:
    """Keep a draft from being finalized by the clock."""
    _stop_collection(tx, invoice)
    invoice["automatically_finalizes_at"] = None
    tx.update(invoice, "invoice.updated")


def void(tx: Tx, invoice: Json) -> None:
    """Void an open or uncollectible invoice."""
    if invoice["status"] not in ("open", "uncollectible"):
        raise _wrong_status(invoice, "void", "open or uncollectible")
    _stop_collection(tx, invoice)
    invoice["status"] = "void"
    invoice["status_transitions"]["voided_at"] = tx.now
    for payment in tx.select("invoice_payment", {"invoice": invoice["id"], "status": "open"}):
        payment["status"] = "canceled"
        payment["status_transitions"]["canceled_at"] = tx.now
        tx.save(payment)
    tx.save(invoice)
    tx.emit("invoice.voided", invoice)
    customer = tx.get("customer", invoice["customer"])
    customer["balance"] += invoice["starting_balance"] - invoice["ending_balance"]
    tx.update(customer, "customer.updated")


def mark_uncollectible(tx: Tx, invoice: Json, reason: str | None) -> None:
    """Give up an open invoice."""
    if invoice["status"] != "open":
        raise _wrong_status(invoice, "mark uncollectible", "open")
    _stop_collection(tx, invoice)
    invoice["status"] = "uncollectible"
    invoice["status_details"] = {"uncollectible": {"reason": reason}}
    invoice["status_transitions"]["marked_uncollectible_at"] = tx.now
    tx.save(invoice)
    tx.emit("invoice.marked_uncollectible", invoice)


def of_subscription(
    tx: Tx, subscription: Json, status: str | list[str] | None = None
) -> list[Json]:
    """Return a subscription's invoices, newest first."""
    equal: Json = {
        "customer": subscription["customer"],
        "parent.subscription_details.subscription": subscription["id"],
    }
    if status is not None:
        equal["status"] = status
    return tx.select("invoice", equal)


def subscription_of(tx: Tx, invoice: Json) -> Json:
    """Return the subscription that an invoice is for."""
    return tx.get("subscription", invoice["parent"]["subscription_details"]["subscription"])


def void_invoice(tx: Tx, _params: Params, identifier: str) -> Json:
    """POST /v1/invoices/{id}/void."""
    invoice = tx.get("invoice", identifier)
    tx.follow(invoice["customer"])
    void(tx, invoice)
    return public(invoice)


def mark_invoice_uncollectible(tx: Tx, _params: Params, identifier: str) -> Json:
    """POST /v1/invoices/{id}/mark_uncollectible."""
    invoice = tx.get("invoice", identifier)
    tx.follow(invoice["customer"])
    mark_uncollectible(tx, invoice, None)
    return public(invoice)


def finalize_invoice(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/invoices/{id}/finalize."""
    invoice = tx.get("invoice", identifier)
    tx.follow(invoice["customer"])
    params.ignore("auto_advance")
    if invoice["status"] != "draft":
        raise _wrong_status(invoice, "finalize", "draft")
    finalize(tx, invoice)
    return public(invoice)


def get_invoice(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/invoices/{id}."""
    return public(tx.get("invoice", identifier))


def list_invoices(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/invoices."""
    equal: Json = {}
    statuses = ("draft", "open", "paid", "uncollectible", "void")
    for name, choices in (("customer", ()), ("status", statuses), ("collection_method", ())):
        if value := params.text(name, choices):
            equal[name] = value
    if subscription := params.text("subscription"):
        equal["parent.subscription_details.subscription"] = subscription
    return listing(tx, params, "invoice", "/v1/invoices", equal)


def list_invoice_lines(tx: Tx, params: Params, identifier: str) -> Json:
    """GET /v1/invoices/{id}/lines: oldest first."""
    lines: Json = tx.get("invoice", identifier)["lines"]
    limit = params.integer("limit", 1) or 10
    after = params.text("starting_after")
    known = [line["id"] for line in lines["data"]]
    if after is not None and after not in known:
        raise missing("line_item", after, "starting_after")
    begin = 0 if after is None else known.index(after) + 1
    page = lines["data"][begin : begin + limit]
    return list_object(page, lines["url"], has_more=begin + limit < len(known))


def _stop_collection(tx: Tx, invoice: Json) -> None:
    invoice["auto_advance"] = False
    invoice["next_payment_attempt"] = None
    tx.store.clear_task(invoice["id"])


def _wrong_status(invoice: Json, verb: str, allowed: str) -> StripeError:
    return invalid(
        f"You can only {verb} an invoice that is {allowed}. This invoice is {invoice['status']}.",
        code="invoice_not_editable",
    )
