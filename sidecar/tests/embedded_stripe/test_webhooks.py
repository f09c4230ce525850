"""Deliveries: signed, at least once, in order unless they are told otherwise."""

from __future__ import annotations

import time

import pytest
import stripe

from sidecar.tests.embedded_stripe.doubles import KEY, Receiver, Shop, web


def _customers(shop: Shop, count: int) -> list[str]:
    return [shop.v1.customers.create({"name": str(n)}).id for n in range(count)]


def _created(receiver: Receiver) -> list[str]:
    return [one["id"] for one in receiver.of("customer.created")]


def test_events_arrive_by_themselves_and_quickly(shop: Shop, receiver: Receiver) -> None:
    customer = shop.v1.customers.create({})
    deadline = time.monotonic() + 30
    while _created(receiver) != [customer.id]:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_an_event_is_delivered_again_until_it_is_accepted(shop: Shop, receiver: Receiver) -> None:
    shop.control("flush")
    receiver.refusals = [500, None, 302, 400]
    (customer,) = _customers(shop, 1)
    while receiver.refusals:
        shop.control("flush", timeout=1)
    shop.control("flush")
    assert _created(receiver) == [customer]
    assert shop.control("flush").get("pending") is None


def test_a_receiver_that_is_down_gets_everything_later(shop: Shop, receiver: Receiver) -> None:
    shop.control("webhook_endpoint", url="http://127.0.0.1:9/hook", secret=receiver.secret)
    customers = _customers(shop, 3)
    assert shop.control("flush", timeout=0.3)["pending"] >= 3
    event = shop.v1.events.list({"type": "customer.created"}).data[0]
    assert event.pending_webhooks == 1
    shop.control("webhook_endpoint", url=receiver.url)
    shop.control("flush")
    assert sorted(_created(receiver)) == sorted(customers)
    assert shop.v1.events.retrieve(event.id).pending_webhooks == 0


def test_the_secret_can_be_rotated(shop: Shop, receiver: Receiver) -> None:
    shop.control("flush")
    shop.control("webhook_endpoint", secrets=["whsec_new", receiver.secret])
    _customers(shop, 1)
    shop.control("flush")
    receiver.secret = "whsec_new"
    _customers(shop, 1)
    shop.control("flush")
    assert receiver.signatures[-1].count("v1=") == 2
    shop.control("webhook_endpoint", secret="whsec_new")
    _customers(shop, 1)
    shop.control("flush")
    assert receiver.signatures[-1].count("v1=") == 1
    assert len(_created(receiver)) == 3


def test_an_endpoint_gets_the_types_it_asked_for(shop: Shop, receiver: Receiver) -> None:
    shop.control("flush")
    before = len(receiver.events)
    shop.control("webhook_endpoint", enabled_events=["customer.updated"])
    (customer,) = _customers(shop, 1)
    shop.v1.customers.update(customer, {"name": "New"})
    shop.control("flush")
    assert receiver.types()[before:] == ["customer.updated"]
    assert shop.v1.events.list({"type": "customer.created"}).data[0].pending_webhooks == 0


def test_an_endpoint_needs_a_secret(shop: Shop) -> None:
    wish = {"url": "http://127.0.0.1:9/", "secrets": []}
    headers = {"X-Control": "1"}
    reply = web.post(f"{shop.url}/_control/webhook_endpoint", json=wish, headers=headers)
    assert reply.status_code == 400


def test_deliveries_can_be_duplicated(shop: Shop, receiver: Receiver) -> None:
    shop.control("flush")
    shop.control("deliveries", duplicate=1)
    customers = _customers(shop, 5)
    shop.control("flush")
    assert sorted(_created(receiver)) == sorted(customers * 2)


def test_deliveries_can_be_dropped_and_events_still_listed(shop: Shop, receiver: Receiver) -> None:
    shop.control("flush")
    shop.control("deliveries", drop=1)
    customers = _customers(shop, 5)
    assert shop.control("flush")["dropped"] == 5
    assert _created(receiver) == []
    listed = shop.v1.events.list({"types": ["customer.created"]}).auto_paging_iter()
    assert [event.data.object.id for event in listed] == customers[::-1]
    missed = shop.v1.events.list({"type": "customer.created"}).data[0].id
    shop.control("resend", event=missed)
    assert _created(receiver) == [customers[-1]]


def test_deliveries_can_be_delayed(shop: Shop, receiver: Receiver) -> None:
    shop.control("flush")
    shop.control("deliveries", delay_ms=400)
    sent = time.monotonic()
    customers = _customers(shop, 2)
    while sorted(_created(receiver)) != sorted(customers):
        assert time.monotonic() < sent + 5
        time.sleep(0.01)
    assert time.monotonic() - sent >= 0.4


def test_one_customers_events_come_in_order_unless_shuffled(shop: Shop, receiver: Receiver) -> None:
    (customer,) = _customers(shop, 1)
    names = [f"name {n}" for n in range(40)]

    def rename(*, shuffle: bool) -> list[str]:
        shop.control("flush")
        before = len(receiver.of("customer.updated"))
        # Nothing is due before all of it is there.
        shop.control("deliveries", shuffle=shuffle, delay_ms=60_000)
        for name in names:
            shop.v1.customers.update(customer, {"name": name})
        shop.control("flush")
        return [one["name"] for one in receiver.of("customer.updated")[before:]]

    assert rename(shuffle=False) == names
    shuffled = rename(shuffle=True)
    assert shuffled != names
    assert sorted(shuffled) == sorted(names)


def test_the_signature_carries_real_time_whatever_the_clock_says(
    shop: Shop, receiver: Receiver
) -> None:
    shop.advance(days=100)
    _customers(shop, 1)
    shop.control("flush")
    assert receiver.events[-1]["created"] > time.time() + 99 * 86_400
    signed = int(receiver.signatures[-1].removeprefix("t=").partition(",")[0])
    assert abs(signed - time.time()) < 60


def test_events_tell_which_request_caused_them(shop: Shop, receiver: Receiver) -> None:
    subscription = shop.subscribe(shop.customer())
    reply = web.post(
        f"{shop.url}/v1/subscriptions/{subscription.id}",
        data={"metadata[a]": "1"},
        headers={"Authorization": f"Bearer {KEY}", "Idempotency-Key": "mine"},
    )
    shop.advance(days=40)
    by_request = [
        event for event in receiver.events if event["request"]["idempotency_key"] == "mine"
    ]
    (changed,) = by_request
    assert changed["request"]["id"] == reply.headers["Request-Id"]
    assert changed["data"]["previous_attributes"] == {"metadata": {"a": None}}
    renewal = [one for one in receiver.events if one["type"] == "invoice.upcoming"]
    assert renewal[0]["request"] == {"id": None, "idempotency_key": None}


def test_events_are_listed_for_30_days(shop: Shop) -> None:
    old = shop.v1.customers.create({})
    shop.advance(days=29)
    assert shop.v1.events.list({"related_object": old.id}).data[0].type == "customer.created"
    shop.advance(days=2)
    assert shop.v1.events.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.events.retrieve("evt_none")
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.events.list({"type": "a", "types": ["b"]})


def test_events_are_listed_from_a_moment_on(shop: Shop) -> None:
    _customers(shop, 1)
    shop.advance(days=1)
    since = shop.now
    (customer,) = _customers(shop, 1)
    listed = shop.v1.events.list({"created": {"gte": since}}).data
    assert [event.data.object.id for event in listed] == [customer]
