"""Calls to addresses of customers' choice: what is refused, and that nothing gets around it."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import json
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpcore
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sidecar.errors import AddressRefusedError
from sidecar.guarded_http import Answer, GuardedClient, check_url, is_public

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
Serve = Callable[[Reader, Writer], Awaitable[None]]

ROOT = Path(__file__).parents[2]
HOSTILE_URLS = json.loads((ROOT / "db/tests/data/hostile_urls.json").read_text())
PUBLIC = "93.184.215.14"
ANOTHER_PUBLIC = "2606:4700::1111"
NAME = "hooks.example.com"

PRIVATE_V4 = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",
    )
]  # fmt: skip
PRIVATE_V6 = [
    ipaddress.ip_network(network)
    for network in (
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:2::/48", "2001:db8::/32",
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
]  # fmt: skip

Carry = Callable[[int], int]
CARRIERS: dict[str, Carry] = {
    "mapped": lambda v4: 0xFFFF << 32 | v4,
    "compatible": lambda v4: v4,
    "NAT64": lambda v4: 0x64FF9B << 96 | v4,
    "6to4": lambda v4: 0x2002 << 112 | v4 << 80 | 1,
    "Teredo server": lambda v4: 0x20010000 << 96 | v4 << 64 | 0xF7F7F7F7,
    "Teredo client": lambda v4: 0x20010000 << 96 | 0x08080808 << 64 | v4 ^ 0xFFFFFFFF,
    "ISATAP": lambda v4: 0x26064700 << 96 | 0x5EFE << 32 | v4,
    "ISATAP, global": lambda v4: 0x26064700 << 96 | 0x02005EFE << 32 | v4,
}


# The address as written


@pytest.mark.parametrize("case", HOSTILE_URLS, ids=lambda case: f"{case['why']}: {case['url']}")
def test_addresses_as_written(case: dict[str, Any]) -> None:
    if case["refused"]:
        with pytest.raises(AddressRefusedError):
            check_url(case["url"])
    else:
        check_url(case["url"])


@pytest.mark.parametrize(
    "url", [f"https://{NAME}\0.localhost/", f"https://{NAME}/\x7f", f"https://{NAME}/" + "a" * 2048]
)
def test_addresses_that_cannot_be_written_down(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        check_url(url)


@given(
    st.one_of(
        st.text(max_size=60),
        st.text("htps:/@.#?\\%0127xaf[]localhost\u3002\uff11", max_size=60).map(
            lambda rest: f"https://{rest}"
        ),
        st.from_regex(r"https://[ -~]{1,40}\Z"),
    )
)
def test_what_passes_means_the_same_to_other_readers(url: str) -> None:
    """What is called is what `urllib`, which many use to look at addresses, would have called."""
    try:
        target = check_url(url)
    except AddressRefusedError:
        return
    parts = urlsplit(url)
    assert (parts.hostname, parts.port or 443) == (target.host, target.port)
    assert (parts.username, parts.password, parts.fragment) == (None, None, "")


# The addresses it resolves to


def v4_inside(network: Any) -> st.SearchStrategy[int]:
    return st.integers(int(network.network_address), int(network.broadcast_address))


@pytest.mark.parametrize("network", PRIVATE_V4, ids=str)
@pytest.mark.parametrize("carrier", [None, *CARRIERS])
def test_private_addresses_by_any_carrier(network: Any, carrier: str | None) -> None:
    @settings(max_examples=20)
    @given(v4_inside(network))
    @example(int(network.network_address))
    @example(int(network.broadcast_address))
    def holds(v4: int) -> None:
        address = (
            ipaddress.IPv6Address(CARRIERS[carrier](v4)) if carrier else ipaddress.IPv4Address(v4)
        )
        assert not is_public(address), address

    holds()


@pytest.mark.parametrize("network", PRIVATE_V6, ids=str)
def test_private_networks_of_ipv6(network: Any) -> None:
    for address in (network.network_address, network.broadcast_address):
        assert not is_public(address), address


@pytest.mark.parametrize("address", [f"fe80::5efe:{PUBLIC}", f"::{PUBLIC}", "2001:0:808:808::1"])
def test_a_public_passenger_does_not_make_its_carrier_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
     ANOTHER_PUBLIC, "2a00:1450::1", f"::ffff:{PUBLIC}", f"64:ff9b::{PUBLIC}"],
)  # fmt: skip
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


# Names


class Names:
    """A resolver that answers the next list each time it is asked, and the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def __call__(self, _host: str, _port: int) -> list[str]:
        self.asked += 1
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


