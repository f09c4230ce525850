"""Paying invoices: attempts, retries, and what success or failure does to the subscription."""

from sidecar.embedded_stripe import amend, invoices, lifecycle, pending
from sidecar.embedded_stripe.cards import Refusal
from sidecar.embedded_stripe.errors import card_error, invalid
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.payment_methods import choose, default_of
from sidecar.embedded_stripe.payments import Outcome, attempt, payment_of
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

# What an account's dunning settings are until a control call changes them: days between attempts,
# what becomes of the subscription after the last one, and whether its invoice is given up.
DUNNING = {"retry_days": [3, 5, 7], "end": "cancel", "give_up_invoice": True}


_NO_CARD = Refusal(
    "payment_method_missing", None, "The customer has no payment method that could be charged."
)


def finalize_and_pay(
    tx: Tx, invoice: Json, method: Json | None, *, customer_present: bool
) -> Outcome:
    """Finalize a draft and collect it, unless the customer is to pay by hand."""
    invoices.finalize(tx, invoice)
    by_hand = invoice["collection_method"] == "send_invoice"
    if by_hand and invoice["amount_due"] > 0:
        return Outcome()
    return pay(tx, invoice, method, customer_present=customer_present)


def pay(tx: Tx, invoice: Json, method: Json | None, *, customer_present: bool) -> Outcome:
    """Try to pay an open invoice with a saved card."""
    if invoice["amount_remaining"] == 0:
        mark_paid(tx, invoice)
        return Outcome()
    invoice["attempt_count"] += 1
    if method is None:
        outcome = Outcome(refusal=_NO_CARD)
    else:
        outcome = attempt(tx, invoice, method, customer_present=customer_present)
    if outcome.paid:
        mark_paid(tx, invoice)
    else:
        _note_failure(tx, invoice, outcome)
    return outcome


def collect(tx: Tx, invoice: Json) -> None:
    """Make an automatic attempt, and plan the next or end the dunning if it fails."""
    subscription = invoices.subscription_of(tx, invoice)
    customer = tx.get("customer", invoice["customer"])
    _plan_retry(tx, invoice)
    outcome = pay(tx, invoice, default_of(tx, customer, subscription), customer_present=False)
    if outcome.paid:
        return
    if subscription["status"] == "active":
        subscription["status"] = "past_due"
        lifecycle.change(tx, subscription)
    if invoice["next_payment_attempt"] is None:
        _end_dunning(tx, invoice, subscription)


def mark_paid(tx: Tx, invoice: Json, *, out_of_band: bool = False) -> None:
    """Close an invoice as paid and let its subscription profit from it."""
    invoice["attempted"] = True
    invoice["auto_advance"] = False
    invoice["next_payment_attempt"] = None
    if out_of_band:
        invoice["amount_paid_off_stripe"] = invoice["amount_remaining"]
    invoice["amount_paid"] = invoice["amount_due"]
    invoice["amount_remaining"] = 0
    invoice["status"] = "paid"
    invoice["status_details"] = None
    invoice["status_transitions"]["paid_at"] = tx.now
    tx.store.clear_task(invoice["id"])
    tx.update(invoice, "invoice.updated")
    tx.emit("invoice.paid", invoice)
    tx.emit("invoice.payment_succeeded", invoice)
    _set_delinquent(tx, invoice, delinquent=False)
    _revive(tx, invoice)


