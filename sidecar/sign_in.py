"""The doors of customers' identity providers: a token that is shown, and a browser that comes back.

What PostgREST would do for other doors is done here with what SQL answers. SQL says who is sent to
which provider, whose answer counts and whom a token signs in; here tokens are verified, and codes
exchanged for them.
"""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import psycopg
import structlog
from prometheus_client import Counter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sidecar.bodies import read_object
from sidecar.database import Database, ProviderAnswer
from sidecar.errors import BadTokenError, CodeRefusedError, DatabaseUnavailableError
from sidecar.external_identity import FETCH_SECONDS, ProviderKeys, read_token
from sidecar.guarded_http import GuardedClient

log = structlog.get_logger()

CODES = Counter("sidecar_provider_codes", "Codes of providers by what became of them.", ["outcome"])

# What SQL may know of a client, as it would from PostgREST.
CLIENT_HEADERS = ("x-real-ip", "x-refresh-token", "x-request-id", "x-session", "user-agent")

# In a cookie of the browser, which the gateway makes a header of.
VERIFIER_HEADER = "x-sign-in"

_ERROR = re.compile(r"[a-z_]{1,60}")
_FORM = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A token as SQL is told of it; empty, and signed by nobody, if it is none."""

    header: str
    claims: str
    digest: bytes
    is_signed: bool


class SignIns:
    """Endpoints. However many come at once, other endpoints find a connection: they take turns."""

    def __init__(
        self, database: Database, keys: ProviderKeys, client: GuardedClient, turns: int
    ) -> None:
        self._database = database
        self._keys = keys
        self._client = client
        self._turns = asyncio.Semaphore(turns)

    async def with_token(self, request: Request) -> Response:
        """Answer {"id_token": …} with tokens of ours, or with SQL's reason why not."""
        text = (await read_object(request)).get("id_token")
        if not isinstance(text, str):
            return _refuse_argument("id_token", "must be the provider's token")

        async def tell() -> dict[str, Any]:
            token = await self._verify(text)
            async with self._turns:
                return await self._database.sign_in_with_token(
                    token.header, token.claims, token.digest, token.is_signed, _client(request)
                )

        return await _answer(tell)

    async def start(self, request: Request) -> Response:
        """Answer {"email": …, "next": …} with where the browser goes to sign in."""
        fields = await read_object(request)
        address, next_path = fields.get("email"), fields.get("next")
        if not isinstance(address, str):
            return _refuse_argument("email", "must be an address, or what stands behind its @")
        if not isinstance(next_path, str | None):
            return _refuse_argument("next", "must be the path of a page of ours")

        async def tell() -> dict[str, Any]:
            async with self._turns:
                return await self._database.start_external_sign_in(
                    address, next_path, _client(request)
                )

        return await _answer(tell)

    async def finish(self, request: Request) -> Response:
        """Answer what a provider sent back with a browser with a session."""
        fields = await read_object(request)
        given: dict[str, Any] = {
            name: fields.get(name) for name in ("provider", "state", "code", "issuer", "error")
        }
        for name, value in given.items():
            needed = name in ("provider", "state")
            if not isinstance(value, str if needed else str | None):
                return _refuse_argument(name, "must be what the provider sent back")
        answer = ProviderAnswer(**given)

        async def tell() -> dict[str, Any]:
            verifier = request.headers.get(VERIFIER_HEADER, "")
            async with self._turns:
                taken = await self._database.take_external_sign_in(
                    answer, verifier, _client(request)
                )
            if "request" not in taken:
                CODES.labels("refused").inc()
                return taken
            # The provider takes its time: meanwhile no connection is held.
            try:
                token = await self._verify(await redeem(self._client, taken["request"]))
            except CodeRefusedError as fault:
                CODES.labels("failed").inc()
                log.warning("no token for a code", provider=answer.provider, reason=str(fault))
                async with self._turns:
                    return await self._database.fail_external_sign_in(
                        answer.provider, str(fault), _client(request)
                    )
            CODES.labels("redeemed").inc()
            async with self._turns:
                return await self._database.finish_external_sign_in(
                    answer,
                    token.header,
                    token.claims,
                    token.digest,
                    token.is_signed,
                    _client(request),
                )

        return await _answer(tell)

    async def _verify(self, text: str) -> _Shown:
        with suppress(BadTokenError):
            token = read_token(text)
            is_signed = await self._keys.has_signed(token)
            return _Shown(
                json.dumps(token.header), json.dumps(token.claims), token.digest, is_signed
            )
        return _Shown("{}", "{}", b"", False)


async def redeem(
    client: GuardedClient, request: dict[str, Any], timeout_seconds: float = FETCH_SECONDS
) -> str:
    """Return the ID token that a provider gives for a code (RFC 6749, 4.1.3).

    `request` is SQL's: url, form, and a pair for basic authentication or None. Raises
    CodeRefusedError.
    """
    url, headers = request["url"], dict(_FORM)
    if request["credentials"]:
        pair = ":".join(quote_plus(part) for part in request["credentials"])
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    form = urlencode(request["form"]).encode()
    answer = await client.send("POST", url, headers, form, timeout_seconds=timeout_seconds)
    body = _read_json(answer.body)
    if answer.status != 200:
        why = answer.error or f"answered {answer.status}"
        # What it says is shown to people: only a word as the standard has them.
        if isinstance(error := body.get("error"), str) and _ERROR.fullmatch(error):
            why += f" ({error})"
        raise CodeRefusedError(f"{url}: {why}")
    if not isinstance(id_token := body.get("id_token"), str):
        raise CodeRefusedError(f"{url}: gave no ID token")
    return id_token


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _client(request: Request) -> str:
    return json.dumps(
        {name: request.headers[name] for name in CLIENT_HEADERS if name in request.headers}
    )


async def _answer(tell: Callable[[], Awaitable[dict[str, Any]]]) -> Response:
    """Make a response of what SQL says."""
    try:
        answer = await tell()
    except (DatabaseUnavailableError, psycopg.Error) as error:
        log.warning("sign-in failed", reason=str(error))
        return _refuse(503, "unavailable", "The service is not available at the moment")
    response = JSONResponse(answer["body"], answer["status"])
    for added in answer["headers"]:
        for name, value in added.items():
            response.headers.append(name, value)
    return response


def _refuse_argument(name: str, what: str) -> Response:
    details = json.dumps({"argument": name})
    return _refuse(400, "invalid_argument", f"{name} {what}", details)


def _refuse(status: int, code: str, message: str, details: str | None = None) -> Response:
    """Return an error in the API's shape."""
    return JSONResponse(
        {"code": code, "message": message, "details": details, "hint": None}, status
    )