class Detour(httpcore.AsyncNetworkBackend):
    """A network on which every address is this test's server; it remembers who was called."""

    def __init__(self, port: int, unreachable: Iterable[str] = ()) -> None:
        self._port = port
        self._unreachable = set(unreachable)
        self._network = httpcore.AnyIOBackend()
        self.called: list[tuple[str, int]] = []

    async def connect_tcp(
        self, host: str, port: int, *args: Any, **options: Any
    ) -> httpcore.AsyncNetworkStream:
        self.called.append((host, port))
        if host in self._unreachable:
            raise httpcore.ConnectError("no route")
        return await self._network.connect_tcp("127.0.0.1", self._port, *args, **options)


async def call(
    url: str,
    method: str = "POST",
    headers: dict[str, str] | None = None,
    body: bytes | None = b"{}",
    timeout_seconds: float = 5,
    **options: Any,
) -> Answer:
    async with GuardedClient(**options) as client:
        return await client.send(method, url, headers or {}, body, timeout_seconds=timeout_seconds)


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"],
     ["fe80::1%eth0"], [f"{ANOTHER_PUBLIC}%eth0", "::1"], ["2002:7f00:1::"], [], ["nonsense"]],
    ids=str,
)  # fmt: skip
def test_a_name_at_any_private_address_is_refused(addresses: list[str]) -> None:
    network = Detour(1)
    answer = asyncio.run(call(f"https://{NAME}/", resolve=Names(addresses), network=network))
    assert answer.outcome == "refused"
    assert not network.called


# Servers


