"""Taking money: payment intents, charges, the payments of invoices."""

from dataclasses import dataclass

from sidecar.embedded_stripe.account import STATEMENT
from sidecar.embedded_stripe.cards import Card, Refusal, refusal
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.lists import listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.payment_methods import card_of
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

_DESCRIPTIONS = {
    "subscription_create": "Subscription creation",
    "subscription_update": "Subscription update",
    "subscription_cycle": "Subscription update",
}


@dataclass(frozen=True)
class Outcome:
    """How an attempt to pay ended; all None is success."""

    refusal: Refusal | None = None
    charge: str | None = None
    asks: bool = False

    @property
    def paid(self) -> bool:
        """Whether the money was taken."""
        return self.refusal is None and not self.asks


def open_payment(tx: Tx, invoice: Json) -> None:
    """Give a finalized invoice its payment intent and the payment that ties both together."""
    intent = {
        "id": new_id("payment_intent"),
        "object": "payment_intent",
        "amount": invoice["amount_due"],
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "created": tx.now,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "description": _DESCRIPTIONS.get(invoice["billing_reason"]),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "setup_future_usage": "off_session",
        "status": "requires_payment_method",
    }
    tx.save(intent)
    payment = {
        "id": new_id("invoice_payment"),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "created": tx.now,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    tx.save(payment)


def payment_of(tx: Tx, invoice: Json) -> Json | None:
    """Return the newest payment of an invoice, or None if it needed none."""
    found = tx.select("invoice_payment", {"invoice": invoice["id"]})
    return found[0] if found else None


def attempt(tx: Tx, invoice: Json, method: Json, *, customer_present: bool) -> Outcome:
    """Charge a saved card for what an invoice still asks.

    The events of the charge and of the payment are emitted; those of the invoice are not.
    """
    payment = payment_of(tx, invoice)
    if payment is None:
        return Outcome()
    intent = tx.get("payment_intent", payment["payment"]["payment_intent"])
    card = card_of(method)
    intent["payment_method"] = method["id"]
    code = _planned_failure(tx, invoice["customer"]) or card.refusal
    if code is None and card.asks == "always" and not customer_present:
        intent["status"] = "requires_action"
        intent["next_action"] = {"type": "use_stripe_sdk"}
        intent["last_payment_error"] = {"code": "authentication_required", "type": "card_error"}
        tx.save(intent)
        return Outcome(asks=True)
    reason = None if code is None else refusal(code)
    charge = _charge(tx, invoice, intent, method, card, reason)
    intent["latest_charge"] = charge["id"]
    intent["next_action"] = None
    if reason is not None:
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = {"code": reason.code, "type": "card_error"}
        tx.save(intent)
        return Outcome(refusal=reason, charge=charge["id"])
    intent["status"] = "succeeded"
    intent["amount_received"] = intent["amount"]
    intent["last_payment_error"] = None
    tx.save(intent)
    payment["amount_paid"] = payment["amount_requested"]
    payment["status"] = "paid"
    payment["status_transitions"]["paid_at"] = tx.now
    tx.save(payment)
    tx.emit("invoice_payment.paid", payment)
    return Outcome(charge=charge["id"])


def list_invoice_payments(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/invoice_payments."""
    equal: Json = {}
    for name in ("invoice", "status"):
        if value := params.text(name):
            equal[name] = value
    payment = params.section("payment")
    kind = payment.text("type", ("payment_intent", "charge"))
    if intent := payment.text("payment_intent"):
        equal["payment.payment_intent"] = intent
    if kind == "charge":
        equal["payment.charge"] = payment.text("charge")
    return listing(tx, params, "invoice_payment", "/v1/invoice_payments", equal)


def get_invoice_payment(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/invoice_payments/{id}."""
    return public(tx.get("invoice_payment", identifier))


def get_payment_intent(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/payment_intents/{id}."""
    return public(tx.get("payment_intent", identifier))


def get_charge(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/charges/{id}."""
    return public(tx.get("charge", identifier))


def list_charges(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/charges."""
    equal: Json = {}
    for name in ("customer", "payment_intent"):
        if value := params.text(name):
            equal[name] = value
    return listing(tx, params, "charge", "/v1/charges", equal)


def _planned_failure(tx: Tx, customer: str) -> str | None:
    """Return the code of a failure that a control call planned, and count it off."""
    plans: list[Json] = tx.store.setting("payment_failures", [])
    for plan in plans:
        if plan["customer"] in (None, customer):
            plan["count"] -= 1
            left = [one for one in plans if one["count"] > 0]
            tx.store.set_setting("payment_failures", left)
            return str(plan["code"])
    return None


def _charge(
    tx: Tx, invoice: Json, intent: Json, method: Json, card: Card, reason: Refusal | None
) -> Json:
    paid = reason is None
    charge = {
        "id": new_id("charge"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": new_id("transaction") if paid else None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": STATEMENT,
        "captured": paid,
        "created": tx.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": reason and reason.code,
        "failure_message": reason and reason.message,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "on_behalf_of": None,
        "outcome": {
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "approved_by_network" if paid else "declined_by_network",
            "reason": reason and (reason.decline_code or reason.code),
            "risk_level": "normal",
            "risk_score": 20,
            "seller_message": (
                "Payment complete."
                if paid
                else "The bank did not return any further details with this decline."
            ),
            "type": "authorized" if paid else "issuer_declined",
        },
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {
            "card": {
                "brand": card.brand,
                "country": card.country,
                "exp_month": method["card"]["exp_month"],
                "exp_year": method["card"]["exp_year"],
                "fingerprint": method["card"]["fingerprint"],
                "funding": "credit",
                "installments": None,
                "last4": card.last4,
                "mandate": None,
                "network": card.brand,
                "three_d_secure": None,
                "wallet": None,
            },
            "type": "card",
        },
        "radar_options": {},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": invoice["hosted_invoice_url"],
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded" if paid else "failed",
        "transfer_data": None,
        "transfer_group": None,
    }
    tx.save(charge)
    tx.emit("charge.succeeded" if paid else "charge.failed", charge)
    return charge
