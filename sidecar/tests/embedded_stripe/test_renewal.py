"""What time does: renewals, ends of trials, planned ends, pauses, failing cards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from sidecar.tests.embedded_stripe.doubles import DAY, Receiver, Shop


def _date(moment: int) -> tuple[int, int]:
    day = datetime.fromtimestamp(moment, UTC)
    return day.month, day.day


def test_a_period_ends_with_an_invoice_that_is_paid_an_hour_later(
    shop: Shop, receiver: Receiver
) -> None:
    subscription = shop.subscribe(shop.customer())
    start, end = shop.period(subscription.id)
    shop.advance(to=end)
    draft = shop.v1.invoices.list({"subscription": subscription.id}).data[0]
    assert (draft.status, draft.created, draft.billing_reason) == (
        "draft",
        end,
        "subscription_cycle",
    )
    assert draft.automatically_finalizes_at == draft.next_payment_attempt == end + 3600
    assert (draft.period_start, draft.period_end) == (start, end)
    shop.advance(to=end + 3600)
    paid = shop.v1.invoices.retrieve(draft.id)
    assert (paid.status, paid.amount_paid, paid.next_payment_attempt) == ("paid", 4900, None)
    assert shop.period(subscription.id)[0] == end
    assert [
        event["created"] for event in receiver.events if event["data"]["object"]["id"] == draft.id
    ] == [
        end,
        *[end + 3600] * 4,
    ]
    (upcoming,) = receiver.of("invoice.upcoming")
    assert upcoming["id"].startswith("upcoming_in_")
    assert (upcoming["created"], upcoming["amount_due"]) == (end - 7 * DAY, 4900)


def test_the_day_of_the_anchor_is_kept_over_short_months(shop: Shop) -> None:
    now = datetime.fromtimestamp(shop.now, UTC)
    january = datetime(now.year + 1, 1, 31, 12, tzinfo=UTC)
    shop.advance(to=int(january.timestamp()))
    subscription = shop.subscribe(shop.customer())
    days = []
    for _ in range(4):
        end = shop.period(subscription.id)[1]
        days.append(_date(end))
        shop.advance(to=end)
    february = 29 if january.year % 4 == 0 else 28
    assert days == [(2, february), (3, 31), (4, 30), (5, 31)]


def test_a_year_of_renewals(shop: Shop, receiver: Receiver) -> None:
    shop.subscribe(shop.customer())
    shop.subscribe(shop.customer(), "starter_annual")
    shop.advance(days=366)
    paid = [invoice["amount_paid"] for invoice in receiver.of("invoice.paid")]
    assert sorted(paid) == [4900] * 13 + [52_900] * 2
    assert len({event["id"] for event in receiver.events}) == len(receiver.events)
    assert shop.state()["failed_tasks"] == []


def test_a_trial_is_announced_and_ends_in_a_payment(shop: Shop, receiver: Receiver) -> None:
    end = shop.now + 14 * DAY
    subscription = shop.subscribe(shop.customer(), trial_end=end)
    assert subscription.status == "trialing"
    shop.advance(to=end - 3 * DAY - 10)
    assert receiver.of("customer.subscription.trial_will_end") == []
    shop.advance(to=end - 3 * DAY)
    assert len(receiver.of("customer.subscription.trial_will_end")) == 1
    shop.advance(to=end + 3600)
    assert len(receiver.of("customer.subscription.trial_will_end")) == 1
    change = next(
        event
        for event in receiver.events
        if event["type"] == "customer.subscription.updated" and event["created"] == end
    )
    assert change["data"]["previous_attributes"]["status"] == "trialing"
    assert receiver.of("invoice.paid")[-1]["amount_paid"] == 4900


def test_a_short_trial_is_announced_at_once_and_a_moved_end_again(
    shop: Shop, receiver: Receiver
) -> None:
    subscription = shop.subscribe(shop.customer(), trial_period_days=2)
    shop.control("flush")
    assert len(receiver.of("customer.subscription.trial_will_end")) == 1
    end = shop.now + 20 * DAY
    moved = shop.v1.subscriptions.update(subscription.id, {"trial_end": end})
    assert moved.trial_end == moved["items"].data[0].current_period_end == end
    shop.advance(to=end - 3 * DAY)
    assert len(receiver.of("customer.subscription.trial_will_end")) == 2


@pytest.mark.parametrize("behavior", ["pause", "cancel", "create_invoice"])
def test_a_trial_without_a_card_ends_as_it_was_told(
    shop: Shop, receiver: Receiver, behavior: str
) -> None:
    subscription = shop.subscribe(
        shop.customer(card=None),
        trial_period_days=5,
        trial_settings={"end_behavior": {"missing_payment_method": behavior}},
    )
    shop.advance(days=5.1)
    now = shop.get("subscriptions", subscription.id)
    if behavior == "pause":
        assert now["status"] == "paused"
        details = now["status_details"]["paused"]["subscription"]
        assert details == {"type": "trial_end_without_payment_method"}
        assert len(receiver.of("customer.subscription.paused")) == 1
    elif behavior == "cancel":
        assert now["status"] == "canceled"
        assert len(receiver.of("customer.subscription.deleted")) == 1
    else:
        assert now["status"] == "past_due"
        assert len(receiver.of("invoice.payment_failed")) == 1


def test_a_paused_subscription_resumes_with_a_new_period(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer(card=None)
    subscription = shop.subscribe(
        customer,
        trial_period_days=5,
        trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
    )
    shop.advance(days=8)
    method = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    settings = {"default_payment_method": method.id}
    shop.v1.customers.update(customer.id, {"invoice_settings": settings})
    resumed = shop.v1.subscriptions.resume(
        subscription.id, {"billing_cycle_anchor": {"type": "now"}}
    )
    assert (resumed.status, resumed.status_details) == ("active", None)
    assert resumed.billing_cycle_anchor == resumed["items"].data[0].current_period_start
    shop.control("flush")
    assert len(receiver.of("customer.subscription.resumed")) == 1
    previous = receiver.events[-1]["data"]["previous_attributes"]
    assert receiver.events[-1]["type"] == "customer.subscription.updated"
    assert {"status", "status_details", "billing_cycle_anchor", "latest_invoice"} <= set(previous)
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.subscriptions.resume(subscription.id)


def test_pausing_credits_the_unused_time(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    start, end = shop.period(subscription.id)
    shop.advance(to=start + (end - start) // 2)
    paused = shop.v1.subscriptions.pause(subscription.id)
    assert paused.status_details.paused.subscription.type == "pause_requested"
    shop.advance(days=60)
    assert len(shop.v1.invoices.list({"subscription": subscription.id}).data) == 1
    resumed = shop.v1.subscriptions.resume(subscription.id)
    invoice = shop.v1.invoices.retrieve(resumed.latest_invoice)
    amounts = [line.amount for line in invoice.lines.data]
    assert amounts[1] == 4900
    assert -2451 <= amounts[0] <= -2449
    assert invoice.amount_paid == sum(amounts)


def test_a_resumption_that_is_not_paid_stays_paused_if_it_must_be(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    none = {"bill_for": {"unused_time_from": {"type": "none"}}}
    shop.v1.subscriptions.pause(subscription.id, none)
    shop.control("fail_next_payment", customer=customer.id)
    strict = {"payment_behavior": "resume_on_payment_success"}
    still = shop.v1.subscriptions.resume(subscription.id, strict)
    assert still.status == "paused"
    paid = shop.v1.invoices.pay(still.latest_invoice)
    assert paid.status == "paid"
    assert shop.get("subscriptions", subscription.id)["status"] == "active"


def test_a_planned_end_follows_the_period_of_a_resumed_subscription(
    shop: Shop, receiver: Receiver
) -> None:
    subscription = shop.subscribe(shop.customer())
    shop.v1.subscriptions.pause(subscription.id)
    shop.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    shop.advance(days=60)
    resumed = shop.v1.subscriptions.resume(subscription.id)
    end = shop.period(subscription.id)[1]
    assert (resumed.status, resumed.cancel_at) == ("active", end)
    shop.advance(to=end)
    assert shop.get("subscriptions", subscription.id)["ended_at"] == end
    moments = [event["created"] for event in receiver.events]
    assert moments == sorted(moments)


def test_an_end_that_passed_during_a_pause_comes_when_it_is_over(
    shop: Shop, receiver: Receiver
) -> None:
    subscription = shop.subscribe(shop.customer())
    shop.v1.subscriptions.update(subscription.id, {"cancel_at": shop.now + 5 * DAY})
    shop.v1.subscriptions.pause(subscription.id)
    shop.advance(days=20)
    resumed_at = shop.now
    shop.v1.subscriptions.resume(subscription.id)
    shop.control("flush")
    assert shop.get("subscriptions", subscription.id)["status"] == "canceled"
    assert receiver.events[-1]["type"] == "customer.subscription.deleted"
    assert receiver.events[-1]["created"] >= resumed_at


@pytest.mark.parametrize("behavior", ["void", "keep_as_draft", "mark_uncollectible"])
def test_collection_can_be_paused_and_resumes_by_itself(shop: Shop, behavior: str) -> None:
    subscription = shop.subscribe(shop.customer())
    end = shop.period(subscription.id)[1]
    pause = {"behavior": behavior, "resumes_at": end + 10 * DAY}
    shop.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
    shop.advance(to=end + DAY)
    (skipped, _first) = shop.v1.invoices.list({"subscription": subscription.id}).data
    expected = {"void": "void", "keep_as_draft": "draft", "mark_uncollectible": "uncollectible"}
    assert skipped.status == expected[behavior]
    assert shop.get("subscriptions", subscription.id)["status"] == "active"
    shop.advance(to=end + 11 * DAY)
    assert shop.get("subscriptions", subscription.id)["pause_collection"] is None
    shop.advance(to=shop.period(subscription.id)[1] + DAY)
    assert shop.v1.invoices.list({"subscription": subscription.id}).data[0].status == "paid"


def test_a_pause_of_collection_can_be_taken_back(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    paused = shop.v1.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": "void"}}
    )
    assert paused.pause_collection.behavior == "void"
    again = shop.v1.subscriptions.update(subscription.id, {"pause_collection": ""})
    assert again.pause_collection is None


# --- ends


def test_cancelling_at_the_period_end_and_undoing_it(shop: Shop, receiver: Receiver) -> None:
    subscription = shop.subscribe(shop.customer())
    end = shop.period(subscription.id)[1]
    planned = shop.v1.subscriptions.update(
        subscription.id,
        {"cancel_at_period_end": True, "cancellation_details": {"feedback": "too_expensive"}},
    )
    assert (planned.status, planned.cancel_at, planned.cancel_at_period_end) == (
        "active",
        end,
        True,
    )
    undone = shop.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": False})
    assert (undone.cancel_at, undone.canceled_at) == (None, None)
    shop.control("flush")
    first, second = [
        event["data"]["previous_attributes"]
        for event in receiver.events
        if event["type"] == "customer.subscription.updated"
    ][-2:]
    assert set(first) == {
        "cancel_at", "cancel_at_period_end", "canceled_at", "cancellation_details"
    }  # fmt: skip
    assert first["cancellation_details"] == {"feedback": None, "reason": None}
    assert second["cancel_at"] == end
    shop.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    shop.advance(to=end + DAY)
    ended = shop.get("subscriptions", subscription.id)
    assert (ended["status"], ended["ended_at"]) == ("canceled", end)
    assert ended["canceled_at"] < end
    assert ended["cancellation_details"]["reason"] == "cancellation_requested"
    assert len(shop.v1.invoices.list({"subscription": subscription.id}).data) == 1
    assert len(receiver.of("customer.subscription.deleted")) == 1


def test_cancel_at_a_moment_and_clearing_it(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer())
    when = shop.now + 5 * DAY
    planned = shop.v1.subscriptions.update(subscription.id, {"cancel_at": when})
    assert (planned.cancel_at, planned.cancel_at_period_end) == (when, False)
    cleared = shop.v1.subscriptions.update(subscription.id, {"cancel_at": ""})
    assert cleared.cancel_at is None
    shop.v1.subscriptions.update(subscription.id, {"cancel_at": when})
    shop.advance(to=when)
    assert shop.get("subscriptions", subscription.id)["ended_at"] == when


def test_cancelling_now(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    start, end = shop.period(subscription.id)
    shop.advance(to=(start + end) // 2)
    ended = shop.v1.subscriptions.cancel(subscription.id, {"prorate": True, "invoice_now": True})
    assert ended.status == "canceled"
    assert ended.ended_at == ended.canceled_at
    assert -2451 <= shop.get("customers", customer.id)["balance"] <= -2449
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert shop.v1.subscriptions.list({"customer": customer.id}).data == []
    assert len(shop.v1.subscriptions.list({"customer": customer.id, "status": "all"}).data) == 1
    assert len(shop.v1.subscriptions.list({"status": "ended"}).data) == 1
    shop.advance(days=60)
    assert receiver.types()[-1] == "customer.subscription.deleted"


def test_deleting_a_customer_ends_its_subscriptions(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    assert shop.v1.customers.delete(customer.id).deleted
    assert shop.get("subscriptions", subscription.id)["status"] == "canceled"
    assert shop.get("customers", customer.id)["deleted"] is True
    assert shop.v1.customers.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.customers.update(customer.id, {"name": "x"})
    shop.control("flush")
    assert receiver.types()[-2:] == ["customer.subscription.deleted", "customer.deleted"]


# --- failing cards


def _failing(shop: Shop, **params: Any) -> tuple[Any, Any, int]:
    """Subscribe, let the first renewal fail, and return customer, subscription and that moment."""
    customer = shop.customer()
    subscription = shop.subscribe(customer, **params)
    shop.control("fail_next_payment", customer=customer.id, count=99)
    end = shop.period(subscription.id)[1]
    shop.advance(to=end + 3600)
    return customer, subscription, end + 3600


def test_a_failed_renewal_is_retried_and_ends_the_subscription(
    shop: Shop, receiver: Receiver
) -> None:
    customer, subscription, failed = _failing(shop)
    assert shop.get("subscriptions", subscription.id)["status"] == "past_due"
    assert shop.get("customers", customer.id)["delinquent"] is True
    shop.advance(days=30)
    attempts = receiver.of("invoice.payment_failed")
    days = [
        (event["created"] - failed) / DAY
        for event in receiver.events
        if event["type"] == "invoice.payment_failed"
    ]
    assert days == [0, 3, 8, 15]
    assert [one["attempt_count"] for one in attempts] == [1, 2, 3, 4]
    assert attempts[0]["next_payment_attempt"] == failed + 3 * DAY
    assert (attempts[-1]["next_payment_attempt"], attempts[-1]["auto_advance"]) == (None, False)
    (given_up,) = receiver.of("invoice.marked_uncollectible")
    assert given_up["status_details"] == {"uncollectible": {"reason": "max_payment_attempts"}}
    (ended,) = receiver.of("customer.subscription.deleted")
    assert ended["cancellation_details"]["reason"] == "payment_failed"


@pytest.mark.parametrize("end", ["unpaid", "past_due", "pause"])
def test_dunning_ends_as_it_is_set(shop: Shop, receiver: Receiver, end: str) -> None:
    shop.control("dunning", end=end, retry_days=[1, 2], give_up_invoice=False)
    customer, subscription, _ = _failing(shop)
    shop.advance(days=4)
    assert len(receiver.of("invoice.payment_failed")) == 3
    now = shop.get("subscriptions", subscription.id)
    assert now["status"] == {"unpaid": "unpaid", "past_due": "past_due", "pause": "paused"}[end]
    if end == "pause":
        assert now["status_details"]["paused"]["subscription"]["type"] == "final_payment_failure"
        return
    if end == "unpaid":
        shop.advance(to=shop.period(subscription.id)[1] + DAY)
        newest = shop.v1.invoices.list({"subscription": subscription.id}).data[0]
        assert (newest.status, newest.auto_advance) == ("draft", False)
    shop.control("fail_next_payment", count=0)
    latest = shop.get("subscriptions", subscription.id)["latest_invoice"]
    shop.v1.invoices.pay(latest)
    assert shop.get("subscriptions", subscription.id)["status"] == "active"
    if end == "past_due":
        assert shop.get("customers", customer.id)["delinquent"] is False


def test_a_payment_ends_the_dunning(shop: Shop, receiver: Receiver) -> None:
    customer, subscription, _ = _failing(shop)
    shop.control("fail_next_payment", count=0)
    shop.advance(days=3)
    assert shop.get("subscriptions", subscription.id)["status"] == "active"
    assert shop.get("customers", customer.id)["delinquent"] is False
    changed = [
        event["data"]["previous_attributes"]
        for event in receiver.events
        if event["type"] == "customer.subscription.updated"
    ]
    assert changed[-2:] == [{"status": "active"}, {"status": "past_due"}]
    shop.advance(days=20)
    assert len(receiver.of("invoice.payment_failed")) == 1


def test_one_planned_failure_fails_one_payment_of_its_customer(shop: Shop) -> None:
    lucky, unlucky = shop.customer(), shop.customer()
    shop.control("fail_next_payment", customer=unlucky.id, count=1)
    assert shop.subscribe(lucky).status == "active"
    assert shop.subscribe(unlucky).status == "incomplete"
    assert shop.subscribe(unlucky).status == "active"


def test_an_incomplete_subscription_expires_after_23_hours(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer()
    shop.control("fail_next_payment", customer=customer.id)
    subscription = shop.subscribe(customer)
    assert subscription.status == "incomplete"
    assert len(shop.v1.subscriptions.list({"status": "incomplete"}).data) == 1
    shop.advance(days=1)
    now = shop.get("subscriptions", subscription.id)
    assert (now["status"], now["ended_at"]) == (
        "incomplete_expired",
        subscription.created + 23 * 3600,
    )
    assert shop.get("invoices", subscription.latest_invoice)["status"] == "void"
    assert len(receiver.of("invoice.voided")) == 1


def test_error_if_incomplete_leaves_nothing(shop: Shop) -> None:
    customer = shop.customer()
    shop.control("fail_next_payment", customer=customer.id)
    with pytest.raises(stripe.CardError):
        shop.subscribe(customer, payment_behavior="error_if_incomplete")
    assert shop.v1.subscriptions.list({"status": "all"}).data == []


def test_a_card_that_always_asks_fails_off_session(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer(card="pm_card_authenticationRequired")
    subscription = shop.subscribe(customer)
    assert subscription.status == "incomplete"
    shop.control("flush")
    (asked,) = receiver.of("invoice.payment_action_required")
    assert receiver.of("invoice.payment_failed") == []
    paid = shop.v1.invoices.pay(asked["id"], {"off_session": False})
    assert paid.status == "paid"
    end = shop.period(subscription.id)[1]
    shop.advance(to=end + 3600)
    assert len(receiver.of("invoice.payment_action_required")) == 2
    assert len(receiver.of("invoice.payment_failed")) == 1
    assert shop.get("subscriptions", subscription.id)["status"] == "past_due"


def test_a_card_that_can_be_saved_but_not_charged(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer)
    bad = shop.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    shop.v1.subscriptions.update(subscription.id, {"default_payment_method": bad.id})
    shop.advance(to=shop.period(subscription.id)[1] + 3600)
    assert shop.get("subscriptions", subscription.id)["status"] == "past_due"
    shop.v1.payment_methods.detach(bad.id)
    assert shop.get("subscriptions", subscription.id)["default_payment_method"] is None


def test_invoices_that_are_sent_wait_for_their_customer(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer(card=None)
    subscription = shop.subscribe(customer, collection_method="send_invoice", days_until_due=14)
    assert subscription.status == "active"
    shop.advance(days=0.1)
    (sent,) = receiver.of("invoice.sent")
    assert sent["due_date"] == subscription.created + 14 * DAY
    assert shop.get("invoices", sent["id"])["status"] == "open"
    paid = shop.v1.invoices.pay(sent["id"], {"paid_out_of_band": True})
    assert (paid.status, paid.amount_paid_off_stripe) == ("paid", 4900)
    voided = shop.get("subscriptions", subscription.id)["latest_invoice"]
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.invoices.void_invoice(voided)