class Certificates:
    """A certificate authority of these tests' own, and what a server at NAME shows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", "/CN=tests", "-keyout", "ca.key", "-out", "ca.pem",
        )  # fmt: skip
        self.trusting = ssl.create_default_context(cafile=str(folder / "ca.pem"))

    def server(self, name: str) -> ssl.SSLContext:
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
            "-addext", "basicConstraints=critical,CA:FALSE", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-keyout", "server.key", "-out", "server.pem",
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / "server.pem", self._folder / "server.key")
        return context

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self._folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@asynccontextmanager
async def serving(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve one connection after the other with `serve`, on a port of its own."""

    async def one(reader: Reader, writer: Writer) -> None:
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(one, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


def answering(response: bytes, requests: list[bytes] | None = None) -> Serve:
    async def serve(reader: Reader, writer: Writer) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if requests is not None:
            requests.append(request)
        writer.write(response)
        await writer.drain()

    return serve


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def call_server(serve: Serve, **options: Any) -> Answer:
    async with serving(serve) as port:
        return await call(f"http://127.0.0.1:{port}/hook", allow_loopback=True, **options)


def test_a_call_goes_to_the_vetted_address_under_its_own_name(certificates: Certificates) -> None:
    requests: list[bytes] = []
    shown: list[str | None] = []
    tls = certificates.server(NAME)
    tls.sni_callback = lambda _socket, name, _context: shown.append(name)
    names = Names([PUBLIC], ["127.0.0.1"])

    async def run() -> tuple[Answer, Detour]:
        async with serving(answering(OK, requests), tls) as port:
            network = Detour(port)
            return await call(
                f"https://{NAME}/hook?a=1",
                headers={"webhook-id": "1"},
                resolve=names,
                network=network,
                tls=certificates.trusting,
            ), network

    answer, network = asyncio.run(run())
    assert (answer.outcome, answer.status, answer.body) == ("answered", 200, b"ok")
    # The name resolves to this machine the second time: nobody asks a second time.
    assert names.asked == 1
    assert network.called == [(PUBLIC, 443)]
    assert shown == [NAME]
    request = requests[0].decode().lower()
    assert request.startswith("post /hook?a=1 http/1.1\r\n")
    assert f"host: {NAME}\r\n" in request
    assert "webhook-id: 1\r\n" in request
    assert "accept-encoding: identity\r\n" in request


def test_a_name_that_changed_is_refused_the_second_time() -> None:
    async def run() -> list[Answer]:
        async with serving(answering(OK)) as port:
            client = GuardedClient(
                resolve=Names([PUBLIC], ["127.0.0.1"]), network=Detour(port, [PUBLIC])
            )
            url = f"https://{NAME}:{port}/"
            return [await client.send("GET", url, {}, None, timeout_seconds=5) for _ in range(2)]

    assert [answer.outcome for answer in asyncio.run(run())] == ["failed", "refused"]


def test_an_address_out_of_reach_is_followed_by_the_next(certificates: Certificates) -> None:
    async def run() -> tuple[Answer, Detour]:
        async with serving(answering(OK), certificates.server(NAME)) as port:
            network = Detour(port, [ANOTHER_PUBLIC])
            names = Names([ANOTHER_PUBLIC, ANOTHER_PUBLIC, PUBLIC])
            return await call(
                f"https://{NAME}/", resolve=names, network=network, tls=certificates.trusting
            ), network

    answer, network = asyncio.run(run())
    assert answer.status == 200
    assert network.called == [(ANOTHER_PUBLIC, 443), (PUBLIC, 443)]


@pytest.mark.parametrize("fault", ["unknown authority", "another name", "no TLS"])
def test_tls_is_verified(certificates: Certificates, fault: str) -> None:
    received: list[bytes] = []

    async def serve(reader: Reader, writer: Writer) -> None:
        received.append(await reader.read(65536))
        writer.write(OK)

    async def run() -> Answer:
        name = "other.example.com" if fault == "another name" else NAME
        shown = None if fault == "no TLS" else certificates.server(name)
        trust: dict[str, Any] = (
            {} if fault == "unknown authority" else {"tls": certificates.trusting}
        )
        async with serving(serve, shown) as port:
            return await call(
                f"https://{NAME}/", resolve=Names([PUBLIC]), network=Detour(port), **trust
            )

    assert asyncio.run(run()).outcome == "failed"
    assert b"POST" not in b"".join(received)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    requests: list[bytes] = []

    async def run() -> Answer:
        async with serving(answering(OK, requests)) as port:
            location = f"http://127.0.0.1:{port}/secret"
            return await call_server(
                answering(
                    f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\n"
                    "Content-Length: 0\r\n\r\n".encode()
                )
            )

    answer = asyncio.run(run())
    assert (answer.outcome, answer.status) == ("answered", status)
    assert not requests


# Time and size


def test_a_server_that_drips_ends_with_the_time() -> None:
    async def drip(reader: Reader, writer: Writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    started = time.monotonic()
    answer = asyncio.run(call_server(drip, timeout_seconds=0.5))
    assert answer.outcome == "timed_out"
    assert time.monotonic() - started < 30


def test_a_server_that_says_nothing_ends_with_the_time() -> None:
    async def silent(reader: Reader, _writer: Writer) -> None:
        await reader.read(-1)

    answer = asyncio.run(call_server(silent, timeout_seconds=0.3))
    assert answer == Answer("timed_out", error="no answer in 0.3 s")


def test_a_look_up_that_hangs_ends_with_the_time() -> None:
    async def hang(_host: str, _port: int) -> list[str]:
        await asyncio.Event().wait()
        raise AssertionError

    answer = asyncio.run(call(f"https://{NAME}/", resolve=hang, timeout_seconds=0.2))
    assert answer.outcome == "timed_out"


def test_a_name_that_nobody_knows_is_a_failure() -> None:
    async def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("Name or service not known")

    answer = asyncio.run(call(f"https://{NAME}/", resolve=unknown))
    assert answer == Answer("failed", error="OSError: Name or service not known")


@pytest.mark.parametrize("framing", ["length", "chunked", "until closed"])
def test_a_body_is_cut_at_the_limit_and_read_no_further(framing: str) -> None:
    written = 0

    async def endless(reader: Reader, writer: Writer) -> None:
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        head = {
            "length": f"Content-Length: {10**12}\r\n",
            "chunked": "Transfer-Encoding: chunked\r\n",
            "until closed": "",
        }[framing]
        writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
        block = b"a" * 65536
        while True:
            writer.write(b"10000\r\n" + block + b"\r\n" if framing == "chunked" else block)
            await writer.drain()
            written += len(block)

    answer = asyncio.run(call_server(endless, max_body_bytes=100_000))
    assert (answer.outcome, answer.is_cut) == ("answered", True)
    assert answer.body == b"a" * 100_000
    # Beyond the limit there is only what fits into the sockets' buffers.
    assert written < 50_000_000


def test_a_body_of_just_the_limit_is_whole() -> None:
    answer = asyncio.run(call_server(answering(OK), max_body_bytes=2))
    assert (answer.body, answer.is_cut) == (b"ok", False)


def test_what_is_compressed_stays_so() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    answer = asyncio.run(call_server(answering(head.encode() + bomb)))
    assert answer.body == bomb


@pytest.mark.parametrize(
    "response",
    [
        b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    ],
    ids=["nothing", "another protocol", "half a body", "huge headers", "two lengths"],
)  # fmt: skip
def test_garbage_is_a_failure(response: bytes) -> None:
    answer = asyncio.run(call_server(answering(response)))
    assert (answer.outcome, answer.status) == ("failed", None)
    assert answer.error


# What is sent


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {"X-A": "1\r\nX-B: 2"}),
        ("POST", {"X-A": "1\nX-B: 2"}),
        ("POST", {"X-A": "\0"}),
        ("POST", {"X-A": "a\u20ac"}),
        ("POST", {"X-A\r\n": "1"}),
        ("POST", {"X A": "1"}),
        ("POST", {"X-A:": "1"}),
        ("POST", {"": "1"}),
        ("POST", {"Host": "localhost"}),
        ("POST", {"hOsT": "localhost"}),
        ("POST", {"Content-Length": "1"}),
        ("POST", {"Transfer-Encoding": "chunked"}),
        ("POST", {"Connection": "upgrade"}),
        ("POST", {"Upgrade": "h2c"}),
        ("POST", {"TE": "trailers"}),
        ("POST", {"Proxy-Authorization": "Basic x"}),
        ("GET /admin HTTP/1.1\r\nHost: x\r\n\r\nGET", {}),
        ("CONNECT", {}),
        ("TRACE", {}),
        ("post", {}),
    ],
    ids=str,
)
def test_what_would_change_the_message_is_refused(method: str, headers: dict[str, str]) -> None:
    requests: list[bytes] = []
    answer = asyncio.run(call_server(answering(OK, requests), method=method, headers=headers))
    assert answer.outcome == "refused"
    assert not requests


