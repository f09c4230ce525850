"""From a session to a paid subscription, and all the ways that do not lead there."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
import stripe

from sidecar.tests.embedded_stripe.doubles import DAY, Receiver, Shop, web

DECLINED = "4000000000000002"
ASKS = "4000002500003155"
GOOD = "4242424242424242"


def _click(url: str, **form: str) -> httpx.Response:
    return web.post(url, data={"action": "pay", "email": "a@shop.example", **form})


def test_a_paid_checkout_emits_what_stripe_emits(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer(card=None, metadata={"org_id": "org"})
    session = shop.checkout(
        customer,
        client_reference_id="org",
        metadata={"org_id": "org", "of": "session"},
        subscription_data={"metadata": {"org_id": "org", "of": "subscription"}},
    )
    assert session.status == "open"
    assert session.amount_total == 4900
    done = _click(session.url, card=GOOD)
    assert done.status_code == 303
    assert done.headers["Location"] == f"http://shop.example/done?session_id={session.id}"
    shop.control("flush")
    types = receiver.types()
    assert types[types.index("payment_method.attached") :] == [
        "payment_method.attached",
        "customer.updated",
        "invoice.created",
        "customer.subscription.created",
        "invoice.finalized",
        "charge.succeeded",
        "invoice_payment.paid",
        "invoice.updated",
        "invoice.paid",
        "invoice.payment_succeeded",
        "customer.subscription.updated",
        "checkout.session.completed",
    ]
    (completed,) = receiver.of("checkout.session.completed")
    (created,) = receiver.of("customer.subscription.created")
    (paid,) = receiver.of("invoice.paid")
    assert completed["client_reference_id"] == "org"
    assert completed["metadata"] == {"org_id": "org", "of": "session"}
    assert completed["payment_status"] == "paid"
    assert completed["subscription"] == created["id"]
    assert completed["invoice"] == paid["id"] == created["latest_invoice"]
    assert created["metadata"] == {"org_id": "org", "of": "subscription"}
    assert created["status"] == "incomplete"
    assert created["billing_mode"]["type"] == "flexible"
    assert receiver.events[-2]["data"]["previous_attributes"] == {"status": "incomplete"}
    assert paid["parent"]["subscription_details"] == {
        "metadata": {"org_id": "org", "of": "subscription"},
        "subscription": created["id"],
    }
    (line,) = paid["lines"]["data"]
    assert line["pricing"]["price_details"]["price"] == shop.prices["starter_monthly"]
    assert (line["amount"], line["period"]["start"]) == (4900, created["created"])
    assert paid["number"].endswith("-0001")
    assert paid["status_transitions"]["paid_at"] is not None
    subscription = shop.get("subscriptions", created["id"])
    assert subscription["status"] == "active"
    (payment,) = shop.v1.invoice_payments.list({"invoice": paid["id"]}).data
    assert payment.payment.payment_intent.startswith("pi_")
    by_intent = {"type": "payment_intent", "payment_intent": payment.payment.payment_intent}
    assert shop.v1.invoice_payments.list({"payment": by_intent}).data[0].id == payment.id


def test_a_declined_card_leaves_the_session_open_and_nothing_behind(
    shop: Shop, receiver: Receiver
) -> None:
    session = shop.checkout(shop.customer(card=None))
    declined = _click(session.url, card=DECLINED)
    assert declined.status_code == 402
    assert 'role="alert">Your card was declined.' in declined.text
    assert shop.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert shop.v1.subscriptions.list({"status": "all"}).data == []
    shop.control("flush")
    assert receiver.of("customer.subscription.created") == []
    assert _click(session.url, card=GOOD).status_code == 303


def test_a_planned_failure_declines_a_good_card(shop: Shop) -> None:
    session = shop.checkout(shop.customer(card=None))
    shop.control("fail_next_payment", customer=session.customer, code="insufficient_funds")
    declined = _click(session.url, card=GOOD)
    assert "insufficient funds" in declined.text
    assert shop.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert shop.v1.subscriptions.list({"status": "all"}).data == []
    assert shop.v1.customers.payment_methods.list(session.customer).data == []
    assert _click(session.url, card=GOOD).status_code == 303


def test_the_bank_may_ask_first(shop: Shop) -> None:
    session = shop.checkout(shop.customer(card=None))
    asked = _click(session.url, card=ASKS)
    assert asked.status_code == 200
    assert "Complete authentication" in asked.text
    assert shop.v1.checkout.sessions.retrieve(session.id).status == "open"
    failed = _click(session.url, card=ASKS, action="authentication_fail")
    assert "unable to authenticate" in failed.text
    assert _click(session.url, card=ASKS, action="authenticate").status_code == 303
    assert shop.v1.subscriptions.list({"customer": session.customer}).data[0].status == "active"


def test_leaving_goes_back_and_keeps_the_session_open(shop: Shop) -> None:
    session = shop.checkout(shop.customer(card=None))
    left = _click(session.url, action="leave")
    assert (left.status_code, left.headers["Location"]) == (303, "http://shop.example/left")
    assert shop.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_paying_twice_makes_one_subscription(shop: Shop) -> None:
    session = shop.checkout(shop.customer(card=None))
    _click(session.url, card=GOOD)
    again = _click(session.url, card=GOOD)
    assert again.status_code == 200
    assert "already completed" in again.text
    assert len(shop.v1.subscriptions.list({"status": "all"}).data) == 1


def test_a_session_expires_by_call_or_by_time(shop: Shop, receiver: Receiver) -> None:
    customer = shop.customer(card=None)
    by_call, by_time = shop.checkout(customer), shop.checkout(customer)
    assert shop.v1.checkout.sessions.expire(by_call.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.checkout.sessions.expire(by_call.id)
    shop.advance(days=1)
    expired = shop.v1.checkout.sessions.retrieve(by_time.id)
    assert (expired.status, expired.url) == ("expired", None)
    assert [one["id"] for one in receiver.of("checkout.session.expired")] == [
        by_call.id,
        by_time.id,
    ]
    assert "expired" in _click(by_time.url or f"{shop.url}/checkout/{by_time.id}").text
    listed = shop.v1.checkout.sessions.list({"customer": customer.id, "status": "expired"})
    assert len(listed.data) == 2


def test_a_trial_begins_with_an_invoice_of_nothing(shop: Shop, receiver: Receiver) -> None:
    end = shop.now + 10 * DAY
    session = shop.checkout(shop.customer(card=None), subscription_data={"trial_end": end})
    assert session.amount_total == 0
    page = web.get(session.url).text
    assert "Start trial" in page
    assert "Free until" in page
    assert "then $49.00 per month" in page
    _click(session.url, card=GOOD)
    shop.control("flush")
    (completed,) = receiver.of("checkout.session.completed")
    assert completed["payment_status"] == "no_payment_required"
    (created,) = receiver.of("customer.subscription.created")
    assert created["status"] == "trialing"
    assert created["trial_end"] == created["billing_cycle_anchor"] == end
    assert shop.period(created["id"])[1] == end
    (paid,) = receiver.of("invoice.paid")
    assert (paid["amount_due"], paid["attempt_count"], paid["attempted"]) == (0, 0, True)
    assert paid["lines"]["data"][0]["description"] == "Trial period for Starter"
    shop.advance(to=end + 3700)
    assert shop.get("subscriptions", created["id"])["status"] == "active"


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"mode": "payment"}, "mode"),
        ({"success_url": ""}, "success_url"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [{"price": "price_none"}]}, "line_items[0][price]"),
        ({"expires_at": 1}, "expires_at"),
        ({"subscription_data": {"colour": "red"}}, "subscription_data[colour]"),
    ],
)
def test_wrong_sessions_are_refused(shop: Shop, change: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.checkout(shop.customer(card=None), **change)
    assert refused.value.param == param


def test_a_trial_must_last_two_days(shop: Shop) -> None:
    customer = shop.customer(card=None)
    for hours, works in ((47, False), (49, True)):
        data = {"trial_end": shop.now + hours * 3600}
        if works:
            assert shop.checkout(customer, subscription_data=data).id
        else:
            with pytest.raises(stripe.InvalidRequestError):
                shop.checkout(customer, subscription_data=data)


def test_a_session_without_customer_makes_one(shop: Shop, receiver: Receiver) -> None:
    session = shop.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": shop.prices["starter_monthly"], "quantity": 2}],
            "success_url": "http://shop.example/done",
            "customer_email": "new@shop.example",
        }
    )
    _click(session.url, card=GOOD, name="New Customer")
    shop.control("flush")
    (customer,) = receiver.of("customer.created")
    assert (customer["email"], customer["name"]) == ("new@shop.example", "New Customer")
    assert receiver.of("checkout.session.completed")[0]["customer"] == customer["id"]


def test_promotion_codes_can_be_typed_in(shop: Shop) -> None:
    coupon = shop.v1.coupons.create({"percent_off": 20, "duration": "forever"})
    shop.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SPRING"}
    )
    session = shop.checkout(shop.customer(card=None), allow_promotion_codes=True)
    assert "This code is invalid." in _click(session.url, action="promotion", promotion="X").text
    assert "$39.20" in _click(session.url, action="promotion", promotion="spring").text
    _click(session.url, card=GOOD)
    done = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["invoice", "subscription"]})
    assert done.amount_total == done.invoice.amount_paid == 3920
    assert done.total_details.amount_discount == 980
    assert len(done.subscription.discounts) == 1


def test_the_control_call_completes_or_declines(shop: Shop) -> None:
    session = shop.checkout(shop.customer(card=None))
    declined = shop.control("complete_checkout", session=session.id, outcome="decline")
    assert declined["outcome"] == "declined"
    paid = shop.control("complete_checkout", session=session.id, outcome="pay")
    assert paid["session"]["status"] == "complete"


def _inputs(page: str) -> list[str]:
    return re.findall(r"<(?:input|select)\b[^>]*>", page)


def test_the_pages_work_without_script_and_for_screen_readers(shop: Shop) -> None:
    customer = shop.customer(card=None, name='<b>"Eve" & Co</b>')
    checkout = shop.checkout(customer, allow_promotion_codes=True)
    portal = shop.v1.billing_portal.sessions.create({"customer": customer.id})
    pages = [web.get(checkout.url), _click(checkout.url, card=ASKS), web.get(portal.url)]
    for reply in pages:
        page = reply.text
        assert "<script" not in page
        assert "<b>" not in page
        assert '<html lang="en">' in page
        assert len(re.findall("<h1>", page)) == 1
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        for tag in _inputs(page):
            if 'type="hidden"' in tag:
                continue
            found = re.search(r'id="([^"]+)"', tag)
            assert found is not None
            assert f'<label for="{found[1]}">' in page


def test_unknown_pages_are_not_found(shop: Shop) -> None:
    for path in ("", "checkout/cs_none", "portal/bps_none", "invoice/none", "invoice/none/pdf"):
        reply = web.get(f"{shop.url}/{path}")
        assert reply.status_code == 404
        assert "text/html" in reply.headers["Content-Type"]
