"""Webhooks and the worker with the product's own functions: what Python and SQL promised."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psycopg
import pytest

from sidecar.database import Database
from sidecar.embedded_stripe.server import EmbeddedStripe
from sidecar.http import create_app
from sidecar.settings import Settings
from sidecar.tests.servers import (
    Place,
    Process,
    ScriptedStripe,
    Sink,
    served,
    wait_until,
    working,
)
from sidecar.tests.signing import EVENT, NONSENSE, UNSTORABLE, sign, wrong_signatures

SettingsMaker = Callable[..., Settings]


def event(**changes: Any) -> dict[str, Any]:
    """Make an event of a type that nobody handles; a change to None leaves the key out."""
    whole = {
        "id": "evt_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "livemode": False,
        "type": "radar.early_fraud_warning.created",
        "data": {"object": {"id": "issfr_1", "object": "radar.early_fraud_warning"}},
    } | changes
    return {key: value for key, value in whole.items() if value is not None}


BROKEN_EVENTS = [
    *(event(**{key: None}) for key in event() if key not in {"api_version"}),
    event(id=""),
    event(id=1),
    event(type=["x"]),
    event(created="yesterday"),
    event(created=1.5),
    event(created=10**15),
    event(created=-1),
    event(livemode=True),
    event(livemode="false"),
    event(data=[]),
    event(data={"object": "sub_1"}),
]


@pytest.fixture
def client(real: Place, make_settings: SettingsMaker) -> Iterator[httpx.Client]:
    """Serve the application, and talk to it."""
    database = Database(real.setting, connections=4, application_name="tests", timeout_seconds=8)
    with (
        served(create_app(make_settings(), database)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=20) as found,
    ):
        yield found


def send(client: httpx.Client, body: bytes, signature: str | None = None) -> httpx.Response:
    header = sign(body) if signature is None else signature
    headers = {b"Stripe-Signature": header.encode("latin-1")}
    return client.post("/webhooks/stripe", content=body, headers=headers)


def stored(place: Place) -> list[tuple[str, str]]:
    rows = place.rows("select body, status from webhooks.stripe_events order by received_at")
    return [(row["body"], row["status"]) for row in rows]


# Webhooks


def test_an_event_is_stored_as_it_came(client: httpx.Client, real: Place) -> None:
    body = json.dumps(event(), indent=3).encode()
    assert send(client, body).json() == {"status": 200, "outcome": "ignored"}
    assert send(client, body).json() == {"status": 200, "outcome": "duplicate"}
    assert stored(real) == [(body.decode(), "ignored")]


def test_what_cannot_be_applied_yet_is_kept(client: httpx.Client, real: Place) -> None:
    invoice = {"id": "in_1", "object": "invoice", "customer": "cus_unknown"}
    body = json.dumps(event(type="invoice.paid", data={"object": invoice})).encode()
    answer = send(client, body)
    assert answer.status_code == 200
    assert answer.json()["outcome"] in {"pending", "parked"}
    assert [kept for kept, _ in stored(real)] == [body.decode()]


def test_whatever_is_wrong_is_answered_400_and_nothing_is_stored(
    client: httpx.Client, real: Place
) -> None:
    """The whole matrix: signatures, bodies that are no event, events that are not whole."""
    whole = json.dumps(event()).encode()
    assert whole.endswith(b"}}}")
    bodies = [
        *NONSENSE.values(),
        *(whole[:-1] + b', "x": ' + value + b"}" for value in UNSTORABLE.values()),
        *(json.dumps(broken).encode() for broken in BROKEN_EVENTS),
    ]
    for body in bodies:
        assert send(client, body).status_code == 400, body[:200]
    for header in wrong_signatures().values():
        assert send(client, EVENT, header or "").status_code == 400, header
    assert stored(real) == []


def test_the_longest_body_is_stored(client: httpx.Client, real: Place) -> None:
    filler = "x" * (1024 * 1024 - len(json.dumps(event(x=""))))
    body = json.dumps(event(x=filler)).encode()
    assert send(client, body).status_code == 200
    assert stored(real) == [(body.decode(), "ignored")]


def test_readiness_and_metrics(client: httpx.Client, real: Place) -> None:
    assert client.get("/readyz").json()["status"] == "ok"
    sign_up(real)
    text = client.get("/metrics").text
    assert 'sidecar_queue_depth{queue="emails"} 1.0' in text
    assert 'sidecar_queue_depth{queue="stripe_events"} 0.0' in text
    assert 'sidecar_queue_depth{queue="stripe_commands"} 0.0' in text


# The worker


def sign_up(real: Place) -> str:
    """Have somebody sign up, which queues a mail; the organization's id."""
    answer = real.row(
        "select api.sign_up("
        "'maren@example.com', 'correct horse battery', 'Gear Works', 'Person One'"
        ") ->> 'organization_id' as id"
    )
    return str(answer["id"])


class Queued(NamedTuple):
    """A customer that is to be created: the command, what Stripe will answer, and for whom."""

    command_id: str
    answer: bytes
    organization_id: str


