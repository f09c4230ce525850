"""Subscriptions: the calls of the API, and starting one (which Checkout does as well)."""

from sidecar.embedded_stripe import (
    amend,
    collection,
    discounts,
    invoices,
    lifecycle,
    pending,
    wishes,
)
from sidecar.embedded_stripe.errors import invalid, missing
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.lists import listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.payment_methods import choose, default_of
from sidecar.embedded_stripe.payments import Outcome
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public
from sidecar.embedded_stripe.wishes import Wish

_STATUSES = (
    "active",
    "all",
    "canceled",
    "ended",
    "incomplete",
    "incomplete_expired",
    "past_due",
    "paused",
    "trialing",
    "unpaid",
)
_BEHAVIORS = wishes.BEHAVIORS
_PAYMENT_BEHAVIORS = ("allow_incomplete", "default_incomplete", "error_if_incomplete")
_PENDING = "pending_if_incomplete"


def start(
    tx: Tx, customer: Json, wish: Wish, *, customer_present: bool, attempt: bool = True
) -> tuple[Json, Outcome]:
    """Create a subscription and its first invoice, and try to pay it.

    A subscription with a trial is trialing at once; others are incomplete until they are paid.
    """
    identifier = new_id("subscription")
    items = [lifecycle.new_item(tx, identifier, price, count) for price, count in wish.items]
    subscription = lifecycle.new_subscription(tx, customer, identifier, items)
    if wish.billing_mode == "classic":
        subscription["billing_mode"] = {"flexible": None, "type": "classic", "updated_at": None}
    subscription["metadata"] = wish.metadata
    subscription["description"] = wish.description
    subscription["default_payment_method"] = wish.default_payment_method
    subscription["default_tax_rates"] = [public(rate) for rate in wish.tax_rates]
    subscription["collection_method"] = wish.collection_method
    subscription["days_until_due"] = wish.days_until_due
    subscription["payment_settings"]["save_default_payment_method"] = wish.save_card
    behavior = subscription["trial_settings"]["end_behavior"]
    behavior["missing_payment_method"] = wish.missing_payment_method
    trial = wish.trial_end
    if trial is not None:
        subscription["status"] = "trialing"
        subscription["trial_start"], subscription["trial_end"] = tx.now, trial
        subscription["billing_cycle_anchor"] = trial
        lifecycle.set_period(subscription, tx.now, trial)
    else:
        subscription["billing_cycle_anchor"] = tx.now
        end = lifecycle.period_end(subscription, tx.now)
        lifecycle.set_period(subscription, tx.now, end)
    if wish.collection_method == "send_invoice" and trial is None:
        subscription["status"] = "active"
    subscription["discounts"] = [
        discounts.give(tx, subscription, one, wish.session) for one in wish.discounts
    ]
    first = amend.first_lines(tx, subscription)
    waits = wish.collection_method == "send_invoice" and any(line["amount"] for line in first)
    now = (tx.now, tx.now)
    invoice = invoices.create(
        tx, customer, subscription, first, "subscription_create", now, waits=waits
    )
    tx.save(subscription)
    tx.emit("customer.subscription.created", subscription)
    lifecycle.plan(tx, subscription)
    if waits:
        return subscription, Outcome()
    if not attempt and invoice["amount_due"] > 0:
        invoices.finalize(tx, invoice)
        return subscription, Outcome()
    method = default_of(tx, customer, subscription)
    outcome = collection.finalize_and_pay(tx, invoice, method, customer_present=customer_present)
    return subscription, outcome


