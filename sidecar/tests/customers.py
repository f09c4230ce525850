"""A customer's server, which gets webhooks."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def is_signed_with(self, secret: str) -> bool:
        """Verify as the standard says, with nothing of ours."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{digest}" in self.headers["webhook-signature"].split(" ")


async def settled(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Let tasks that were canceled end."""
    await asyncio.gather(*tasks, return_exceptions=True)


class Customer:
    """A customer's server: keeps what it gets, and answers as planned, else 204."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: deque[str] = deque()
        self.may_answer = threading.Event()
        self.address = ""

    @contextmanager
    def running(self) -> Iterator[Customer]:
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            server.close()
            loop.run_until_complete(settled(tasks))
            loop.close()

    def at(self, path: str) -> list[Received]:
        """Return what came there."""
        return [request for request in self.received if request.path == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
            body = await reader.readexactly(int(headers["content-length"]))
            path = first.split()[1]
            self.received.append(Received(path, headers, body))
            while path == "/slow" and not self.may_answer.is_set():
                await asyncio.sleep(0.02)
            answer = self.answers.popleft() if self.answers else "204 No Content\r\n"
            writer.write(f"HTTP/1.1 {answer}Connection: close\r\n\r\nheard".encode())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
