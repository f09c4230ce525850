"""Listing events, as reconciliation does."""

from sidecar.embedded_stripe.errors import invalid
from sidecar.embedded_stripe.lists import listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

# Stripe lists events of the last 30 days only.
_LISTED_SECONDS = 30 * 86_400


def get_event(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/events/{id}."""
    return shown(tx, tx.get("event", identifier))


def list_events(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/events."""
    equal: Json = {}
    kind, kinds = params.text("type"), params.texts("types")
    if kind and kinds:
        raise invalid("You may only specify one of type and types.", "types")
    if kind or kinds:
        equal["type"] = [kind] if kind else kinds
    if related := params.text("related_object"):
        equal["data.object.id"] = related
    oldest = {"gte": tx.now - _LISTED_SECONDS}
    return listing(tx, params, "event", "/v1/events", equal, shown, oldest)


def shown(tx: Tx, event: Json) -> Json:
    """Return an event with the number of deliveries that are still to come."""
    return {**public(event), "pending_webhooks": tx.store.pending_webhooks(event["id"])}
