"""Deleting a customer, which ends its subscriptions."""

from sidecar.embedded_stripe import lifecycle
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx


def delete_customer(tx: Tx, _params: Params, identifier: str) -> Json:
    """DELETE /v1/customers/{id}: cancels its subscriptions at once and leaves a tombstone."""
    customer = tx.get("customer", identifier)
    tx.follow(identifier)
    for subscription in tx.select("subscription", {"customer": identifier}):
        if subscription["status"] not in lifecycle.ENDED:
            lifecycle.cancel(tx, subscription, "cancellation_requested")
    tx.emit("customer.deleted", customer)
    tombstone = {"id": identifier, "object": "customer", "deleted": True}
    tx.save(tombstone)
    return tombstone
