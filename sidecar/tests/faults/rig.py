"""What the events go through: a cluster, two receivers, a worker, and whoever kills them.

Only processes that the rig has started are killed, each with `kill -9`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

import psycopg
from psycopg.types.json import Jsonb

from sidecar.tests.faults.history import Json
from sidecar.tests.servers import Cluster, Place, wait_until
from sidecar.tests.signing import sign
from unison_cli import postgres
from unison_cli.deploy import bootstrap, migrate
from unison_cli.paths import Instance, Memory, Ports
from unison_cli.processes import (
    Service,
    answers,
    await_healthy,
    ensure_started,
    forget_ended,
    read_record,
    stop,
)

SECRET = "whsec_faults"
SENDERS = 8


def steady_port(offset: int = 0) -> int:
    """Return a port, less `offset`, that the kernel gives to nobody while its owner is dead."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(25_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port - offset


@contextmanager
def own_cluster(settings: str = "fsync = off\n") -> Iterator[Cluster]:
    """Have a cluster that nobody else uses, and that may be killed.

    It is programs that are killed, not the operating system: what that was given is safe.
    """
    state = Path(tempfile.mkdtemp(prefix="unison-faults-", dir="/tmp"))
    state.chmod(0o755)
    for name in ("run", "log"):
        (state / name).mkdir()
    memory = Memory(steady_port(Ports._fields.index("postgresql")), "embedded", str(state),
                    str(state / "socket"))  # fmt: skip
    found = Cluster(Instance(state, Ports.starting_at(memory.port), memory))
    postgres.make_cluster(found.instance)
    with (found.instance.home / "pg" / "postgresql.auto.conf").open("a") as file:
        file.write(settings)
    found.start()
    try:
        yield found
    finally:
        # Rather than stopped: nobody waits for a checkpoint of files that are about to go.
        if read_record(found.instance, "postgresql") is not None:
            kill(found.instance, "postgresql")
        shutil.rmtree(state)


def deploy(cluster: Cluster, organizations: Sequence[str], prices: dict[str, Json]) -> Place:
    """Make a database with the product, organizations on trial, and the prices that they buy."""
    place = cluster.create_database(f"template_{secrets.token_hex(4)}")
    bootstrap(place.superuser)
    migrate(place.address("unison_owner"))
    with psycopg.connect(place.address("unison_owner")) as connection:
        connection.execute(
            """
            with wanted as (
                select o::uuid as id from jsonb_array_elements_text(%s) as o
            ), founded as (
                insert into identity.organizations (id, name, created_at)
                select id, 'A customer', now() from wanted
                returning id
            ), founders as (
                insert into identity.users (id, email, full_name, password_hash, created_at)
                select id, id || '@example.com', 'Founder', '-', now() from founded
                returning id
            )
            insert into identity.memberships (organization_id, user_id, role, created_at)
            select id, id, 'owner', now() from founders
            """,
            [Jsonb(organizations)],
        )
        connection.execute("select billing.start_trial(id, id) from identity.organizations")
        for lookup_key, price in prices.items():
            connection.execute(
                "select catalog.link_stripe_price(%s, %s, %s)",
                [lookup_key, price["id"], price["product"]],
            )
    return place


def kill(instance: Instance, name: str) -> None:
    """`kill -9` a program that was started here, and its children; return when all are gone."""
    record = read_record(instance, name)
    assert record is not None, f"{name} does not run"
    leader = os.pidfd_open(record.pid)
    assert record.alive()
    # So that it begins no further child.
    _halt(record.pid)
    children = [os.pidfd_open(pid) for pid in _children_of(record.pid)]
    for handle in (*children, leader):
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    os.waitpid(record.pid, 0)
    forget_ended()
    for handle in (*children, leader):
        wait_until(lambda handle=handle: _is_gone(handle))  # type: ignore[misc]
        os.close(handle)


