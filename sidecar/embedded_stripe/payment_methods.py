"""Payment methods: saved test cards."""

from sidecar.embedded_stripe.cards import BY_NUMBER, BY_TOKEN, Card, refusal
from sidecar.embedded_stripe.errors import StripeError, invalid, missing
from sidecar.embedded_stripe.ids import new_id, random_text
from sidecar.embedded_stripe.lists import listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

_EXPIRY_YEAR = 2034


def create_payment_method(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/payment_methods: a card by one of the test numbers or tokens."""
    params.text("type", ("card",))
    card = params.section("card")
    number, token = card.text("number"), card.text("token")
    card.ignore("exp_month", "exp_year", "cvc")
    known = BY_NUMBER.get(number or "") or BY_TOKEN.get((token or "").replace("tok_", "pm_card_"))
    if known is None:
        raise StripeError(
            402,
            "card_error",
            "Your card number is incorrect.",
            code="incorrect_number",
            param="card[number]",
        )
    method = _new(tx, known)
    method["metadata"] = params.metadata("metadata")
    details = params.section("billing_details")
    method["billing_details"]["email"] = details.text("email")
    method["billing_details"]["name"] = details.text("name")
    tx.save(method)
    return public(method)


def get_payment_method(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/payment_methods/{id}."""
    return public(tx.get("payment_method", identifier))


def list_payment_methods(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/payment_methods?customer=…"""
    params.text("type", ("card",))
    customer = tx.get("customer", params.required_text("customer"), "customer")
    return listing(
        tx, params, "payment_method", "/v1/payment_methods", {"customer": customer["id"]}
    )


def list_of_customer(tx: Tx, params: Params, identifier: str) -> Json:
    """GET /v1/customers/{id}/payment_methods."""
    params.text("type", ("card",))
    customer = tx.get("customer", identifier)["id"]
    url = f"/v1/customers/{customer}/payment_methods"
    return listing(tx, params, "payment_method", url, {"customer": customer})


def attach_payment_method(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/payment_methods/{id}/attach; ``pm_card_visa`` and its like make a new one."""
    customer = tx.get("customer", params.required_text("customer"), "customer")
    tx.follow(customer["id"])
    return public(attach(tx, customer, identifier))


def detach_payment_method(tx: Tx, _params: Params, identifier: str) -> Json:
    """POST /v1/payment_methods/{id}/detach."""
    method = tx.get("payment_method", identifier)
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer.")
    customer = tx.get("customer", method["customer"])
    tx.follow(customer["id"])
    if customer["invoice_settings"]["default_payment_method"] == method["id"]:
        customer["invoice_settings"]["default_payment_method"] = None
        tx.update(customer, "customer.updated")
    for subscription in tx.select("subscription", {"default_payment_method": method["id"]}):
        subscription["default_payment_method"] = None
        tx.update(subscription, "customer.subscription.updated")
    method["customer"] = None
    tx.update(method, "payment_method.detached")
    return public(method)


def attach(tx: Tx, customer: Json, identifier: str) -> Json:
    """Attach a saved card, or a new one made from a test token, to a customer."""
    if identifier in BY_TOKEN:
        method = _new(tx, BY_TOKEN[identifier])
    else:
        method = tx.get("payment_method", identifier)
    if method["customer"] not in (None, customer["id"]):
        raise invalid("The payment method you provided has already been attached to a customer.")
    card = card_of(method)
    if card.refusal and card.refused_at_once:
        reason = refusal(card.refusal)
        raise StripeError(
            402,
            "card_error",
            reason.message,
            code=reason.code,
            decline_code=reason.decline_code,
        )
    if method["customer"] is None:
        method["customer"] = customer["id"]
        details = method["billing_details"]
        details["email"] = details["email"] or customer["email"]
        details["name"] = details["name"] or customer["name"]
        tx.save(method)
        tx.emit("payment_method.attached", method)
    return method


def attach_card(tx: Tx, customer: Json, card: Card, name: str | None = None) -> Json:
    """Save a card that was typed into a hosted page, already confirmed there."""
    method = _new(tx, card)
    method["customer"] = customer["id"]
    method["billing_details"]["email"] = customer["email"]
    method["billing_details"]["name"] = name or customer["name"]
    tx.save(method)
    tx.emit("payment_method.attached", method)
    return method


def card_of(method: Json) -> Card:
    """Return the test card behind a payment method."""
    return BY_NUMBER[method["_"]["number"]]


def default_of(tx: Tx, customer: Json, subscription: Json | None = None) -> Json | None:
    """Return the payment method to charge: the subscription's, else the customer's default."""
    chosen = subscription and subscription["default_payment_method"]
    chosen = chosen or customer["invoice_settings"]["default_payment_method"]
    return tx.find("payment_method", chosen)


def choose(tx: Tx, customer: Json, identifier: str, param: str) -> str:
    """Return the id of a payment method that belongs to the customer."""
    method = tx.get("payment_method", identifier, param)
    if method["customer"] != customer["id"]:
        raise missing("PaymentMethod", identifier, param)
    return str(method["id"])


def _new(tx: Tx, card: Card) -> Json:
    address = {
        "city": None,
        "country": card.country,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    }
    return {
        "id": new_id("payment_method"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": {
            "address": address,
            "email": None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "card": {
            "brand": card.brand,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": card.country,
            "display_brand": card.brand,
            "exp_month": 12,
            "exp_year": _EXPIRY_YEAR,
            "fingerprint": random_text(16),
            "funding": "credit",
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": tx.now,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
        "_": {"number": card.number},
    }
