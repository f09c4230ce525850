"""A code is exchanged for a token: how it is asked for, and what a provider can do instead."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import pytest

from sidecar.errors import CodeRefusedError
from sidecar.guarded_http import MAX_BODY_BYTES, GuardedClient
from sidecar.sign_in import redeem

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
Serve = Callable[[bytes, Reader, Writer], Awaitable[None]]
FORM = {"code": "a b&c=d", "redirect_uri": "https://app.example/é"}


async def ask(
    serve: Serve,
    credentials: list[str] | None = None,
    *,
    allow_loopback: bool = True,
    timeout_seconds: float = 20,
) -> str:
    """Exchange a code at a provider that reads a request and does whatever `serve` does."""

    ends: list[asyncio.Event] = []

    async def handle(reader: Reader, writer: Writer) -> None:
        ends.append(end := asyncio.Event())
        # Who has read enough goes away in the midst of it.
        with contextlib.suppress(ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            )
            await serve(head + await reader.readexactly(length), reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        end.set()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        request: dict[str, Any] = {
            "url": f"http://127.0.0.1:{port}/token",
            "form": FORM,
            "credentials": credentials,
        }
        async with GuardedClient(allow_loopback=allow_loopback) as client:
            try:
                return await redeem(client, request, timeout_seconds=timeout_seconds)
            finally:
                for end in ends:
                    await end.wait()


def answering(status: int, body: bytes) -> Serve:
    async def serve(_request: bytes, _reader: Reader, writer: Writer) -> None:
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()

    return serve


@pytest.mark.parametrize("credentials", [None, ["client 1", "se:cr%et +é"]])
def test_a_code_is_exchanged_as_the_standard_has_it(credentials: list[str] | None) -> None:
    seen: list[bytes] = []

    async def serve(request: bytes, reader: Reader, writer: Writer) -> None:
        seen.append(request)
        await answering(200, json.dumps({"id_token": "a.b.c"}).encode())(request, reader, writer)

    assert asyncio.run(ask(serve, credentials)) == "a.b.c"
    head, _, form = seen[0].decode().partition("\r\n\r\n")
    assert head.startswith("POST /token HTTP/1.1")
    assert {name: value for name, (value,) in parse_qs(form).items()} == FORM
    shown = [line for line in head.splitlines() if line.startswith("Authorization: Basic ")]
    if credentials is None:
        assert shown == []
    else:
        pair = base64.b64decode(shown[0].rpartition(" ")[2]).decode().split(":")
        assert [unquote_plus(part) for part in pair] == credentials


async def never(_request: bytes, reader: Reader, _writer: Writer) -> None:
    # Until whoever has asked goes away.
    assert await reader.read() == b""


async def hang_up(_request: bytes, _reader: Reader, _writer: Writer) -> None:
    return


@pytest.mark.parametrize(
    ("serve", "told"),
    [
        (never, "no answer in 0.3 s"),
        (hang_up, "RemoteProtocolError"),
        (answering(503, b""), "answered 503"),
        (answering(400, b'{"error": "invalid_grant", "id_token": "x"}'), "invalid_grant"),
        (answering(400, b'{"error": "Call 555-0100"}'), "answered 400"),
        (answering(400, b'{"error": ["invalid_grant"]}'), "answered 400"),
        (answering(200, b'{"id_token": 7}'), "gave no ID token"),
        (answering(200, b"[" * 100_000), "gave no ID token"),
        (answering(200, b'{"id_token": "' + b"x" * MAX_BODY_BYTES + b'"}'), "gave no ID token"),
        (answering(307, b'{"id_token": "x"}'), "answered 307"),
    ],
    ids=["silent", "hangs up", "down", "refuses", "talks", "lists", "odd", "deep", "long", "away"],
)
def test_a_provider_that_gives_no_token_is_told_of_in_a_word(serve: Serve, told: str) -> None:
    with pytest.raises(CodeRefusedError) as caught:
        asyncio.run(ask(serve, timeout_seconds=0.3 if serve is never else 20))
    assert str(caught.value).startswith("http://127.0.0.1:")
    assert told in str(caught.value)
    assert "555-0100" not in str(caught.value)


def test_in_production_no_code_goes_to_a_machine_of_ours() -> None:
    with pytest.raises(CodeRefusedError, match="only https is called"):
        asyncio.run(ask(hang_up, allow_loopback=False))
