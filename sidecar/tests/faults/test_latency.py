"""How long Stripe waits for its answer while events come at a steady rate."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from statistics import quantiles

import click
import pytest

from sidecar.tests.faults.conftest import Subject
from sidecar.tests.faults.rig import line, post
from sidecar.tests.servers import Sink
from unison_cli.testing import slowness

EVENTS_A_SECOND = 50
SECONDS = 20
MOST_SECONDS = 1.0
SENDERS = 32


@pytest.mark.slow
def test_acknowledgement_at_fifty_events_a_second(
    large: Subject, mails: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = [
        json.dumps(event).encode() for event in large.history.events[: EVENTS_A_SECOND * SECONDS]
    ]
    slow = slowness()
    with line(large.make_place(), smtp_port=mails.setting) as found:
        nothing = threading.Event()
        began = time.perf_counter()

        def deliver(number: int) -> float:
            """Send when it is time; a wait for a free sender counts as waiting for the answer."""
            due = began + number / EVENTS_A_SECOND
            nothing.wait(max(0.0, due - time.perf_counter()))
            with closing(
                HTTPConnection("127.0.0.1", found.receivers[0].port, timeout=30)
            ) as connection:
                assert post(connection, bodies[number]) == 200
            return time.perf_counter() - due

        with ThreadPoolExecutor(SENDERS) as pool:
            seconds = sorted(pool.map(deliver, range(len(bodies))))
    hundredths = quantiles(seconds, n=100)
    with capsys.disabled():
        shown = ", ".join(f"p{n} {hundredths[n - 1] * 1000:.0f} ms" for n in (50, 90, 95, 99))
        click.echo(f"\nacknowledged: {shown}, at most {seconds[-1] * 1000:.0f} ms")
    assert hundredths[98] < MOST_SECONDS * max(slow, slowness())
