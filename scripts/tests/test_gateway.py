"""The gateway as it is configured, in front of upstreams that tell what reached them."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

from unison_cli import processes, services
from unison_cli.paths import ROOT, Instance, Memory, Ports, make_folder

MEBIBYTE = 1_048_576


class Upstream(BaseHTTPRequestHandler):
    """Answers with what it was asked; headers of the request may wish for something else."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []
    came_from: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.came_from.append(self.client_address[1])
        if "Wish-Hang-Up" in self.headers and self.command == "POST":
            # Without reading, so that not even what was said is heard.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        received = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        facts = {
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "bytes": len(received),
        }
        time.sleep(float(self.headers.get("Wish-Seconds", 0)))
        body = json.dumps(facts).encode()
        self.send_response(int(self.headers.get("Wish-Status", 200)))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Server", "upstream/1.0")
        self.send_header("Content-Location", "/inside")
        if "Wish-Proxy-Status" in self.headers:
            self.send_header("Proxy-Status", self.headers["Wish-Proxy-Status"])
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_POST = do_GET  # noqa: N815  (the base's names)

    def finish(self) -> None:
        """Say nothing more to whom it has hung up on."""
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base's name)
        """Stay silent."""


@contextmanager
def gateway_at(state: Path, port: int, *parts: tuple[str, str]) -> Iterator[Instance]:
    """Run nginx alone, as `stack up` would, with two upstreams that are made for this.

    Of its settings `parts` are replaced: (what is there, by what).
    """
    found = Instance(
        state, Ports.starting_at(port), Memory(port, "embedded", str(state), str(state / "socket"))
    )
    make_folder(found.run, 0o755)
    make_folder(found.log, 0o700)
    servers = [
        ThreadingHTTPServer(("127.0.0.1", upstream), Upstream)
        for upstream in (found.ports.postgrest, found.ports.sidecar)
    ]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    gateway = services.gateway(found)
    for had, has in parts:
        assert any(had in text for text in gateway.files.values()), had
        changed = {path: text.replace(had, has) for path, text in gateway.files.items()}
        gateway = replace(gateway, files=changed)
    processes.ensure_started(found, gateway)
    try:
        processes.await_healthy(found, gateway)
        yield found
    finally:
        processes.stop(found, ["gateway"])
        for server in servers:
            server.shutdown()
            server.server_close()


@pytest.fixture(scope="module")
def instance(open_folder: Callable[[], Path], free_ports: Callable[[], int]) -> Iterator[Instance]:
    with gateway_at(open_folder(), free_ports()) as found:
        yield found


@pytest.fixture(scope="module")
def client(instance: Instance) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=instance.web_url, timeout=10) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "upstream_path"),
    [
        ("/api/v1/plans?select=code", "/plans?select=code"),
        ("/api/v1/", "/"),
        ("/api/v1/rpc/sign_in", "/rpc/sign_in"),
        ("/api/v1/subscription", "/subscription"),
        ("/api/v1/billing/checkout", "/rpc/start_checkout"),
        ("/api/v1/billing/portal", "/rpc/open_billing_portal"),
        ("/api/v1/billing/invoices?limit=1", "/invoices?limit=1"),
        ("/webhooks/stripe", "/webhooks/stripe"),
        ("/api/v1/webhooks/stripe", "/webhooks/stripe"),
        ("/api/v1/health", "/health"),
    ],
)
def test_routes(client: httpx.Client, path: str, upstream_path: str) -> None:
    assert client.get(path).json()["path"] == upstream_path


