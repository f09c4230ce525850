"""HTTP to addresses that customers choose: it leaves for the public internet, or not at all.

Three gates, one behind the other. The address as written keeps to one strict form, so that no two
readers can see different hosts in it. Every address that its name resolves to must be public, once
unwrapped from whatever carries it. And the connection goes to one of the addresses just vetted:
nobody looks the name up again, while TLS still verifies the name. A redirect is an answer like any
other, nothing is decompressed, and time and size have a limit.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

import httpcore
import httpx

from sidecar.errors import AddressRefusedError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]
Outcome = Literal["answered", "failed", "timed_out", "refused"]

CONNECT_SECONDS = 5.0
"""How long one address may take to accept a connection before the next one is tried."""

MAX_BODY_BYTES = 1024 * 1024

# A look-up that hangs keeps its thread until the system's resolver gives up, whoever waits for it.
_LOOKUPS_AT_ONCE = 64

_METHODS = frozenset({"DELETE", "GET", "PATCH", "POST", "PUT"})
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]{0,8000}")

# How a message is framed and whom it is for is decided here, for otherwise it says two things.
_OWN_HEADERS = frozenset(
    (
        *("connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization"),
        *("proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
    )
)
_DEFAULT_HEADERS = {"User-Agent": "unison-commerce", "Accept": "*/*", "Accept-Encoding": "identity"}

# No userinfo, no fragment, no backslash, nothing beyond ASCII: all of it is for misleading readers.
_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>(?:[/?][!$-;=?-\[\]_a-z~]*)?)",
    re.IGNORECASE | re.ASCII,
)
_MAX_URL = 2048
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
# The last label begins with a letter: any other is read as a number, and so as an IPv4 address.
_NAME = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z]){_LABEL}")
_PRIVATE_SUFFIXES = (
    ".localhost", ".local", ".internal", ".home.arpa", ".onion", ".invalid", ".test",
)  # fmt: skip
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
# What Python 3.11 takes for global, or did not know of.
_ALSO_SPECIAL = (
    ipaddress.ip_network("168.63.129.16/32"),  # Azure's own services on every virtual machine
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("192.88.99.0/24"),
    ipaddress.ip_network("3fff::/20"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """An address as it will be called: `path` with its query; `host` in lower case."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, always with the port."""
        return f"{self.scheme}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call.

    `answered`: a status arrived, with `body` cut off at the limit (then `is_cut`). `refused`: the
    call must not be made, and nothing was sent. `failed`, `timed_out`: it may work another time.
    """

    outcome: Outcome
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_cut: bool = False
    error: str | None = None


# Gate one: the address as written


def read_url(url: str) -> Target:
    """Take an address apart. Raises AddressRefusedError if it is not of the one form."""
    match = _URL.fullmatch(url) if len(url) <= _MAX_URL else None
    if match is None:
        raise AddressRefusedError("not an address of the form https://name[:port]/path")
    scheme, host = match["scheme"].lower(), match["host"].lower()
    port = int(match["port"] or {"http": 80, "https": 443}[scheme])
    if not 0 < port < 65536:
        raise AddressRefusedError("no such port")
    path = match["target"]
    return Target(scheme, host, port, path if path.startswith("/") else f"/{path}")


def check_url(url: str) -> Target:
    """Read an address and hold it to what the public may be called at: https and a public name.

    An IP address is refused whatever it is: who has a server has a name, and TLS verifies names.
    """
    target = read_url(url)
    if target.scheme != "https":
        raise AddressRefusedError("only https is called")
    if not _NAME.fullmatch(target.host):
        raise AddressRefusedError("the host is not a full name in ASCII")
    if target.host.endswith(_PRIVATE_SUFFIXES):
        raise AddressRefusedError("the name is not one of the public internet")
    if target.port != 443 and target.port < 1024:
        raise AddressRefusedError("the port must be 443, or 1024 and above")
    return target


# Gate two: the addresses it resolves to


def is_public(address: Address) -> bool:
    """Whether an address, and every IPv4 address that it carries, is of the public internet."""
    if any(address in network for network in _ALSO_SPECIAL if network.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped or address in _NAT64:
        return is_public(low)
    # ISATAP, which any prefix may have. Teredo, ::a.b.c.d and NAT64 of one's own are never global.
    carried = low if int(address) >> 32 & 0xFDFFFFFF == 0x00005EFE else address.sixtofour
    if carried is not None and not is_public(carried):
        return False
    return address in _UNICAST and address.is_global


def _vet(host: str, addresses: Iterable[str], is_allowed: Callable[[Address], bool]) -> list[str]:
    """Return the addresses as text, if each one is allowed."""
    try:
        # A zone id would choose among this machine's own networks; such an address is never public.
        parsed = [ipaddress.ip_address(address) for address in addresses]
    except ValueError as error:
        raise AddressRefusedError(f"{host} resolves to what is no address") from error
    if not parsed or not all(map(is_allowed, parsed)):
        raise AddressRefusedError(f"{host} is not at public addresses only")
    return [str(address) for address in dict.fromkeys(parsed)]


def _is_loopback(address: Address) -> bool:
    return address.is_loopback


def _is_any(_address: Address) -> bool:
    return True


# Gate three: the connection


class _VettedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to what was vetted. httpcore verifies TLS against the name it knows, not this."""

    def __init__(self, addresses: list[str], network: httpcore.AsyncNetworkBackend) -> None:
        self._addresses = addresses
        self._network = network

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name is never looked up here
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        *others, last = self._addresses
        for address in others:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(last, port, timeout, local_address, socket_options)


