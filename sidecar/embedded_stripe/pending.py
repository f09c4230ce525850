"""Changes of a subscription that wait until they are paid (``pending_if_incomplete``)."""

from sidecar.embedded_stripe import amend, collection, invoices, lifecycle
from sidecar.embedded_stripe.payment_methods import default_of
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, copy

# Source: Stripe's guide to pending updates; the earlier of 23 hours and the end of the period.
_WAIT = 23 * 3600
_CHANGED = ("items", "billing_cycle_anchor", "status", "trial_start", "trial_end", "currency")


def change(tx: Tx, subscription: Json, wish: amend.Change, *, customer_present: bool) -> None:
    """Change a subscription if that can be paid at once; else let the change wait."""
    before = copy(subscription)
    bill = amend.amend(tx, subscription, wish)
    if not bill.at_once:
        subscription["_"]["pending"] += bill.lines
        lifecycle.change(tx, subscription)
        return
    wanted = {name: copy(subscription)[name] for name in _CHANGED}
    customer = tx.get("customer", subscription["customer"])
    every = amend.take_pending(subscription) + bill.lines
    invoice = invoices.create(tx, customer, subscription, every, "subscription_update", bill.period)
    subscription.update({name: before[name] for name in _CHANGED})
    expires_at = min(tx.now + _WAIT, lifecycle.period_of(before)[1])
    subscription["pending_update"] = {
        "billing_cycle_anchor": wanted["billing_cycle_anchor"],
        "expires_at": expires_at,
        "subscription_items": wanted["items"]["data"],
        "trial_end": wanted["trial_end"],
        "trial_from_plan": None,
    }
    subscription["_"]["waiting"] = {"invoice": invoice["id"], "wanted": wanted}
    tx.plan(subscription, "expire_update", expires_at)
    method = default_of(tx, customer, subscription)
    outcome = collection.finalize_and_pay(tx, invoice, method, customer_present=customer_present)
    if not outcome.paid:
        lifecycle.change(tx, subscription)


def waits_for(subscription: Json, invoice: Json) -> bool:
    """Tell whether a change waits for this invoice to be paid."""
    waiting = subscription["_"].get("waiting")
    return waiting is not None and waiting["invoice"] == invoice["id"]


def apply(tx: Tx, subscription: Json) -> None:
    """Make the change that was waiting."""
    wanted = _settle(tx, subscription)["wanted"]
    subscription.update(wanted)
    previous = tx.save(subscription)
    tx.emit("customer.subscription.pending_update_applied", subscription)
    tx.emit("customer.subscription.updated", subscription, previous)
    lifecycle.plan(tx, subscription)


def expire(tx: Tx, subscription: Json) -> None:
    """Give up a change that was not paid in time, and its invoice."""
    if subscription["pending_update"] is None:
        return
    invoice = tx.get("invoice", _settle(tx, subscription)["invoice"])
    invoices.void(tx, invoice)
    previous = tx.save(subscription)
    tx.emit("customer.subscription.pending_update_expired", subscription)
    tx.emit("customer.subscription.updated", subscription, previous)


def _settle(tx: Tx, subscription: Json) -> Json:
    subscription["pending_update"] = None
    tx.plan(subscription, "expire_update", None)
    waiting: Json = subscription["_"].pop("waiting")
    return waiting
