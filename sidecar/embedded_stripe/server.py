"""The HTTP server: loopback only, test keys only, never in production."""

import ipaddress
import json
import logging
import os
import signal
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from urllib.parse import parse_qsl, urlsplit

from sidecar.embedded_stripe import checkout_page, html, invoice_page, portal_page
from sidecar.embedded_stripe.api import Api, Request, is_live
from sidecar.embedded_stripe.control import Control, endpoint_of
from sidecar.embedded_stripe.deliveries import Deliverer
from sidecar.embedded_stripe.errors import StripeError, invalid
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.pages import Result, html_page
from sidecar.embedded_stripe.scheduler import Scheduler
from sidecar.embedded_stripe.store import Json, Store
from sidecar.embedded_stripe.tx import Engine, Site

_LOG = logging.getLogger(__name__)

_MAX_BODY = 1024 * 1024
_IDLE_SECONDS = 120
# How long ending takes at most.
_POLL_SECONDS = 0.05


class RefusedError(Exception):
    """The embedded Stripe must not run like this."""


def check(host: str, api_key: str, environment: str) -> None:
    """Raise ``RefusedError`` for production, a live key, or an address others can reach."""
    if environment == "production":
        raise RefusedError("The embedded Stripe is for development: it does not run in production.")
    if is_live(api_key):
        raise RefusedError("The embedded Stripe refuses live keys.")
    if not api_key.startswith(("sk_test_", "rk_test_")):
        raise RefusedError("The API key must begin with sk_test_ or rk_test_.")
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise RefusedError(
            f"The embedded Stripe listens on loopback addresses only, not on {host}."
        )


class EmbeddedStripe:
    """A running embedded Stripe: its state, its threads, its HTTP server.

    ``state`` is a folder; what is in it survives a restart and a kill. ``port`` 0 takes a free one.
    Raises ``RefusedError`` if it must not run here, ``OSError`` if the port is taken.
    """

    def __init__(
        self,
        *,
        port: int,
        state: Path,
        api_key: str,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        check(host, api_key, os.environ.get("ENVIRONMENT", "development"))
        self._stopping = threading.Event()
        self._http = _Server((host, port), _Handler)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._http.server_address[1]}"
        self._store = Store(state / "stripe.sqlite")
        engine = Engine(self._store, Site(self.url, api_key))
        if webhook_url is not None:
            with engine.transaction() as tx:
                tx.store.set_setting("endpoint", endpoint_of(webhook_url, webhook_secret))
        self._deliverer = Deliverer(engine)
        self._scheduler = Scheduler(engine)
        self._http.application = Application(
            engine, Api(engine, self._stopping), Control(engine, self._deliverer)
        )

    def start(self) -> None:
        """Begin to serve, in background threads."""
        self._deliverer.start()
        self._scheduler.start()
        threading.Thread(
            target=self._http.serve_forever,
            args=(_POLL_SECONDS,),
            daemon=True,
            name="embedded-stripe",
        ).start()

    def stop(self) -> None:
        """End it; pending deliveries and tasks go on at the next start."""
        self._stopping.set()
        self._http.shutdown()
        self._scheduler.stop()
        self._deliverer.stop()
        self._http.server_close()
        self._store.close()


