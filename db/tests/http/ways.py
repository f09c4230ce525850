"""How something that stops an attack is taken away from a running instance, and given back."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import psycopg

from db.tests.http.tokens import base64url, signed
from unison_cli import postgres, services
from unison_cli.processes import answers
from unison_cli.testing import Stack, eventually


class Way(Protocol):
    """How something is taken away, for as long as the context lasts."""

    def taken(self, stack: Stack) -> AbstractContextManager[None]:
        """Take it away, and give it back at the end."""


@dataclass(frozen=True)
class Weakening:
    """Something that stops an attack is missing, and a test says so."""

    name: str
    test: str
    """File and function, as `test_tokens.py::test_an_expired_token`."""
    ways: tuple[Way, ...]
    finds: str
    """What the failure of the test must say (a regular expression): that the attack got through."""
    only: dict[str, Any] = field(default_factory=dict)
    """Of a test with parameters, the case that attacks this."""


@dataclass(frozen=True)
class Body:
    """A function is another one: parts of its definition are replaced."""

    function: str
    parts: tuple[tuple[str, str], ...]

    @contextmanager
    def taken(self, stack: Stack) -> Iterator[None]:
        with psycopg.connect(stack["DATABASE_URL"], autocommit=True) as database:
            (built,) = database.execute(
                "select pg_get_functiondef(%s::regproc)", (self.function,)
            ).fetchone() or ("",)
            try:
                database.execute(swapped(built, self.parts).encode())
                yield
            finally:
                database.execute(built.encode())


@dataclass(frozen=True)
class Policy:
    """A row policy lets everybody through."""

    table: str
    name: str = "tenant_select"

    @contextmanager
    def taken(self, stack: Stack) -> Iterator[None]:
        with psycopg.connect(stack["DATABASE_URL"], autocommit=True) as database:
            (built,) = database.execute(
                "select pg_get_expr(polqual, polrelid) from pg_policy"
                " where polrelid = %s::regclass and polname = %s",
                (self.table, self.name),
            ).fetchone() or ("",)
            change = f"alter policy {self.name} on {self.table} using "
            try:
                database.execute(f"{change}(true)".encode())
                yield
            finally:
                database.execute(f"{change}({built})".encode())


@dataclass(frozen=True)
class Statement:
    """Something is done in SQL, and undone."""

    do: str
    undo: str
    by_superuser: bool = False

    @contextmanager
    def taken(self, stack: Stack) -> Iterator[None]:
        url = postgres.superuser_url(stack.instance) if self.by_superuser else stack["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as database:
            try:
                database.execute(self.do.encode())
                yield
            finally:
                database.execute(self.undo.encode())


@dataclass(frozen=True)
class LeakedKey:
    """Tokens may be signed with a key that the attacker knows."""

    kid: str
    secret: bytes

    @contextmanager
    def taken(self, stack: Stack) -> Iterator[None]:
        encoded = base64url(self.secret)
        with psycopg.connect(stack["DATABASE_URL"], autocommit=True) as database:
            try:
                database.execute(
                    "insert into identity.signing_keys (id, secret, created_at)"
                    " values (%s, %s, 'epoch')",
                    (self.kid, encoded),
                )
                self._await(database, stack, is_known=True)
                yield
            finally:
                database.execute("delete from identity.signing_keys where id = %s", (self.kid,))
                self._await(database, stack, is_known=False)

    def _await(self, database: psycopg.Connection, stack: Stack, *, is_known: bool) -> None:
        """Let PostgREST read its keys, and see that it has."""
        token = signed({"alg": "HS256", "kid": self.kid}, {"role": "anon"}, self.secret)
        headers = {"Authorization": f"Bearer {token}"}
        me = f"{stack['API_URL']}/me"
        database.execute("notify pgrst, 'reload config'")
        # Known or not it is refused: by the guard, or before, by PostgREST with a code of its own.
        eventually(lambda: is_known != ("PGRST" in httpx.get(me, headers=headers).text), 20)


@dataclass(frozen=True)
class Gateway:
    """Another gateway stands before the same services: parts of its settings are replaced."""

    parts: tuple[tuple[str, str], ...]

    @contextmanager
    def taken(self, stack: Stack) -> Iterator[None]:
        own = stack.instance.home / "nginx"
        folder = stack.instance.home / "nginx-weakened"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o755)
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        files = {path.name: path.read_text() for path in own.glob("*.conf")}
        former = f"127.0.0.1:{stack.instance.ports.gateway};"
        for old, new in (*self.parts, (f"listen {former}", f"listen 127.0.0.1:{port};")):
            name = next((name for name, text in files.items() if old in text), "gateway.conf")
            files[name] = swapped(files[name], ((old, new),))
        for name, text in files.items():
            (folder / name).write_text(text)
        program, *_ = services.gateway(stack.instance).command
        process = subprocess.Popen(
            [program, "-p", f"{folder}/", "-c", "nginx.conf"], stderr=subprocess.DEVNULL
        )
        before = {name: stack[name] for name in ("API_URL", "WEB_URL")}

        def is_up() -> bool:
            if process.poll() is not None:
                raise RuntimeError("the weakened gateway has ended")
            return answers(port, "/api/v1/plans", below=500)

        try:
            eventually(is_up)
            for name, url in before.items():
                moved = url.replace(f":{stack.instance.ports.gateway}", f":{port}")
                stack.variables[name] = moved
            yield
        finally:
            stack.variables.update(before)
            process.terminate()
            process.wait(10)
            shutil.rmtree(folder)


def swapped(text: str, parts: tuple[tuple[str, str], ...]) -> str:
    """Replace each part, which must be there: a weakening of what has changed weakens nothing."""
    for old, new in parts:
        if old not in text:
            raise LookupError(f"nothing reads {old!r} any more")
        text = text.replace(old, new)
    return text
