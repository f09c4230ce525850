"""Customers' webhooks through the API: who may, where to, and what arrives."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sidecar.tests.customers import Customer

HOSTILE = json.loads((Path(__file__).parents[1] / "data" / "hostile_urls.json").read_text())


@pytest.fixture
def customer() -> Iterator[Customer]:
    """Run a customer's server."""
    with Customer().running() as found:
        yield found


@pytest.fixture
def endpoint(acme: Any, customer: Customer) -> Iterator[dict[str, Any]]:
    """Have Acme be told there, until the test is over."""
    answer = acme.call(
        "create_webhook_endpoint",
        url=f"{customer.address}/hooks",
        event_types=["organization.member_added"],
        description="The test's own",
    )
    assert answer.status_code == 200, answer.text
    yield answer.json()
    acme.call("delete_webhook_endpoint", id=answer.json()["id"])


def test_what_happens_arrives_signed_and_is_in_the_log(
    acme: Any,
    customer: Customer,
    endpoint: dict[str, Any],
    join: Callable[..., Any],
    eventually: Callable[..., Any],
) -> None:
    colleague = join(acme, "member")
    (got,) = eventually(lambda: list(customer.received))
    assert got.is_signed_with(endpoint["secret"])
    said = json.loads(got.body)
    assert said["type"] == "organization.member_added"
    assert said["data"]["email"] == colleague.email
    query = f"webhook_deliveries?event_id=eq.{got.id}&select=*,webhook_delivery_attempts(*)"
    (logged,) = eventually(lambda: acme.get(f"{query}&status=eq.succeeded"))
    assert logged["event_data"] == said["data"]
    (attempt,) = logged["webhook_delivery_attempts"]
    assert (attempt["attempt"], attempt["http_status"]) == (1, 204)
    assert colleague.get("webhook_endpoints") == colleague.get("webhook_deliveries") == []


def test_a_test_event_a_replay_and_a_new_key(
    acme: Any, customer: Customer, endpoint: dict[str, Any], eventually: Callable[..., Any]
) -> None:
    rotated = acme.call("rotate_webhook_secret", endpoint_id=endpoint["id"])
    assert rotated.status_code == 200, rotated.text
    sent = acme.call("send_test_event", endpoint_id=endpoint["id"])
    assert sent.status_code == 200, sent.text
    path = f"webhook_deliveries?id=eq.{sent.json()['id']}"
    eventually(lambda: acme.get(f"{path}&status=eq.succeeded"))
    assert acme.call("replay_delivery", id=sent.json()["id"]).status_code == 200
    eventually(lambda: acme.get(f"{path}&status=eq.succeeded&attempts=eq.2"))
    assert [got.id for got in customer.received] == [sent.json()["event_id"]] * 2
    for got in customer.received:
        assert got.is_signed_with(endpoint["secret"])
        assert got.is_signed_with(rotated.json()["secret"])


def test_a_key_is_told_once(acme: Any, endpoint: dict[str, Any]) -> None:
    assert endpoint["secret"].startswith("whsec_")
    for view in ("webhook_endpoints", "webhook_deliveries", "webhook_delivery_attempts"):
        assert endpoint["secret"].removeprefix("whsec_") not in acme.request("GET", view).text


def test_who_may_not(acme: Any, rival: Any, member: Any, endpoint: dict[str, Any]) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("update_webhook_endpoint", {"id": endpoint["id"], "description": "Mine"}),
        ("enable_webhook_endpoint", {"id": endpoint["id"]}),
        ("disable_webhook_endpoint", {"id": endpoint["id"]}),
        ("delete_webhook_endpoint", {"id": endpoint["id"]}),
        ("rotate_webhook_secret", {"endpoint_id": endpoint["id"]}),
        ("send_test_event", {"endpoint_id": endpoint["id"]}),
    ]
    for function, arguments in calls:
        assert member.call(function, **arguments).status_code == 403, function
        answer = rival.call(function, **arguments)
        assert (answer.status_code, answer.json()["code"]) == (404, "webhook_endpoint_not_found")
    assert member.call("create_webhook_endpoint", url="https://a.example.com/").status_code == 403
    (seen,) = acme.get(f"webhook_endpoints?id=eq.{endpoint['id']}")
    assert (seen["is_enabled"], seen["description"]) == (True, "The test's own")


def test_an_unknown_type_is_refused(acme: Any) -> None:
    for types in (["invoice.eaten"], ["endpoint.test"], [], [None]):
        answer = acme.call(
            "create_webhook_endpoint", url="https://hooks.example.com/", event_types=types
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_argument"), types


def test_there_are_ten_endpoints_at_most(sign_up: Callable[..., Any]) -> None:
    owner = sign_up("Many Hooks")
    answers = [
        owner.call("create_webhook_endpoint", url=f"https://h{n}.example.com/").status_code
        for n in range(11)
    ]
    assert answers == [200] * 10 + [409]


def test_hostile_addresses_are_refused_at_registration(database: psycopg.Connection) -> None:
    """As SQL reads them; the sidecar's guard keeps to the same list when it sends."""
    for case in HOSTILE:
        with database.transaction(force_rollback=True):
            database.execute(
                "update util.settings set value = 'false' where key = 'webhook_allow_loopback'"
            )
            row = database.execute("select webhooks.url_refusal(%s)", [case["url"]]).fetchone()
        assert row is not None
        assert (row[0] is not None) == case["refused"], (case, row)


def test_a_hostile_address_is_answered_with_its_reason(acme: Any) -> None:
    for url in ("http://169.254.169.254/latest/meta-data/", "https://[::ffff:127.0.0.1]/", ""):
        answer = acme.call("create_webhook_endpoint", url=url)
        assert (answer.status_code, answer.json()["code"]) == (400, "webhook_url_refused"), url
        assert json.loads(answer.json()["details"])["reason"]