@pytest.mark.parametrize(
    "path",
    ["/internal/net", "/metrics", "/readyz", "/healthz", "/api/v1/webhooks/../../internal/x"],
)
def test_what_is_inside_stays_inside(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/api/v1/me", "/webhooks/stripe"])
def test_a_client_cannot_pass_for_another(client: httpx.Client, path: str) -> None:
    lies = {
        "X-Real-IP": "203.0.113.9",
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=203.0.113.9",
        "X-Internal-Key": "guess",
        "X-Request-Id": "mine",
        "Cookie": "session=1",
    }
    response = client.get(path, headers={**lies, "Authorization": "Bearer token"})
    seen = response.json()["headers"]
    assert seen["x-real-ip"] == seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["authorization"] == "Bearer token"
    assert not seen.keys() & {"x-forwarded-host", "forwarded", "x-internal-key", "cookie"}
    assert seen["x-request-id"] == response.headers["x-request-id"] != "mine"


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"0\r\n\r\n" + SMUGGLED
TOLD_AND_CHUNKED = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED
AMBIGUOUS = {
    "a length, and chunks": TOLD_AND_CHUNKED,
    "chunks, and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + CHUNKED,
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(SMUGGLED) + SMUGGLED,
    "two lengths in one": b"Content-Length: 0, %d\r\n\r\n" % len(SMUGGLED) + SMUGGLED,
    "a length with a sign": b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "a length below nothing": b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "a length in another base": b"Content-Length: 0x0\r\n\r\n" + SMUGGLED,
    "a length that goes on": b"Content-Length: 0\r\n 9\r\n\r\n" + SMUGGLED,
    "a header that goes on": b"X: y\r\n Content-Length: 0\r\n\r\n" + SMUGGLED,
    "a space before the colon": b"Content-Length : 0\r\n\r\n" + SMUGGLED,
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "chunks of another kind": b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNKED,
    "chunks, and more": b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKED,
    "chunks with a tab": b"Transfer-Encoding:\tchunked\x0b\r\n\r\n" + CHUNKED,
    "a chunk of no size": b"Transfer-Encoding: chunked\r\n\r\nz\r\n\r\n" + SMUGGLED,
    "a chunk without end": b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % (1 << 64) + SMUGGLED,
    "a header with a null": b"X: \x00\r\n\r\n" + SMUGGLED,
}


def send(port: int, rest: bytes) -> bytes:
    """Send a request that may be read in more than one way, and return all that comes back."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"POST /api/v1/plans HTTP/1.1\r\nHost: x\r\n" + rest)
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            while more := connection.recv(65536):
                answer += more
    return answer


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_can_be_read_in_two_ways_is_not_handed_on(name: str, instance: Instance) -> None:
    """Or a request that nobody looked at stands in front of somebody else's."""
    Upstream.asked.clear()
    answer = send(instance.ports.gateway, AMBIGUOUS[name])
    # The gateway itself may take what follows for another request, to a page that is not there.
    assert re.findall(rb"^HTTP/1.1 (\d+)", answer, flags=re.M)[0] in (b"400", b"501")
    assert Upstream.asked == []


def test_whoever_believes_the_length_is_lied_to(instance: Instance) -> None:
    """What the gateway stands in front of is such a program: straight to it, the attack works."""
    Upstream.asked.clear()
    send(instance.ports.postgrest, TOLD_AND_CHUNKED)
    assert Upstream.asked == ["/api/v1/plans", "/smuggled"]


@pytest.mark.parametrize("path", ["//api/v1/me", "/%61pi/v1/me", "/x/../api/v1/me", "/./api/v1/me"])
def test_an_address_of_the_api_is_written_as_one(path: str, instance: Instance) -> None:
    """What is kept from being kept, and answered as data, is known by it."""
    Upstream.asked.clear()
    with socket.create_connection(("127.0.0.1", instance.ports.gateway), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 400")
    assert Upstream.asked == []


@pytest.mark.parametrize("path", ["/api/v1/plans%00", "/%", "/%zz", "/../../etc/passwd"])
def test_an_address_that_is_none_is_told_so(path: str, instance: Instance) -> None:
    with socket.create_connection(("127.0.0.1", instance.ports.gateway), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"code":"bad_request"' in answer


@pytest.mark.parametrize(
    ("status", "answered", "code"), [("401", 401, "token_invalid"), ("200", 503, "unavailable")]
)
def test_a_token_that_was_refused_before_the_body_was_read_is_refused(
    client: httpx.Client, status: str, answered: int, code: str
) -> None:
    """Who is told that nothing is available would try the same again for ever."""
    wish = {"Wish-Hang-Up": "1", "Wish-Status": status, "Authorization": "Bearer x"}
    answer = client.post("/api/v1/rpc/report_usage", headers=wish, content=b"x" * 100)
    assert_error(answer, answered, code)


def test_what_must_not_be_lost_has_a_connection_of_its_own(client: httpx.Client) -> None:
    """PostgREST hangs up on some without a word: only what is sent again may come after others."""
    # A process of the gateway has connections of its own; of few requests, two are of the same.
    Upstream.came_from.clear()
    for _ in range(10):
        client.get("/api/v1/plans")
    assert len(set(Upstream.came_from)) < 10
    Upstream.came_from.clear()
    for method in ("POST", "HEAD") * 5:
        client.request(method, "/api/v1/plans")
    assert len(set(Upstream.came_from)) == 10


def test_the_guard_sees_every_preference(client: httpx.Client) -> None:
    several = [("Prefer", "count=planned"), ("Prefer", "return=minimal")]
    seen = client.get("/api/v1/members", headers=several).json()["headers"]
    assert seen["prefer"] in ("count=planned", "count=planned, return=minimal")


def test_a_session_in_cookies(client: httpx.Client) -> None:
    access, refresh = "unison_access=a.b-c.d_e", "unison_refresh=r-_1"

    seen = client.get("/api/v1/me", headers={"Cookie": f"x=1; {access}"}).json()["headers"]
    assert (seen["authorization"], seen["x-session"]) == ("Bearer a.b-c.d_e", "cookie")
    assert "x-refresh-token" not in seen

    both = {"Cookie": f"{access}; {refresh}", "X-Requested-With": "fetch", "X-Refresh-Token": "x"}
    seen = client.post("/api/v1/rpc/refresh", headers=both).json()["headers"]
    assert (seen["x-refresh-token"], seen["x-session"]) == ("r-_1", "cookie")
    assert "authorization" not in seen

    mine = {"Cookie": access, "Authorization": "Bearer mine"}
    seen = client.post("/api/v1/rpc/sign_out", headers=mine).json()["headers"]
    assert seen["authorization"] == "Bearer mine"
    assert "x-session" not in seen


def test_only_the_names_that_this_instance_sets_are_cookies(client: httpx.Client) -> None:
    others = {"Cookie": "__Host-unison_access=a.b.c; x__Host-unison_access=a.b.c; xunison_access=a"}
    assert "authorization" not in client.get("/api/v1/me", headers=others).json()["headers"]


def test_over_tls_only_prefixed_names_count(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Instance, "web_url", "https://commerce.example")
    files = services.gateway(instance).files
    (session,) = (text for path, text in files.items() if path.name == "session.conf")
    assert re.findall(r"\)([\w-]*unison_\w+)=", session) == [
        "__Host-unison_access",
        "__Secure-unison_refresh",
        "__Host-unison_sign_in",
    ]


def test_over_tls_browsers_come_back_by_tls_alone(
    monkeypatch: pytest.MonkeyPatch,
    open_folder: Callable[[], Path],
    free_ports: Callable[[], int],
    client: httpx.Client,
) -> None:
    """Said with every answer, where the address of the web says that it is served over TLS."""
    paths = ("/", "/no-such-page", "/api/v1/plans", "/api/v1/rpc/write_csv", "/webhooks/stripe")
    for path in paths:
        assert "strict-transport-security" not in client.get(path).headers
    monkeypatch.setattr(Instance, "web_url", "https://commerce.example")
    with gateway_at(open_folder(), free_ports()) as secure:
        for path in paths:
            answer = httpx.get(f"http://127.0.0.1:{secure.ports.gateway}{path}")
            assert answer.headers.get_list("strict-transport-security") == [
                "max-age=31536000; includeSubDomains"
            ], path


def test_csv_of_functions_is_written_by_one(client: httpx.Client) -> None:
    answer = client.get(
        "/api/v1/rpc/any?a=1&select=b",
        headers={"Accept": "text/csv", "Accept-Profile": "analytics", "X-CSV-Schema": "pg_catalog"},
    ).json()
    told = {name: value for name, value in answer["headers"].items() if "csv-" in name}
    assert answer["path"] == "/rpc/write_csv"
    assert answer["headers"]["accept-profile"] == "api"
    assert told == {
        "x-csv-function": "any",
        "x-csv-schema": "analytics",
        "x-csv-arguments": "a=1&select=b",
    }


def test_a_link_to_csv_names_what_no_header_can(client: httpx.Client) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Profile": "api"}
    answer = client.get("/api/v1/csv/admin/any?a=eq.1&order=b.desc", headers=browser).json()
    told = {name: value for name, value in answer["headers"].items() if "csv-" in name}
    assert answer["path"] == "/rpc/write_csv"
    assert answer["headers"]["accept"] == "text/csv"
    assert answer["headers"]["accept-profile"] == "api"
    assert told == {
        "x-csv-function": "any",
        "x-csv-schema": "admin",
        "x-csv-arguments": "a=eq.1&order=b.desc",
    }
    for path in ("billing/any", "admin/any/more", "any"):
        assert client.get(f"/api/v1/csv/{path}").json()["path"] == f"/csv/{path}"
    assert client.post("/api/v1/csv/admin/any").json()["path"] == "/csv/admin/any"


def test_csv_of_some_columns_is_of_a_whole_view(client: httpx.Client) -> None:
    for query in ("select=a,b&c=eq.1", "c=eq.1&select=a,b", "select=a,b"):
        answer = client.get(f"/api/v1/any?{query}", headers={"Accept": "text/csv"}).json()
        assert answer["headers"]["x-csv-columns"] == "a,b"
        assert "select" not in answer["path"]
        assert ("c=eq.1" in answer["path"]) == ("c=" in query)


def test_other_csv_is_refused(client: httpx.Client) -> None:
    for path in ("rpc/any", "rpc/write_csv", "any?select=a(b)", "any?select=a::text"):
        ask = client.post if path == "rpc/any" else client.get
        for accept in ("text/csv", "TEXT/CSV;q=0.5", "application/json, text/csv"):
            answer = ask(f"/api/v1/{path}", headers={"Accept": accept})
            assert_error(answer, 406, "csv_refused")


def test_few_hash_at_once_from_one_address(client: httpx.Client) -> None:
    """Or they would hold all of PostgREST's connections."""

    def knock(_: int) -> httpx.Response:
        return client.post("/api/v1/rpc/sign_in", headers={"Wish-Seconds": "1"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(knock, range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [429] * 4


def test_links_to_csv_are_counted_with_all_that_one_asks_at_once(client: httpx.Client) -> None:
    """However long they write: others have connections left."""

    def follow(_: int) -> int:
        headers = {"Authorization": f"Bearer a.b.{'c' * 43}", "Wish-Seconds": "1"}
        return client.get("/api/v1/csv/admin/any", headers=headers).status_code

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(follow, range(16))) == [200] * 12 + [429] * 4


def test_a_cookie_alone_writes_nothing(client: httpx.Client) -> None:
    for cookie in ("unison_access=a.b.c", "unison_refresh=r"):
        headers = {"Cookie": cookie}
        refused = client.post("/api/v1/rpc/sign_out", headers=headers)
        assert_error(refused, 403, "cross_site_refused")
        assert client.get("/api/v1/me", headers=headers).status_code == 200
        headers["X-Requested-With"] = "fetch"
        assert client.post("/api/v1/rpc/sign_out", headers=headers).status_code == 200
    assert client.post("/api/v1/rpc/sign_out", headers={"Cookie": "x=1"}).status_code == 200
    assert client.post("/webhooks/stripe").status_code == 200


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/api/v1/plans", "/webhooks/stripe"])
def test_every_answer_has_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    wanted = "default-src 'none'" if path.startswith("/api/") else "default-src 'self'"
    assert headers["content-security-policy"].startswith(wanted)
    assert headers["server"] == "nginx"
    assert "strict-transport-security" not in headers


def test_the_paths_of_the_inside_are_not_told(client: httpx.Client) -> None:
    assert "content-location" not in client.get("/api/v1/plans").headers


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/rpc/anything", 413, "body_too_large"),
        ("/api/v1/rpc/sign_up", 413, "body_too_large"),
        # Stripe hears 200, 400 or 503, and nothing else.
        ("/webhooks/stripe", 400, "bad_request"),
        ("/api/v1/webhooks/stripe", 400, "bad_request"),
    ],
)
def test_a_body_may_have_a_mebibyte(
    client: httpx.Client, path: str, status: int, code: str
) -> None:
    assert client.post(path, content=b"x" * MEBIBYTE).json()["bytes"] == MEBIBYTE
    assert_error(client.post(path, content=b"x" * (MEBIBYTE + 1)), status, code)


def test_an_unfinished_statement_is_a_504(client: httpx.Client) -> None:
    slow = {"Wish-Status": "500", "Wish-Seconds": "1.1"}
    named = {"Wish-Status": "500", "Wish-Proxy-Status": "PostgREST; error=57014"}
    for headers in (slow, named):
        assert_error(client.get("/api/v1/plans", headers=headers), 504, "timeout")


def test_a_bug_does_not_show_its_text(client: httpx.Client) -> None:
    assert_error(client.get("/api/v1/plans", headers={"Wish-Status": "500"}), 500, "internal_error")


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 409, 429])
def test_refusals_pass_as_they_are(client: httpx.Client, status: int) -> None:
    response = client.get("/api/v1/plans", headers={"Wish-Status": str(status)})
    assert response.status_code == status
    assert response.json()["path"] == "/plans"


@pytest.mark.parametrize("status", [200, 400, 503])
def test_the_sidecars_answers_pass_as_they_are(client: httpx.Client, status: int) -> None:
    response = client.post("/webhooks/stripe", headers={"Wish-Status": str(status)})
    assert response.status_code == status
    assert response.json()["path"] == "/webhooks/stripe"


def test_too_many_tries_from_one_address(instance: Instance) -> None:
    # Any address of 127.0.0.0/8 is this machine: the flood must not touch the other tests.
    def from_address(address: str) -> httpx.Client:
        transport = httpx.HTTPTransport(local_address=address)
        return httpx.Client(base_url=instance.api_url, transport=transport)

    with from_address("127.66.0.1") as flood, from_address("127.66.0.2") as other:
        answers = [flood.post("/rpc/sign_in") for _ in range(40)]
        refused = [answer for answer in answers if answer.status_code != 200]
        assert 5 < len(refused) < 11
        for answer in refused:
            assert_error(answer, 429, "too_many_tries")
            assert answer.headers["retry-after"] == "2"
        # The spelling of the path makes no difference.
        assert flood.post("/rpc//sign%5Fup").status_code == 429
        assert flood.post("/rpc/refresh").status_code == 200
        assert other.post("/rpc/sign_in").status_code == 200


def test_json_is_compressed_where_it_holds_no_secret(client: httpx.Client) -> None:
    long = {"Long": "x" * 2000}
    assert client.get("/api/v1/plans", headers=long).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.post("/api/v1/rpc/sign_in", headers=long).headers


def test_a_malformed_request_gets_the_shape_of_the_api(client: httpx.Client) -> None:
    assert_error(client.get("/api/v1/plans", headers={"Long": "x" * 40_000}), 400, "bad_request")


def test_an_upstream_that_is_down_is_unavailable(
    instance: Instance, open_folder: Callable[[], Path]
) -> None:
    other = Ports.starting_at(instance.ports.gateway)._replace(
        gateway=instance.ports.inbox, postgrest=instance.ports.smtp, sidecar=instance.ports.smtp
    )
    state = open_folder()
    alone = Instance(state, other, Memory(other.gateway, "embedded", str(state), ""))
    make_folder(alone.run, 0o755)
    make_folder(alone.log, 0o700)
    gateway = services.gateway(alone)
    processes.ensure_started(alone, gateway)
    try:
        processes.await_healthy(alone, gateway)
        for path in ("/api/v1/plans", "/webhooks/stripe", "/api/v1/health"):
            answer = httpx.get(alone.web_url + path)
            assert_error(answer, 503, "unavailable")
            assert answer.headers["retry-after"] == "2"
    finally:
        processes.stop(alone, ["gateway"])


def through(test: Callable[..., None], *arguments: object) -> Callable[[Instance], None]:
    """Return a test that takes a client as one that takes an instance."""

    def run(instance: Instance) -> None:
        with httpx.Client(base_url=instance.web_url, timeout=10) as client:
            test(client, *arguments)

    return run


WEAKENINGS: dict[str, tuple[tuple[tuple[str, str], ...], Callable[[Instance], None]]] = {
    "a cookie writes": (
        (("if ($is_cross_site)", 'if ($http_x_nobody_s = "1")'),),
        through(test_a_cookie_alone_writes_nothing),
    ),
    "a client says where it comes from": (
        (("proxy_set_header X-Real-IP $remote_addr;", ""),),
        through(test_a_client_cannot_pass_for_another, "/api/v1/me"),
    ),
    "a client says that it is a program of ours": (
        (('proxy_set_header X-Internal-Key "";', ""),),
        through(test_a_client_cannot_pass_for_another, "/webhooks/stripe"),
    ),
    "an address is written in any way": (
        (("if ($is_disguised)", 'if ($http_x_nobody_s = "1")'),),
        partial(test_an_address_of_the_api_is_written_as_one, "//api/v1/me"),
    ),
    "connections are shared": (
        (("default postgrest_once;", "default postgrest;"),),
        through(test_what_must_not_be_lost_has_a_connection_of_its_own),
    ),
    "why nobody has read is not asked": (
        (("error_page 502 = @hung_up;", "error_page 502 = @unavailable;"),),
        through(
            test_a_token_that_was_refused_before_the_body_was_read_is_refused,
            *("401", 401, "token_invalid"),
        ),
    ),
    "a link to CSV may be asked for without end": (
        (("limit_conn calls_of_one 12;", ""),),
        through(test_links_to_csv_are_counted_with_all_that_one_asks_at_once),
    ),
    "the text of a bug is shown": (
        (("proxy_intercept_errors on;", ""),),
        through(test_a_bug_does_not_show_its_text),
    ),
    "the paths of the inside are told": (
        (("proxy_hide_header Content-Location;", ""),),
        through(test_the_paths_of_the_inside_are_not_told),
    ),
}


@pytest.mark.parametrize("name", WEAKENINGS)
def test_what_is_missing_is_missed(
    name: str, open_folder: Callable[[], Path], free_ports: Callable[[], int]
) -> None:
    """Each test that is named here fails where its line is not in the settings."""
    parts, test = WEAKENINGS[name]
    with (
        gateway_at(open_folder(), free_ports(), *parts) as weakened,
        pytest.raises((AssertionError, KeyError, json.JSONDecodeError)),
    ):
        test(weakened)


def test_every_code_is_in_the_list_of_all_codes() -> None:
    made_here = re.findall(
        r"""return (\d{3}) '{"code":"(\w+)""", (ROOT / "deploy/nginx/errors.conf").read_text()
    )
    listed = re.findall(
        r"\('(\w+)', (\d{3}),", (ROOT / "db/functions/util/error_codes.sql").read_text()
    )
    assert len(made_here) == 12
    assert {(code, status) for status, code in made_here} <= set(listed)


def assert_error(response: httpx.Response, status: int, code: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
    body = response.json()
    assert body["code"] == code
    assert body.keys() == {"code", "message", "details", "hint"}
    assert body["details"] is None or isinstance(json.loads(body["details"]), dict)