def halt_wal_writer(cluster: Cluster) -> None:
    """From now on only those commits are written that wait for it; ends with the server."""
    record = read_record(cluster.instance, "postgresql")
    assert record is not None
    for pid in _children_of(record.pid):
        # A backend may have ended meanwhile.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if b"walwriter" in Path(f"/proc/{pid}/cmdline").read_bytes():
                _halt(pid)


def kill_database(cluster: Cluster) -> None:
    """Kill PostgreSQL, and let it recover."""
    kill(cluster.instance, "postgresql")
    cluster.start()


def _halt(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: _stat(pid)[0] == "T")


def cpu_seconds(instance: Instance, name: str) -> float:
    """Return what a program and its children have used of the processor, the ended ones too."""
    record = read_record(instance, name)
    assert record is not None, f"{name} does not run"
    pids = (record.pid, *_children_of(record.pid))
    ticks = sum(sum(int(word) for word in _stat(pid)[11:15]) for pid in pids)
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _children_of(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(word) for thread in threads for word in (thread / "children").read_text().split()]


def _is_gone(handle: int) -> bool:
    try:
        signal.pidfd_send_signal(handle, 0)
    except ProcessLookupError:
        return True
    return False


class LossyProxy:
    """Stands between the receivers and PostgreSQL, and loses answers to what was committed."""

    def __init__(self, place: Place, share: float, seed: int) -> None:
        self.port = steady_port()
        self.lost = 0
        self.answered = 0
        self._instance = place.cluster.instance
        self._database = place.name
        self._share = share
        self._chance = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    @property
    def address(self) -> str:
        """SIDECAR_DATABASE_URL."""
        return (
            f"postgresql://sidecar@127.0.0.1:{self.port}/{self._database}"
            "?sslmode=disable&gssencmode=disable"
        )

    def __enter__(self) -> Self:
        self._ended = asyncio.Event()
        self._begun = threading.Event()
        self._thread.start()
        assert self._begun.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self._begun.set()
        await self._ended.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        path = self._instance.socket_folder / f".s.PGSQL.{self._instance.ports.postgresql}"
        with contextlib.closing(writer):
            try:
                answers, requests = await asyncio.open_unix_connection(str(path))
                with contextlib.closing(requests):
                    await self._converse(reader, writer, answers, requests)
            except (OSError, asyncio.CancelledError):
                # The one who is left hears of it when the connection is closed.
                pass
            finally:
                self._tasks.discard(task)

    async def _converse(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answers: asyncio.StreamReader,
        requests: asyncio.StreamWriter,
    ) -> None:
        """Pass on what is said, until somebody goes or an answer gets lost."""
        losing = waiting = False
        kept = b""

        async def ask() -> None:
            nonlocal losing, waiting
            while said := await reader.read(65536):
                if b" sidecar." in said:
                    waiting = True
                    losing = self._chance.random() < self._share
                requests.write(said)
                await requests.drain()

        async def answer() -> None:
            nonlocal waiting, kept
            while said := await answers.read(65536):
                # PostgreSQL says that it is ready, and idle, once the commit is done.
                kept = (kept + said)[-6:]
                if waiting and kept == b"Z\0\0\0\5I":
                    waiting = False
                    self.answered += 1
                    if losing:
                        self.lost += 1
                        return
                if not (waiting and losing):
                    writer.write(said)
                    await writer.drain()

        halves = [asyncio.ensure_future(ask()), asyncio.ensure_future(answer())]
        try:
            await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for half in halves:
                half.cancel()
            await asyncio.gather(*halves, return_exceptions=True)


@dataclass
class Line:
    """Where events arrive: receivers and a worker of their own, at a database.

    There are two, for events of one object meet where they come from several: one hands them over
    one after the other.
    """

    place: Place
    proxy: LossyProxy
    receivers: deque[Service]
    worker: Service

    @property
    def instance(self) -> Instance:
        """Who remembers the processes."""
        return self.place.cluster.instance

    def halt_wal_writer(self) -> None:
        """See `halt_wal_writer`."""
        halt_wal_writer(self.place.cluster)

    def kill_database(self) -> None:
        """See `kill_database`."""
        kill_database(self.place.cluster)

    def kill_worker(self) -> None:
        """Kill the worker, and start the next."""
        kill(self.instance, self.worker.name)
        start(self.instance, self.worker)

    def kill_receiver(self) -> None:
        """Kill the receiver that has lived longer, and start the next."""
        receiver = self.receivers.popleft()
        kill(self.instance, receiver.name)
        start(self.instance, receiver)
        self.receivers.append(receiver)


