"""Customers' webhooks: sent by the worker, with the product's own functions."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpcore
import pytest

from sidecar.database import Database
from sidecar.guarded_http import GuardedClient
from sidecar.settings import Settings
from sidecar.tests.customers import Customer
from sidecar.tests.servers import Place, Process, wait_until, working
from sidecar.webhooks_out import WebhookDeliveries

SettingsMaker = Callable[..., Settings]

GUIDE = Path(__file__).parents[2] / "docs" / "webhooks.md"


@dataclass(frozen=True)
class Endpoint:
    """An endpoint of an organization that has just signed up."""

    place: Place
    organization_id: str
    id: str
    secret: str

    def emit(self, number: int = 1) -> None:
        """Have so many events told, all in one transaction."""
        self.place.rows(
            "select webhooks.emit_event(%s, 'invoice.paid', jsonb_build_object('number', n),"
            " gen_random_uuid()::text) from generate_series(1, %s) as n",
            self.organization_id,
            number,
        )

    def deliveries(self) -> list[dict[str, Any]]:
        return self.place.rows(
            "select * from webhooks.deliveries where endpoint_id = %s order by created_at", self.id
        )

    def statuses(self) -> list[tuple[str, int]]:
        return [(row["status"], row["attempts"]) for row in self.deliveries()]

    def row(self) -> dict[str, Any]:
        return self.place.row("select * from webhooks.endpoints where id = %s", self.id)

    def hurry(self) -> None:
        """Have all that waits be due."""
        self.place.rows(
            "update webhooks.deliveries set next_attempt_at = now()"
            " where status = 'pending' and endpoint_id = %s",
            self.id,
        )


@pytest.fixture
def customer() -> Iterator[Customer]:
    with Customer().running() as found:
        yield found


@pytest.fixture
def settings(make_settings: SettingsMaker, real: Place) -> Settings:
    real.rows("update util.settings set value = 'true' where key = 'webhook_allow_loopback'")
    return make_settings(outgoing_loopback=True)


def make_endpoint(place: Place, url: str) -> Endpoint:
    row = place.row(
        "select api.sign_up(gen_random_uuid() || '@example.com', 'correct horse battery',"
        " 'Gear Works', 'Person One') ->> 'organization_id' as id"
    )
    created = place.row(
        "insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)"
        " select m.organization_id, %s, '{*}', m.user_id, now() from identity.memberships as m"
        " where m.organization_id = %s returning id::text",
        url,
        row["id"],
    )
    secret = place.row("select webhooks.rotate_secret(%s, %s) as it", row["id"], created["id"])
    return Endpoint(place, row["id"], created["id"], secret["it"])


def test_an_event_arrives_signed(real: Place, customer: Customer, settings: Settings) -> None:
    endpoint = make_endpoint(real, f"{customer.address}/hooks?key=a")
    with working(settings):
        endpoint.emit()
        wait_until(lambda: endpoint.statuses() == [("succeeded", 1)])
    (got,) = customer.received
    (delivery,) = endpoint.deliveries()
    assert got.path == "/hooks?key=a"
    assert got.is_signed_with(endpoint.secret)
    assert got.id == str(delivery["event_id"])
    assert got.headers["content-type"] == "application/json"
    said = json.loads(got.body)
    assert said.keys() == {"id", "type", "timestamp", "organization_id", "data"}
    assert (said["id"], said["type"], said["data"]) == (got.id, "invoice.paid", {"number": 1})
    assert (delivery["http_status"], delivery["error"]) == (204, None)


def test_what_the_guide_says_verifies(real: Place, customer: Customer, settings: Settings) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    is_genuine = names["is_genuine"]
    endpoint = make_endpoint(real, customer.address)
    with working(settings):
        endpoint.emit()
        wait_until(lambda: customer.received)
    (got,) = customer.received
    assert is_genuine(endpoint.secret, got.headers, got.body)
    assert not is_genuine(endpoint.secret, got.headers, got.body + b" ")
    old = got.headers | {"webhook-timestamp": "1614265330"}
    assert not is_genuine(endpoint.secret, old, got.body)


def test_while_a_key_is_replaced_both_sign(
    real: Place, customer: Customer, settings: Settings
) -> None:
    endpoint = make_endpoint(real, customer.address)
    row = real.row(
        "select webhooks.rotate_secret(%s, %s) as it", endpoint.organization_id, endpoint.id
    )
    with working(settings):
        endpoint.emit()
        wait_until(lambda: endpoint.statuses() == [("succeeded", 1)])
        real.rows(
            "update webhooks.endpoint_secrets set expires_at = now() where expires_at is not null"
        )
        endpoint.emit()
        wait_until(lambda: endpoint.statuses() == [("succeeded", 1)] * 2)
    during, after = customer.received
    assert during.is_signed_with(endpoint.secret)
    assert during.is_signed_with(row["it"])
    assert after.is_signed_with(row["it"])
    assert not after.is_signed_with(endpoint.secret)


def test_what_fails_is_tried_again_under_its_id(
    real: Place, customer: Customer, settings: Settings
) -> None:
    customer.answers.extend(["500 Oops\r\n", "302 Found\r\nLocation: /secret\r\n"])
    endpoint = make_endpoint(real, f"{customer.address}/hooks")
    with working(settings):
        endpoint.emit()
        wait_until(lambda: endpoint.statuses() == [("pending", 1)])
        endpoint.hurry()
        wait_until(lambda: endpoint.statuses() == [("pending", 2)])
        endpoint.hurry()
        wait_until(lambda: endpoint.statuses() == [("succeeded", 3)])
    assert [got.path for got in customer.received] == ["/hooks"] * 3, "no redirect is followed"
    assert len({got.id for got in customer.received}) == 1
    assert all(got.is_signed_with(endpoint.secret) for got in customer.received)
    attempts = real.rows(
        "select http_status, error, response_excerpt from webhooks.delivery_attempts"
        " order by attempt"
    )
    assert [tuple(row.values()) for row in attempts] == [
        (500, "answered with 500", "heard"),
        (302, "answered with 302", "heard"),
        (204, None, ""),
    ]
    assert endpoint.row()["failing_since_at"] is None


def test_an_endpoint_says_when_it_wants_to_be_asked_again(
    real: Place, customer: Customer, settings: Settings
) -> None:
    customer.answers.append("429 Slow down\r\nRetry-After: 1200\r\n")
    endpoint = make_endpoint(real, customer.address)
    with working(settings):
        endpoint.emit()
        wait_until(lambda: endpoint.statuses() == [("pending", 1)])
    row = real.row(
        "select next_attempt_at - now() between '19 minutes' and '20 minutes' as it"
        " from webhooks.deliveries"
    )
    assert row["it"]


def test_an_endpoint_that_is_gone_is_disabled(
    real: Place, customer: Customer, settings: Settings
) -> None:
    customer.answers.append("410 Gone\r\n")
    endpoint = make_endpoint(real, customer.address)
    with working(settings):
        endpoint.emit()
        wait_until(lambda: endpoint.statuses() == [("failed", 1)])
        endpoint.emit()
    assert endpoint.row()["disabled_reason"] == "gone"
    assert len(customer.received) == len(endpoint.deliveries()) == 1
    assert len(real.rows("select from notify.emails where kind = 'webhook_endpoint_disabled'")) == 1


def test_what_a_killed_worker_had_in_hand_arrives_under_the_same_id(
    real: Place, customer: Customer, settings: Settings
) -> None:
    quick = make_endpoint(real, f"{customer.address}/quick")
    slow = make_endpoint(real, f"{customer.address}/slow")
    quick.emit(40)
    slow.emit(10)
    with Process(settings, "worker") as process:
        wait_until(lambda: len(customer.at("/slow")) == 4 and customer.at("/quick"))
        process.send(signal.SIGKILL)
        process.ended()
    assert [row["status"] for row in slow.deliveries()].count("sending") == 4
    real.rows(
        "update webhooks.deliveries set leased_until = now(), next_attempt_at = now()"
        " where status = 'sending'"
    )
    customer.may_answer.set()
    with working(settings):
        everything = [("succeeded", 1), ("succeeded", 2)]
        wait_until(lambda: set(quick.statuses() + slow.statuses()) <= set(everything))
    for endpoint, path in ((quick, "/quick"), (slow, "/slow")):
        told = Counter(got.id for got in customer.at(path))
        assert told.keys() == {str(row["event_id"]) for row in endpoint.deliveries()}
    assert max(Counter(got.id for got in customer.at("/slow")).values()) == 2


def test_a_slow_endpoint_delays_nobody_else(
    real: Place, customer: Customer, settings: Settings
) -> None:
    slow = make_endpoint(real, f"{customer.address}/slow")
    slow.emit(200)
    with working(settings):
        wait_until(lambda: len(customer.at("/slow")) == 4)
        quick = make_endpoint(real, f"{customer.address}/quick")
        quick.emit(50)
        wait_until(lambda: quick.statuses() == [("succeeded", 1)] * 50)
        assert len(customer.at("/slow")) == 4, "as many under way as one may have"
        real.rows(
            "update webhooks.deliveries set next_attempt_at = 'infinity' where status = 'pending'"
        )
        customer.may_answer.set()


class Dialled(httpcore.AsyncNetworkBackend):
    """A network where nobody answers, and which remembers who was called."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del port, timeout, local_address, socket_options
        self.addresses.append(host)
        raise httpcore.ConnectError("nobody there")