def queue_customer(real: Place) -> Queued:
    """Have a customer created at Stripe."""
    organization_id = sign_up(real)
    row = real.row(
        "select (billing.enqueue_stripe_command(%s, 'customer.create')).id::text as id",
        organization_id,
    )
    customer = {
        "id": "cus_1",
        "object": "customer",
        "created": int(time.time()),
        "email": "maren@example.com",
        "livemode": False,
        "metadata": {"organization_id": organization_id},
    }
    return Queued(row["id"], json.dumps(customer).encode(), organization_id)


def command(real: Place) -> tuple[str, int]:
    row = real.row("select status, attempts from billing.stripe_commands")
    return row["status"], row["attempts"]


def email(real: Place) -> tuple[str, int]:
    row = real.row("select status, attempts from notify.emails")
    return row["status"], row["attempts"]


def test_every_function_can_be_called(real: Place) -> None:
    """Names, arguments and columns are what `database` says."""

    async def call_all() -> None:
        async with Database(
            real.setting, connections=1, application_name="tests", timeout_seconds=8
        ) as database:
            await database.record_heartbeat("tests")
            assert (await database.health())["status"] == "ok"
            assert {queue.queue for queue in await database.queue_status()} == {
                "stripe_events",
                "stripe_commands",
                "emails",
                "webhook_deliveries",
                "jobs",
            }
            assert set(await database.apply_pending_events(10)) == {"applied", "failed", "parked"}
            (claimed,) = await database.claim_stripe_commands("tests", 10, 30)
            assert claimed.method == "POST"
            status = await database.record_stripe_response(
                claimed.id, claimed.attempt, None, None, "no answer"
            )
            assert status == "queued"
            (mail,) = await database.claim_emails("tests", 10, 30)
            assert mail.recipient == "maren@example.com"
            assert (
                await database.record_email_result(mail.id, mail.attempt, "sent", "250") == "sent"
            )

    queue_customer(real)
    asyncio.run(call_all())


