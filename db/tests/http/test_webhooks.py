"""What is not from Stripe, or not what it should be, is answered 400 and leaves nothing behind."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

WEBHOOK_PATHS = ["/webhooks/stripe", "/api/v1/webhooks/stripe"]


def event(**changes: Any) -> dict[str, Any]:
    """Make an event of a type that nobody handles."""
    return {
        "id": f"evt_{uuid4().hex}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "radar.early_fraud_warning.created",
        "data": {"object": {"id": "issfr_1", "object": "radar.early_fraud_warning"}},
    } | changes


@pytest.fixture
def stored(database: psycopg.Connection) -> Callable[[], int]:
    """Count the events that the inbox holds."""

    def count() -> int:
        row = database.execute("select count(*) from webhooks.stripe_events").fetchone()
        assert row is not None
        return int(row[0])

    return count


@pytest.fixture
def deliver(stack: Any) -> Callable[..., httpx.Response]:
    """Post a body to the endpoint, with this signature header or none."""

    def post(body: bytes, signature: str | None, path: str = WEBHOOK_PATHS[0]) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if signature is not None:
            headers["Stripe-Signature"] = signature
        return httpx.post(stack["WEB_URL"] + path, content=body, headers=headers, timeout=10)

    return post


@pytest.mark.parametrize("path", WEBHOOK_PATHS)
def test_a_signed_event_is_stored_once(
    path: str,
    deliver: Callable[..., httpx.Response],
    stored: Callable[[], int],
    stripe_signature: Callable[..., str],
) -> None:
    body = json.dumps(event()).encode()
    before = stored()
    for _ in range(2):
        assert deliver(body, stripe_signature(body), path).status_code == 200
    assert stored() == before + 1


BODY = json.dumps(event()).encode()


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "t=1",
        "v1=abc",
        "t=x,v1=abc",
        f"t={int(time.time())},v1=",
        f"t={int(time.time())},v1=" + "0" * 64,
        f"t={int(time.time())},v0=" + "0" * 64,
        "t=" + "9" * 400 + ",v1=" + "0" * 64,
        "t=1,t=2,v1=a,v1=b",
        "ä".encode("latin-1").decode("latin-1"),
    ],
)
def test_a_forged_signature(
    signature: str | None, deliver: Callable[..., httpx.Response], stored: Callable[[], int]
) -> None:
    before = stored()
    header = signature.encode("latin-1") if signature else signature
    assert deliver(BODY, header).status_code == 400
    assert stored() == before


def test_the_right_signature_of_another_time_secret_or_body(
    deliver: Callable[..., httpx.Response],
    stored: Callable[[], int],
    stripe_signature: Callable[..., str],
) -> None:
    before = stored()
    good = stripe_signature(BODY)
    refused = [
        deliver(BODY, stripe_signature(BODY, at=int(time.time()) - 301)),
        deliver(BODY, stripe_signature(BODY, secret="")),
        deliver(BODY, stripe_signature(BODY, secret="whsec_another")),
        deliver(BODY + b" ", good),
        deliver(BODY, good.replace("v1=", "v0=")),
    ]
    assert [answer.status_code for answer in refused] == [400] * len(refused)
    assert stored() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"42",
        b'"text"',
        b"[]",
        b"[{}]",
        b"{}",
        b"\xff\xfe",
        b'{"object": "event"}',
        json.dumps(event(object="v2.core.event")).encode(),
        json.dumps(event(livemode=True)).encode(),
        json.dumps(event(livemode="no")).encode(),
        json.dumps(event(id=None)).encode(),
        json.dumps(event(id=7)).encode(),
        json.dumps(event(id="")).encode(),
        json.dumps(event(created="yesterday")).encode(),
        json.dumps(event(created=1e300)).encode(),
        json.dumps(event(data=None)).encode(),
        json.dumps(event(data={"object": []})).encode(),
        json.dumps(event(type=None)).encode(),
        json.dumps(event(type={"a": 1})).encode(),
        json.dumps(event(id="evt_\x00nul")).encode(),
        json.dumps(event(type="customer.updated", data={"object": {"id": "\ud800"}})).encode(),
        b'{"id": "evt_dup", "object": "event", "livemode": NaN}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b" " * (1024 * 1024 + 1),
    ],
    ids=lambda body: body[:40].decode("latin-1") + f"…{len(body)}",
)
def test_a_signed_body_that_is_no_event_of_ours(
    body: bytes,
    deliver: Callable[..., httpx.Response],
    stored: Callable[[], int],
    stripe_signature: Callable[..., str],
) -> None:
    before = stored()
    answer = deliver(body, stripe_signature(body))
    assert answer.status_code == 400, answer.text
    assert stored() == before


def test_the_same_id_with_another_body_is_refused_and_seen(
    deliver: Callable[..., httpx.Response],
    stripe_signature: Callable[..., str],
    database: psycopg.Connection,
) -> None:
    first = event()
    for body in (json.dumps(first), json.dumps(first | {"created": first["created"] + 1})):
        deliver(body.encode(), stripe_signature(body.encode()))
    row = database.execute(
        "select count(*) from webhooks.alarms where subject like %s", [f"%{first['id']}%"]
    ).fetchone()
    assert row is not None
    assert row[0] == 1


def test_internal_endpoints_are_not_on_the_gateway(stack: Any) -> None:
    for path in ("/internal/ping", "/api/v1/internal/ping", "/metrics", "/readyz"):
        assert httpx.post(stack["WEB_URL"] + path, timeout=10).status_code in (404, 405), path