def test_a_name_that_leads_elsewhere_the_second_time_is_not_called(
    real: Place, settings: Settings
) -> None:
    """It was public when the endpoint was made, and when it was first called."""
    endpoint = make_endpoint(real, "https://hooks.example.com/")
    answers = [["93.184.216.34"], ["127.0.0.1"], ["93.184.216.34", "10.0.0.1"]]
    network = Dialled()

    async def resolve(host: str, _port: int) -> list[str]:
        assert host == "hooks.example.com"
        return answers.pop(0)

    async def tell(call: Callable[[], Awaitable[str]]) -> str:
        return await call()

    async def send() -> None:
        url = settings.sidecar_database_url.get_secret_value()
        async with (
            Database(url, connections=2, application_name="tests", timeout_seconds=8) as database,
            GuardedClient(resolve=resolve, network=network) as client,
        ):
            deliveries = WebhookDeliveries(database, client, "tests", tell, lease_seconds=30)
            assert not await deliveries.take()
            await deliveries.finish()

    endpoint.emit()
    for attempt in (1, 2, 3):
        asyncio.run(send())
        assert endpoint.statuses() == [("pending", attempt)]
        endpoint.hurry()
    assert answers == []
    assert network.addresses == ["93.184.216.34"], "neither address of this network"
    errors = real.rows("select error from webhooks.delivery_attempts order by attempt")
    assert "not at public addresses" in errors[1]["error"]
    assert "not at public addresses" in errors[2]["error"]
