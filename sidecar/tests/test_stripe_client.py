"""Calls to Stripe over real sockets: to a server that answers as planned, and to broken ones."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sidecar.settings import Settings
from sidecar.stripe_client import StripeAnswer, StripeCaller
from sidecar.tests.servers import ScriptedStripe, free_port

SettingsMaker = Callable[..., Settings]


def call(
    settings: Settings,
    method: str = "POST",
    path: str = "/v1/customers",
    params: Mapping[str, Any] | None = None,
    key: str | None = "key-1",
) -> StripeAnswer:
    async def once() -> StripeAnswer:
        async with StripeCaller(settings, timeout_seconds=1) as stripe:
            return await stripe.call(method, path, params or {}, key)

    return asyncio.run(once())


def test_a_call_is_sent_as_sql_says(
    stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    answer = call(
        make_settings(),
        params={
            "line_items": [{"price": "price_1", "quantity": 2}],
            "metadata": {"organization_id": "o-1"},
            "allow_promotion_codes": True,
            "nothing": None,
            "cancel_at": "",
        },
    )
    assert answer == StripeAnswer(200, '{"id": "cus_1"}', None)
    (request,) = stripe_server.requests
    assert (request["method"], request["path"]) == ("POST", "/v1/customers")
    assert request["params"] == {
        "line_items[0][price]": "price_1",
        "line_items[0][quantity]": "2",
        "metadata[organization_id]": "o-1",
        "allow_promotion_codes": "true",
        "cancel_at": "",
    }
    headers = request["headers"]
    assert headers["idempotency-key"] == "key-1"
    assert headers["stripe-version"] == "2026-10-28.endive"
    assert headers["authorization"] == "Bearer sk_test_tests"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_other_methods_put_their_parameters_into_the_query(
    stripe_server: ScriptedStripe, make_settings: SettingsMaker, method: str
) -> None:
    call(make_settings(), method, "/v1/prices", {"lookup_keys": ["a", "b"]}, None)
    (request,) = stripe_server.requests
    assert request["method"] == method
    assert request["params"] == {"lookup_keys[0]": "a", "lookup_keys[1]": "b"}


@pytest.mark.parametrize("status", [302, 400, 402, 404, 409, 429, 500, 503])
@pytest.mark.parametrize(
    "body", ['{"error": {"type": "x", "message": "no"}}', "<html>bad gateway</html>", ""]
)
def test_an_error_is_handed_back_word_for_word_and_not_repeated(
    stripe_server: ScriptedStripe, make_settings: SettingsMaker, status: int, body: str
) -> None:
    stripe_server.answers = [(status, body.encode())]
    assert call(make_settings()) == StripeAnswer(status, body or None, None)
    assert len(stripe_server.requests) == 1


def test_an_answer_that_cannot_be_read_is_none(
    stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    stripe_server.answers = [(200, b'{"id": "cu')]
    answer = call(make_settings())
    assert (answer.http_status, answer.body) == (None, None)
    assert answer.error


def test_an_answer_that_does_not_come(
    stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    stripe_server.may_answer.clear()
    assert call(make_settings()) == StripeAnswer(None, None, "no answer in 1 s")


def test_nobody_there(make_settings: SettingsMaker) -> None:
    answer = call(make_settings(stripe_api_base=f"http://127.0.0.1:{free_port()}"))
    assert answer.http_status is None
    assert "ConnectError" in (answer.error or "")


@contextmanager
def breaks_off(words: bytes) -> Iterator[str]:
    """Serve one connection that says a few words and ends; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(words)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"what?\r\n\r\n",
    ],
)
def test_an_answer_that_breaks_off(make_settings: SettingsMaker, words: bytes) -> None:
    with breaks_off(words) as address:
        answer = call(make_settings(stripe_api_base=address))
    assert (answer.http_status, answer.body) == (None, None)
    assert "RemoteProtocolError" in (answer.error or "")


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "/v1/customers"), ("POST", "@127.0.0.1/"), ("POST", "v1")]
)
def test_what_cannot_be_called_is_reported(
    stripe_server: ScriptedStripe, make_settings: SettingsMaker, method: str, path: str
) -> None:
    answer = call(make_settings(), method, path)
    assert answer.http_status is None
    assert answer.error
    assert stripe_server.requests == []


def test_nothing_is_written_to_the_home_directory(
    stripe_server: ScriptedStripe,
    make_settings: SettingsMaker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for _ in range(2):
        call(make_settings())
    assert list(tmp_path.iterdir()) == []
    assert "x-stripe-client-telemetry" not in stripe_server.requests[1]["headers"]