def test_a_person_who_signs_up_gets_a_letter(
    real: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    sign_up(real)
    with working(make_settings()):
        wait_until(lambda: email(real) == ("sent", 1))
    (mail,) = sink.mails
    assert mail["To"] == "maren@example.com"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Welcome, Person One." in body.get_content()
    assert "Gear Works has its workspace" in body.get_content()
    assert "works for 48 hours" in body.get_content()


def test_a_letter_that_is_tried_again_keeps_its_message_id(
    real: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    sink.replies = {"data": ["451 later"]}
    sign_up(real)
    with working(make_settings()):
        wait_until(lambda: email(real) == ("queued", 1))
        real.rows("update notify.emails set next_attempt_at = now()")
        wait_until(lambda: email(real) == ("sent", 2))
    row = real.row("select notify.message_id(id) as message_id from notify.emails")
    assert [mail["Message-ID"] for mail in sink.mails] == [row["message_id"]]


def test_a_refused_letter_is_not_tried_again(
    real: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    sink.replies = {"rcpt": ["550 no such user"]}
    sign_up(real)
    with working(make_settings()):
        wait_until(lambda: email(real) == ("failed", 1))
    assert sink.mails == []


def test_a_command_is_repeated_under_its_key_until_stripe_answers(
    real: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    key, customer, _ = queue_customer(real)
    stripe_server.answers = [
        (503, b"<html>bad gateway</html>"),
        (429, b'{"error": {"type": "invalid_request_error", "code": "rate_limit"}}'),
        (200, customer),
    ]
    with working(make_settings()):
        wait_until(lambda: command(real) == ("succeeded", 3))
    assert [r["headers"]["idempotency-key"] for r in stripe_server.requests] == [key] * 3
    assert {r["path"] for r in stripe_server.requests} == {"/v1/customers"}
    assert real.row("select stripe_customer_id from billing.customers") == {
        "stripe_customer_id": "cus_1"
    }


def test_a_command_that_stripe_refuses_fails(
    real: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    stripe_server.answers = [(400, b'{"error": {"type": "invalid_request_error"}}')]
    queue_customer(real)
    with working(make_settings()):
        wait_until(lambda: command(real) == ("failed", 1))


def test_a_notification_wakes_the_worker(
    real: Place,
    stripe_server: ScriptedStripe,
    make_settings: SettingsMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sidecar.worker.COMMAND_POLL_SECONDS", 60)
    with working(make_settings()):
        wait_until(real.is_listened_to)
        queue_customer(real)
        wait_until(lambda: stripe_server.requests, 30)


def test_what_a_killed_worker_leaves_is_taken_up(
    real: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    stripe_server.may_answer.clear()
    key, customer, _ = queue_customer(real)
    stripe_server.answers = [(200, customer)] * 2
    with Process(make_settings(worker_lease_seconds=1), "worker") as process:
        wait_until(lambda: stripe_server.requests)
        process.send(signal.SIGKILL)
        process.ended()
    stripe_server.may_answer.set()
    with working(make_settings()):
        wait_until(lambda: command(real) == ("succeeded", 2))
    assert [r["headers"]["idempotency-key"] for r in stripe_server.requests] == [key] * 2


# With the embedded Stripe: what is done there once, whatever happens on the way


@dataclass(frozen=True)
class Shop:
    """An embedded Stripe that the worker talks to, and that a test can look into."""

    http: httpx.Client

    def customers(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get("/v1/customers?limit=100").json()["data"]
        return found

    def fail(self, status: int | str, count: int = 1) -> None:
        wish = {"status": status, "count": count, "path": "/v1/customers"}
        self.http.post("/_control/fail_requests", json=wish).raise_for_status()


def embedded(state: Path, port: int = 0) -> EmbeddedStripe:
    return EmbeddedStripe(port=port, state=state, api_key="sk_test_tests")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Start an embedded Stripe."""
    running = embedded(tmp_path)
    running.start()
    headers = {"Authorization": "Bearer sk_test_tests", "X-Control": "1"}
    with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as client:
        yield Shop(client)
    running.stop()


def make_due(real: Place) -> None:
    real.rows(
        "update billing.stripe_commands set next_attempt_at = now() where finished_at is null"
    )


def let_a_day_pass(real: Place) -> None:
    """Make the first attempt a day older than it is, and the next one due."""
    real.rows("update billing.stripe_commands set first_attempt_at = now() - interval '1 day'")
    make_due(real)


def is_queued(real: Place, attempts: int) -> bool:
    return command(real) == ("queued", attempts)


def is_known(real: Place, shop: Shop) -> bool:
    """Tell whether Stripe has one customer, and we know it."""
    ours = real.row("select stripe_customer_id from billing.customers")["stripe_customer_id"]
    return [theirs["id"] for theirs in shop.customers()] == [ours]


def test_killed_between_stripe_s_answer_and_its_recording(
    real: Place, shop: Shop, make_settings: SettingsMaker
) -> None:
    settings = make_settings(stripe_api_base=str(shop.http.base_url), worker_lease_seconds=1)
    organization_id = queue_customer(real).organization_id
    with psycopg.connect(real.superuser) as holder, Process(settings, "worker") as process:
        # Whoever records an answer waits for this; whoever claims does not.
        holder.execute("select billing.lock_organization(%s)", (organization_id,))
        wait_until(shop.customers)
        wait_until(lambda: real.rows("select from pg_locks where not granted"))
        process.send(signal.SIGKILL)
        process.ended()
        # Its session would go on without it.
        real.end_sessions()
    assert command(real) == ("running", 1)
    with working(settings):
        wait_until(lambda: command(real) == ("succeeded", 2))
    assert is_known(real, shop)


def test_an_hour_without_stripe_loses_nothing(
    real: Place, tmp_path: Path, make_settings: SettingsMaker
) -> None:
    running = embedded(tmp_path)
    address = running.url
    running.start()
    running.stop()
    settings = make_settings(stripe_api_base=address)
    queue_customer(real)
    with working(settings):
        # As often as it is tried within an hour.
        for attempt in range(1, 16):
            wait_until(partial(is_queued, real, attempt))
            make_due(real)
        running = embedded(tmp_path, port=httpx.URL(address).port or 0)
        running.start()
        try:
            wait_until(lambda: command(real) == ("queued", 16) or command(real)[0] == "succeeded")
            make_due(real)
            wait_until(lambda: command(real)[0] == "succeeded")
            headers = {"Authorization": "Bearer sk_test_tests"}
            with httpx.Client(base_url=address, headers=headers, trust_env=False) as client:
                assert is_known(real, Shop(client))
        finally:
            running.stop()


@pytest.mark.parametrize("fault", ["before", "after"])
def test_after_a_day_it_is_looked_for_first(
    real: Place, shop: Shop, make_settings: SettingsMaker, fault: str
) -> None:
    """Whether the lost request was carried out or not: there is one customer."""
    shop.fail(fault)
    key = queue_customer(real).command_id
    with working(make_settings(stripe_api_base=str(shop.http.base_url))):
        wait_until(lambda: command(real)[1] == 1 and command(real)[0] == "queued")
        assert len(shop.customers()) == (fault == "after")
        # The key is forgotten, as by Stripe.
        let_a_day_pass(real)
        wait_until(lambda: command(real)[0] == "succeeded")
    assert is_known(real, shop)
    used = real.row("select idempotency_key, phase from billing.stripe_commands")
    assert used == {
        "idempotency_key": f"{key}:1",
        "phase": "look" if fault == "after" else "send",
    }


def test_a_500_is_not_asked_for_again(
    real: Place, shop: Shop, make_settings: SettingsMaker
) -> None:
    """Stripe would answer the same for a day."""
    shop.fail(500)
    key = queue_customer(real).command_id
    with working(make_settings(stripe_api_base=str(shop.http.base_url))):
        wait_until(lambda: command(real)[0] == "succeeded")
    assert is_known(real, shop)
    used = real.row("select idempotency_key from billing.stripe_commands")
    assert used == {"idempotency_key": f"{key}:1"}
