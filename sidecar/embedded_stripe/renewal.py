"""What the clock does: renewals, ends of trials, finalizing, retries, reminders, expiries."""

from collections.abc import Callable

from sidecar.embedded_stripe import (
    amend,
    checkout,
    collection,
    discounts,
    invoices,
    lifecycle,
    pending,
)
from sidecar.embedded_stripe.payment_methods import default_of
from sidecar.embedded_stripe.preview import upcoming
from sidecar.embedded_stripe.store import Json, Task
from sidecar.embedded_stripe.tx import Tx


def run(tx: Tx, task: Task) -> None:
    """Carry out a task at its moment."""
    kind, action = _ACTIONS[task.task]
    tx.store.clear_task(task.object, task.task)
    body = tx.find(kind, task.object)
    if body is not None and not body.get("deleted"):
        action(tx, body)


def _renew(tx: Tx, subscription: Json) -> None:
    """Begin the next period, or end the trial, or the subscription."""
    if subscription["cancel_at"] is not None and subscription["cancel_at"] <= tx.now:
        _cancel(tx, subscription)
        return
    customer = tx.get("customer", subscription["customer"])
    if subscription["status"] == "trialing":
        if default_of(tx, customer, subscription) is None and _end_without_card(tx, subscription):
            return
        subscription["status"] = "active"
    old_start, start = lifecycle.period_of(subscription)
    end = lifecycle.period_end(subscription, start)
    lifecycle.set_period(subscription, start, end)
    discounts.drop_finished(tx, subscription, single_use=False)
    every = amend.take_pending(subscription)
    every += amend.period_lines(tx, subscription, start, end)
    reason, period = "subscription_cycle", (old_start, start)
    invoice = invoices.create(tx, customer, subscription, every, reason, period, waits=True)
    paused = subscription["pause_collection"]
    if subscription["status"] == "unpaid" or (paused and paused["behavior"] == "keep_as_draft"):
        invoices.hold(tx, invoice)
    lifecycle.change(tx, subscription)


def _end_without_card(tx: Tx, subscription: Json) -> bool:
    """End a trial as its settings say when there is no card; False means: bill all the same."""
    behavior = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if behavior == "pause":
        lifecycle.pause(tx, subscription, "trial_end_without_payment_method")
    elif behavior == "cancel":
        lifecycle.cancel(tx, subscription)
    return bool(behavior != "create_invoice")


def _cancel(tx: Tx, subscription: Json) -> None:
    lifecycle.cancel(tx, subscription, "cancellation_requested")


def _announce_trial_end(tx: Tx, subscription: Json) -> None:
    subscription["_"]["announced"] = subscription["trial_end"]
    tx.save(subscription)
    tx.emit("customer.subscription.trial_will_end", subscription)


def _announce_invoice(tx: Tx, subscription: Json) -> None:
    customer = tx.get("customer", subscription["customer"])
    start, end = lifecycle.period_of(subscription)
    following = lifecycle.period_end(subscription, end)
    every = [
        *subscription["_"]["pending"],
        *amend.period_lines(tx, subscription, end, following),
    ]
    invoice = upcoming(tx, customer, subscription, every, "upcoming", (start, end))
    tx.emit("invoice.upcoming", invoice)


def _resume_collection(tx: Tx, subscription: Json) -> None:
    subscription["pause_collection"] = None
    lifecycle.change(tx, subscription)


def _expire_incomplete(tx: Tx, subscription: Json) -> None:
    """Give up a subscription whose first invoice was not paid in time."""
    subscription["status"] = "incomplete_expired"
    subscription["ended_at"] = tx.now
    for invoice in invoices.of_subscription(tx, subscription, "open"):
        invoices.void(tx, invoice)
    lifecycle.change(tx, subscription)


def _finalize(tx: Tx, invoice: Json) -> None:
    subscription = invoices.subscription_of(tx, invoice)
    paused = subscription["pause_collection"]
    if not paused and invoice["collection_method"] == "charge_automatically":
        invoices.finalize(tx, invoice)
        collection.collect(tx, invoice)
        return
    invoices.finalize(tx, invoice)
    if paused and paused["behavior"] == "void":
        invoices.void(tx, invoice)
    elif paused:
        invoices.mark_uncollectible(tx, invoice, "subscription_paused")
    elif invoice["amount_due"] == 0:
        collection.mark_paid(tx, invoice)


def _expire_invoice(tx: Tx, invoice: Json) -> None:
    if invoice["status"] == "open":
        invoices.void(tx, invoice)


_ACTIONS: dict[str, tuple[str, Callable[[Tx, Json], None]]] = {
    "renew": ("subscription", _renew),
    "cancel": ("subscription", _cancel),
    "trial_will_end": ("subscription", _announce_trial_end),
    "upcoming": ("subscription", _announce_invoice),
    "resume_collection": ("subscription", _resume_collection),
    "expire": ("subscription", _expire_incomplete),
    "finalize": ("invoice", _finalize),
    "collect": ("invoice", collection.collect),
    "expire_invoice": ("invoice", _expire_invoice),
    "expire_update": ("subscription", pending.expire),
    "expire_session": ("checkout.session", checkout.expire),
}
