"""The database: connections, and one method for each function of schema `sidecar`.

Nothing else is ever said to PostgreSQL: a statement here is one call of one function. All of them
may be repeated (an event is known by its id, an answer by its attempt), so a call whose connection
turned out to be dead is made once more over a new one.

Nothing is prepared, and no state is left in a session, so that PgBouncer in transaction mode works.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, LiteralString, NoReturn, Self, TypeVar
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import AsyncRowFactory, class_row, scalar_row

from sidecar.errors import DatabaseUnavailableError

Connection = psycopg.AsyncConnection[Any]
Row = TypeVar("Row")

_OBJECT: AsyncRowFactory[dict[str, Any]] = scalar_row
_OBJECTS: AsyncRowFactory[list[dict[str, Any]]] = scalar_row
_TEXT: AsyncRowFactory[str] = scalar_row
_KEY: AsyncRowFactory[dict[str, str] | None] = scalar_row

# So that a server that vanished without a word is noticed within a minute.
_CONNECTION_DEFAULTS = {
    "connect_timeout": "5",
    "keepalives_idle": "20",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}


@dataclass(frozen=True, slots=True)
class StripeCommand:
    """A call to Stripe that SQL wants made, rendered by SQL."""

    id: UUID
    organization_id: UUID | None
    kind: str
    attempt: int
    method: str
    path: str
    params: dict[str, Any]
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Email:
    """A mail that SQL wants sent."""

    id: UUID
    attempt: int
    kind: str
    recipient: str
    message_id: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """An invoice that SQL wants set as PDF."""

    id: UUID
    attempt: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EmailPreview:
    """A letter that somebody wants to look at."""

    id: UUID
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request that SQL wants made, as schema net took it down."""

    id: int
    method: str
    url: str
    headers: dict[str, str] | None
    body: bytes | None
    timeout_milliseconds: int


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """A webhook that SQL wants sent to a customer, rendered and signed by SQL."""

    id: UUID
    attempt: int
    url: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class KeySet:
    """An issuer whose keys SQL wants fetched."""

    issuer: str
    attempt: int


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What a provider sent somebody back with (RFC 6749, 9207); `provider` is of the address."""

    provider: str
    state: str
    code: str | None
    issuer: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class DomainCheck:
    """A domain whose TXT record SQL wants looked up."""

    organization_id: UUID
    domain: str
    record_name: str


@dataclass(frozen=True, slots=True)
class Queue:
    """How a queue stands. `oldest_age_seconds` is None when nothing waits."""

    queue: str
    depth: int
    oldest_age_seconds: float | None
    retrying: int
    failed: int
    parked: int
    alarms: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the platform at this moment; `label` says of what, where there are several."""

    figure: str
    label: str | None
    value: float


