"""Stripe ingest: from a signed request to the committed answer, beside verify and one insert."""

from __future__ import annotations

import json
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import click
import psycopg

from bench.figures import Figure, WrongEndStateError
from sidecar.tests.faults.checks import wrong
from sidecar.tests.faults.history import History, Json, live
from sidecar.tests.faults.rig import (
    SECRET,
    SENDERS,
    cpu_seconds,
    deploy,
    own_cluster,
    sidecar,
    started,
)
from sidecar.tests.servers import Place
from sidecar.tests.signing import sign
from unison_cli.processes import Service

EVENTS = 4500
ORGANIZATIONS = 300
ROUNDS = 10

WARM_UP = 5
"""Rounds before those that count: each connection plans a function's statements several times."""

TABLE = """
create schema floor;
create table floor.events (id text primary key, body text not null);
grant usage on schema floor to sidecar;
grant select, insert on floor.events to sidecar;
"""


@dataclass(frozen=True)
class Cost:
    """What a round took, each in seconds an event."""

    time: float
    sidecar: float
    database: float

    @property
    def cpu(self) -> float:
        """All that the processor did."""
        return self.sidecar + self.database


def measure() -> list[Figure]:
    """Measure what an event costs, and how many are taken in; compare the end state with Stripe."""
    with tempfile.TemporaryDirectory(prefix="unison-bench-") as folder:
        history = live(Path(folder), seed=1, events=EVENTS, organizations=ORGANIZATIONS)
    # Durable as in real life: fsync is on.
    with own_cluster(settings="") as cluster:
        template = deploy(cluster, history.organizations, history.prices)
        bare, whole = (cluster.create_database(name, template) for name in ("floor", "whole"))
        with psycopg.connect(bare.superuser) as connection:
            connection.execute(TABLE.encode())
        services = (
            sidecar("serve", bare, address=bare.setting, smtp_port=1, module="scripts.bench.floor"),
            sidecar("serve", whole, address=whole.setting, smtp_port=1, module="sidecar"),
        )
        with started(cluster.instance, *services):
            floors, wholes = _measure(whole, *services, history.events)
        faults = [*_lost(bare, len(history.events)), *_wrong(whole, history)]
    if faults:
        raise WrongEndStateError(faults)
    return _figures(floors, wholes)


def _measure(
    place: Place, floor: Service, whole: Service, events: Sequence[Json]
) -> tuple[list[Cost], list[Cost]]:
    """Send all events to both, a slice at a time and in changing order."""
    floors: list[Cost] = []
    wholes: list[Cost] = []
    size = len(events) // (WARM_UP + ROUNDS) + 1
    for number in range(WARM_UP + ROUNDS):
        some = events[number * size : (number + 1) * size]
        pairs = [(floor, floors), (whole, wholes)]
        for service, costs in pairs if number % 2 else pairs[::-1]:
            costs.append(_cost(place, service, some))
    return floors[WARM_UP:], wholes[WARM_UP:]


def _cost(place: Place, service: Service, events: Sequence[Json]) -> Cost:
    names = (service.name, "postgresql")
    instance = place.cluster.instance
    requests = [_request(event) for event in events]
    before = [cpu_seconds(instance, name) for name in names]
    began = time.perf_counter()
    _send(service.port, requests)
    seconds = time.perf_counter() - began
    after = [cpu_seconds(instance, name) for name in names]
    sidecar_cpu, database_cpu = (end - begin for begin, end in zip(before, after, strict=True))
    number = len(events)
    return Cost(seconds / number, sidecar_cpu / number, database_cpu / number)


def _request(event: Json) -> bytes:
    body = json.dumps(event).encode()
    head = (
        "POST /webhooks/stripe HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Length: {len(body)}\r\nStripe-Signature: {sign(body, SECRET)}\r\n\r\n"
    )
    return head.encode() + body


def _send(port: int, requests: Sequence[bytes]) -> None:
    """Send requests over as many connections as there are senders, each one after the other.

    As little as possible is done here: the senders share the processor with what is measured.
    """
    failures: list[bytes] = []

    def send(some: Iterator[bytes]) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            for request in some:
                connection.sendall(request)
                answer = connection.recv(65536)
                # Head and body may come one after the other.
                while not answer.endswith((b"}", b"0\r\n\r\n")):
                    answer += connection.recv(65536)
                if not answer.startswith(b"HTTP/1.1 200 "):
                    failures.append(answer)

    shared = _Shared(iter(requests))
    threads = [threading.Thread(target=send, args=(shared,)) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise click.ClickException(f"refused: {failures[0].decode()}")


class _Shared(Iterator[bytes]):
    """An iterator for several threads."""

    def __init__(self, inner: Iterator[bytes]) -> None:
        self._inner = inner
        self._lock = threading.Lock()

    def __next__(self) -> bytes:
        with self._lock:
            return next(self._inner)


def _lost(place: Place, number: int) -> list[str]:
    found = place.row("select count(*) from floor.events")["count"]
    return [] if found == number else [f"the floor has {found} of {number} events"]


def _wrong(place: Place, history: History) -> list[str]:
    """Do what the worker does, until nothing waits, and compare with Stripe."""
    waiting = "select from webhooks.stripe_events where next_attempt_at is not null"
    while place.rows(waiting):
        place.rows("select sidecar.apply_pending_events()")
    return wrong(place, history)


def _figures(floors: Sequence[Cost], wholes: Sequence[Cost]) -> list[Figure]:
    """Judge by the ratios of the pairs: what else the machine did changes from round to round."""
    pairs = list(zip(floors, wholes, strict=True))

    def words(costs: Sequence[Cost]) -> tuple[str, str]:
        database, cpu, time = (
            statistics.median(of(cost) for cost in costs)
            for of in (attrgetter("database"), attrgetter("cpu"), attrgetter("time"))
        )
        return (f"{cpu * 1e6:.0f} µs (PostgreSQL {database * 1e6:.0f})", f"{1 / time:.0f}/s")

    floor_cpu, floor_rate = words(floors)
    whole_cpu, whole_rate = words(wholes)
    return [
        Figure(
            work="Stripe ingest, CPU an event",
            value=statistics.median(whole.cpu / floor.cpu for floor, whole in pairs),
            must=1.5,
            stretch=1.1,
            measured=whole_cpu,
            floor=floor_cpu,
        ),
        Figure(
            work=f"Stripe ingest, events at {SENDERS} senders",
            value=statistics.median(floor.time / whole.time for floor, whole in pairs),
            must=0.75,
            stretch=1.0,
            measured=whole_rate,
            floor=floor_rate,
        ),
    ]
