"""Requests of schema net: made by the worker, with the product's own functions."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from sidecar import guarded_http, net_shim
from sidecar.database import Database
from sidecar.http import create_app
from sidecar.settings import Settings
from sidecar.tests.conftest import INTERNAL_KEY
from sidecar.tests.servers import Place, Process, served, wait_until, working

SettingsMaker = Callable[..., Settings]


class Server:
    """An HTTP server that answers by path, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.may_answer = threading.Event()
        self.address = ""

    @contextmanager
    def running(self) -> Iterator[Server]:
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield self
        finally:
            self.may_answer.set()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            for task in asyncio.all_tasks(loop):
                task.cancel()
            server.close()
            loop.run_until_complete(server.wait_closed())
            loop.close()

    def paths(self) -> list[str]:
        return [request.split()[1].decode() for request in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head)
            path = head.split()[1].decode()
            if path.startswith("/slow"):
                while not self.may_answer.is_set():
                    await asyncio.sleep(0.02)
            headers, body = "", b"yes"
            if path == "/redirect":
                headers = f"Location: {self.address}/secret\r\n"
            if path == "/huge":
                body = b"a" * (guarded_http.MAX_BODY_BYTES + 1)
            if path == "/garbage":
                body = b"\0\xff"
            status = "302 Found" if path == "/redirect" else "200 OK"
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n"
                f"Content-Type: text/plain\r\nX-A: 1\r\nx-a: 2\r\n{headers}\r\n".encode()
                + body
            )
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server().running() as found:
        yield found


@pytest.fixture
def settings(make_settings: SettingsMaker, real: Place, server: Server) -> Settings:
    assert real
    return make_settings(internal_url=server.address)


def get(place: Place, url: str, timeout_milliseconds: int = 5000) -> int:
    row = place.row("select net.http_get(%s, timeout_milliseconds => %s) as id", url,
                    timeout_milliseconds)  # fmt: skip
    return int(row["id"])


def response(place: Place, request_id: int) -> dict[str, Any]:
    wait_until(lambda: place.rows("select from net._http_response where id = %s", request_id))
    return place.row("select * from net._http_response where id = %s", request_id)


def test_a_request_is_made_and_its_response_kept(
    real: Place, server: Server, settings: Settings
) -> None:
    with working(settings):
        found = response(real, get(real, f"{server.address}/a?b=1"))
    assert server.paths() == ["/a?b=1"]
    assert (found["status_code"], found["content_type"], found["content"]) == (
        200, "text/plain", "yes",
    )  # fmt: skip
    assert found["headers"]["x-a"] == "1, 2"
    assert (found["timed_out"], found["error_msg"]) == (False, None)
    assert real.rows("select from net.http_request_queue") == []


def test_what_is_not_committed_is_not_asked_for(
    real: Place, server: Server, settings: Settings
) -> None:
    with working(settings), psycopg.connect(real.superuser) as connection:
        connection.execute("select net.http_get(%s)", (f"{server.address}/undone",))
        response(real, get(real, f"{server.address}/done"))
        connection.rollback()
        response(real, get(real, f"{server.address}/done"))
    assert server.paths() == ["/done", "/done"]


def test_a_slow_server_holds_up_nobody(
    real: Place, server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(net_shim, "REQUESTS_AT_ONCE", 3)
    slow = [get(real, f"{server.address}/slow/{number}", 60_000) for number in range(2)]
    with working(settings):
        wait_until(lambda: len(server.requests) == 2)
        for _ in range(5):
            assert response(real, get(real, f"{server.address}/quick"))["status_code"] == 200
        assert real.rows("select from net._http_response where id = any(%s)", slow) == []
        # No transaction is open while a server thinks: what else the worker does is soon over.
        wait_until(
            lambda: (
                real.rows(
                    "select from pg_stat_activity where usename = 'sidecar'"
                    " and xact_start is not null and datname = current_database()"
                )
                == []
            )
        )
        server.may_answer.set()
        assert [response(real, one)["status_code"] for one in slow] == [200, 200]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/redirect", {"status_code": 302, "error_msg": None}),
        ("/huge", {"status_code": 200, "content": None,
                   "error_msg": "the answer is longer than 1048576 bytes"}),
        ("/garbage", {"status_code": 200, "content": "\ufffd\ufffd", "error_msg": None}),
        ("/slow", {"status_code": None, "timed_out": True, "error_msg": "no answer in 0.2 s"}),
    ],
)  # fmt: skip
def test_what_comes_of_odd_servers(
    real: Place, server: Server, settings: Settings, path: str, expected: dict[str, Any]
) -> None:
    with working(settings):
        found = response(
            real, get(real, f"{server.address}{path}", 200 if path == "/slow" else 5000)
        )
    assert {key: found[key] for key in expected} == expected
    assert "/secret" not in server.paths()


def test_what_is_private_is_not_called(real: Place, server: Server, settings: Settings) -> None:
    with Server().running() as other, working(settings):
        for url in (f"{other.address}/", server.address.replace("http:", "https:"),
                    server.address.replace("127.0.0.1", "localhost"), "nonsense"):  # fmt: skip
            found = response(real, get(real, url))
            assert (found["status_code"], found["timed_out"]) == (None, False)
            assert found["error_msg"]
        assert other.requests == server.requests == []


def test_what_a_killed_worker_leaves_is_taken_up(
    real: Place, server: Server, settings: Settings
) -> None:
    request_id = get(real, f"{server.address}/slow")
    with Process(settings, "worker") as process:
        wait_until(lambda: server.requests)
        process.send(signal.SIGKILL)
        process.ended()
    wait_until(lambda: not real.row("select net.has_worker() as it")["it"])
    server.may_answer.set()
    with working(settings):
        response(real, get(real, f"{server.address}/another"))
        assert server.paths() == ["/slow", "/another"], "its lease has not ended"
        real.rows("update net.http_request_queue set leased_until = now()")
        assert response(real, request_id)["content"] == "yes"
    assert server.paths() == ["/slow", "/another", "/slow"]


def test_two_workers_make_each_request_once(
    real: Place, server: Server, settings: Settings, make_settings: SettingsMaker
) -> None:
    with working(settings), working(make_settings(internal_url=server.address)):
        ids = [get(real, f"{server.address}/{number}") for number in range(40)]
        for request_id in ids:
            assert response(real, request_id)["status_code"] == 200
    assert sorted(server.paths(), key=lambda path: int(path[1:])) == [f"/{n}" for n in range(40)]


def test_a_worker_is_known_to_live_while_it_does(real: Place, settings: Settings) -> None:
    def lives() -> bool:
        return bool(real.row("select net.has_worker() as it")["it"])

    assert not lives()
    with pytest.raises(psycopg.errors.RaiseException):
        real.rows("select net.check_worker_is_up()")
    with working(settings):
        real.rows("select net.wait_until_running()")
        real.rows("select net.check_worker_is_up()")
        real.end_sessions()
        wait_until(lives)
    wait_until(lambda: not lives())


def test_jobs_reach_the_internal_endpoints(real: Place, make_settings: SettingsMaker) -> None:
    database = Database(real.setting, connections=2, application_name="tests", timeout_seconds=8)
    with (
        served(create_app(make_settings(), database)) as address,
        working(make_settings(internal_url=address)),
    ):
        for key, expected in ((INTERNAL_KEY, (200, '{"pong":true}')), ("k" * 32, (401, None))):
            real.rows("select jobs.set_sidecar(%s, %s)", address, key)
            found = response(real, real.row("select jobs.call_sidecar('ping') as id")["id"])
            assert found["status_code"] == expected[0]
            assert expected[1] in (found["content"], None)
