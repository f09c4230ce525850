"""Random lives of subscriptions: whatever happens, sums are right and events tell every change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.tests.embedded_stripe.doubles import DAY, Json, Receiver, Shop


class Life:
    """One subscription and what can happen to it; refusals by Stripe are part of life."""

    def __init__(self, shop: Shop, trial_days: int | None, coupon: bool) -> None:
        self.shop = shop
        self.customer = shop.customer()
        wish: dict[str, Any] = {"metadata": {"org_id": "org"}}
        if trial_days:
            wish["trial_period_days"] = trial_days
        if coupon:
            percent = shop.v1.coupons.create(
                {"percent_off": 30, "duration": "repeating", "duration_in_months": 1}
            )
            wish["discounts"] = [{"coupon": percent.id}]
        self.id = shop.subscribe(self.customer, **wish).id

    def _update(self, **wish: Any) -> None:
        self.shop.v1.subscriptions.update(self.id, wish)

    def _plan(self, price: str, proration: str) -> None:
        items = self.shop.get("subscriptions", self.id)["items"]["data"]
        main = next(one for one in items if one["price"]["id"] != self.shop.prices["users_monthly"])
        change = {"id": main["id"], "price": self.shop.prices[price]}
        self._update(items=[change], proration_behavior=proration)

    def upgrade(self) -> None:
        self._plan("professional_monthly", "always_invoice")

    def downgrade(self) -> None:
        self._plan("starter_monthly", "create_prorations")

    def more_users(self) -> None:
        items = self.shop.get("subscriptions", self.id)["items"]["data"]
        users = self.shop.prices["users_monthly"]
        found = [one for one in items if one["price"]["id"] == users]
        change: Json = {"price": users, "quantity": 2}
        if found:
            change = {"id": found[0]["id"], "quantity": found[0]["quantity"] + 3}
        self._update(items=[change], proration_behavior="always_invoice")

    def cancel_later(self) -> None:
        self._update(cancel_at_period_end=True)

    def stay(self) -> None:
        self._update(cancel_at_period_end=False)

    def cancel(self) -> None:
        self.shop.v1.subscriptions.cancel(self.id, {"prorate": True, "invoice_now": True})

    def pause(self) -> None:
        self.shop.v1.subscriptions.pause(self.id)

    def resume(self) -> None:
        self.shop.v1.subscriptions.resume(self.id)

    def extend(self) -> None:
        self._update(trial_end=self.shop.now + 5 * DAY, proration_behavior="none")

    def bad_card(self) -> None:
        self.shop.control("fail_next_payment", customer=self.customer.id, count=2)

    def settle(self) -> None:
        latest = self.shop.get("subscriptions", self.id)["latest_invoice"]
        self.shop.v1.invoices.pay(latest)

    def void(self) -> None:
        latest = self.shop.get("subscriptions", self.id)["latest_invoice"]
        self.shop.v1.invoices.void_invoice(latest)

    def days(self) -> None:
        self.shop.advance(days=11)

    def month(self) -> None:
        self.shop.advance(days=32)


_STEPS: list[Callable[[Life], None]] = [
    Life.upgrade, Life.downgrade, Life.more_users, Life.cancel_later, Life.stay, Life.cancel,
    Life.pause, Life.resume, Life.extend, Life.bad_card, Life.settle, Life.void, Life.days,
    Life.month, Life.days, Life.month,
]  # fmt: skip


def _reverted(event: Json) -> Json:
    """Return the object as it was before an event with ``previous_attributes``."""

    def revert(now: Json, previous: Json) -> Json:
        before = dict(now)
        for name, value in previous.items():
            if isinstance(value, dict) and isinstance(now.get(name), dict):
                before[name] = revert(now[name], value)
            else:
                before[name] = value
        return before

    return revert(event["data"]["object"], event["data"]["previous_attributes"])


def _check_chain(events: list[Json]) -> None:
    """An update tells exactly what differs from the last different state that was told."""
    for index, event in enumerate(events):
        if event["type"].endswith(".updated"):
            now = event["data"]["object"]
            earlier = [one["data"]["object"] for one in events[:index]]
            before = next(state for state in reversed(earlier) if state != now)
            assert _reverted(event) == before, event["type"]


def _check_sums(invoice: Json) -> None:
    lines = invoice["lines"]["data"]
    off = sum(one["amount"] for one in invoice["total_discount_amounts"])
    assert invoice["subtotal"] == sum(line["amount"] for line in lines)
    assert invoice["total"] == invoice["subtotal"] - off
    assert off == sum(one["amount"] for line in lines for one in line["discount_amounts"])
    assert invoice["amount_due"] == max(0, invoice["total"] + invoice["starting_balance"])
    assert invoice["amount_due"] == invoice["amount_paid"] + invoice["amount_remaining"]
    if invoice["ending_balance"] is not None:
        assert invoice["ending_balance"] == min(0, invoice["total"] + invoice["starting_balance"])
    assert (invoice["status"] == "paid") == (invoice["status_transitions"]["paid_at"] is not None)


@given(
    trial_days=st.sampled_from([None, 9]),
    coupon=st.booleans(),
    steps=st.lists(st.sampled_from(_STEPS), min_size=3, max_size=9),
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_life_is_told_completely_and_adds_up(
    shop: Shop,
    receiver: Receiver,
    trial_days: int | None,
    coupon: bool,
    steps: list[Callable[[Life], None]],
) -> None:
    shop.control("reset")
    receiver.events.clear()
    shop.stock()
    life = Life(shop, trial_days, coupon)
    for step in steps:
        try:
            step(life)
        except (stripe.InvalidRequestError, stripe.CardError):
            continue
    shop.advance(days=40)
    assert shop.state()["failed_tasks"] == []
    told: dict[str, list[Json]] = {}
    for event in receiver.events:
        body = event["data"]["object"]
        if body["object"] in ("subscription", "invoice") and not body["id"].startswith("upcoming"):
            told.setdefault(body["id"], []).append(event)
    for events in told.values():
        assert [one["created"] for one in events] == sorted(one["created"] for one in events)
        _check_chain(events)
        last = events[-1]["data"]["object"]
        kind = f"{last['object']}s"
        assert shop.get(kind, last["id"]) == last
        if last["object"] == "invoice":
            _check_sums(last)
    balance = shop.get("customers", life.customer.id)["balance"]
    invoices = shop.v1.invoices.list({"customer": life.customer.id, "limit": 100}).data
    credited = sum(
        one.ending_balance - one.starting_balance
        for one in invoices
        if one.ending_balance is not None and one.status != "void"
    )
    assert balance == credited
