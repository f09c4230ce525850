"""The states of a subscription, and the moments at which the clock acts on it."""

from sidecar.embedded_stripe.catalog import plan_of
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.lists import counted_list
from sidecar.embedded_stripe.periods import next_boundary
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx

DAY = 86_400
LIVE = ("trialing", "active", "past_due", "unpaid")
ENDED = ("canceled", "incomplete_expired")

# Source of the three: Stripe's billing guide (trial reminder three days before, invoice.upcoming
# some days before as set in the dashboard, an incomplete subscription expires after 23 hours).
_TRIAL_REMINDER = 3 * DAY
_UPCOMING = 7 * DAY
_INCOMPLETE = 23 * 3600


def new_item(tx: Tx, subscription: str, price: Json, quantity: int) -> Json:
    """Return a subscription item whose period is still to be set."""
    return {
        "id": new_id("subscription_item"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": tx.now,
        "current_period_end": tx.now,
        "current_period_start": tx.now,
        "current_trial": None,
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": {name: value for name, value in price.items() if name != "_"},
        "quantity": quantity,
        "subscription": subscription,
        "tax_rates": [],
    }


def new_subscription(tx: Tx, customer: Json, identifier: str, items: list[Json]) -> Json:
    """Return a subscription that starts now and is not yet saved or billed."""
    return {
        "id": identifier,
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": tx.now,
        "billing_cycle_anchor_config": None,
        "billing_mode": {
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": tx.now,
        },
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": tx.now,
        "currency": items[0]["price"]["currency"],
        "customer": customer["id"],
        "customer_account": None,
        "days_until_due": None,
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"type": "self"},
        },
        "items": item_list(identifier, items),
        "latest_invoice": None,
        "livemode": False,
        "managed_payments": None,
        "metadata": {},
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "presentment_details": None,
        "schedule": None,
        "start_date": tx.now,
        "status": "incomplete",
        "status_details": None,
        "test_clock": None,
        "transfer_data": None,
        "trial_end": None,
        "trial_settings": {
            "end_behavior": {
                "billing_cycle_anchor": None,
                "missing_payment_method": "create_invoice",
            }
        },
        "trial_start": None,
        # Lines that wait for the next invoice, the trial end that was announced, the invoice that
        # a paused subscription resumes with.
        "_": {"pending": [], "announced": None, "resumption": None},
    }


def item_list(subscription: str, items: list[Json]) -> Json:
    """Return the list object of a subscription's items."""
    return counted_list(items, f"/v1/subscription_items?subscription={subscription}")


def items_of(subscription: Json) -> list[Json]:
    """Return the items."""
    found: list[Json] = subscription["items"]["data"]
    return found


def period_of(subscription: Json) -> tuple[int, int]:
    """Return the current period; all items share one."""
    first = items_of(subscription)[0]
    return first["current_period_start"], first["current_period_end"]


def set_period(subscription: Json, start: int, end: int) -> None:
    """Give all items a period."""
    for item in items_of(subscription):
        item["current_period_start"] = start
        item["current_period_end"] = end


def period_end(subscription: Json, start: int) -> int:
    """Return where the period that begins at ``start`` ends, by the anchor."""
    recurring = items_of(subscription)[0]["price"]["recurring"]
    anchor = subscription["billing_cycle_anchor"]
    return next_boundary(anchor, recurring["interval"], recurring["interval_count"], start)


def plan(tx: Tx, subscription: Json) -> None:
    """Plan everything that the clock has to do with a subscription, from its state alone."""
    live = subscription["status"] in LIVE
    end = period_of(subscription)[1]
    leaving = subscription["cancel_at"]
    trial = subscription["trial_end"] if subscription["status"] == "trialing" else None
    reminder = trial and max(tx.now, trial - _TRIAL_REMINDER)
    if trial is not None and subscription["_"]["announced"] == trial:
        reminder = None
    upcoming = end - _UPCOMING if live and leaving is None and end - _UPCOMING > tx.now else None
    paused = subscription["pause_collection"]
    incomplete = subscription["status"] == "incomplete"
    tx.plan(subscription, "trial_will_end", reminder)
    tx.plan(subscription, "upcoming", upcoming)
    tx.plan(subscription, "cancel", leaving if live else None)
    tx.plan(subscription, "renew", end if live else None)
    tx.plan(subscription, "resume_collection", paused["resumes_at"] if paused and live else None)
    tx.plan(subscription, "expire", subscription["created"] + _INCOMPLETE if incomplete else None)


def change(tx: Tx, subscription: Json) -> None:
    """Save a subscription, tell what changed, and plan anew."""
    tx.update(subscription, "customer.subscription.updated")
    plan(tx, subscription)


def pause(tx: Tx, subscription: Json, reason: str) -> None:
    """Stop a subscription: no periods, no invoices, until it is resumed."""
    subscription["status"] = "paused"
    subscription["status_details"] = {
        "paused": {
            "subscription": {"type": reason},
            "transitioned_at": tx.now,
            "type": "subscription",
        }
    }
    previous = tx.save(subscription)
    tx.emit("customer.subscription.paused", subscription)
    tx.emit("customer.subscription.updated", subscription, previous)
    plan(tx, subscription)


def finish_resuming(tx: Tx, subscription: Json, status: str = "active") -> None:
    """End a pause, once the resumption invoice is paid (or was tried, or none was needed)."""
    subscription["status"] = status
    subscription["status_details"] = None
    subscription["_"]["resumption"] = None
    previous = tx.save(subscription)
    tx.emit("customer.subscription.resumed", subscription)
    tx.emit("customer.subscription.updated", subscription, previous)
    plan(tx, subscription)


def cancel(tx: Tx, subscription: Json, reason: str | None = None) -> None:
    """End a subscription now; open invoices stay open but are no longer collected."""
    subscription["status"] = "canceled"
    subscription["canceled_at"] = subscription["canceled_at"] or tx.now
    subscription["ended_at"] = tx.now
    subscription["pause_collection"] = None
    if reason is not None:
        subscription["cancellation_details"]["reason"] = reason
    tx.save(subscription)
    tx.emit("customer.subscription.deleted", subscription)
    tx.store.clear_task(subscription["id"])
    for invoice in tx.select(
        "invoice",
        {
            "customer": subscription["customer"],
            "parent.subscription_details.subscription": subscription["id"],
            "status": ["draft", "open"],
        },
    ):
        invoice["auto_advance"] = False
        invoice["next_payment_attempt"] = None
        invoice["automatically_finalizes_at"] = None
        tx.store.clear_task(invoice["id"])
        tx.update(invoice, "invoice.updated")


def schedule_cancel(tx: Tx, subscription: Json, at: int, *, period_end: bool) -> None:
    """Note that a subscription is to end at a moment."""
    subscription["cancel_at"] = at
    subscription["cancel_at_period_end"] = period_end
    subscription["canceled_at"] = tx.now
    subscription["cancellation_details"]["reason"] = "cancellation_requested"


def undo_cancel(subscription: Json) -> None:
    """Take a planned end back."""
    subscription["cancel_at"] = None
    subscription["cancel_at_period_end"] = False
    subscription["canceled_at"] = None
    subscription["cancellation_details"] = {"comment": None, "feedback": None, "reason": None}