def pay_invoice(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/invoices/{id}/pay."""
    invoice = tx.get("invoice", identifier)
    tx.follow(invoice["customer"])
    customer = tx.get("customer", invoice["customer"])
    chosen = params.text("payment_method")
    out_of_band = params.boolean("paid_out_of_band")
    off_session = params.boolean("off_session")
    params.ignore("forgive", "source", "mandate")
    if invoice["status"] == "draft":
        invoices.finalize(tx, invoice)
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] == "void":
        raise invalid("Void invoices cannot be paid.", code="invoice_not_editable")
    if out_of_band:
        _cancel_payment(tx, invoice)
        mark_paid(tx, invoice, out_of_band=True)
        return public(invoice)
    subscription = invoices.subscription_of(tx, invoice)
    if chosen is not None:
        method = tx.get("payment_method", choose(tx, customer, chosen, "payment_method"))
    else:
        found = default_of(tx, customer, subscription)
        if found is None:
            raise invalid(
                "There is no default payment method set on this Customer or Invoice. Please set "
                "one, or pass a payment method.",
                code="resource_missing",
            )
        method = found
    outcome = pay(tx, invoice, method, customer_present=off_session is False)
    raise_for(outcome)
    return public(invoice)


def raise_for(outcome: Outcome) -> None:
    """Raise Stripe's card error for an attempt that failed; its traces stay."""
    if outcome.asks:
        raise card_error(
            "This payment requires additional user action before it can be completed successfully.",
            keep=True,
            code="invoice_payment_intent_requires_action",
        )
    if outcome.refusal is not None:
        raise card_error(
            outcome.refusal.message,
            keep=True,
            code=outcome.refusal.code,
            decline_code=outcome.refusal.decline_code,
            charge=outcome.charge,
        )


def bill_change(tx: Tx, subscription: Json, bill: amend.Bill, *, customer_present: bool) -> Outcome:
    """Invoice what a change costs, now or with the next invoice."""
    if not bill.at_once:
        subscription["_"]["pending"] += bill.lines
        return Outcome()
    customer = tx.get("customer", subscription["customer"])
    every = amend.take_pending(subscription) + bill.lines
    invoice = invoices.create(tx, customer, subscription, every, "subscription_update", bill.period)
    method = default_of(tx, customer, subscription)
    outcome = finalize_and_pay(tx, invoice, method, customer_present=customer_present)
    if not outcome.paid:
        retry_later(tx, invoice)
        if subscription["status"] == "active":
            subscription["status"] = "past_due"
    return outcome


def retry_later(tx: Tx, invoice: Json) -> None:
    """Put an invoice whose payment just failed onto the schedule of retries."""
    _plan_retry(tx, invoice)
    tx.update(invoice, "invoice.updated")


def dunning(tx: Tx) -> Json:
    """Return the dunning settings in force."""
    settings: Json = tx.store.setting("dunning", DUNNING)
    return settings


def _plan_retry(tx: Tx, invoice: Json) -> None:
    """Set when the next automatic attempt is made, should the one at hand fail."""
    private = invoice.setdefault("_", {"automatic_attempts": 0})
    days = dunning(tx)["retry_days"]
    done = private["automatic_attempts"]
    private["automatic_attempts"] = done + 1
    following = tx.now + days[done] * lifecycle.DAY if done < len(days) else None
    invoice["next_payment_attempt"] = following
    invoice["auto_advance"] = following is not None
    tx.plan(invoice, "collect", following)


def _note_failure(tx: Tx, invoice: Json, outcome: Outcome) -> None:
    invoice["attempted"] = True
    tx.update(invoice, "invoice.updated")
    if outcome.asks:
        tx.emit("invoice.payment_action_required", invoice)
    if outcome.refusal is not None or invoice["billing_reason"] != "subscription_create":
        tx.emit("invoice.payment_failed", invoice)
    if invoice["billing_reason"] != "subscription_create":
        _set_delinquent(tx, invoice, delinquent=True)


def _set_delinquent(tx: Tx, invoice: Json, *, delinquent: bool) -> None:
    """Mark a customer whose renewal failed, until no such invoice is left."""
    customer = tx.get("customer", invoice["customer"])
    owing = tx.select("invoice", {"customer": customer["id"], "status": "open"})
    customer["delinquent"] = delinquent or any(
        other["attempted"] and other["billing_reason"] != "subscription_create" for other in owing
    )
    if customer["delinquent"] != tx.stored(customer)["delinquent"]:
        tx.update(customer, "customer.updated")


def _revive(tx: Tx, invoice: Json) -> None:
    """Make a subscription active again whose latest invoice is paid."""
    subscription = invoices.subscription_of(tx, invoice)
    if pending.waits_for(subscription, invoice):
        pending.apply(tx, subscription)
        return
    if subscription["latest_invoice"] != invoice["id"]:
        return
    if subscription["status"] in ("incomplete", "past_due", "unpaid"):
        subscription["status"] = "active"
        lifecycle.change(tx, subscription)
    elif subscription["_"]["resumption"] == invoice["id"]:
        lifecycle.finish_resuming(tx, subscription)


def _end_dunning(tx: Tx, invoice: Json, subscription: Json) -> None:
    """Do what the settings say after the last attempt failed."""
    settings = dunning(tx)
    if settings["give_up_invoice"]:
        invoices.mark_uncollectible(tx, invoice, "max_payment_attempts")
    if subscription["status"] != "past_due":
        return
    if settings["end"] == "cancel":
        lifecycle.cancel(tx, subscription, "payment_failed")
    elif settings["end"] == "unpaid":
        subscription["status"] = "unpaid"
        lifecycle.change(tx, subscription)
    elif settings["end"] == "pause":
        lifecycle.pause(tx, subscription, "final_payment_failure")


def _cancel_payment(tx: Tx, invoice: Json) -> None:
    payment = payment_of(tx, invoice)
    if payment is None:
        return
    payment["status"] = "canceled"
    payment["status_transitions"]["canceled_at"] = tx.now
    tx.save(payment)
    intent = tx.get("payment_intent", payment["payment"]["payment_intent"])
    intent["status"] = "canceled"
    intent["canceled_at"] = tx.now
    tx.save(intent)