def sidecar(
    word: str, place: Place, *, address: str, smtp_port: int, module: str, number: int = 1
) -> Service:
    """Return a program of the sidecar's; `module` is what `python -m` starts with the word."""
    port = steady_port()
    path = {"serve": "/healthz", "worker": "/metrics"}[word]
    return Service(
        name=f"{word}-{place.name}-{number}",
        command=(sys.executable, "-m", *module.split(), word),
        port=port,
        healthy=lambda: answers(port, path),
        environment={
            "SIDECAR_DATABASE_URL": address,
            "SIDECAR_PORT": str(port),
            "WORKER_METRICS_PORT": str(port),
            "WORKER_LEASE_SECONDS": "2",
            "INTERNAL_API_KEY": "a-key-for-tests-of-at-least-32-characters",
            "STRIPE_API_KEY": "sk_test_faults",
            "STRIPE_API_BASE": "http://127.0.0.1:1",
            "STRIPE_WEBHOOK_SECRETS": SECRET,
            "SMTP_PORT": str(smtp_port),
            "LOG_LEVEL": "warning",
        },
    )


def start(instance: Instance, service: Service) -> None:
    """Start a program, and wait until it is well."""
    with warnings.catch_warnings():
        # It is ended by its pid, and waited for there.
        warnings.simplefilter("ignore", ResourceWarning)
        ensure_started(instance, service)
    await_healthy(instance, service)


@contextmanager
def started(instance: Instance, *services: Service) -> Iterator[None]:
    """Have programs run for a while."""
    try:
        for service in services:
            start(instance, service)
        yield
    finally:
        stop(instance, [service.name for service in services])


@contextmanager
def line(
    place: Place,
    *,
    smtp_port: int,
    seed: int = 0,
    lost_answers: float = 0.0,
    module: str = "sidecar",
) -> Iterator[Line]:
    """Run receivers and a worker at a database, the receivers behind a proxy that loses answers."""
    with LossyProxy(place, lost_answers, seed) as proxy:
        first, second, worker = (
            sidecar(word, place, address=address, smtp_port=smtp_port, module=module, number=number)
            for word, address, number in (
                ("serve", proxy.address, 1),
                ("serve", proxy.address, 2),
                ("worker", place.setting, 1),
            )
        )
        with started(place.cluster.instance, first, second, worker):
            yield Line(place, proxy, deque([first, second]), worker)


