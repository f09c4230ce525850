"""The servers that tests talk to, and ways to have them fail."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl

import anyio.to_thread
import httpx
import psycopg
import pytest
import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg.rows import dict_row
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sidecar.database import Database
from sidecar.guarded_http import GuardedClient
from sidecar.mail import Mailer
from sidecar.settings import Settings
from sidecar.stripe_client import StripeCaller
from sidecar.worker import Worker, customers_client
from unison_cli import postgres
from unison_cli.paths import ROOT, Instance
from unison_cli.processes import await_healthy, ensure_started, read_record, stop


def free_port(offset: int = 0) -> int:
    """Return a port that is free now, less `offset`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1]) - offset


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for a condition of another process, that cannot be awaited.

    What comes at once on an idle machine takes its time where everything is tested at once.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that can be stopped."""

    instance: Instance

    def start(self) -> None:
        """Start it, if it does not run."""
        with warnings.catch_warnings():
            # It is meant to outlive the Popen that started it.
            warnings.simplefilter("ignore", ResourceWarning)
            ensure_started(self.instance, postgres.server(self.instance))
        await_healthy(self.instance, postgres.server(self.instance))

    def stop(self) -> None:
        """Stop it; sessions are ended."""
        stop(self.instance, ["postgresql"])

    def abandon(self) -> None:
        """Stop it without a checkpoint: its files will be deleted."""
        if record := read_record(self.instance, "postgresql"):
            os.kill(record.pid, signal.SIGQUIT)
        self.stop()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Have no server for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def create_database(self, name: str, template: Place | None = None) -> Place:
        """Create a database, empty or as a copy."""
        source = template.name if template else "template0"
        with psycopg.connect(postgres.superuser_url(self.instance), autocommit=True) as connection:
            connection.execute(f"create database {name} template {source}".encode())
        return Place(self, name)


@dataclass(frozen=True)
class Place:
    """A database of that server."""

    cluster: Cluster
    name: str

    @property
    def superuser(self) -> str:
        """The superuser's address."""
        return postgres.superuser_url(self.cluster.instance, self.name)

    def address(self, role: str) -> str:
        """Return a role's address; the socket trusts everybody who reaches it."""
        return self.superuser.replace("//postgres@", f"//{role}@")

    @property
    def setting(self) -> str:
        """SIDECAR_DATABASE_URL."""
        return self.address("sidecar")

    def rows(self, query: str, *arguments: object) -> list[dict[str, Any]]:
        """Run a statement as the superuser."""
        with psycopg.connect(self.superuser, row_factory=dict_row) as connection:
            cursor = connection.execute(query.encode(), arguments)
            return cursor.fetchall() if cursor.description is not None else []

    def row(self, query: str, *arguments: object) -> dict[str, Any]:
        """Run a statement that gives one row."""
        (row,) = self.rows(query, *arguments)
        return row

    def is_listened_to(self) -> bool:
        """Tell whether a worker waits for notifications."""
        return bool(
            self.rows(
                "select from pg_stat_activity"
                " where datname = %s and query like 'listen %%' and state = 'idle'",
                self.name,
            )
        )

    def break_function(self, name: str) -> None:
        """Have a function of the stand-in fail from now on."""
        self.rows("insert into sidecar.broken values (%s)", name)

    def mend(self) -> None:
        """Have no function fail."""
        self.rows("delete from sidecar.broken")

    def end_sessions(self) -> int:
        """End the sidecar's sessions in this database, as a restart would."""
        ended = self.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = %s and usename = 'sidecar'",
            self.name,
        )
        return len(ended)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a loopback port, from a thread; its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=free_port(), log_config=None, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield f"http://127.0.0.1:{config.port}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class ScriptedStripe:
    """A Stripe that gives the planned answers in turn, then `{"id": "cus_1"}`."""

    answers: list[tuple[int, bytes]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)
    setting: str = ""

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve."""
        self.may_answer.set()
        app = Starlette(
            routes=[Route("/{path:path}", self._answer, methods=["GET", "POST", "DELETE"])]
        )
        with served(app) as self.setting:
            try:
                yield self
            finally:
                self.may_answer.set()

    async def _answer(self, request: Request) -> Response:
        form = (await request.body()).decode() or request.url.query
        self.requests.append(
            {
                "method": request.method,
                "path": request.url.path,
                "params": dict(parse_qsl(form, keep_blank_values=True)),
                "headers": dict(request.headers),
            }
        )
        status, body = self.answers.pop(0) if self.answers else (200, b'{"id": "cus_1"}')
        await anyio.to_thread.run_sync(self.may_answer.wait)
        return Response(body, status, {"Request-Id": "req_1"}, media_type="application/json")


@dataclass
class Sink:
    """A mail server that keeps what it gets; replies to MAIL, RCPT and the end of DATA by plan."""

    tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    mails_a_connection: int = 1000
    seconds_a_mail: float = 0
    replies: dict[str, list[str]] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    peers: list[object] = field(default_factory=list)
    setting: int = 0

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve."""
        sink = self

        class Server(Controller):
            def factory(self) -> SMTP:
                return SMTP(
                    sink,
                    hostname="sink",
                    tls_context=sink.starttls,
                    require_starttls=sink.starttls is not None,
                    enable_SMTPUTF8=False,
                )

        self.setting = free_port()
        server = Server(self, "127.0.0.1", self.setting, ssl_context=self.tls)
        server.start()
        try:
            yield self
        finally:
            server.stop()

    @property
    def connections(self) -> int:
        """How many conversations carried a mail or a try."""
        return len(set(self.peers))

    def has_at_least(self, number: int) -> bool:
        """Tell whether so many mails have come."""
        return len(self.mails) >= number

    def _planned(self, step: str, otherwise: str) -> str:
        replies = self.replies.get(step)
        return replies.pop(0) if replies else otherwise

    # The names are aiosmtpd's.

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.peers.append(session.peer)
        if self.peers.count(session.peer) > self.mails_a_connection:
            return "421 enough for one connection"
        reply = self._planned("mail", "250 OK")
        if reply.startswith("2"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        reply = self._planned("rcpt", "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.seconds_a_mail)
        reply = self._planned("data", "250 kept")
        if reply.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.raw.append(content)
            self.mails.append(message_from_bytes(content, EmailMessage, policy=policy.default))
            self.recipients.append(envelope.rcpt_tos)
        return reply


def make_certificate(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1; return the file that holds it and its key."""
    path = folder / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=sink"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", path, "-out", path.with_name("certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + path.with_name("certificate.pem").read_text())
    return path


class Process:
    """`sidecar` as a program of its own, for what a thread cannot show."""

    def __init__(self, settings: Settings, *words: str, module: str = "sidecar") -> None:
        """Start it; its log is kept. `module` is what `python -m` starts with the words."""
        self._running = subprocess.Popen(
            [sys.executable, "-m", *module.split(), *words],
            env={"PATH": os.environ["PATH"], **environment(settings)},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._heard = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Kill it if it still runs."""
        self._running.kill()
        self._running.communicate()

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._running.send_signal(number)

    def says(self, words: str) -> None:
        """Wait until a line of its log holds these words."""
        assert self._running.stderr is not None
        for line in self._running.stderr:
            self._heard += line
            if words in line:
                return
        pytest.fail(f"it ended without saying {words!r}: {self._heard}")

    def ended(self, seconds: float = 60) -> tuple[int, str]:
        """Wait for its end: exit status and log."""
        _, log = self._running.communicate(timeout=seconds)
        return self._running.returncode, self._heard + log


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables that give these settings."""

    def text(value: object) -> str:
        if isinstance(value, SecretStr):
            return value.get_secret_value()
        if isinstance(value, tuple):
            return ",".join(map(text, value))
        return str(value)

    return {name.upper(): text(value) for name, value in settings if value is not None}


def answers(address: str) -> bool:
    """Tell whether a sidecar serves there."""
    try:
        return httpx.get(f"{address}/healthz", trust_env=False).is_success
    except httpx.TransportError:
        return False


@contextmanager
def working(settings: Settings, lease_seconds: int = 30) -> Iterator[Worker]:
    """Run a worker in a thread; at the end it is stopped as by SIGTERM, and awaited."""
    begun: list[tuple[asyncio.AbstractEventLoop, Worker]] = []

    async def run() -> None:
        url = settings.sidecar_database_url.get_secret_value()
        async with (
            Database(url, connections=4, application_name="tests", timeout_seconds=5) as database,
            StripeCaller(settings, timeout_seconds=10) as stripe,
            Mailer(settings) as mailer,
            GuardedClient(trusted_origins=[str(settings.internal_url)]) as internal,
            customers_client(settings) as customers,
            GuardedClient(allow_loopback=settings.outgoing_loopback) as providers,
        ):
            found = Worker(
                database,
                stripe,
                mailer,
                internal,
                customers,
                providers,
                lease_seconds=lease_seconds,
            )
            begun.append((asyncio.get_running_loop(), found))
            await found.run()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    wait_until(lambda: begun)
    loop, found = begun[0]
    try:
        yield found
    finally:
        if thread.is_alive():
            loop.call_soon_threadsafe(found.stop)
        thread.join(30)
        assert not thread.is_alive()
