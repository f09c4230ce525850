"""Changes of plan, quantity, cycle and discount: what they cost now and later."""

from __future__ import annotations

from typing import Any

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.tests.embedded_stripe.doubles import DAY, Receiver, Shop


def _item(subscription: Any, price: str) -> str:
    found: str = next(one.id for one in subscription["items"].data if one.price.id == price)
    return found


def _half_way(shop: Shop, subscription: str) -> None:
    start, end = shop.period(subscription)
    shop.advance(to=start + (end - start) // 2)


def _amounts(invoice: Any) -> list[int]:
    return [line.amount for line in invoice.lines.data]


def _upgrade(shop: Shop, subscription: Any, **params: Any) -> Any:
    item = subscription["items"].data[0].id
    change = {"id": item, "price": shop.prices["professional_monthly"]}
    wish = {"items": [change], "proration_behavior": "always_invoice", **params}
    return shop.v1.subscriptions.update(subscription.id, wish)


def test_an_upgrade_is_credited_charged_and_paid_at_once(shop: Shop, receiver: Receiver) -> None:
    subscription = shop.subscribe(shop.customer(), metadata={"org_id": "org"})
    first = subscription.latest_invoice
    start, end = shop.period(subscription.id)
    _half_way(shop, subscription.id)
    changed = _upgrade(shop, subscription)
    assert shop.period(subscription.id) == (start, end)
    invoice = shop.v1.invoices.retrieve(changed.latest_invoice)
    credit, charge = invoice.lines.data
    assert abs(credit.amount + 2450) <= 1
    assert abs(charge.amount - 9950) <= 1
    assert invoice.amount_paid == credit.amount + charge.amount
    assert (invoice.status, invoice.billing_reason) == ("paid", "subscription_update")
    assert credit.description == "Unused time on 1 \N{MULTIPLICATION SIGN} Starter"
    assert charge.description == "Remaining time on 1 \N{MULTIPLICATION SIGN} Professional"
    details = credit.parent.subscription_item_details
    assert details.proration is True
    assert details.proration_details.credited_items.invoice == first
    assert credit.pricing.price_details.price == shop.prices["starter_monthly"]
    assert charge.pricing.price_details.price == shop.prices["professional_monthly"]
    assert credit.metadata.org_id == "org"
    shop.control("flush")
    assert receiver.types()[-7:] == [
        "invoice.finalized",
        "charge.succeeded",
        "invoice_payment.paid",
        "invoice.updated",
        "invoice.paid",
        "invoice.payment_succeeded",
        "customer.subscription.updated",
    ]
    previous = receiver.events[-1]["data"]["previous_attributes"]
    assert set(previous) == {"items", "latest_invoice"}
    (item,) = previous["items"]["data"]
    assert item["price"]["id"] == shop.prices["starter_monthly"]


def test_a_change_there_and_back_at_one_moment_costs_nothing(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    _half_way(shop, subscription.id)
    at = shop.now
    changed = _upgrade(shop, subscription, proration_date=at)
    back = {"id": changed["items"].data[0].id, "price": shop.prices["starter_monthly"]}
    again = shop.v1.subscriptions.update(
        subscription.id,
        {"items": [back], "proration_behavior": "always_invoice", "proration_date": at},
    )
    there = shop.v1.invoices.retrieve(changed.latest_invoice)
    here = shop.v1.invoices.retrieve(again.latest_invoice)
    assert sum(_amounts(there)) + sum(_amounts(here)) == 0
    assert shop.get("customers", customer.id)["balance"] == here.total < 0


def test_a_credit_balance_pays_the_next_invoice(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, "professional_monthly")
    _half_way(shop, subscription.id)
    item = subscription["items"].data[0].id
    change = {"id": item, "price": shop.prices["starter_monthly"]}
    down = shop.v1.subscriptions.update(
        subscription.id, {"items": [change], "proration_behavior": "always_invoice"}
    )
    credit = shop.v1.invoices.retrieve(down.latest_invoice)
    assert (credit.amount_due, credit.status) == (0, "paid")
    balance = shop.get("customers", customer.id)["balance"]
    assert balance == credit.total == credit.ending_balance
    shop.advance(to=shop.period(subscription.id)[1] + 3600)
    newest = shop.v1.invoices.list({"subscription": subscription.id}).data[0]
    assert (newest.starting_balance, newest.ending_balance) == (balance, balance + 4900)
    assert (newest.amount_due, newest.status) == (0, "paid")
    balances = [
        event["data"]["previous_attributes"]["balance"]
        for event in receiver.events
        if event["type"] == "customer.updated"
        and "balance" in event["data"].get("previous_attributes", {})
    ]
    assert balances == [0, balance]


def test_prorations_wait_for_the_next_invoice_by_default(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    _half_way(shop, subscription.id)
    add = {"items": [{"price": shop.prices["users_monthly"], "quantity": 4}]}
    changed = shop.v1.subscriptions.update(subscription.id, add)
    assert changed.latest_invoice == subscription.latest_invoice
    preview = shop.v1.invoices.create_preview({"subscription": subscription.id})
    shop.advance(to=shop.period(subscription.id)[1] + 3600)
    invoice = shop.v1.invoices.list({"subscription": subscription.id}).data[0]
    assert _amounts(invoice) == _amounts(preview)
    assert _amounts(invoice)[1:] == [4900, 2000]
    assert abs(_amounts(invoice)[0] - 1000) <= 1


def test_without_proration_the_new_price_counts_from_the_next_period(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    _half_way(shop, subscription.id)
    _upgrade(shop, subscription, proration_behavior="none")
    shop.advance(to=shop.period(subscription.id)[1] + 3600)
    invoice = shop.v1.invoices.list({"subscription": subscription.id}).data[0]
    assert _amounts(invoice) == [19_900]


def test_items_are_added_changed_and_removed(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    users = shop.prices["users_monthly"]
    add = {"items": [{"price": users, "quantity": 3}], "proration_behavior": "none"}
    changed = shop.v1.subscriptions.update(subscription.id, add)
    assert changed["items"].total_count == 2
    item = _item(changed, users)
    more = {"items": [{"id": item, "quantity": 5}], "proration_behavior": "none"}
    changed = shop.v1.subscriptions.update(subscription.id, more)
    assert next(one.quantity for one in changed["items"].data if one.id == item) == 5
    listed = shop.v1.subscription_items.list({"subscription": subscription.id})
    assert [one.id for one in listed.data] == [one.id for one in changed["items"].data]
    gone = {"items": [{"id": item, "deleted": True}], "proration_behavior": "none"}
    changed = shop.v1.subscriptions.update(subscription.id, gone)
    assert [one.price.id for one in changed["items"].data] == [shop.prices["starter_monthly"]]


@pytest.mark.parametrize(
    "items",
    [
        [{"price": "starter_annual"}],
        [{"price": "starter_monthly"}],
        [{"id": "si_nothing", "quantity": 2}],
        [{"price": "price_nothing"}],
    ],
)
def test_wrong_items_are_refused(shop: Shop, items: list[dict[str, Any]]) -> None:
    subscription = shop.subscribe(shop.customer())
    for item in items:
        if "price" in item:
            item["price"] = shop.prices.get(item["price"], item["price"])
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.subscriptions.update(subscription.id, {"items": items})
    last = subscription["items"].data[0].id
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.subscriptions.update(subscription.id, {"items": [{"id": last, "deleted": True}]})


def test_from_monthly_to_annual_begins_a_year_now(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    _half_way(shop, subscription.id)
    now = shop.now
    change = {"id": subscription["items"].data[0].id, "price": shop.prices["starter_annual"]}
    changed = shop.v1.subscriptions.update(subscription.id, {"items": [change]})
    start, end = shop.period(subscription.id)
    assert now <= start <= now + 2
    assert 365 * DAY <= end - start <= 366 * DAY
    assert changed.billing_cycle_anchor == start
    invoice = shop.v1.invoices.retrieve(changed.latest_invoice)
    credit, charge = _amounts(invoice)
    assert charge == 52_900
    assert abs(credit + 2450) <= 1
    assert invoice.amount_paid == charge + credit


def test_an_unpaid_upgrade_makes_the_subscription_past_due_and_is_retried(
    shop: Shop, receiver: Receiver
) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    shop.control("fail_next_payment", customer=customer.id)
    changed = _upgrade(shop, subscription)
    assert changed.status == "past_due"
    assert shop.get("customers", customer.id)["delinquent"] is True
    shop.advance(days=3.1)
    assert shop.get("subscriptions", subscription.id)["status"] == "active"
    assert shop.get("invoices", changed.latest_invoice)["status"] == "paid"
    assert len(receiver.of("invoice.payment_failed")) == 1


def test_an_upgrade_that_must_be_paid_is_undone_if_it_is_not(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    before = shop.get("subscriptions", subscription.id)
    shop.control("fail_next_payment", customer=customer.id)
    with pytest.raises(stripe.CardError):
        _upgrade(shop, subscription, payment_behavior="error_if_incomplete")
    assert shop.get("subscriptions", subscription.id) == before
    assert _upgrade(shop, subscription, payment_behavior="error_if_incomplete").status == "active"


def test_changes_within_a_trial_cost_nothing(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), trial_period_days=10)
    changed = _upgrade(shop, subscription)
    assert changed.status == "trialing"
    assert changed.latest_invoice == subscription.latest_invoice
    now = shop.v1.subscriptions.update(subscription.id, {"trial_end": "now"})
    assert now.status == "active"
    assert shop.v1.invoices.retrieve(now.latest_invoice).amount_paid == 19_900


def test_an_active_subscription_can_be_given_a_trial(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    end = shop.now + 30 * DAY
    given_trial = shop.v1.subscriptions.update(
        subscription.id, {"trial_end": end, "proration_behavior": "none"}
    )
    assert (given_trial.status, given_trial.trial_end) == ("trialing", end)
    assert shop.period(subscription.id)[1] == end
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.subscriptions.update(subscription.id, {"trial_end": 1000})


# --- previews


def test_a_preview_says_what_the_change_then_costs_and_changes_nothing(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    _half_way(shop, subscription.id)
    at = shop.now
    before = shop.state()["objects"]
    item = {"id": subscription["items"].data[0].id, "price": shop.prices["professional_monthly"]}
    details = {"items": [item], "proration_behavior": "always_invoice", "proration_date": at}
    preview = shop.v1.invoices.create_preview(
        {"subscription": subscription.id, "subscription_details": details}
    )
    assert preview.id.startswith("upcoming_in_")
    assert preview.status == "draft"
    assert shop.state()["objects"] == before
    changed = _upgrade(shop, subscription, proration_date=at)
    real = shop.v1.invoices.retrieve(changed.latest_invoice)
    assert _amounts(real) == _amounts(preview)
    assert real.total == preview.total == preview.amount_due


def test_previews_of_what_comes_next(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    end = shop.period(subscription.id)[1]
    upcoming = shop.v1.invoices.create_preview({"subscription": subscription.id})
    assert (upcoming.amount_due, upcoming.billing_reason) == (4900, "upcoming")
    assert upcoming.lines.data[0].period.start == end
    assert upcoming.next_payment_attempt == end + 3600
    new = {
        "customer": customer.id,
        "subscription_details": {"items": [{"price": shop.prices["professional_annual"]}]},
    }
    assert shop.v1.invoices.create_preview(new).amount_due == 214_900
    new["subscription_details"]["trial_end"] = shop.now + 10 * DAY
    assert shop.v1.invoices.create_preview(new).amount_due == 0
    shop.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    with pytest.raises(stripe.InvalidRequestError) as nothing:
        shop.v1.invoices.create_preview({"subscription": subscription.id})
    assert nothing.value.code == "invoice_upcoming_none"
    assert len(shop.v1.subscriptions.list({"status": "all"}).data) == 1


# --- discounts and taxes


def test_a_coupon_for_some_months(shop: Shop, receiver: Receiver) -> None:
    coupon = shop.v1.coupons.create(
        {"percent_off": 25, "duration": "repeating", "duration_in_months": 2}
    )
    subscription = shop.subscribe(shop.customer(), discounts=[{"coupon": coupon.id}])
    (discount,) = subscription.discounts
    shop.advance(days=70)
    paid = [invoice["amount_paid"] for invoice in receiver.of("invoice.paid")]
    assert paid == [3675, 3675, 4900]
    first = receiver.of("invoice.paid")[0]
    assert first["discounts"] == [discount]
    assert first["total_discount_amounts"] == [{"amount": 1225, "discount": discount}]
    assert first["lines"]["data"][0]["discount_amounts"] == first["total_discount_amounts"]
    assert shop.get("subscriptions", subscription.id)["discounts"] == []
    (given_discount,) = receiver.of("customer.discount.created")
    assert given_discount["source"] == {"coupon": coupon.id, "type": "coupon"}
    assert len(receiver.of("customer.discount.deleted")) == 1


def test_a_coupon_for_one_use(shop: Shop, receiver: Receiver) -> None:
    coupon = shop.v1.coupons.create({"amount_off": 1000, "currency": "usd", "duration": "once"})
    subscription = shop.subscribe(shop.customer(), discounts=[{"coupon": coupon.id}])
    assert shop.get("subscriptions", subscription.id)["discounts"] == []
    shop.advance(days=32)
    assert [one["amount_paid"] for one in receiver.of("invoice.paid")] == [3900, 4900]


def test_a_once_coupon_waits_for_the_end_of_the_trial(shop: Shop, receiver: Receiver) -> None:
    coupon = shop.v1.coupons.create({"percent_off": 50, "duration": "once"})
    shop.subscribe(shop.customer(), trial_period_days=5, discounts=[{"coupon": coupon.id}])
    shop.advance(days=6)
    assert [one["amount_paid"] for one in receiver.of("invoice.paid")] == [0, 2450]


def test_discounts_are_given_later_expanded_and_taken_away(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    coupon = shop.v1.coupons.create({"percent_off": 20, "duration": "forever"})
    changed = shop.v1.subscriptions.update(
        subscription.id,
        {"discounts": [{"coupon": coupon.id}], "expand": ["discounts.source.coupon"]},
    )
    (discount,) = changed.discounts
    assert discount.source.coupon.percent_off == 20
    kept = {"discounts": [{"discount": discount.id}]}
    assert shop.v1.subscriptions.update(subscription.id, kept).discounts == [discount.id]
    shop.v1.coupons.delete(coupon.id)
    preview = shop.v1.invoices.create_preview({"subscription": subscription.id})
    assert preview.amount_due == 3920
    half = shop.v1.coupons.create({"percent_off": 50, "duration": "once"})
    wish = {"subscription": subscription.id, "discounts": [{"coupon": half.id}]}
    assert shop.v1.invoices.create_preview(wish).amount_due == 2450
    assert shop.v1.coupons.retrieve(half.id).times_redeemed == 0
    assert shop.v1.subscriptions.update(subscription.id, {"discounts": ""}).discounts == []


def test_a_used_up_coupon_is_refused(shop: Shop) -> None:
    coupon = shop.v1.coupons.create(
        {"percent_off": 20, "duration": "forever", "max_redemptions": 1}
    )
    shop.subscribe(shop.customer(), discounts=[{"coupon": coupon.id}])
    with pytest.raises(stripe.InvalidRequestError):
        shop.subscribe(shop.customer(), discounts=[{"coupon": coupon.id}])
    assert shop.v1.coupons.retrieve(coupon.id).times_redeemed == 1


def test_a_discounted_plan_is_credited_as_it_was_charged(shop: Shop) -> None:
    coupon = shop.v1.coupons.create({"percent_off": 50, "duration": "forever"})
    subscription = shop.subscribe(shop.customer(), discounts=[{"coupon": coupon.id}])
    _half_way(shop, subscription.id)
    invoice = shop.v1.invoices.retrieve(_upgrade(shop, subscription).latest_invoice)
    credit, charge = _amounts(invoice)
    assert abs(credit + 1225) <= 1
    assert abs(charge - 4975) <= 1
    assert invoice.total == credit + charge


@pytest.mark.parametrize(("inclusive", "total"), [(False, 5831), (True, 4900)])
def test_taxes(shop: Shop, receiver: Receiver, inclusive: bool, total: int) -> None:
    rate = shop.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": "19", "inclusive": inclusive, "country": "DE"}
    )
    subscription = shop.subscribe(shop.customer(), default_tax_rates=[rate.id])
    invoice = shop.get("invoices", subscription.latest_invoice)
    (tax,) = invoice["total_taxes"]
    assert invoice["total"] == invoice["amount_paid"] == total
    assert tax["amount"] == total - invoice["total_excluding_tax"]
    assert tax["tax_rate_details"] == {"tax_rate": rate.id}
    assert invoice["subtotal"] == 4900
    shop.control("flush")
    assert len(receiver.of("invoice.paid")) == 1


# --- any history


@given(
    steps=st.lists(
        st.tuples(
            st.floats(0.2, 9),
            st.sampled_from(["starter_monthly", "professional_monthly"]),
            st.integers(1, 7),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_prorated_parts_add_up_to_the_time_used(
    shop: Shop, steps: list[tuple[float, str, int]]
) -> None:
    """What a month cost is each plan's price for the share of the month it was in force."""
    rates = {"starter_monthly": 4900, "professional_monthly": 19_900}
    subscription = shop.subscribe(shop.customer())
    start, end = shop.period(subscription.id)
    segments = [(start, 4900)]
    for days, price, quantity in steps:
        at = min(segments[-1][0] + int(days * DAY), end - 60)
        shop.advance(to=max(at, shop.now))
        change = {
            "id": subscription["items"].data[0].id,
            "price": shop.prices[price],
            "quantity": quantity,
        }
        wish = {"items": [change], "proration_behavior": "always_invoice", "proration_date": at}
        shop.v1.subscriptions.update(subscription.id, wish)
        segments.append((at, rates[price] * quantity))
    ends = [moment for moment, _ in segments[1:]] + [end]
    expected = sum(
        amount * (until - since) / (end - start)
        for (since, amount), until in zip(segments, ends, strict=True)
    )
    listed = shop.v1.invoices.list({"subscription": subscription.id, "limit": 20}).data
    assert abs(sum(invoice.total for invoice in listed) - expected) <= len(segments)
