"""The worker: claim, do, report.

What it claims is leased by SQL for a while, so that whatever a worker leaves behind when it dies is
taken up by the next one. What to try again, when, and when to stop trying is decided by SQL from
the reports.
"""

import asyncio
import contextlib
import itertools
import os
import random
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import astuple

import jinja2
import structlog
from prometheus_client import Counter, Histogram, start_http_server

from sidecar import documents, tick
from sidecar.database import Database, Email, EmailPreview, InvoiceDocument, StripeCommand
from sidecar.delivery import Delivery
from sidecar.domains import DomainChecks
from sidecar.errors import DatabaseUnavailableError
from sidecar.external_identity import ProviderKeys
from sidecar.guarded_http import GuardedClient
from sidecar.mail import Mailer, render
from sidecar.net_shim import HttpRequests
from sidecar.settings import Settings
from sidecar.stripe_client import StripeCaller
from sidecar.webhooks_out import EXCERPT_BYTES, WebhookDeliveries

log = structlog.get_logger()

COMMANDS = Counter(
    "sidecar_stripe_commands", "Calls to Stripe by what SQL made of the answer.", ["kind", "status"]
)
COMMAND_SECONDS = Histogram(
    "sidecar_stripe_command_seconds", "How long Stripe took to answer.", ["kind"]
)
EVENTS = Counter("sidecar_stripe_events", "Stored events by what became of them.", ["outcome"])
EMAILS = Counter("sidecar_emails", "Letters by what became of them.", ["kind", "outcome"])
EMAIL_SECONDS = Histogram("sidecar_email_seconds", "Rendering a letter and handing it over.")
DOCUMENTS = Counter(
    "sidecar_invoice_documents", "Invoices set as PDF by what SQL made of it.", ["status"]
)
FAILURES = Counter("sidecar_worker_failures", "Steps that ended in an error.", ["loop"])

COMMANDS_AT_ONCE = 8
EVENTS_AT_ONCE = 100
EMAILS_AT_ONCE = 5
DOCUMENTS_AT_ONCE = 2
PREVIEWS_AT_ONCE = 5

# Where LISTEN is not heard, a person waits this much longer for Stripe.
COMMAND_POLL_SECONDS = 0.25
EVENT_POLL_SECONDS = 1.0
EMAIL_POLL_SECONDS = 1.0
DOCUMENT_POLL_SECONDS = 1.0
PREVIEW_POLL_SECONDS = 2.0
HTTP_POLL_SECONDS = 0.25
WEBHOOK_POLL_SECONDS = 0.25
PROVIDER_POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 5.0
LISTEN_AGAIN_SECONDS = 0.25

LONGEST_PAUSE_SECONDS = 10.0
"""How far the pause after errors grows: a database that is back is noticed within this time."""

