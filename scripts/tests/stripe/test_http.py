"""The ten lives through the real endpoint: signed, from four senders at once."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import stripe

from tests.stripe.books import (
    SHAPES,
    Books,
    Event,
    arrange,
    assert_expected,
    read_events,
)
from unison_cli.paths import ROOT
from unison_cli.testing import broken_invariants

SECRET = "whsec_of_the_tests"
SENDERS = 4


@contextmanager
def served(books: Books, log: Path) -> Iterator[str]:
    """Run the sidecar's server for a database; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "sidecar", "serve"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "SIDECAR_DATABASE_URL": books.address("sidecar"),
                "SIDECAR_PORT": str(port),
                "INTERNAL_API_KEY": "a-key-for-tests-of-at-least-32-characters",
                "STRIPE_API_KEY": "sk_test_of_the_tests",
                "STRIPE_WEBHOOK_SECRETS": SECRET,
            },
            stdout=output,
            stderr=output,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 30
            while not _is_ready(address):
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield address
        finally:
            server.terminate()
            server.wait()


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def send(address: str, events: list[Event]) -> list[int]:
    """Deliver events, as four connections of Stripe's would; return the answers' statuses."""
    local = threading.local()
    clients = []

    def connect() -> None:
        local.client = httpx.Client(timeout=30)
        clients.append(local.client)

    def deliver(event: Event) -> int:
        body = json.dumps(event)
        signed = stripe.WebhookSignature.generate_signature_header(body, SECRET, int(time.time()))
        answer = local.client.post(
            f"{address}/webhooks/stripe", content=body, headers={"Stripe-Signature": signed}
        )
        return int(answer.status_code)

    with ThreadPoolExecutor(SENDERS, initializer=connect) as pool:
        answers = list(pool.map(deliver, events))
    for client in clients:
        client.close()
    return answers


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "order", ["1", *(pytest.param(order, marks=pytest.mark.slow) for order in ("backwards", "2"))]
)
def test_four_senders_give_what_stripe_says(
    shape: str, order: str, books: Books, tmp_path: Path
) -> None:
    events = read_events(shape)
    books.found()
    with served(books, tmp_path / "log") as address:
        assert set(send(address, arrange(events, order))) == {200}
        books.settle()
        assert books.unsettled() == []
        assert_expected(books.state(), shape)
        before = books.content()

        assert set(send(address, arrange(events, "3"))) == {200}
        books.settle()
    assert books.content() == before
    assert books.run("replay", "--check")[:2] == (0, "")
    assert broken_invariants(books.owner) == set()