def test_defaults_give_way() -> None:
    requests: list[bytes] = []
    headers = {"user-agent": "tests", "Content-Type": "application/json"}
    asyncio.run(call_server(answering(OK, requests), headers=headers))
    sent = requests[0].decode().lower()
    assert sent.count("user-agent:") == 1
    assert "user-agent: tests\r\n" in sent
    assert "content-length: 2\r\n" in sent


# What may be private after all


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{}/", "http://localhost:{}/", "https://127.0.0.1:{}/"]
)
def test_loopback_is_refused_unless_it_is_allowed(url: str) -> None:
    requests: list[bytes] = []

    async def run() -> Answer:
        async with serving(answering(OK, requests)) as port:
            return await call(url.format(port))

    assert asyncio.run(run()).outcome == "refused"
    assert not requests


def test_loopback_means_only_this_machine() -> None:
    for url in ("http://10.0.0.1/", "http://169.254.169.254/", f"http://{NAME}/"):
        assert asyncio.run(call(url, allow_loopback=True)).outcome == "refused"
    answer = asyncio.run(
        call("http://localhost:1/", allow_loopback=True, resolve=Names(["10.0.0.1"]))
    )
    assert answer.outcome == "refused"
    # A public name at a private address stays what it is: an attempt.
    answer = asyncio.run(
        call(f"https://{NAME}/", allow_loopback=True, resolve=Names(["127.0.0.1"]))
    )
    assert answer.outcome == "refused"


def test_a_trusted_origin_is_exactly_one() -> None:
    async def run() -> tuple[Answer, Answer, Answer]:
        async with serving(answering(OK)) as port, serving(answering(OK)) as other:
            trusted = [f"http://127.0.0.1:{port}"]
            return (
                await call(f"http://127.0.0.1:{port}/internal/ping", trusted_origins=trusted),
                await call(f"http://127.0.0.1:{other}/", trusted_origins=trusted),
                await call(f"https://127.0.0.1:{port}/", trusted_origins=trusted),
            )

    assert [answer.outcome for answer in asyncio.run(run())] == ["answered", "refused", "refused"]