def create_subscription(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/subscriptions."""
    customer = tx.get("customer", params.required_text("customer"), "customer")
    tx.follow(customer["id"])
    wish = Wish(items=wishes.read_items(tx, params.sections("items"), "items"))
    wish.metadata = params.metadata("metadata")
    wish.description = params.text("description")
    wish.trial_end = wishes.read_trial_end(tx, params)
    wish.missing_payment_method = wishes.read_trial_settings(params) or wish.missing_payment_method
    wish.discounts = discounts.read(tx, params)
    wish.tax_rates = wishes.read_tax_rates(tx, params)
    methods = ("charge_automatically", "send_invoice")
    wish.collection_method = params.text("collection_method", methods) or methods[0]
    wish.days_until_due = params.integer("days_until_due", 1)
    if (wish.collection_method == "send_invoice") != (wish.days_until_due is not None):
        raise invalid(
            "days_until_due must be passed if, and only if, invoices are sent.", "days_until_due"
        )
    if card := params.text("default_payment_method"):
        wish.default_payment_method = choose(tx, customer, card, "default_payment_method")
    settings = params.section("payment_settings")
    wish.save_card = settings.text("save_default_payment_method") or "off"
    payment_behavior = params.text("payment_behavior", _PAYMENT_BEHAVIORS)
    off_session = params.boolean("off_session")
    wish.billing_mode = wishes.read_billing_mode(params)
    params.text("proration_behavior", _BEHAVIORS)
    params.ignore("automatic_tax", "currency")
    cancel_at, at_period_end = params.moment("cancel_at"), params.boolean("cancel_at_period_end")
    if (
        wish.trial_end is None
        and payment_behavior != "default_incomplete"
        and wish.collection_method == "charge_automatically"
        and wish.default_payment_method is None
        and default_of(tx, customer) is None
    ):
        raise invalid(
            "This customer has no attached payment source or default payment method. Please "
            "consider adding a default payment method.",
            code="resource_missing",
        )
    with tx.undone_by_refusal():
        subscription, outcome = start(
            tx,
            customer,
            wish,
            customer_present=off_session is False,
            attempt=payment_behavior != "default_incomplete",
        )
        if payment_behavior == "error_if_incomplete":
            collection.raise_for(outcome)
    if isinstance(cancel_at, int):
        lifecycle.schedule_cancel(tx, subscription, cancel_at, period_end=False)
        lifecycle.change(tx, subscription)
    elif at_period_end:
        end = lifecycle.period_of(subscription)[1]
        lifecycle.schedule_cancel(tx, subscription, end, period_end=True)
        lifecycle.change(tx, subscription)
    return public(subscription)


def get_subscription(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/subscriptions/{id}."""
    return public(tx.get("subscription", identifier))


def list_subscriptions(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/subscriptions: without those that ended, unless a status is asked for."""
    equal: Json = {}
    for name in ("customer", "collection_method"):
        if value := params.text(name):
            equal[name] = value
    status = params.text("status", _STATUSES)
    if status == "ended":
        equal["status"] = list(lifecycle.ENDED)
    elif status is None:
        equal["status"] = [*lifecycle.LIVE, "incomplete", "paused"]
    elif status != "all":
        equal["status"] = status
    return listing(tx, params, "subscription", "/v1/subscriptions", equal)


def list_subscription_items(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/subscription_items?subscription=…: all on one page."""
    subscription = tx.get("subscription", params.required_text("subscription"), "subscription")
    params.ignore("limit", "starting_after", "ending_before")
    found: Json = subscription["items"]
    return found


def update_subscription(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/subscriptions/{id}."""
    subscription = tx.get("subscription", identifier)
    tx.follow(subscription["customer"])
    if subscription["status"] in lifecycle.ENDED:
        raise invalid(
            "A canceled subscription can only update its cancellation_details and metadata.",
        )
    with tx.undone_by_refusal():
        _update(tx, params, subscription)
    return public(subscription)


def _update(tx: Tx, params: Params, subscription: Json) -> None:
    customer = tx.get("customer", subscription["customer"])
    change = wishes.read_change(tx, params)
    payment_behavior = params.text("payment_behavior", (*_PAYMENT_BEHAVIORS, _PENDING))
    off_session = params.boolean("off_session")
    if payment_behavior == _PENDING:
        pending.change(tx, subscription, change, customer_present=off_session is False)
        return
    _read_fields(tx, params, subscription, customer)
    _read_discounts(tx, params, subscription)
    wishes.read_cancel(tx, params, subscription)
    bill = amend.amend(tx, subscription, change)
    if subscription["cancel_at_period_end"]:
        subscription["cancel_at"] = lifecycle.period_of(subscription)[1]
    outcome = collection.bill_change(tx, subscription, bill, customer_present=off_session is False)
    if payment_behavior == "error_if_incomplete":
        collection.raise_for(outcome)
    lifecycle.change(tx, subscription)


def cancel_subscription(tx: Tx, params: Params, identifier: str) -> Json:
    """DELETE /v1/subscriptions/{id}: ends it now."""
    subscription = tx.get("subscription", identifier)
    tx.follow(subscription["customer"])
    if subscription["status"] in lifecycle.ENDED:
        raise missing("subscription", identifier)
    wishes.read_cancellation_details(params, subscription)
    credited = bool(params.boolean("prorate"))
    invoiced = bool(params.boolean("invoice_now"))
    billed = subscription["status"] in ("active", "past_due")
    if credited and billed:
        items = lifecycle.items_of(subscription)
        subscription["_"]["pending"] += amend.unused_lines(tx, subscription, items, tx.now)
    pending = subscription["_"]["pending"]
    if invoiced and pending:
        start = lifecycle.period_of(subscription)[0]
        bill = amend.Bill([], at_once=True, period=(start, tx.now))
        collection.bill_change(tx, subscription, bill, customer_present=False)
    subscription["cancel_at"] = None
    subscription["cancel_at_period_end"] = False
    subscription["canceled_at"] = tx.now
    lifecycle.cancel(tx, subscription, "cancellation_requested")
    return public(subscription)


def pause_subscription(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/subscriptions/{id}/pause: credits the unused time, unless told otherwise."""
    subscription = tx.get("subscription", identifier)
    tx.follow(subscription["customer"])
    params.text("type", ("subscription",))
    behaviors = ("pending_invoice_item", "invoice")
    invoiced = params.text("invoicing_behavior", behaviors) == "invoice"
    bill_for = params.section("bill_for")
    bill_for.section("outstanding_usage_through").text("type", ("now", "none"))
    starts = ("now", "none", "item_current_period_start")
    since = bill_for.section("unused_time_from").text("type", starts) or "now"
    if subscription["status"] not in lifecycle.LIVE:
        raise invalid(f"A {subscription['status']} subscription cannot be paused.")
    start = lifecycle.period_of(subscription)[0]
    if since != "none" and subscription["status"] in ("active", "past_due"):
        at = tx.now if since == "now" else start
        unused = amend.unused_lines(tx, subscription, lifecycle.items_of(subscription), at)
        bill = amend.Bill(unused, at_once=invoiced, period=(start, tx.now))
        collection.bill_change(tx, subscription, bill, customer_present=False)
    lifecycle.pause(tx, subscription, "pause_requested")
    return public(subscription)


def resume_subscription(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/subscriptions/{id}/resume: begins a period and bills it.

    By default the first attempt to pay is enough, and a failed one leaves it past due.
    """
    subscription = tx.get("subscription", identifier)
    tx.follow(subscription["customer"])
    anchor = _read_resume_anchor(params)
    behaviors = ("resume_on_payment_attempt", "resume_on_payment_success")
    on_success = params.text("payment_behavior", behaviors) == behaviors[1]
    proration = params.text("proration_behavior", _BEHAVIORS) or "create_prorations"
    params.integer("proration_date")
    if subscription["status"] != "paused":
        raise invalid("You can only resume subscriptions that are paused.")
    customer = tx.get("customer", subscription["customer"])
    every = amend.take_pending(subscription) + _resumed_lines(tx, subscription, anchor, proration)
    if not every:
        lifecycle.finish_resuming(tx, subscription)
        return public(subscription)
    now = (tx.now, tx.now)
    invoice = invoices.create(tx, customer, subscription, every, "subscription_update", now)
    subscription["_"]["resumption"] = invoice["id"]
    method = default_of(tx, customer, subscription)
    outcome = collection.finalize_and_pay(tx, invoice, method, customer_present=False)
    if not outcome.paid:
        if on_success:
            tx.plan(invoice, "expire_invoice", tx.now + 23 * 3600)
            lifecycle.change(tx, subscription)
        else:
            collection.retry_later(tx, invoice)
            lifecycle.finish_resuming(tx, subscription, "past_due")
    return public(subscription)


def _resumed_lines(tx: Tx, subscription: Json, anchor: str, proration: str) -> list[Json]:
    """Give a resumed subscription its period and return what it costs."""
    found = _resumed_period(tx, subscription, anchor, proration)
    if subscription["cancel_at_period_end"]:
        subscription["cancel_at"] = lifecycle.period_of(subscription)[1]
    return found


def _resumed_period(tx: Tx, subscription: Json, anchor: str, proration: str) -> list[Json]:
    if anchor == "now":
        subscription["billing_cycle_anchor"] = tx.now
        end = lifecycle.period_end(subscription, tx.now)
        lifecycle.set_period(subscription, tx.now, end)
        return amend.period_lines(tx, subscription, tx.now, end)
    start, end = lifecycle.period_of(subscription)
    while end <= tx.now:
        start, end = end, lifecycle.period_end(subscription, end)
    lifecycle.set_period(subscription, start, end)
    if proration == "none":
        return []
    return amend.remaining_lines(tx, subscription, lifecycle.items_of(subscription), tx.now)


def _read_resume_anchor(params: Params) -> str:
    anchors = ("now", "unchanged")
    if params.is_text("billing_cycle_anchor"):
        return params.text("billing_cycle_anchor", anchors) or "now"
    return params.section("billing_cycle_anchor").text("type", anchors) or "now"


def _read_fields(tx: Tx, params: Params, subscription: Json, customer: Json) -> None:
    """Read what can be changed without billing anything."""
    subscription["metadata"] = params.metadata("metadata", subscription["metadata"])
    if params.has("description"):
        subscription["description"] = params.text("description")
    if params.has("default_payment_method"):
        card = params.text("default_payment_method")
        if card is not None:
            card = choose(tx, customer, card, "default_payment_method")
        subscription["default_payment_method"] = card
    if params.has("default_tax_rates"):
        subscription["default_tax_rates"] = [
            public(one) for one in wishes.read_tax_rates(tx, params)
        ]
    if ending := wishes.read_trial_settings(params):
        subscription["trial_settings"]["end_behavior"]["missing_payment_method"] = ending
    save_card = params.section("payment_settings").text("save_default_payment_method")
    if save_card is not None:
        subscription["payment_settings"]["save_default_payment_method"] = save_card
    if method := params.text("collection_method", ("charge_automatically", "send_invoice")):
        subscription["collection_method"] = method
    if params.has("days_until_due"):
        subscription["days_until_due"] = params.integer("days_until_due", 1)
    if params.has("pause_collection"):
        pause = params.section("pause_collection")
        behavior = pause.text("behavior", ("keep_as_draft", "mark_uncollectible", "void"))
        resumes_at = pause.integer("resumes_at")
        subscription["pause_collection"] = behavior and {
            "behavior": behavior,
            "resumes_at": resumes_at,
        }
    params.ignore("automatic_tax")


def _read_discounts(tx: Tx, params: Params, subscription: Json) -> None:
    if not params.has("discounts"):
        return
    kept = [discounts.give(tx, subscription, wish) for wish in discounts.read(tx, params)]
    for identifier in subscription["discounts"]:
        if identifier not in kept:
            tx.emit("customer.discount.deleted", tx.get("discount", identifier))
    subscription["discounts"] = kept