def serve(
    port: int,
    state: Path,
    webhook_url: str | None,
    webhook_secret: str | None,
    api_key: str,
    host: str = "127.0.0.1",
) -> None:
    """Run until SIGTERM or SIGINT."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    running = EmbeddedStripe(
        port=port,
        state=state,
        api_key=api_key,
        webhook_url=webhook_url,
        webhook_secret=webhook_secret,
        host=host,
    )
    running.start()
    _LOG.info("embedded Stripe at %s", running.url)
    ended.wait()
    running.stop()


class Application:
    """Sends a request to the API, the control calls or a hosted page."""

    def __init__(self, engine: Engine, api: Api, control: Control) -> None:
        self._engine = engine
        self._api = api
        self._control = control

    def answer(self, request: Request) -> Result | None:
        """Return the answer, or None if the connection is to be cut."""
        if request.path.startswith("/v1/"):
            reply = self._api.answer(request)
            if reply is None:
                return None
            return _json_result(reply.status, reply.body, reply.headers)
        if request.path.startswith("/_control/"):
            return self._answer_control(request)
        try:
            return self._answer_page(request)
        except StripeError as error:
            page = html.message("Something went wrong", error.message)
            return html_page(page, error.status)

    def _answer_control(self, request: Request) -> Result:
        name = request.path.removeprefix("/_control/")
        try:
            _check_control(request, name)
            wish = _read_json(request.body)
            return _json_result(200, json.dumps(self._control.answer(request.method, name, wish)))
        except StripeError as error:
            return _json_result(error.status, json.dumps(error.body(new_id("request"))))

    def _answer_page(self, request: Request) -> Result:
        place, _, rest = request.path.removeprefix("/").partition("/")
        form = dict(parse_qsl(request.body, keep_blank_values=True))
        posted = request.method == "POST"
        if place == "checkout":
            if posted:
                return checkout_page.submit(self._engine, rest, form)
            return checkout_page.show(self._engine, rest)
        if place == "portal":
            if posted:
                return portal_page.submit(self._engine, rest, form)
            return portal_page.show(self._engine, rest)
        if place == "invoice":
            token, _, kind = rest.partition("/")
            if kind == "pdf":
                return invoice_page.pdf(self._engine, token)
            if posted:
                return invoice_page.submit(self._engine, token, form)
            return invoice_page.show(self._engine, token)
        return html_page(html.message("Embedded Stripe", "There is no page at this address."), 404)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    application: Application

    def handle_error(self, request: object, client_address: object) -> None:
        """Log for debugging what broke a connection: mostly a client that went away."""
        _LOG.debug("connection %s of %s broken", request, client_address, exc_info=True)

    def server_bind(self) -> None:
        """Bind without looking up the host's name, which can take seconds without a network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "embedded-stripe"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
        """Log a request for debugging only."""
        _LOG.debug(format, *args)

    def _serve(self) -> None:
        announced = self.headers.get("Content-Length") or "0"
        length = int(announced) if announced.isascii() and announced.isdigit() else _MAX_BODY + 1
        if length > _MAX_BODY:
            self.close_connection = True
            self._send(_json_result(413, json.dumps(invalid("Request too large.").body(""))))
            return
        try:
            body = self.rfile.read(length).decode()
        except UnicodeDecodeError:
            self._send(_json_result(400, json.dumps(invalid("Invalid UTF-8.").body(""))))
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, parts.query, body, headers)
        try:
            result = self.server.application.answer(request)
        except Exception:  # noqa: BLE001 - a page of ours failed: say so, go on serving
            _LOG.exception("%s %s failed", request.method, request.path)
            result = html_page(html.message("Something went wrong", "See the log."), 500)
        if result is None:
            self.close_connection = True
            return
        self._send(result)

    def _send(self, result: Result) -> None:
        self.send_response(result.status)
        for name, value in result.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(result.body)))
        self.end_headers()
        self.wfile.write(result.body)


def _check_control(request: Request, name: str) -> None:
    """Ask for a header that a foreign web page cannot send from a browser without being asked."""
    if "x-control" not in request.headers and name != "health":
        raise StripeError(403, "invalid_request_error", "Send the header X-Control: 1.")


def _json_result(status: int, body: str, headers: dict[str, str] | None = None) -> Result:
    content = {"Content-Type": "application/json", "Cache-Control": "no-cache, no-store"}
    return Result(status, body.encode(), {**content, **(headers or {})})


def _read_json(body: str) -> Json:
    try:
        wish = json.loads(body) if body else {}
    except ValueError as error:
        raise invalid("Control calls take JSON.") from error
    if not isinstance(wish, dict):
        raise invalid("Control calls take a JSON object.")
    return wish
