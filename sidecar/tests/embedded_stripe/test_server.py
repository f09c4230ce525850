"""The process: what it refuses, what survives it, how it is started."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from sidecar.embedded_stripe.command import command
from sidecar.embedded_stripe.server import EmbeddedStripe, RefusedError, check
from sidecar.tests.embedded_stripe.doubles import DAY, KEY, SECRET, Receiver, Shop, web
from unison_cli.testing import slowness


@dataclass(frozen=True)
class _Running:
    """A process of its own, and a client of it."""

    process: subprocess.Popen[str]
    shop: Shop


@contextmanager
def _process(state: Path, receiver: Receiver) -> Iterator[_Running]:
    """Start it at a port that it takes itself, so that nobody comes first, and that it tells."""
    words = [
        sys.executable, "-m", "sidecar.embedded_stripe", "--port", "0", "--state", str(state),
        "--webhook-url", receiver.url, "--webhook-secret", SECRET, "--api-key", KEY,
    ]  # fmt: skip
    environment = {**os.environ, "ENVIRONMENT": "development"}
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            heard = ""
            while not (told := re.search(r"embedded Stripe at (\S+)", heard)):
                line = process.stderr.readline()
                assert line, f"it ended: {heard}"
                heard += line
            # What it goes on to say must not fill the pipe.
            threading.Thread(target=process.stderr.read).start()
            shop = Shop(told[1])
            assert web.get(f"{shop.url}/_control/health").is_success
            yield _Running(process, shop)
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("host", "key", "environment"),
    [
        ("127.0.0.1", "sk_test_1", "production"),
        ("127.0.0.1", "sk_live_1", "development"),
        ("127.0.0.1", "rk_live_1", "development"),
        ("127.0.0.1", "secret", "development"),
        ("0.0.0.0", "sk_test_1", "development"),
        ("::", "sk_test_1", "development"),
        ("192.0.2.1", "sk_test_1", "development"),
        ("localhost", "sk_test_1", "development"),
        ("shop.example", "sk_test_1", "development"),
    ],
)
def test_what_is_refused(host: str, key: str, environment: str) -> None:
    with pytest.raises(RefusedError):
        check(host, key, environment)


def test_loopback_is_allowed() -> None:
    for host in ("127.0.0.1", "127.9.9.9", "::1"):
        check(host, "sk_test_1", "development")


def test_the_command_refuses_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["--port", "0", "--state", str(tmp_path), "--api-key"]
    live = CliRunner().invoke(command, [*words, "sk_live_1"])
    assert live.exit_code == 1
    assert "refuses live keys" in live.output
    unsigned = CliRunner().invoke(command, [*words, "sk_test_1", "--webhook-url", "http://[::1]/"])
    assert unsigned.exit_code == 2
    monkeypatch.setenv("ENVIRONMENT", "production")
    production = CliRunner().invoke(command, [*words, "sk_test_1"])
    assert "does not run in production" in production.output


def test_it_listens_on_loopback_only(running: EmbeddedStripe) -> None:
    assert running._http.server_address[0] == "127.0.0.1"


def test_it_starts_within_a_second(tmp_path: Path, receiver: Receiver) -> None:
    for attempt in range(5):
        before, began = slowness(), time.monotonic()
        with _process(tmp_path / str(attempt), receiver):
            took = time.monotonic() - began
        if took < max(before, slowness()):
            return
    pytest.fail(f"in none of five attempts, the last took {took:.1f} s")


def test_everything_survives_a_kill(tmp_path: Path, receiver: Receiver) -> None:
    with _process(tmp_path, receiver) as running:
        shop = running.shop
        shop.stock()
        subscription = shop.subscribe(shop.customer(), metadata={"org_id": "org"})
        shop.advance(days=10)
        made = shop.v1.customers.create({"name": "Kept"}, {"idempotency_key": "k1"})
        ahead = shop.state()["ahead_seconds"]
        shop.control("webhook_endpoint", url="http://127.0.0.1:9/")
        late = shop.v1.customers.create({"name": "Late"})
        before = shop.get("subscriptions", subscription.id)
    with _process(tmp_path, receiver) as running:
        shop = running.shop
        assert shop.get("subscriptions", subscription.id) == before
        assert shop.state()["ahead_seconds"] == ahead >= 10 * DAY - 1
        again = shop.v1.customers.create({"name": "Kept"}, {"idempotency_key": "k1"})
        assert again.id == made.id
        shop.control("flush")
        assert late.id in [customer["id"] for customer in receiver.of("customer.created")]
        shop.advance(days=25)
        assert len(shop.v1.invoices.list({"subscription": subscription.id}).data) == 2


def test_a_kill_at_any_moment_leaves_whole_requests(tmp_path: Path, receiver: Receiver) -> None:
    """Each customer that exists has its event, and each that was acknowledged exists."""
    acknowledged: list[str] = []
    for round_number in range(3):
        with _process(tmp_path, receiver) as running:
            for number in range(30):
                wish = {"name": f"{round_number} {number}"}
                acknowledged.append(running.shop.v1.customers.create(wish).id)
    with _process(tmp_path, receiver) as running:
        running.shop.control("flush")
        customers = running.shop.v1.customers.list({"limit": 100})
        existing = {row.id for row in customers.auto_paging_iter()}
    assert existing == set(acknowledged)
    assert {one["id"] for one in receiver.of("customer.created")} == existing


def test_it_ends_when_it_is_told(tmp_path: Path, receiver: Receiver) -> None:
    with _process(tmp_path, receiver) as running:
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=60) == 0


def test_control_calls_need_their_header(shop: Shop) -> None:
    assert web.get(f"{shop.url}/_control/state").status_code == 403
    assert web.get(f"{shop.url}/_control/health").json()["status"] == "ok"
    headers = {"X-Control": "1"}
    for call, body in (("nothing", "{}"), ("advance", "[]"), ("advance", "{"), ("advance", "{}")):
        reply = web.post(f"{shop.url}/_control/{call}", content=body, headers=headers)
        assert reply.status_code in (400, 404)


@pytest.mark.parametrize(
    ("call", "wish"),
    [
        ("advance", {"to": 1000}),
        ("advance", {"seconds": "soon"}),
        ("complete_checkout", {"session": "cs_none"}),
        ("complete_checkout", {"session": "cs_none", "outcome": "maybe"}),
        ("complete_checkout", {"session": "cs_none", "card": "1"}),
        ("dispute", {"charge": "ch_none"}),
        ("refund", {"customer": "cus_nobody"}),
        ("close_dispute", {"dispute": "dp_none", "status": "lost"}),
        ("close_dispute", {"dispute": "dp_none", "status": "drawn"}),
        ("dunning", {"end": "never"}),
        ("dunning", {"colour": "red"}),
        ("fail_requests", {"status": "odd"}),
        ("resend", {"event": "evt_none"}),
    ],
)
def test_wrong_control_calls_are_refused(shop: Shop, call: str, wish: dict[str, object]) -> None:
    reply = web.post(
        f"{shop.url}/_control/{call}", content=json.dumps(wish), headers={"X-Control": "1"}
    )
    assert reply.status_code == 400, reply.text


def test_reset_forgets_everything_but_the_endpoint(shop: Shop, receiver: Receiver) -> None:
    shop.subscribe(shop.customer())
    shop.advance(days=3)
    shop.control("reset")
    state = shop.state()
    assert (state["objects"], state["tasks"], state["ahead_seconds"]) == ({}, [], 0)
    assert state["endpoint"]["url"] == receiver.url
    shop.stock()
    assert shop.subscribe(shop.customer()).status == "active"
