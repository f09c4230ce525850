"""Customers."""

import re
import string

from sidecar.embedded_stripe import payment_methods
from sidecar.embedded_stripe.errors import StripeError, invalid
from sidecar.embedded_stripe.ids import new_id, random_text
from sidecar.embedded_stripe.lists import listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
_TEXTS = ("name", "phone", "description")


def new_customer(tx: Tx, email: str | None, name: str | None = None) -> Json:
    """Return a customer that is not yet saved."""
    return {
        "id": new_id("customer"),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": tx.now,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": email,
        "invoice_prefix": random_text(8, string.ascii_uppercase + string.digits),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": name,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def create_customer(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/customers."""
    customer = new_customer(tx, None)
    _read(customer, params)
    tx.save(customer)
    tx.emit("customer.created", customer)
    if token := params.text("payment_method"):
        payment_methods.attach(tx, customer, token)
    _read_default_card(tx, customer, params)
    tx.update(customer, "customer.updated")
    return public(customer)


def get_customer(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/customers/{id}: a deleted one answers with its tombstone."""
    body = tx.find("customer", identifier)
    return public(tx.get("customer", identifier) if body is None else body)


def update_customer(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/customers/{id}."""
    customer = tx.get("customer", identifier)
    tx.follow(identifier)
    _read(customer, params)
    _read_default_card(tx, customer, params)
    tx.update(customer, "customer.updated")
    return public(customer)


def list_customers(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/customers."""
    email = params.text("email")
    return listing(tx, params, "customer", "/v1/customers", {"email": email} if email else None)


def set_default_card(tx: Tx, customer: Json, method: str) -> None:
    """Make a saved card the one that invoices are paid with."""
    customer["invoice_settings"]["default_payment_method"] = method
    tx.update(customer, "customer.updated")


def _read(customer: Json, params: Params) -> None:
    if params.has("email"):
        email = params.text("email")
        if email is not None and not _EMAIL.fullmatch(email):
            raise StripeError(
                400,
                "invalid_request_error",
                f"Invalid email address: {email}",
                code="email_invalid",
                param="email",
            )
        customer["email"] = email
    for name in _TEXTS:
        if params.has(name):
            customer[name] = params.text(name)
    if params.has("address"):
        address = params.section("address")
        customer["address"] = {name: address.text(name) for name in _ADDRESS}
    if params.has("balance"):
        customer["balance"] = params.required_integer("balance", -(10**11))
    if params.has("preferred_locales"):
        customer["preferred_locales"] = params.texts("preferred_locales")
    if params.has("tax_exempt"):
        customer["tax_exempt"] = params.text("tax_exempt", ("none", "exempt", "reverse")) or "none"
    if params.has("invoice_prefix"):
        prefix = params.required_text("invoice_prefix")
        if not re.fullmatch(r"[A-Z0-9]{3,12}", prefix):
            raise invalid("Invoice prefixes are 3 to 12 capitals or digits.", "invoice_prefix")
        customer["invoice_prefix"] = prefix
    customer["metadata"] = params.metadata("metadata", customer["metadata"])


def _read_default_card(tx: Tx, customer: Json, params: Params) -> None:
    settings = params.section("invoice_settings")
    if not settings.has("default_payment_method"):
        return
    chosen = settings.text("default_payment_method")
    if chosen is not None:
        param = "invoice_settings[default_payment_method]"
        chosen = payment_methods.choose(tx, customer, chosen, param)
    customer["invoice_settings"]["default_payment_method"] = chosen
