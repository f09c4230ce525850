"""HTTP: Stripe's webhooks, internal endpoints, health and metrics."""

import base64
import contextlib
import hmac
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import psycopg
import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sidecar import metrics
from sidecar.bodies import read_body
from sidecar.database import Database
from sidecar.errors import BadWebhookError, DatabaseUnavailableError
from sidecar.external_identity import ProviderKeys
from sidecar.guarded_http import GuardedClient
from sidecar.inbox import Inbox
from sidecar.settings import Settings
from sidecar.sign_in import SignIns
from sidecar.stripe_webhook import verify

log = structlog.get_logger()

WEBHOOKS = Counter(
    "sidecar_stripe_webhooks", "Webhooks of Stripe by what became of them.", ["outcome"]
)
WEBHOOK_SECONDS = Histogram(
    "sidecar_stripe_webhook_seconds",
    "From a webhook's first byte to the committed answer.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REQUEST_SECONDS = Histogram(
    "sidecar_request_seconds",
    "Requests but Stripe's, from the first byte to the answer.",
    ["path", "status"],
    buckets=(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
# What is measured by its path: any other would let strangers make up names.
MEASURED = (
    *("/healthz", "/health", "/readyz", "/metrics", "/internal/ping", "/internal/mail-events"),
    *("/sign-in-with-token", "/start-external-sign-in", "/finish-external-sign-in"),
)


def create_app(settings: Settings, database: Database) -> Starlette:
    """Build the application. It closes the database when it ends."""

    providers = GuardedClient(allow_loopback=settings.outgoing_loopback)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with database, providers:
            yield

    # However many come to sign in, Stripe's webhooks find a connection.
    turns = max(1, settings.sidecar_database_connections // 2)
    sign_ins = SignIns(database, ProviderKeys(database, providers), providers, turns)

    async def ready(_request: Request) -> Response:
        return await _ready(database)

    async def health(_request: Request) -> Response:
        return await _health(database)

    async def figures(_request: Request) -> Response:
        return Response(await metrics.render(database), media_type=CONTENT_TYPE_LATEST)

    async def mail_events(request: Request) -> Response:
        return await _mail_events(request, database)

    return Starlette(
        lifespan=lifespan,
        middleware=[Middleware(RequestId), Middleware(RequestTimes)],
        routes=[
            Route("/webhooks/stripe", StripeWebhook(settings, database), methods=["POST"]),
            Route("/sign-in-with-token", sign_ins.with_token, methods=["POST"]),
            Route("/start-external-sign-in", sign_ins.start, methods=["POST"]),
            Route("/finish-external-sign-in", sign_ins.finish, methods=["POST"]),
            Route("/healthz", _healthy),
            Route("/health", health),
            Route("/readyz", ready),
            Route("/metrics", figures),
            Mount(
                "/internal",
                routes=[
                    Route("/ping", _ping, methods=["POST"]),
                    Route("/mail-events", mail_events, methods=["POST"]),
                ],
                middleware=[Middleware(InternalKey, key=settings.internal_api_key)],
            ),
        ],
    )


class StripeWebhook:
    """The inbox's door: verify, hand over, answer 200, 400 or 503 and nothing else.

    An ASGI application rather than an endpoint, for that is the cheaper half of Starlette.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self._secrets = [secret.get_secret_value() for secret in settings.stripe_webhook_secrets]
        self._inbox = Inbox(database)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one webhook."""
        started = time.perf_counter()
        try:
            answer = await self._take(Request(scope, receive))
        except BadWebhookError as error:
            answer = {"status": 400, "outcome": "malformed", "reason": str(error)}
        except DatabaseUnavailableError as error:
            log.warning("stripe webhook not stored", reason=str(error))
            answer = {"status": 503, "outcome": "unavailable"}
        except Exception:
            # Whatever this is, Stripe must come again: nothing was stored.
            log.exception("stripe webhook not stored")
            answer = {"status": 503, "outcome": "unavailable"}
        if answer["status"] == 400:
            log.warning("stripe webhook refused", reason=answer.get("reason"))
        WEBHOOKS.labels(answer["outcome"]).inc()
        WEBHOOK_SECONDS.observe(time.perf_counter() - started)
        await JSONResponse(answer, answer["status"])(scope, receive, send)

    async def _take(self, request: Request) -> dict[str, Any]:
        body = await read_body(request)
        payload = verify(body, request.headers.get("stripe-signature"), self._secrets)
        return await self._inbox.receive(payload)


class RequestId:
    """Put the gateway's X-Request-Id, or else one of our own, on every log line of a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request with its id bound."""
        given = next((v for k, v in scope.get("headers", ()) if k == b"x-request-id"), None)
        request_id = given.decode("latin-1")[:100] if given else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._app(scope, receive, send)


class RequestTimes:
    """Measure requests by path and answer; Stripe's have a measure of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request with a look at its status."""
        path = scope.get("path")
        if path not in MEASURED:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                seconds = time.perf_counter() - started
                REQUEST_SECONDS.labels(path, message["status"]).observe(seconds)
            await send(message)

        await self._app(scope, receive, answer)


class InternalKey:
    """Let nobody through without the right key, not even to a 404.

    It comes as X-Internal-Key or, from services that can only be given an address (as SNS:
    https://sns:KEY@host/…), as the password of basic authentication.
    """

    def __init__(self, app: ASGIApp, key: SecretStr) -> None:
        self._app = app
        self._key = key.get_secret_value().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compare in constant time."""
        headers = Request(scope).headers
        given = headers.get("x-internal-key", "").encode("latin-1") or _password(
            headers.get("authorization", "")
        )
        if hmac.compare_digest(given, self._key):
            await self._app(scope, receive, send)
        else:
            refusal = {"code": "unauthorized", "message": "X-Internal-Key is missing or wrong"}
            await JSONResponse(refusal, 401)(scope, receive, send)


def _password(authorization: str) -> bytes:
    """Return the password of basic authentication, or nothing."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return b""
    with contextlib.suppress(ValueError):
        return base64.b64decode(credentials, validate=True).partition(b":")[2]
    return b""


async def _ping(_request: Request) -> Response:
    return JSONResponse({"pong": True})


async def _mail_events(request: Request, database: Database) -> Response:
    """Hand over what the provider of mail says became of letters; 503 if it must come again."""
    try:
        body = (await read_body(request)).decode()
    except (BadWebhookError, UnicodeDecodeError) as error:
        return JSONResponse({"outcome": "malformed", "reason": str(error)}, 400)
    try:
        outcome = await database.record_mail_event(body)
    except (DatabaseUnavailableError, psycopg.Error) as error:
        log.warning("mail event not recorded", reason=str(error))
        return JSONResponse({"outcome": "unavailable"}, 503)
    log.info("mail event", outcome=outcome)
    return JSONResponse({"outcome": outcome}, 400 if outcome == "malformed" else 200)


async def _healthy(_request: Request) -> Response:
    """Say that the process runs; whether it is of use is asked of /readyz."""
    return JSONResponse({"status": "ok"})


async def _ready(database: Database) -> Response:
    """200 if the database answers and says that all is well, else 503; with the queues."""
    try:
        health = await database.health()
        queues = await database.queue_status()
    except (DatabaseUnavailableError, psycopg.Error) as error:
        log.warning("not ready", reason=str(error))
        return JSONResponse({"status": "unavailable", "database": False}, 503)
    return JSONResponse(
        {"status": "ok", "database": True, "health": health, "queues": [asdict(q) for q in queues]}
    )


async def _health(database: Database) -> Response:
    """What the public may know of /readyz: whether all is well, and nothing else."""
    try:
        await database.health()
    except (DatabaseUnavailableError, psycopg.Error) as error:
        log.warning("not healthy", reason=str(error))
        return JSONResponse({"status": "unavailable"}, 503)
    return JSONResponse({"status": "ok"})
