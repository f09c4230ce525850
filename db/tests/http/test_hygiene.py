"""Small things that a standard asks for, which nothing else looks at."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from unison_cli.paths import ROOT
from unison_cli.testing import Stack


@pytest.mark.parametrize("path", ["plans", "me", "no_such_view", "rpc/sign_in"])
def test_no_browser_keeps_what_the_api_answers(path: str, http: httpx.Client) -> None:
    answer = http.get(path)
    assert answer.headers.get_list("Cache-Control") == ["no-store"], answer.text


@pytest.mark.parametrize("path", ["/", "/api/v1/plans", "/webhooks/stripe"])
def test_nothing_is_echoed(path: str, stack: Stack) -> None:
    answer = httpx.request("TRACE", stack["WEB_URL"] + path, headers={"X-Mark": "an echo"})
    assert answer.status_code == 405
    assert "an echo" not in answer.text


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/package.json", "/api/.git/config"])
def test_what_the_pages_were_built_from_is_not_served(path: str, stack: Stack) -> None:
    assert httpx.get(stack["WEB_URL"] + path).status_code == 404


@pytest.mark.parametrize("path", ["/assets/", "/assets"])
def test_no_folder_is_listed(path: str, stack: Stack) -> None:
    answer = httpx.get(stack["WEB_URL"] + path, follow_redirects=True)
    assert answer.status_code in (403, 404)
    assert "Index of" not in answer.text


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_pages_of_others_get_nothing_by_a_cookie(origin: str, http: httpx.Client) -> None:
    """Any page may ask, for the catalogue is public; but never with what the browser knows."""
    wish = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for answer in (
        http.request("OPTIONS", "rpc/sign_in", headers=wish),
        http.get("plans", headers={"Origin": origin}),
    ):
        assert answer.headers.get("Access-Control-Allow-Credentials") is None
        assert answer.headers.get("Access-Control-Allow-Origin") != origin


def test_what_is_answered_says_what_it_is(http: httpx.Client, stack: Stack) -> None:
    answers = [http.get(path) for path in ("plans", "me", "no_such_view")]
    assert {one.headers["Content-Type"] for one in answers} == {"application/json; charset=utf-8"}
    assert httpx.get(stack["WEB_URL"]).headers["Content-Type"] == "text/html; charset=utf-8"


def test_nobody_writes_lines_of_their_own_into_a_log(http: httpx.Client, stack: Stack) -> None:
    mark = uuid4().hex
    for path in (f"plans%0a%7B{mark}", f'plans"{mark}\\', f"plans%22,%22status%22:%22{mark}"):
        http.get(path, headers={"User-Agent": f'"}}\t{mark}'})
    lines = (stack.instance.log / "gateway-access.log").read_text().splitlines()
    marked = [json.loads(line) for line in lines if mark in line]
    assert len(marked) == 3
    assert {type(entry["status"]) for entry in marked} == {int}


def test_who_tries_to_come_in_and_who_is_refused_is_a_line(
    stack: Stack, knock: Callable[..., httpx.Response], acme: Any, http: httpx.Client
) -> None:
    """With what was tried, how it ended, from where and when: found by the request's id."""
    staff_alone = {"Accept-Profile": "admin"}
    answers = {
        ("/api/v1/rpc/sign_in", 200): knock(
            "sign_in", email=acme.email, password="correct horse battery staple"
        ),
        ("/api/v1/rpc/sign_in", 401): knock("sign_in", email=acme.email, password="wrong"),
        ("/api/v1/rpc/exchange_api_key", 401): knock("exchange_api_key", api_key="unison_x"),
        ("/api/v1/me", 401): http.get("me", headers={"Authorization": "Bearer x.y.z"}),
        ("/api/v1/users", 403): acme.request("GET", "users", headers=staff_alone),
        ("/api/v1/plants", 405): acme.request("DELETE", "plants"),
        ("/api/v1/rpc/start_checkout", 400): acme.call("start_checkout", plan_code=1, cycle="x"),
        ("/api/v1/rpc/sign_out", 403): http.post(
            "rpc/sign_out", headers={"Cookie": "unison_access=a.b.c"}
        ),
    }
    log = (stack.instance.log / "gateway-access.log").read_text().splitlines()
    lines = {entry["request_id"]: entry for line in log if (entry := json.loads(line))}
    for (path, status), answer in answers.items():
        assert answer.status_code == status, (path, answer.text)
        line = lines[answer.headers["X-Request-Id"]]
        assert (line["path"], line["status"]) == (path, status)
        assert re.fullmatch(r"127\.\d+\.\d+\.\d+", line["client"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d:\d\d", line["time"])


HUGE = ("9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e400", "1e-400")


@pytest.mark.parametrize("number", [*HUGE, "2147483648", "-1", "NaN", "-Infinity", "0x10", "1_0"])
def test_numbers_beyond_their_type_are_refused(number: str, acme: Any) -> None:
    """Rather than wrapped around: in a body, in an address, where rows are counted."""
    body = f'{{"add_on_code": "plants", "quantity": {number}}}'
    json_type = {"Content-Type": "application/json"}
    for answer in (
        acme.request("POST", "rpc/set_add_on", content=body, headers=json_type),
        acme.request("GET", f"rpc/check_entitlement?feature=plants&quantity={number}"),
        acme.request("GET", f"invoices?total_cents=eq.{number}&limit=0"),
        acme.request("GET", "plants", params={"limit": number, "offset": number}),
    ):
        assert answer.status_code in (200, 206, 400, 402, 404, 405, 409, 416), answer.text
    # What PostgreSQL has no number for is never a quantity.
    assert acme.request(
        "POST", "rpc/set_add_on", content=body, headers=json_type
    ).status_code in (400, 404, 409)  # fmt: skip


def test_nothing_on_the_way_keeps_answers() -> None:
    """Neither the gateway nor its buffers on disk: no cache is named in its settings."""
    for path in (ROOT / "deploy" / "nginx").glob("*.conf"):
        assert not re.search(r"(proxy|fastcgi|uwsgi|scgi)_(cache|store)\b", path.read_text()), path


def test_an_instance_begins_with_nobody_and_no_password_of_ours(stack: Stack) -> None:
    """Passwords are made at random by the first start, and no role has one by what is written."""
    written = "".join(path.read_text() for path in (ROOT / "db" / "migrations").glob("*.sql"))
    written += (ROOT / "db" / "bootstrap.sql").read_text()
    assert not re.search(r"insert into identity\.(users|api_keys|signing_keys)\b", written)
    assert not re.search(r"\bpassword\s+'", written, flags=re.IGNORECASE)
    made = (stack.instance.state / "secrets.env").read_text()
    values = [line.partition("=")[2].strip("'") for line in made.splitlines()]
    assert len(values) == len(set(values)) > 8
    assert min(len(value) for value in values) >= 32
    assert oct((stack.instance.state / "secrets.env").stat().st_mode & 0o777) == "0o600"
