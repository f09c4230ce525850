"""Clients who ask for something all the time."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

CLIENTS = 6


@dataclass(frozen=True)
class Request:
    """Something to ask for."""

    method: str
    path: str
    params: Mapping[str, str] | None = None
    json: object = None
    headers: Mapping[str, str] | None = None


@dataclass
class Load:
    """How it went so far."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    is_over: bool = False
    progress: threading.Condition = field(default_factory=threading.Condition)

    def note(self, response: httpx.Response) -> None:
        """Count an answer."""
        with self.progress:
            self.statuses[response.status_code] += 1
            if response.status_code >= 400:
                request = response.request
                self.failures.append(f"{request.method} {request.url}: {response.text}")
            self.progress.notify_all()

    def await_more(self, count: int) -> None:
        """Return after so many more answers."""
        with self.progress:
            wanted = self.statuses.total() + count
            assert self.progress.wait_for(lambda: self.statuses.total() >= wanted, timeout=60)


@contextmanager
def load_on(address: str, requests: Sequence[Request]) -> Iterator[Load]:
    """Keep clients busy with all requests in turn, each beginning at another one."""
    load = Load()

    def ask(first: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            for request in itertools.islice(itertools.cycle(requests), first, None):
                if load.is_over:
                    return
                response = client.request(
                    request.method,
                    request.path.lstrip("/"),
                    params=request.params,
                    json=request.json,
                    headers=request.headers,
                )
                load.note(response)

    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(ask, first) for first in range(CLIENTS)]
        try:
            yield load
        finally:
            load.is_over = True
        for client in clients:
            client.result()
