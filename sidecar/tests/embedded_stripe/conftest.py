from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sidecar.embedded_stripe.api import Reply, Request
from sidecar.embedded_stripe.server import EmbeddedStripe
from sidecar.tests.embedded_stripe.doubles import KEY, SECRET, Receiver, Shop
from sidecar.tests.embedded_stripe.schema import check


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.close()
    assert found.problems == []


@pytest.fixture
def running(tmp_path: Path, receiver: Receiver) -> Iterator[EmbeddedStripe]:
    """An embedded Stripe whose every answer is checked against the schema."""
    found = EmbeddedStripe(
        port=0, state=tmp_path, api_key=KEY, webhook_url=receiver.url, webhook_secret=SECRET
    )
    problems: list[str] = []
    api = found._http.application._api
    unchecked = api.answer

    def answer(request: Request) -> Reply | None:
        reply = unchecked(request)
        if reply is not None and reply.status == 200:
            try:
                check(json.loads(reply.body))
            except AssertionError as error:
                problems.append(f"{request.method} {request.path}: {error}")
        return reply

    api.answer = answer  # type: ignore[method-assign]
    found.start()
    yield found
    found.stop()
    assert problems == []


@pytest.fixture
def shop(running: EmbeddedStripe) -> Shop:
    found = Shop(running.url)
    found.stock()
    return found
