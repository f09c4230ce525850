"""The API: authentication, versions, idempotency, planned faults, errors; then the handler."""

import base64
import binascii
import hmac
import json
import logging
import re
import threading
from dataclasses import dataclass, field

from sidecar.embedded_stripe import idempotency, routes
from sidecar.embedded_stripe.errors import StripeError, api_error, invalid, unauthorized
from sidecar.embedded_stripe.expand import expand
from sidecar.embedded_stripe.faults import RequestFault, take_request_fault
from sidecar.embedded_stripe.forms import decode
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Answer, Json
from sidecar.embedded_stripe.tx import API_VERSION, Engine, Origin, Tx

_LOG = logging.getLogger(__name__)
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.[a-z_]+)?")


@dataclass(frozen=True)
class Request:
    """An HTTP request; header names are in lower case."""

    method: str
    path: str
    query: str
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


class Api:
    """Answers requests to ``/v1/…``."""

    def __init__(self, engine: Engine, stopping: threading.Event) -> None:
        self._engine = engine
        self._keys = idempotency.Keys(engine.store)
        self._stopping = stopping

    def answer(self, request: Request) -> Reply | None:
        """Return the answer, or None if the connection is to be cut without one."""
        request_id = new_id("request")
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        fault: RequestFault | None = None
        try:
            check_key(self._engine.site.api_key, request.headers.get("authorization", ""))
            check_version(request.headers.get("stripe-version"))
            fault = take_request_fault(self._engine, request.path)
            if fault is not None and fault.cuts_before(self._stopping):
                return None
            reply = self._answer_once(request, request_id, key, fault)
        except StripeError as error:
            reply = _reply(error.status, _dump(error.body(request_id)), request_id, key)
        return None if fault is not None and fault.cuts_after else reply

    def _answer_once(
        self, request: Request, request_id: str, key: str | None, fault: RequestFault | None
    ) -> Reply:
        """Answer from the store if the key was used before, else do the work under the key."""
        if key is None:
            return self._work(request, request_id, None, fault)
        stored = self._keys.claim(key, _mark(request))
        if stored is not None:
            reply = _reply(stored.status, stored.body, request_id, key)
            reply.headers["Idempotent-Replayed"] = "true"
            reply.headers["Original-Request"] = stored.request
            return reply
        try:
            return self._work(request, request_id, key, fault)
        finally:
            self._keys.release(key)

    def _work(
        self, request: Request, request_id: str, key: str | None, fault: RequestFault | None
    ) -> Reply:
        """Do the work and keep the answer under the key, both in one transaction."""
        try:
            if fault is not None:
                fault.strike(self._stopping)
            with self._engine.transaction(Origin(request_id, key)) as tx:
                try:
                    status, body = 200, _dump(_call(tx, request))
                except StripeError as error:
                    if not error.keep:
                        raise
                    status, body = error.status, _dump(error.body(request_id))
                if key is not None and not tx.abandoned:
                    self._keys.keep(tx, key, Answer(_mark(request), status, body, request_id))
        except StripeError as error:
            return self._refuse(request, request_id, key, error)
        except Exception:  # noqa: BLE001 - a fault of ours is answered as one of Stripe's
            _LOG.exception("%s %s failed", request.method, request.path)
            return self._refuse(request, request_id, key, api_error(500))
        return _reply(status, body, request_id, key)

    def _refuse(
        self, request: Request, request_id: str, key: str | None, error: StripeError
    ) -> Reply:
        """Answer with an error after nothing was done; some errors are kept under the key."""
        body = _dump(error.body(request_id))
        if key is not None and idempotency.is_kept(error.status):
            with self._engine.transaction() as tx:
                self._keys.keep(tx, key, Answer(_mark(request), error.status, body, request_id))
        return _reply(error.status, body, request_id, key)


def check_key(expected: str, authorization: str) -> None:
    """Raise 401 unless the header carries the expected key (Bearer, or the user of Basic)."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            credentials = base64.b64decode(credentials).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            credentials = ""
    if not credentials:
        raise unauthorized(
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
            "YOUR_SECRET_KEY')."
        )
    if is_live(credentials):
        raise unauthorized("This is a fake of Stripe for development: never give it a live key.")
    if not hmac.compare_digest(credentials.encode(), expected.encode()):
        shown = credentials[:8] + "*" * max(len(credentials) - 12, 0) + credentials[-4:]
        raise unauthorized(f"Invalid API Key provided: {shown}")


def is_live(key: str) -> bool:
    """Tell whether a key belongs to a real account in live mode."""
    return key.startswith(("sk_live", "rk_live"))


def check_version(version: str | None) -> None:
    """Raise 400 for any version but the one that is imitated."""
    if version is None or version == API_VERSION:
        return
    if not _VERSION.fullmatch(version):
        raise invalid(f"Invalid Stripe API version: {version}")
    raise invalid(f"This embedded Stripe speaks {API_VERSION} only, not {version}.")


def _call(tx: Tx, request: Request) -> Json:
    """Find the handler, give it its parameters, and expand its result."""
    handler, identifier = routes.match(request.method, request.path)
    encoded = request.body if request.method == "POST" else request.query
    content = request.headers.get("content-type", "application/x-www-form-urlencoded")
    if request.method == "POST" and request.body and "form-urlencoded" not in content:
        raise invalid("Requests must be encoded as application/x-www-form-urlencoded.")
    params = Params(decode(encoded))
    paths = params.texts("expand")
    result = handler(tx, params, identifier)
    params.refuse_unread()
    return expand(tx, result, paths)


def _mark(request: Request) -> str:
    return idempotency.fingerprint(request.method, request.path, request.body)


def _dump(body: Json) -> str:
    return json.dumps(body, indent=2)


def _reply(status: int, body: str, request_id: str, key: str | None) -> Reply:
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
    if key is not None:
        headers["Idempotency-Key"] = key
    return Reply(status, body, headers)