@dataclass
class Deliveries:
    """Events on their way: each is sent until it is accepted, as Stripe does."""

    ports: Sequence[int]
    events: Sequence[Json]
    accepted: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """How long each answer of 200 took."""
    refused: Counter[int] = field(default_factory=Counter)
    """Answers other than 200; 0 is none at all."""

    def __post_init__(self) -> None:
        self._waiting = deque(self.events)
        self._under_way = 0
        self._allowed = 0
        self._changed = threading.Condition()
        self._is_open = True
        self._is_over = False
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Begin to send."""
        self._threads = [
            threading.Thread(target=self._send, args=[self.ports[number % len(self.ports)]])
            for number in range(SENDERS)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, also if not all were accepted."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Begin no further delivery once one has failed, until this is over."""
        with self._changed:
            self._is_open = False
        try:
            yield
        finally:
            with self._changed:
                self._is_open = True
                self._changed.notify_all()

    def allow(self, number: int) -> None:
        """Let so many be delivered in all, that nobody is done before something has happened."""
        with self._changed:
            self._allowed = number
            self._changed.notify_all()

    def await_accepted(self, number: int, seconds: float = 120) -> None:
        """Wait until so many deliveries were accepted."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.accepted.total() >= number, seconds), (
                f"{self.accepted.total()} of {len(self.events)} accepted, {self.refused}"
            )

    def _send(self, port: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while (event := self._next()) is not None:
                body = json.dumps(event).encode()
                began = time.perf_counter()
                status = post(connection, body)
                with self._changed:
                    self._under_way -= 1
                    if status == 200:
                        self.accepted[event["id"]] += 1
                        self.seconds.append(time.perf_counter() - began)
                    else:
                        self.refused[status] += 1
                        self._waiting.append(event)
                        self._changed.wait_for(lambda: self._is_open or self._is_over)
                    self._changed.notify_all()
        finally:
            connection.close()

    def _next(self) -> Json | None:
        with self._changed:
            # What others have in hand may come back.
            self._changed.wait_for(
                lambda: self._may_begin() or self._is_over or not self._missing()
            )
            if self._is_over or not self._missing():
                return None
            self._under_way += 1
            return self._waiting.popleft()

    def _may_begin(self) -> bool:
        begun = self.accepted.total() + self._under_way
        return bool(self._waiting) and begun < self._allowed

    def _missing(self) -> int:
        return len(self.events) - self.accepted.total()


def post(connection: HTTPConnection, body: bytes) -> int:
    """Deliver a body, signed; return the status of the answer, or 0 if there is none."""
    headers = {"Content-Type": "application/json", "Stripe-Signature": sign(body, SECRET)}
    try:
        connection.request("POST", "/webhooks/stripe", body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        return 0
    return answer.status


def shuffle(events: Sequence[Json], *, seed: int, volley: int = 1) -> list[Json]:
    """Return the events in no order at all, and a fifth of them twice.

    With a `volley` the events of an object come in bursts of so many, in no order either: then they
    meet.
    """
    chance = random.Random(seed)
    arrived = [*events, *chance.sample(events, len(events) // 5)]
    chance.shuffle(arrived)
    by_object: dict[str, list[Json]] = {}
    for event in arrived:
        by_object.setdefault(event["data"]["object"]["id"], []).append(event)
    volleys = [
        found[start : start + volley]
        for found in by_object.values()
        for start in range(0, len(found), volley)
    ]
    chance.shuffle(volleys)
    return [event for found in volleys for event in found]


@dataclass(frozen=True)
class Fault:
    """Something that happens on the way: made ready a few deliveries before it strikes."""

    strike: Callable[[], None]
    prepare: Callable[[], None] = lambda: None


def faults(line: Line, *, database: int, worker: int, receiver: int, seed: int) -> list[Fault]:
    """Return so many kills of each, mixed."""
    found = [
        *(Fault(line.kill_database, line.halt_wal_writer) for _ in range(database)),
        *(Fault(line.kill_worker) for _ in range(worker)),
        *(Fault(line.kill_receiver) for _ in range(receiver)),
    ]
    random.Random(seed).shuffle(found)
    return found


def endure(line: Line, arrived: Sequence[Json], faults: Sequence[Fault]) -> Deliveries:
    """Deliver events while faults happen, evenly spread over the way, and let all be applied."""
    with Deliveries([receiver.port for receiver in line.receivers], arrived) as deliveries:
        for number, fault in enumerate(faults, start=1):
            due = number * len(arrived) // (len(faults) + 1)
            deliveries.allow(due)
            deliveries.await_accepted(due)
            fault.prepare()
            # Some are accepted from now on, and some are under way when it strikes.
            deliveries.allow(due + 3 * SENDERS)
            deliveries.await_accepted(due + SENDERS)
            with deliveries.held_back():
                fault.strike()
        deliveries.allow(len(arrived))
        deliveries.await_accepted(len(arrived))
    settle(line.place)
    return deliveries


def settle(place: Place) -> None:
    """Wait until nothing waits to be tried again."""
    with psycopg.connect(place.superuser, autocommit=True) as connection:
        waiting = b"select from webhooks.stripe_events where next_attempt_at is not null limit 1"
        wait_until(lambda: not connection.execute(waiting).fetchall(), 60)
