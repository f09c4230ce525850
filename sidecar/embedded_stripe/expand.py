"""``expand[]``: references replaced by the objects they name."""

from collections.abc import Callable

from sidecar.embedded_stripe import checkout
from sidecar.embedded_stripe.errors import invalid
from sidecar.embedded_stripe.lists import list_object
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

_DEEPEST = 4

# Which kind of object a field refers to.
_KINDS = {
    "charge": "charge",
    "coupon": "coupon",
    "customer": "customer",
    "default_payment_method": "payment_method",
    "default_price": "price",
    "discounts": "discount",
    "discount": "discount",
    "invoice": "invoice",
    "latest_charge": "charge",
    "latest_invoice": "invoice",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
    "price": "price",
    "product": "product",
    "promotion_code": "promotion_code",
    "subscription": "subscription",
}


def expand(tx: Tx, body: Json, paths: list[str]) -> Json:
    """Return ``body`` with the references at ``paths`` replaced by objects."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST + (steps[0] == "data"):
            raise invalid(f"You cannot expand more than {_DEEPEST} levels: {path}", "expand")
        _walk(tx, body, steps, path)
    return body


def _walk(tx: Tx, node: Json, steps: list[str], path: str) -> None:
    name, rest = steps[0], steps[1:]
    included = _INCLUDED.get((str(node.get("object")), name))
    if included is not None and name not in node:
        node[name] = included(tx, node)
    elif name not in node:
        raise invalid(f"This property cannot be expanded ({path}).", "expand")
    value = node[name]
    if isinstance(value, str):
        node[name] = _fetch(tx, name, value, path)
    elif isinstance(value, list):
        node[name] = [_fetch(tx, name, one, path) if isinstance(one, str) else one for one in value]
    elif value is not None and not isinstance(value, dict):
        raise invalid(f"This property cannot be expanded ({path}).", "expand")
    if not rest:
        return
    for child in node[name] if isinstance(node[name], list) else [node[name]]:
        if isinstance(child, dict):
            _walk(tx, child, rest, path)


def _fetch(tx: Tx, name: str, identifier: str, path: str) -> Json:
    kind = _KINDS.get(name)
    found = tx.find(kind, identifier) if kind else None
    if found is None:
        raise invalid(f"This property cannot be expanded ({path}).", "expand")
    return public(found)


def _payments(tx: Tx, invoice: Json) -> Json:
    rows = tx.select("invoice_payment", {"invoice": invoice["id"]})
    return list_object([public(row) for row in rows], f"/v1/invoices/{invoice['id']}/payments")


def _line_items(tx: Tx, session: Json) -> Json:
    return checkout.line_items(tx, tx.get("checkout.session", session["id"]))


def _subscriptions(tx: Tx, customer: Json) -> Json:
    rows = tx.select("subscription", {"customer": customer["id"]})
    url = f"/v1/customers/{customer['id']}/subscriptions"
    return list_object([public(row) for row in rows if row["ended_at"] is None], url)


def _products(_tx: Tx, _coupon: Json) -> None:
    """Return nothing: every coupon is for all products here."""


# What is left out unless it is asked for.
_INCLUDED: dict[tuple[str, str], Callable[[Tx, Json], Json | None]] = {
    ("invoice", "payments"): _payments,
    ("checkout.session", "line_items"): _line_items,
    ("customer", "subscriptions"): _subscriptions,
    ("coupon", "applies_to"): _products,
}
