"""Stripe ingest: from a signed request to the committed answer, beside verify and one insert."""

from __future__ import annotations

import json
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg

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

MOST_CPU = 1.5
"""What an event may cost, as a multiple of the floor's."""

LEAST_RATE = 0.75
"""Events per second that must be taken in, as a multiple of the floor's."""

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


def main() -> int:
    """Measure and print; refuse to if what was measured did not do its work."""
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
        click.echo("The end state is wrong, so there is no speed:", err=True)
        for fault in faults[:10]:
            click.echo(f"  {fault}", err=True)
        return 1
    _report(floors, wholes)
    return 0


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


def _report(floors: Sequence[Cost], wholes: Sequence[Cost]) -> None:
    def middle(costs: Sequence[Cost], of: Callable[[Cost], float]) -> float:
        return statistics.median(map(of, costs))

    pairs = list(zip(floors, wholes, strict=True))
    cpu = statistics.median(whole.cpu / floor.cpu for floor, whole in pairs)
    rate = statistics.median(floor.time / whole.time for floor, whole in pairs)
    click.echo(f"Stripe ingest, {EVENTS} events, {SENDERS} senders, median of {ROUNDS} rounds")
    click.echo(f"{'':8}{'sidecar':>12}{'PostgreSQL':>12}{'CPU/event':>12}{'events/s':>12}")
    for name, costs in (("floor", floors), ("whole", wholes)):
        parts = (middle(costs, of) for of in (_sidecar, _database, _cpu))
        words = "".join(f"{part * 1e6:>9.0f} µs" for part in parts)
        click.echo(f"{name:8}{words}{1 / middle(costs, _time):>12.0f}")
    click.echo(
        f"CPU      {cpu:.2f} times the floor, at most {MOST_CPU}: {_verdict(cpu <= MOST_CPU)}"
    )
    click.echo(
        f"events/s {rate:.2f} times the floor, "
        f"at least {LEAST_RATE}: {_verdict(rate >= LEAST_RATE)}"
    )


def _verdict(is_reached: bool) -> str:
    return "reached" if is_reached else "missed"


def _time(cost: Cost) -> float:
    return cost.time


def _sidecar(cost: Cost) -> float:
    return cost.sidecar


def _database(cost: Cost) -> float:
    return cost.database


def _cpu(cost: Cost) -> float:
    return cost.cpu
