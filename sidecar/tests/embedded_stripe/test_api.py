"""What every call has in common: keys, versions, errors, pages, expansion, idempotency, faults."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import stripe

from sidecar.embedded_stripe.tx import API_VERSION
from sidecar.tests.embedded_stripe.doubles import KEY, Receiver, Shop, web
from sidecar.tests.embedded_stripe.schema import VERSION


def _post(shop: Shop, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
    sent = {
        "Authorization": f"Bearer {KEY}",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    return web.post(f"{shop.url}/v1/{path}", data=form, headers=sent)


def test_the_client_pins_the_version_that_is_imitated() -> None:
    assert stripe.api_version == API_VERSION == VERSION


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "did not provide"),
        ("sk_test_wrong_key_here", "Invalid API Key provided: sk_test_"),
        ("sk_live_abc", "live key"),
        ("rk_live_abc", "live key"),
    ],
)
def test_other_keys_are_refused(shop: Shop, key: str, words: str) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    reply = web.get(f"{shop.url}/v1/customers", headers=headers)
    assert reply.status_code == 401
    assert words in reply.json()["error"]["message"]
    assert key == "" or key not in reply.text
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient(
            key or "sk_test_none", base_addresses={"api": shop.url}
        ).v1.prices.list()


def test_basic_authentication_works(shop: Shop) -> None:
    assert web.get(f"{shop.url}/v1/account", auth=(KEY, "")).json()["object"] == "account"
    assert web.get(f"{shop.url}/v1/account", auth=("x", "")).status_code == 401


def test_other_versions_are_refused(shop: Shop) -> None:
    for version in ("2023-08-16", "yesterday"):
        reply = _post(shop, "customers", {}, Stripe_Version=version)
        assert reply.status_code == 400
        assert version in reply.json()["error"]["message"]
    reply = _post(shop, "customers", {}, Stripe_Version=API_VERSION)
    assert reply.headers["Stripe-Version"] == API_VERSION


def test_errors_have_the_format_of_stripe(shop: Shop) -> None:
    reply = web.get(f"{shop.url}/v1/customers/cus_nobody", auth=(KEY, ""))
    assert reply.status_code == 404
    error = reply.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["code"] == "resource_missing"
    assert error["param"] == "id"
    assert error["message"] == "No such customer: 'cus_nobody'"
    assert reply.headers["Request-Id"] in error["request_log_url"]


def test_the_client_raises_its_own_errors(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        shop.v1.customers.create({"colour": "blue"})
    assert unknown.value.param == "colour"
    assert unknown.value.code == "parameter_unknown"
    with pytest.raises(stripe.InvalidRequestError) as missing:
        shop.v1.prices.create({"currency": "usd"})
    assert missing.value.http_status == 400
    with pytest.raises(stripe.InvalidRequestError) as reference:
        shop.v1.subscriptions.list({"customer": "cus_nobody", "limit": 0})
    assert reference.value.param == "limit"
    with pytest.raises(stripe.CardError) as declined:
        shop.customer(card="pm_card_visa_chargeDeclined")
    assert declined.value.http_status == 402
    assert declined.value.code == "card_declined"


def test_a_refused_call_changes_nothing(shop: Shop, receiver: Receiver) -> None:
    before = shop.state()["objects"]
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.customers.create({"email": "a@b.example", "colour": "blue"})
    with pytest.raises(stripe.CardError):
        shop.customer(card="pm_card_visa_chargeDeclined")
    assert shop.state()["objects"] == before
    shop.control("flush")
    assert receiver.of("customer.created") == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "nothing", 404), ("PUT", "customers", 501), ("DELETE", "customers", 405)],
)
def test_unknown_addresses(shop: Shop, method: str, path: str, status: int) -> None:
    reply = web.request(method, f"{shop.url}/v1/{path}", auth=(KEY, ""))
    assert reply.status_code == status


def test_bodies_must_be_forms(shop: Shop) -> None:
    reply = web.post(f"{shop.url}/v1/customers", json={"email": "a@b.example"}, auth=(KEY, ""))
    assert reply.status_code == 400
    reply = web.post(f"{shop.url}/v1/customers", content=b"\xff", auth=(KEY, ""))
    assert reply.status_code == 400
    reply = web.post(f"{shop.url}/v1/customers", content=b"a" * 1_100_000, auth=(KEY, ""))
    assert reply.status_code == 413


def test_lists_are_paged_from_the_newest(shop: Shop) -> None:
    made = [shop.v1.customers.create({"name": str(n)}).id for n in range(25)][::-1]
    first = shop.v1.customers.list()
    assert [row.id for row in first.data] == made[:10]
    assert first.has_more
    assert first.url == "/v1/customers"
    second = shop.v1.customers.list({"limit": 15, "starting_after": made[9]})
    assert [row.id for row in second.data] == made[10:25]
    assert not second.has_more
    back = shop.v1.customers.list({"limit": 4, "ending_before": made[9]})
    assert [row.id for row in back.data] == made[5:9]
    assert back.has_more
    everything = shop.v1.customers.list({"limit": 7}).auto_paging_iter()
    assert [row.id for row in everything] == made
    backwards = shop.v1.customers.list({"limit": 7, "ending_before": made[-1]}).auto_paging_iter()
    assert [row.id for row in backwards] == made[:-1][::-1]


def test_wrong_cursors_and_limits_are_refused(shop: Shop) -> None:
    customer = shop.v1.customers.create({}).id
    for wish in (
        {"starting_after": "cus_nobody"},
        {"limit": 101},
        {"starting_after": customer, "ending_before": customer},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.customers.list(wish)


def test_lists_are_filtered_by_time(shop: Shop) -> None:
    old = shop.v1.customers.create({})
    shop.advance(days=2)
    new = shop.v1.customers.create({})

    def found(created: Any) -> list[str]:
        return [row.id for row in shop.v1.customers.list({"created": created}).data]

    assert found({"gt": old.created}) == [new.id]
    assert found({"lte": old.created}) == [old.id]
    assert found({"gte": old.created, "lt": new.created}) == [old.id]
    assert found(new.created) == [new.id]


def test_references_are_expanded(shop: Shop) -> None:
    customer = shop.customer()
    expand = [
        "customer",
        "latest_invoice.payments",
        "default_payment_method",
        "items.data.price.product",
    ]
    subscription = shop.subscribe(customer, expand=expand)
    assert subscription.customer.email == "a@shop.example"
    assert subscription.default_payment_method is None
    assert subscription.latest_invoice.payments.data[0].status == "paid"
    assert subscription["items"].data[0].price.product.name == "Starter"
    listed = shop.v1.subscriptions.list({"expand": ["data.customer", "data.latest_invoice"]})
    assert listed.data[0].customer.id == customer.id
    assert listed.data[0].latest_invoice.status == "paid"
    found = shop.v1.customers.retrieve(customer.id, {"expand": ["subscriptions"]})
    assert found.subscriptions.data[0].id == subscription.id
    session = shop.checkout(customer)
    found = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
    assert found.line_items.data[0].amount_total == 4900


def test_what_cannot_be_expanded_is_refused(shop: Shop) -> None:
    customer = shop.v1.customers.create({})
    for path in ("email_address", "created", "invoice_prefix", "a.b.c.d.e"):
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.customers.retrieve(customer.id, {"expand": [path]})


# --- idempotency


def test_a_repeated_key_replays_the_answer(shop: Shop, receiver: Receiver) -> None:
    first = _post(shop, "customers", {"name": "Once"}, Idempotency_Key="k1")
    again = _post(shop, "customers", {"name": "Once"}, Idempotency_Key="k1")
    assert again.text == first.text
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.headers["Request-Id"]
    assert again.headers["Request-Id"] != first.headers["Request-Id"]
    assert "Idempotent-Replayed" not in first.headers
    assert first.headers["Idempotency-Key"] == "k1"
    shop.control("flush")
    (created,) = (event for event in receiver.events if event["type"] == "customer.created")
    assert created["request"] == {"id": first.headers["Request-Id"], "idempotency_key": "k1"}


def test_a_key_with_other_parameters_is_an_error(shop: Shop) -> None:
    shop.v1.customers.create({"name": "One"}, {"idempotency_key": "k1"})
    with pytest.raises(stripe.IdempotencyError) as refused:
        shop.v1.customers.create({"name": "Two"}, {"idempotency_key": "k1"})
    assert refused.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        shop.v1.products.create({"name": "One"}, {"idempotency_key": "k1"})


def test_keys_are_at_most_255_characters(shop: Shop) -> None:
    assert _post(shop, "customers", {}, Idempotency_Key="k" * 255).status_code == 200
    assert _post(shop, "customers", {}, Idempotency_Key="k" * 256).status_code == 400


def test_a_refusal_of_parameters_is_not_kept(shop: Shop) -> None:
    assert _post(shop, "customers", {"email": "nonsense"}, Idempotency_Key="k1").status_code == 400
    fixed = _post(shop, "customers", {"email": "a@b.example"}, Idempotency_Key="k1")
    assert fixed.status_code == 200


def test_a_declined_payment_is_kept(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, payment_behavior="default_incomplete")
    shop.control("fail_next_payment", customer=customer.id)
    path = f"invoices/{subscription.latest_invoice}/pay"
    first = _post(shop, path, {}, Idempotency_Key="k1")
    again = _post(shop, path, {}, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 402
    assert again.headers["Idempotent-Replayed"] == "true"
    assert shop.get("invoices", subscription.latest_invoice)["attempt_count"] == 1
    assert _post(shop, path, {}, Idempotency_Key="k2").status_code == 200


def test_keys_are_forgotten_after_a_day_of_real_time_only(shop: Shop) -> None:
    first = shop.v1.customers.create({}, {"idempotency_key": "k1"})
    shop.advance(days=3)
    assert shop.v1.customers.create({}, {"idempotency_key": "k1"}).id == first.id


def test_a_key_in_use_conflicts(shop: Shop) -> None:
    shop.control("fail_requests", count=1, status="slow", seconds=1)
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(_post, shop, "customers", {"name": "x"}, Idempotency_Key="k1")
        while shop.state()["request_faults"]:
            time.sleep(0.01)
        conflict = _post(shop, "customers", {"name": "x"}, Idempotency_Key="k1")
        done = slow.result()
    assert conflict.status_code == 409
    assert conflict.json()["error"]["code"] == "idempotency_key_in_use"
    assert done.status_code == 200
    assert _post(shop, "customers", {"name": "x"}, Idempotency_Key="k1").text == done.text


def test_parallel_requests_with_one_key_make_one_object(shop: Shop) -> None:
    start = threading.Barrier(8)

    def send() -> int:
        start.wait()
        return _post(shop, "customers", {"name": "Race"}, Idempotency_Key="race").status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = [future.result() for future in [pool.submit(send) for _ in range(8)]]
    assert set(statuses) <= {200, 409}
    assert [row.name for row in shop.v1.customers.list().data] == ["Race"]


# --- planned faults


def test_a_429_does_nothing_and_is_not_kept(shop: Shop) -> None:
    shop.control("fail_requests", count=1, status=429)
    with pytest.raises(stripe.RateLimitError):
        shop.v1.customers.create({}, {"idempotency_key": "k1"})
    assert shop.v1.customers.list().data == []
    assert shop.v1.customers.create({}, {"idempotency_key": "k1"}).id


def test_a_500_is_kept_under_its_key_but_a_503_is_not(shop: Shop) -> None:
    shop.control("fail_requests", count=1, status=500)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            shop.v1.customers.create({}, {"idempotency_key": "k1"})
        assert failed.value.http_status == 500
    assert shop.v1.customers.list().data == []
    shop.control("fail_requests", count=1, status=503)
    with pytest.raises(stripe.APIError):
        shop.v1.customers.create({}, {"idempotency_key": "k2"})
    assert shop.v1.customers.create({}, {"idempotency_key": "k2"}).id


def test_after_the_connection_is_cut_the_effect_is_there_and_replayed(shop: Shop) -> None:
    shop.control("fail_requests", count=1, status="after")
    with pytest.raises(stripe.APIConnectionError):
        shop.v1.customers.create({"name": "Lost"}, {"idempotency_key": "k1"})
    (made,) = shop.v1.customers.list().data
    assert shop.v1.customers.create({"name": "Lost"}, {"idempotency_key": "k1"}).id == made.id


@pytest.mark.parametrize("status", ["before", "timeout"])
def test_before_the_connection_is_cut_nothing_happens(shop: Shop, status: str) -> None:
    shop.control("fail_requests", count=1, status=status, seconds=0.2)
    with pytest.raises(stripe.APIConnectionError):
        shop.v1.customers.create({"name": "Lost"}, {"idempotency_key": "k1"})
    assert shop.v1.customers.list().data == []


def test_faults_can_be_limited_to_some_addresses_and_taken_back(shop: Shop) -> None:
    shop.control("fail_requests", count=5, status=503, path="/v1/products")
    assert shop.v1.customers.create({}).id
    with pytest.raises(stripe.APIError):
        shop.v1.products.list()
    shop.control("fail_requests", count=0)
    assert len(shop.v1.products.list().data) == 3


def test_the_client_retries_by_itself_and_makes_one_object(shop: Shop) -> None:
    client = stripe.StripeClient(KEY, base_addresses={"api": shop.url}, max_network_retries=2)
    shop.control("fail_requests", count=1, status="after")
    made = client.v1.customers.create({"name": "Once"})
    assert [row.id for row in shop.v1.customers.list().data] == [made.id]
