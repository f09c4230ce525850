"""Stripe's time: real time plus what the control calls advanced, for all or for one customer."""

import time

from sidecar.embedded_stripe.store import Store


def now(store: Store, customer: str = "") -> int:
    """Return the Unix time of a customer's clock ('' is the common clock)."""
    ahead = store.clock("")
    if customer:
        ahead += store.clock(customer)
    return int(time.time()) + ahead


def set_now(store: Store, moment: int, customer: str = "") -> None:
    """Move a clock forward to ``moment``; it never goes back."""
    missing = moment - now(store, customer)
    if missing > 0:
        store.set_clock(customer, store.clock(customer) + missing)
