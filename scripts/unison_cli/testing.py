"""For tests that need a running instance: what it is called, and how to reach its processes.

    from unison_cli.testing import stack

in a `conftest.py` gives the tests beside it the fixture `stack`. `amount` is for tests that do more
of the same in `make soak`; `slowness` for those that promise a time; `hire` brings a person of the
staff.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from unison_cli import staff
from unison_cli.credentials import read_assignments
from unison_cli.errors import UnisonError
from unison_cli.paths import Instance, load_instance
from unison_cli.processes import read_record

__all__ = ["Stack", "amount", "broken_invariants", "hire", "slowness", "stack", "totp"]


def amount(name: str, *, test: int, soak: int) -> int:
    """Return how much of something a test does: `test` in `make test`, `soak` in `make soak`.

    An environment variable of this name says otherwise. Mark the test with `soak`, so that it is
    run there, and with a timeout that holds for both.
    """
    chosen = soak if os.environ.get("SOAK") == "1" else test
    return int(os.environ.get(name, chosen))


def slowness() -> float:
    """Return how many times longer work takes now than by itself: 1 on an idle machine.

    A promise such as "within two seconds" is one about our work; on a machine that has other work,
    as where everything is tested at once, it is tried in proportion.
    """
    began, used = time.perf_counter(), time.thread_time()
    while time.thread_time() - used < 0.2:
        pass
    return max(1.0, (time.perf_counter() - began) / 0.2)


@dataclass(frozen=True)
class Stack:
    """A running instance; `stack["API_URL"]` is a variable of its env file."""

    instance: Instance

    @cached_property
    def variables(self) -> dict[str, str]:
        """Return all variables of the env file."""
        return read_assignments(self.instance.state / "env")

    def __getitem__(self, name: str) -> str:
        return self.variables[name]

    def pid(self, service: str) -> int:
        """Return the pid of one of the instance's programs, `worker` for one."""
        record = read_record(self.instance, service)
        assert record is not None, f"{service} does not run"
        return record.pid

    def log(self, service: str) -> Path:
        """Return the log file of one of the instance's programs."""
        return self.instance.log / f"{service}.log"


def totp(secret: bytes, at: float | None = None) -> str:
    """Return the code that an authenticator app shows at a time (RFC 6238), by default now."""
    step = int(time.time() if at is None else at) // 30
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 15
    number: int = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def hire(stack: Stack) -> dict[str, str]:
    """Sign in as a new person of the staff: a code of anybody else's may just have been used.

    Returns what sign_in answers, and the email, password and secret (base32).
    """
    email = f"staff.{secrets.token_hex(8)}@example.com"
    password, secret = secrets.token_hex(16), secrets.token_bytes(20)
    encoded = base64.b32encode(secret).decode()
    staff.ensure_staff(stack["DATABASE_URL"], email, password, "Grace Hopper", encoded)
    answer = httpx.post(
        f"{stack['API_URL']}/rpc/sign_in",
        json={"email": email, "password": password, "code": totp(secret)},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    return {**answer.json(), "email": email, "password": password, "secret": encoded}


def eventually(look: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Ask again until the answer is truthy, and return it; fail when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"still {seen!r} after {seconds} seconds"
        time.sleep(0.02)


def broken_invariants(address: str) -> set[tuple[str, UUID | None, str]]:
    """Return what of a database is as it must never be: invariant, organization and detail."""
    with psycopg.connect(address) as connection:
        rows: list[tuple[str, UUID | None, str]] = connection.execute(
            "select name, organization_id, detail from admin.current_violations"
        ).fetchall()
    return set(rows)


@pytest.fixture(scope="session")
def stack() -> Stack:
    """Return the running instance that UNISON_STATE names."""
    try:
        instance = load_instance()
    except UnisonError as error:
        pytest.fail(f"{error.message}; these tests need a running instance (see make check)")
    found = Stack(instance)
    if read_record(instance, "gateway") is None or not (instance.state / "env").exists():
        pytest.fail(f"the instance in {instance.state} does not run; start it: make up")
    return found