class GuardedClient:
    """Makes calls, each over a connection of its own, so that what was vetted is what is called."""

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        trusted_origins: Collection[str] = (),
        max_body_bytes: int = MAX_BODY_BYTES,
        resolve: Resolve | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`allow_loopback` is for development: http and https to localhost at any port.

        `trusted_origins` (such as http://sidecar:8083) are called wherever they are, for it is the
        operator who names them. `resolve`, `network` and `tls` stand in for the system's.
        """
        self._allow_loopback = allow_loopback
        self._trusted = frozenset(read_url(origin).origin for origin in trusted_origins)
        self._max_body_bytes = max_body_bytes
        self._threads = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="look-up")
        self._resolve = resolve or self._look_up
        self._network = network or httpcore.AnyIOBackend()
        self._tls = tls or httpx.create_ssl_context()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait for nobody: a look-up that hangs ends with its own timeout."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        timeout_seconds: float,
    ) -> Answer:
        """Make one call; raises nothing, whatever was asked for and whoever answers.

        `timeout_seconds` bounds it all: look-up, connecting, sending, and the answer's last byte.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                return await self._send(method, url, headers, body)
        except AddressRefusedError as error:
            return Answer("refused", error=str(error))
        except (TimeoutError, httpcore.TimeoutException):
            return Answer("timed_out", error=f"no answer in {timeout_seconds:g} s")
        except (OSError, httpcore.NetworkError, httpcore.ProtocolError) as error:
            return Answer("failed", error=f"{type(error).__name__}: {error}".removesuffix(": "))

    async def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        if method not in _METHODS:
            raise AddressRefusedError("no such method here")
        sent_headers = _checked_headers(headers)
        target, is_allowed = self._pass(url)
        addresses = await self._resolve(target.host.strip("[]"), target.port)
        network = _VettedNetwork(_vet(target.host, addresses, is_allowed), self._network)
        async with (
            httpcore.AsyncConnectionPool(
                self._tls, max_connections=1, network_backend=network
            ) as pool,
            pool.stream(
                method,
                httpcore.URL(
                    scheme=target.scheme.encode(),
                    host=target.host.strip("[]").encode(),
                    port=target.port,
                    target=target.path.encode(),
                ),
                headers=[("Host", _host_header(target)), *sent_headers.items()],
                content=body,
                extensions={"timeout": {"connect": CONNECT_SECONDS}},
            ) as response,
        ):
            received, is_cut = await self._read(response)
            return Answer(
                "answered",
                response.status,
                tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers),
                received,
                is_cut,
            )

    def _pass(self, url: str) -> tuple[Target, Callable[[Address], bool]]:
        """Return whom to call, and which addresses it may be found at."""
        target = read_url(url)
        if target.origin in self._trusted:
            return target, _is_any
        if self._allow_loopback and target.host in _LOOPBACK_HOSTS:
            return target, _is_loopback
        return check_url(url), is_public

    async def _look_up(self, host: str, port: int) -> list[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return [str(address[4][0]) for address in found]

    async def _read(self, response: httpcore.Response) -> tuple[bytes, bool]:
        body = bytearray()
        async for chunk in response.aiter_stream():
            body += chunk
            if len(body) > self._max_body_bytes:
                return bytes(body[: self._max_body_bytes]), True
        return bytes(body), False


def _host_header(target: Target) -> str:
    is_default = target.port == {"http": 80, "https": 443}[target.scheme]
    return target.host if is_default else f"{target.host}:{target.port}"


def _checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with the defaults, if none could become more than one header."""
    given = {name.lower() for name in headers}
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise AddressRefusedError("a header is not fit to be sent")
    if own := given & _OWN_HEADERS:
        raise AddressRefusedError(f"the header {min(own)} is not the caller's to set")
    defaults = {k: v for k, v in _DEFAULT_HEADERS.items() if k.lower() not in given}
    return {**defaults, **headers}
