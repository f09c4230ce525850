"""Invoices that do not exist: the upcoming one, and the one a change would cause."""

from sidecar.embedded_stripe import amend, discounts, invoices, lifecycle, wishes
from sidecar.embedded_stripe.errors import StripeError
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx


def upcoming(
    tx: Tx,
    customer: Json,
    subscription: Json,
    lines: list[Json],
    reason: str,
    period: tuple[int, int],
) -> Json:
    """Return an unsaved draft with the identifier of a preview."""
    identifier = f"upcoming_{new_id('invoice')}"
    invoice = invoices.build(tx, customer, subscription, lines, reason, period, identifier)
    if invoice["collection_method"] == "charge_automatically":
        waits = 0 if reason == "subscription_update" else invoices.DRAFT_SECONDS
        invoice["next_payment_attempt"] = period[1] + waits
    return invoice


def create_preview(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/invoices/create_preview: of a subscription as it is, or as it would be."""
    # Everything below really happens, and is undone: the numbers cannot differ from a real change.
    tx.abandon()
    details = params.section("subscription_details")
    identifier, customer_id = params.text("subscription"), params.text("customer")
    wished = discounts.read(tx, params)
    params.text("preview_mode", ("next",))
    params.ignore("currency", "automatic_tax")
    if identifier is None:
        return _preview_start(
            tx, details, tx.get("customer", customer_id or "", "customer"), wished
        )
    subscription = tx.get("subscription", identifier, "subscription")
    tx.follow(subscription["customer"])
    customer = tx.get("customer", subscription["customer"])
    if subscription["status"] in lifecycle.ENDED:
        raise _nothing_upcoming(customer)
    if params.has("discounts"):
        subscription["discounts"] = [discounts.give(tx, subscription, wish) for wish in wished]
    wishes.read_cancel(tx, details, subscription)
    bill = amend.amend(tx, subscription, wishes.read_change(tx, details))
    every = amend.take_pending(subscription) + bill.lines
    if bill.at_once:
        return upcoming(tx, customer, subscription, every, "subscription_update", bill.period)
    start, end = lifecycle.period_of(subscription)
    if subscription["cancel_at"] is None or subscription["cancel_at"] > end:
        following = lifecycle.period_end(subscription, end)
        every += amend.period_lines(tx, subscription, end, following)
    if not every:
        raise _nothing_upcoming(customer)
    return upcoming(tx, customer, subscription, every, "upcoming", (start, end))


def _preview_start(tx: Tx, details: Params, customer: Json, wished: list[Json]) -> Json:
    """Return the first invoice of a subscription that does not exist yet."""
    tx.follow(customer["id"])
    priced = wishes.read_items(tx, details.sections("items"), details.name("items"))
    trial = wishes.read_trial_end(tx, details)
    details.ignore("proration_behavior", "billing_mode")
    identifier = new_id("subscription")
    items = [lifecycle.new_item(tx, identifier, price, quantity) for price, quantity in priced]
    subscription = lifecycle.new_subscription(tx, customer, identifier, items)
    if trial is not None:
        subscription["status"] = "trialing"
        lifecycle.set_period(subscription, tx.now, trial)
    else:
        lifecycle.set_period(subscription, tx.now, lifecycle.period_end(subscription, tx.now))
    subscription["discounts"] = [discounts.give(tx, subscription, wish) for wish in wished]
    lines = amend.first_lines(tx, subscription)
    return upcoming(tx, customer, subscription, lines, "upcoming", (tx.now, tx.now))


def _nothing_upcoming(customer: Json) -> StripeError:
    return StripeError(
        404,
        "invalid_request_error",
        f"No upcoming invoices for customer: {customer['id']}",
        code="invoice_upcoming_none",
    )