class Database:
    """A few autocommit connections in an asyncio queue, opened when first needed.

    psycopg's own pool does more and costs 130 µs a call for it. Every method raises
    DatabaseUnavailableError when no answer came, and psycopg.Error when the answer was an error.
    """

    def __init__(
        self, url: str, *, connections: int, application_name: str, timeout_seconds: float
    ) -> None:
        """Open nothing yet. `timeout_seconds` bounds a call with the wait for a connection."""
        chosen = {key: str(value) for key, value in conninfo_to_dict(url).items()}
        name = {"application_name": application_name}
        self._conninfo = make_conninfo(**{**_CONNECTION_DEFAULTS, **name, **chosen})
        self._timeout_seconds = timeout_seconds
        # Last in, first out: what was used a moment ago is warm, and what is too much stays closed.
        self._idle: asyncio.LifoQueue[Connection | None] = asyncio.LifoQueue()
        for _ in range(connections):
            self._idle.put_nowait(None)
        self.connections = connections

    @property
    def connections_in_use(self) -> int:
        """How many calls are under way."""
        return self.connections - self._idle.qsize()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close every connection, waiting for those that are in use."""
        for _ in range(self.connections):
            connection = await self._idle.get()
            if connection is not None:
                await connection.close()

    # Stripe in

    async def receive_stripe_events(self, payloads: list[str]) -> list[dict[str, Any]]:
        """Store and apply verified events: of each, in order, {status, outcome, reason}.

        Each has a transaction of its own; all are safe on the disk when the answer is there.
        """
        # As text an array would be quoted, which costs more than all else that is done to it here.
        return await self._value(_OBJECTS, "call sidecar.receive_stripe_events(%b)", payloads)

    async def apply_pending_events(self, max_events: int) -> dict[str, int]:
        """Apply events that are stored but not applied: {applied, failed, parked}."""
        return await self._value(_OBJECT, "select sidecar.apply_pending_events(%s)", max_events)

    # Stripe out

    async def claim_stripe_commands(
        self, worker: str, max_commands: int, lease_seconds: int
    ) -> list[StripeCommand]:
        """Lease commands that are due to this worker."""
        return await self._rows(
            class_row(StripeCommand),
            "select * from sidecar.claim_stripe_commands(%s, %s, %s)",
            worker,
            max_commands,
            lease_seconds,
        )

    async def record_stripe_response(
        self,
        command_id: UUID,
        attempt: int,
        http_status: int | None,
        body: str | None,
        error: str | None,
    ) -> str:
        """Say what Stripe answered (or, without a status, why it did not): the new status."""
        return await self._value(
            _TEXT,
            "select sidecar.record_stripe_response(%s, %s, %s, %s, %s)",
            command_id,
            attempt,
            http_status,
            _storable(body),
            _storable(error),
        )

    # Mail

    async def claim_emails(self, worker: str, max_emails: int, lease_seconds: int) -> list[Email]:
        """Lease mails that are due to this worker."""
        return await self._rows(
            class_row(Email),
            "select * from sidecar.claim_emails(%s, %s, %s)",
            worker,
            max_emails,
            lease_seconds,
        )

    async def record_email_result(
        self, email_id: UUID, attempt: int, outcome: str, detail: str | None
    ) -> str:
        """Say what became of a mail (sent, retry or refused): the new status."""
        return await self._value(
            _TEXT,
            "select sidecar.record_email_result(%s, %s, %s, %s)",
            email_id,
            attempt,
            outcome,
            _storable(detail),
        )

    async def record_mail_event(self, notification: str) -> str:
        """Hand over what the provider says became of a letter: what was made of it."""
        return await self._value(
            _TEXT, "select sidecar.record_mail_event(%s)", _storable(notification)
        )

    # Documents

    async def claim_invoice_documents(
        self, worker: str, max_documents: int, lease_seconds: int
    ) -> list[InvoiceDocument]:
        """Lease invoices that are to be set as PDF to this worker."""
        return await self._rows(
            class_row(InvoiceDocument),
            "select * from sidecar.claim_invoice_documents(%s, %s, %s)",
            worker,
            max_documents,
            lease_seconds,
        )

    async def record_invoice_document(
        self, document_id: UUID, attempt: int, pdf: bytes | None, error: str | None
    ) -> str:
        """Hand over a PDF, or say why there is none: the new status."""
        return await self._value(
            _TEXT,
            "select sidecar.record_invoice_document(%s, %s, %s, %s)",
            document_id,
            attempt,
            pdf,
            _storable(error),
        )

    # Letters to look at

    async def claim_email_previews(self, max_previews: int) -> list[EmailPreview]:
        """Take letters that are to be written, and not sent."""
        return await self._rows(
            class_row(EmailPreview),
            "select * from sidecar.claim_email_previews(%s)",
            max_previews,
        )

    async def record_email_preview(
        self, email_id: UUID, letter: tuple[str, str, str] | None, error: str | None
    ) -> str:
        """Hand over subject, text and HTML, or say why they could not be written."""
        return await self._value(
            _TEXT,
            "select sidecar.record_email_preview(%s, %s, %s, %s, %s)",
            email_id,
            *(letter or (None, None, None)),
            _storable(error),
        )

    # Jobs

    async def tick(self) -> None:
        """Run the jobs that are due, and return when they are done.

        Has a connection of its own: a job may take longer than any other call, and commits.
        """
        try:
            async with await self._connect(options="-c statement_timeout=0") as connection:
                await connection.execute("call sidecar.tick()")
        except psycopg.OperationalError as error:
            raise DatabaseUnavailableError(str(error).strip()) from error

    # Customers' webhooks

    async def claim_webhook_deliveries(
        self, worker: str, max_deliveries: int, lease_seconds: int
    ) -> list[WebhookDelivery]:
        """Lease webhooks that are due to this worker."""
        return await self._rows(
            class_row(WebhookDelivery),
            "select * from sidecar.claim_webhook_deliveries(%s, %s, %s)",
            worker,
            max_deliveries,
            lease_seconds,
        )

    async def record_webhook_delivery(
        self,
        delivery_id: UUID,
        attempt: int,
        http_status: int | None,
        response_excerpt: str | None,
        retry_after: str | None,
        error: str | None,
        duration_ms: int,
    ) -> str:
        """Say what came of a webhook (without a status, why none came): the new status."""
        return await self._value(
            _TEXT,
            "select sidecar.record_webhook_delivery(%s, %s, %s, %s, %s, %s, %s)",
            delivery_id,
            attempt,
            http_status,
            _storable(response_excerpt),
            _storable(retry_after),
            _storable(error),
            duration_ms,
        )

    # Identity providers

    async def claim_key_sets(self, max_sets: int, lease_seconds: int) -> list[KeySet]:
        """Lease issuers whose keys are due to be fetched."""
        return await self._rows(
            class_row(KeySet),
            "select * from sidecar.claim_key_sets(%s, %s)",
            max_sets,
            lease_seconds,
        )

    async def claim_key_set(self, issuer: str, lease_seconds: int) -> list[KeySet]:
        """Lease one issuer, if SQL allows its keys to be fetched now."""
        return await self._rows(
            class_row(KeySet),
            "select * from sidecar.claim_key_set(%s, %s)",
            _storable(issuer),
            lease_seconds,
        )

    async def record_key_set(
        self,
        issuer: str,
        attempt: int,
        discovery: str | None,
        key_set: str | None,
        error: str | None,
    ) -> str:
        """Hand over an issuer's two documents, or say why they are missing: what became of it."""
        return await self._value(
            _TEXT,
            "select sidecar.record_key_set(%s, %s, %s, %s, %s)",
            issuer,
            attempt,
            _storable(discovery),
            _storable(key_set),
            _storable(error),
        )

    async def find_provider_key(self, issuer: str, key_id: str) -> dict[str, str] | None:
        """Return the public key of an issuer with this id, if it has one."""
        return await self._value(
            _KEY,
            "select sidecar.find_provider_key(%s, %s)",
            _storable(issuer),
            _storable(key_id),
        )

    async def sign_in_with_token(
        self, header: str, claims: str, digest: bytes, is_signed: bool, request_headers: str
    ) -> dict[str, Any]:
        """Sign in whom a provider's token names: {status, headers, body} for the client."""
        return await self._value(
            _OBJECT,
            "select sidecar.sign_in_with_token(%s, %s, %s, %s, %s, %s)",
            header,
            claims,
            digest,
            is_signed,
            None,
            request_headers,
        )

    async def start_external_sign_in(
        self, address: str, next_path: str | None, request_headers: str
    ) -> dict[str, Any]:
        """Send somebody to the provider of an address: {status, headers, body} for the client."""
        return await self._value(
            _OBJECT,
            "select sidecar.start_external_sign_in(%s, %s, %s)",
            _storable(address),
            None if next_path is None else _storable(next_path),
            request_headers,
        )

    async def take_external_sign_in(
        self, answer: ProviderAnswer, code_verifier: str, request_headers: str
    ) -> dict[str, Any]:
        """Take what a provider sent back: {request}, or {status, headers, body} for the client."""
        return await self._value(
            _OBJECT,
            "select sidecar.take_external_sign_in(%s, %s, %s, %s, %s, %s, %s)",
            _storable(answer.provider),
            _storable(answer.state),
            _storable(answer.code),
            _storable(answer.issuer),
            _storable(answer.error),
            _storable(code_verifier),
            request_headers,
        )

    async def fail_external_sign_in(
        self, provider: str, error: str, request_headers: str
    ) -> dict[str, Any]:
        """Tell why a provider gave no token: {status, headers, body} for the client."""
        return await self._value(
            _OBJECT,
            "select sidecar.fail_external_sign_in(%s, %s, %s)",
            provider,
            error,
            request_headers,
        )

    async def finish_external_sign_in(
        self,
        answer: ProviderAnswer,
        header: str,
        claims: str,
        digest: bytes,
        is_signed: bool,
        request_headers: str,
    ) -> dict[str, Any]:
        """Sign in whom the token for a code names: {status, headers, body} for the client."""
        return await self._value(
            _OBJECT,
            "select sidecar.finish_external_sign_in(%s, %s, %s, %s, %s, %s, %s)",
            _storable(answer.provider),
            _storable(answer.state),
            header,
            claims,
            digest,
            is_signed,
            request_headers,
        )

    async def claim_domain_checks(self, max_checks: int, lease_seconds: int) -> list[DomainCheck]:
        """Lease domains whose record is due to be looked up."""
        return await self._rows(
            class_row(DomainCheck),
            "select * from sidecar.claim_domain_checks(%s, %s)",
            max_checks,
            lease_seconds,
        )

    async def record_domain_check(
        self, organization_id: UUID, domain: str, texts: list[str], error: str | None
    ) -> str:
        """Say what a domain's record says, or why nobody knows: what became of it."""
        return await self._value(
            _TEXT,
            "select sidecar.record_domain_check(%s, %s, %s, %s)",
            organization_id,
            domain,
            [_storable(text) for text in texts],
            _storable(error),
        )

    # Requests of schema net

    async def claim_http_requests(self, worker: str, max_requests: int) -> list[HttpRequest]:
        """Lease requests to this worker, each for as long as it may take and a bit more."""
        return await self._rows(
            class_row(HttpRequest),
            "select * from sidecar.claim_http_requests(%s, %s)",
            worker,
            max_requests,
        )

    async def record_http_response(
        self,
        request_id: int,
        status: int | None,
        headers: str | None,
        content: str | None,
        timed_out: bool,
        error: str | None,
    ) -> str:
        """Say what came of a request, headers as JSON: answered, failed or stale."""
        return await self._value(
            _TEXT,
            "select sidecar.record_http_response(%s, %s, %s, %s, %s, %s)",
            request_id,
            status,
            headers,
            _storable(content),
            timed_out,
            _storable(error),
        )

    async def take_http_lock(self) -> None:
        """Show that a worker lives, over a connection of its own; returns when that has ended.

        Raises DatabaseUnavailableError if there is none.
        """
        try:
            async with await self._connect() as connection:
                await connection.execute("select sidecar.take_http_lock()")
                async for _ in connection.notifies():
                    pass
        except psycopg.OperationalError as error:
            raise DatabaseUnavailableError(str(error).strip()) from error

    # Watching

    async def queue_status(self) -> list[Queue]:
        """Say how each queue stands."""
        return await self._rows(class_row(Queue), "select * from sidecar.queue_status()")

    async def platform_figures(self) -> list[Figure]:
        """Say how jobs, payments and workers stand."""
        return await self._rows(class_row(Figure), "select * from sidecar.platform_figures()")

    async def record_heartbeat(self, worker: str) -> None:
        """Say that this worker is alive."""
        await self._value(_TEXT, "select sidecar.record_heartbeat(%s)", worker)

    async def health(self) -> dict[str, Any]:
        """Ask the database how it is."""
        return await self._value(_OBJECT, "select sidecar.health()")

    async def listen(self, channels: Mapping[LiteralString, Callable[[], object]]) -> NoReturn:
        """Call what stands by a channel once when listening, then at every notification on it.

        Has a connection of its own, and ends with DatabaseUnavailableError when that is lost.
        """
        try:
            async with await self._connect() as connection:
                for channel, heard in channels.items():
                    await connection.execute(f"listen {channel}")
                    heard()
                async for notification in connection.notifies():
                    channels[notification.channel]()
        except psycopg.OperationalError as error:
            raise DatabaseUnavailableError(str(error).strip()) from error
        raise DatabaseUnavailableError("the connection that listens was closed")

    # Calling

    async def _value(
        self, row_factory: AsyncRowFactory[Row], query: LiteralString, *arguments: object
    ) -> Row:
        (value,) = await self._rows(row_factory, query, *arguments)
        return value

    async def _rows(
        self, row_factory: AsyncRowFactory[Row], query: LiteralString, *arguments: object
    ) -> list[Row]:
        connection: Connection | None = None
        try:
            async with asyncio.timeout(self._timeout_seconds):
                connection = await self._idle.get()
                try:
                    if connection is not None:
                        try:
                            return await _fetch(connection, row_factory, query, arguments)
                        except psycopg.OperationalError:
                            if not connection.closed:
                                raise
                    connection = await self._connect()
                    return await _fetch(connection, row_factory, query, arguments)
                finally:
                    if connection is not None and connection.closed:
                        connection = None
                    self._idle.put_nowait(connection)
        except TimeoutError as error:
            raise DatabaseUnavailableError(f"no answer in {self._timeout_seconds} s") from error
        except psycopg.OperationalError as error:
            if connection is not None:
                raise
            raise DatabaseUnavailableError(str(error).strip()) from error

    async def _connect(self, **parameters: str) -> Connection:
        return await psycopg.AsyncConnection.connect(
            make_conninfo(self._conninfo, **parameters), autocommit=True, prepare_threshold=None
        )


def _storable(text: str | None) -> str | None:
    """Replace what PostgreSQL cannot hold, for a report of garbage must be heard as well."""
    return text and text.replace("\0", "\ufffd").encode(errors="replace").decode()


async def _fetch(
    connection: Connection,
    row_factory: AsyncRowFactory[Row],
    query: LiteralString,
    arguments: tuple[object, ...],
) -> list[Row]:
    cursor = connection.cursor(row_factory=row_factory)
    await cursor.execute(query, arguments)
    return await cursor.fetchall()
