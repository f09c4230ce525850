"""Money that goes back: refunds and disputes."""

from sidecar.embedded_stripe.errors import invalid, missing_parameter
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.lists import listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_DAYS_TO_ANSWER = 9


def create_refund(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/refunds: of a charge, or of the charge of a payment intent."""
    charge = _charge_of(tx, params)
    tx.follow(charge["customer"])
    amount = params.integer("amount", 1)
    reason = params.text("reason", _REASONS)
    metadata = params.metadata("metadata")
    return public(refund(tx, charge, amount, reason, metadata))


def refund(
    tx: Tx,
    charge: Json,
    amount: int | None = None,
    reason: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Json:
    """Refund a charge, all that is left of it or ``amount`` cents."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    amount = left if amount is None else amount
    if amount > left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).",
            "amount",
            "amount_too_large",
        )
    body = {
        "id": new_id("refund"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("transaction"),
        "charge": charge["id"],
        "created": tx.now,
        "currency": charge["currency"],
        "destination_details": {
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": metadata or {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    tx.save(body)
    tx.emit("refund.created", body)
    tx.update(charge, "charge.refunded")
    return body


def get_refund(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/refunds/{id}."""
    return public(tx.get("refund", identifier))


def list_refunds(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/refunds."""
    equal: Json = {}
    for name in ("charge", "payment_intent"):
        if value := params.text(name):
            equal[name] = value
    return listing(tx, params, "refund", "/v1/refunds", equal)


def dispute(tx: Tx, charge: Json, amount: int | None = None, reason: str = "fraudulent") -> Json:
    """Let the cardholder's bank dispute a charge."""
    body = {
        "id": new_id("dispute"),
        "object": "dispute",
        "amount": charge["amount"] - charge["amount_refunded"] if amount is None else amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": tx.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {
            "access_activity_log": None,
            "billing_address": None,
            "cancellation_policy": None,
            "customer_communication": None,
            "customer_email_address": None,
            "customer_name": None,
            "product_description": None,
            "receipt": None,
            "refund_policy": None,
            "service_date": None,
            "service_documentation": None,
            "uncategorized_file": None,
            "uncategorized_text": None,
            "enhanced_evidence": {},
        },
        "evidence_details": {
            "due_by": tx.now + _DAYS_TO_ANSWER * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": charge["payment_method_details"]["card"]["brand"],
                "case_type": "chargeback",
                "network": charge["payment_method_details"]["card"]["network"],
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
    }
    charge["disputed"] = True
    tx.save(charge)
    tx.save(body)
    tx.emit("charge.dispute.created", body)
    return body


def close_dispute(tx: Tx, body: Json, status: str) -> None:
    """Decide a dispute: won or lost."""
    body["status"] = status
    tx.update(body, "charge.dispute.closed")


def get_dispute(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/disputes/{id}."""
    return public(tx.get("dispute", identifier))


def list_disputes(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/disputes."""
    equal: Json = {}
    for name in ("charge", "payment_intent"):
        if value := params.text(name):
            equal[name] = value
    return listing(tx, params, "dispute", "/v1/disputes", equal)


def _charge_of(tx: Tx, params: Params) -> Json:
    charge, intent = params.text("charge"), params.text("payment_intent")
    if charge is not None:
        return tx.get("charge", charge, "charge")
    if intent is None:
        raise missing_parameter("payment_intent")
    latest = tx.get("payment_intent", intent, "payment_intent")["latest_charge"]
    if latest is None:
        raise invalid("This PaymentIntent does not have a successful charge to refund.")
    return tx.get("charge", latest)