STOP_SECONDS = 10.0
"""How long a stopping worker goes on trying to report to a database that is away."""


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT, then finish what is in hand."""
    lease_seconds = settings.worker_lease_seconds
    async with (
        Database(
            settings.sidecar_database_url.get_secret_value(),
            connections=settings.sidecar_database_connections,
            application_name="sidecar worker",
            # The role's statement_timeout is shorter: it is the server that ends a long statement.
            timeout_seconds=35,
        ) as database,
        StripeCaller(settings, timeout_seconds=lease_seconds * 2 / 3) as stripe,
        Mailer(settings) as mailer,
        GuardedClient(trusted_origins=[str(settings.internal_url)]) as internal,
        customers_client(settings) as customers,
        GuardedClient(allow_loopback=settings.outgoing_loopback) as providers,
    ):
        worker = Worker(
            database,
            stripe,
            mailer,
            internal,
            customers,
            providers,
            lease_seconds=lease_seconds,
            dns_server=settings.dns_server,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, worker.stop)
        server, thread = start_http_server(settings.worker_metrics_port, settings.sidecar_host)
        try:
            await worker.run()
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def customers_client(settings: Settings) -> GuardedClient:
    """Return what calls the endpoints of customers."""
    return GuardedClient(allow_loopback=settings.outgoing_loopback, max_body_bytes=EXCERPT_BYTES)


class Worker:
    """Independent loops, each of which outlives its own errors and those of the others."""

    def __init__(
        self,
        database: Database,
        stripe: StripeCaller,
        mailer: Mailer,
        internal: GuardedClient,
        customers: GuardedClient,
        providers: GuardedClient,
        *,
        lease_seconds: int,
        dns_server: str | None = None,
    ) -> None:
        self._database = database
        self._stripe = stripe
        self._mailer = mailer
        self._lease_seconds = lease_seconds
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._stopping = False
        self._stop_by = float("inf")
        self._wakes: list[asyncio.Event] = []
        self._commands_wake = asyncio.Event()
        self._emails_wake = asyncio.Event()
        self._previews_wake = asyncio.Event()
        self._commands: set[asyncio.Task[None]] = set()
        self._http = HttpRequests(database, internal, self._name, self._report)
        self._webhooks = WebhookDeliveries(
            database, customers, self._name, self._report, lease_seconds=lease_seconds
        )
        self._keys = ProviderKeys(database, providers)
        self._domains = DomainChecks(database, self._report, dns_server)

    def stop(self) -> None:
        """Claim nothing more; `run` returns once what is in hand is finished."""
        if not self._stopping:
            log.info("stopping", commands=len(self._commands))
            self._stopping = True
            self._stop_by = time.monotonic() + STOP_SECONDS
            for wake in self._wakes:
                wake.set()

    async def run(self) -> None:
        """Work until `stop`."""
        log.info("worker started", worker=self._name)
        # Not waited for in the end: a job that is cut off is taken up by another worker.
        background = [
            asyncio.create_task(self._repeat("listen", self._listen, LISTEN_AGAIN_SECONDS)),
            asyncio.create_task(self._repeat("live", self._http.live, HTTP_POLL_SECONDS)),
            asyncio.create_task(tick.run_forever(self._database)),
        ]
        async with asyncio.TaskGroup() as loops:
            for loop in (
                self._repeat(
                    "commands", self.take_commands, COMMAND_POLL_SECONDS, self._commands_wake
                ),
                self._repeat("events", self.apply_events, EVENT_POLL_SECONDS),
                self._repeat("emails", self.send_emails, EMAIL_POLL_SECONDS, self._emails_wake),
                self._repeat("documents", self.make_documents, DOCUMENT_POLL_SECONDS),
                self._repeat(
                    "previews", self.write_previews, PREVIEW_POLL_SECONDS, self._previews_wake
                ),
                self._repeat("http", self._http.take, HTTP_POLL_SECONDS, self._http.wake),
                self._repeat(
                    "webhooks", self._webhooks.take, WEBHOOK_POLL_SECONDS, self._webhooks.wake
                ),
                self._repeat("keys", self._keys.take, PROVIDER_POLL_SECONDS),
                self._repeat("domains", self._domains.take, PROVIDER_POLL_SECONDS),
                self._repeat("heartbeat", self.beat, HEARTBEAT_SECONDS),
            ):
                loops.create_task(loop)
        log.info("claims nothing more", commands=len(self._commands))
        await self._http.finish(STOP_SECONDS)
        await self._webhooks.finish()
        for task in background:
            task.cancel()
        await asyncio.wait({*background, *self._commands})
        log.info("worker stopped", worker=self._name)

    # Steps: each returns whether there is probably more to do at once.

    async def take_commands(self) -> bool:
        """Claim as many commands as there are hands free, and begin them."""
        free = COMMANDS_AT_ONCE - len(self._commands)
        if free == 0:
            return False
        commands = await self._database.claim_stripe_commands(self._name, free, self._lease_seconds)
        for command in commands:
            task = asyncio.create_task(self._call_stripe(command))
            self._commands.add(task)
            task.add_done_callback(self._command_done)
        return len(commands) == free

    async def apply_events(self) -> bool:
        """Have SQL apply what it stored and could not apply at once."""
        result = await self._database.apply_pending_events(EVENTS_AT_ONCE)
        for outcome, number in result.items():
            EVENTS.labels(outcome).inc(number)
        return any(result.values())

    async def send_emails(self) -> bool:
        """Claim a few letters and send them one by one over one connection."""
        claimed_at = time.monotonic()
        emails = await self._database.claim_emails(self._name, EMAILS_AT_ONCE, self._lease_seconds)
        for email in emails:
            await self._send(email, begin_by=claimed_at + self._lease_seconds / 2)
        return len(emails) == EMAILS_AT_ONCE

    async def make_documents(self) -> bool:
        """Claim a few invoices and set them as PDF."""
        claimed = await self._database.claim_invoice_documents(
            self._name, DOCUMENTS_AT_ONCE, self._lease_seconds
        )
        for document in claimed:
            await self._make_document(document)
        return len(claimed) == DOCUMENTS_AT_ONCE

    async def write_previews(self) -> bool:
        """Write letters that the staff want to look at, and send them to nobody."""
        claimed = await self._database.claim_email_previews(PREVIEWS_AT_ONCE)
        for preview in claimed:
            await self._write_preview(preview)
        return len(claimed) == PREVIEWS_AT_ONCE

    async def beat(self) -> bool:
        """Say that this worker lives."""
        await self._database.record_heartbeat(self._name)
        return False

    async def _listen(self) -> bool:
        # Nothing notifies of letters by itself: who cannot wait for the next look, says so.
        await self._database.listen(
            {
                "stripe_commands": self._commands_wake.set,
                "emails": self._emails_wake.set,
                "email_previews": self._previews_wake.set,
            }
        )
        return False

    # Doing and reporting

    async def _call_stripe(self, command: StripeCommand) -> None:
        with COMMAND_SECONDS.labels(command.kind).time():
            answer = await self._stripe.call(
                command.method, command.path, command.params, command.idempotency_key
            )
        status = await self._report(
            lambda: self._database.record_stripe_response(
                command.id, command.attempt, answer.http_status, answer.body, answer.error
            )
        )
        COMMANDS.labels(command.kind, status).inc()
        log.info(
            "stripe command",
            id=str(command.id),
            kind=command.kind,
            attempt=command.attempt,
            http_status=answer.http_status,
            error=answer.error,
            status=status,
        )

    def _command_done(self, task: asyncio.Task[None]) -> None:
        self._commands.discard(task)
        self._commands_wake.set()

    async def _send(self, email: Email, *, begin_by: float) -> None:
        if time.monotonic() < begin_by:
            with EMAIL_SECONDS.time():
                delivery = await self._mailer.send(
                    email.kind, email.data, recipient=email.recipient, message_id=email.message_id
                )
        else:
            # Another worker might have it before we are done.
            delivery = Delivery("retry", "not tried: the mail server was too slow with others")
        await self._report(
            lambda: self._database.record_email_result(
                email.id, email.attempt, delivery.outcome, delivery.detail
            )
        )
        EMAILS.labels(email.kind, delivery.outcome).inc()
        log.info(
            "email",
            id=str(email.id),
            kind=email.kind,
            attempt=email.attempt,
            outcome=delivery.outcome,
            detail=delivery.detail,
        )

    async def _make_document(self, document: InvoiceDocument) -> None:
        pdf: bytes | None = None
        error: str | None = None
        try:
            pdf = await asyncio.to_thread(documents.render_document, document.data)
        except Exception as fault:
            # Whatever is wrong with one invoice is kept with it, and the next has its turn.
            log.exception("invoice document failed", id=str(document.id))
            error = f"{type(fault).__name__}: {fault}"
        status = await self._report(
            lambda: self._database.record_invoice_document(
                document.id, document.attempt, pdf, error
            )
        )
        DOCUMENTS.labels(status).inc()

    async def _write_preview(self, preview: EmailPreview) -> None:
        try:
            letter = render(preview.kind, preview.data)
        except jinja2.TemplateError as fault:
            await self._database.record_email_preview(preview.id, None, str(fault))
        else:
            await self._database.record_email_preview(preview.id, astuple(letter), None)

    async def _report(self, tell: Callable[[], Awaitable[str]]) -> str:
        """Tell the database what was done until it has heard it, and return the new status.

        While the database is away this outlasts the lease, for nobody else can claim the work
        meanwhile: what was done is not done twice. Against an error it gives up when the lease has
        ended, and the work is claimed again.
        """
        lease_end = time.monotonic() + self._lease_seconds
        for failures in itertools.count(1):
            try:
                return await tell()
            except DatabaseUnavailableError as error:
                give_up_at = self._stop_by
                log.warning("report not heard", reason=str(error))
            except Exception:
                give_up_at = min(lease_end, self._stop_by)
                log.exception("report refused")
            pause = _backoff(COMMAND_POLL_SECONDS, failures)
            if time.monotonic() + pause > give_up_at:
                break
            await asyncio.sleep(pause)
        log.error("report given up")
        return "unreported"

    async def _repeat(
        self,
        name: str,
        step: Callable[[], Awaitable[bool]],
        every: float,
        wake: asyncio.Event | None = None,
    ) -> None:
        """Take steps until stopped: at once while there is more to do, else after `every` seconds.

        `wake` ends the wait early. An error is logged, counted and followed by a growing pause.
        """
        wake = wake or asyncio.Event()
        self._wakes.append(wake)
        failures = 0
        while not self._stopping:
            wake.clear()
            try:
                pause = 0.0 if await step() else every
                failures = 0
            except Exception as error:
                failures += 1
                pause = _backoff(every, failures)
                FAILURES.labels(name).inc()
                if isinstance(error, DatabaseUnavailableError):
                    log.warning("database away", loop=name, reason=str(error))
                else:
                    log.exception("step failed", loop=name)
            if pause:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), pause)


def _backoff(base: float, failures: int) -> float:
    """Return seconds to wait: doubling from `base`, bounded, and never in step with others."""
    longest = min(LONGEST_PAUSE_SECONDS, base * 2.0 ** min(failures, 10))
    return longest * random.uniform(0.5, 1)  # noqa: S311
