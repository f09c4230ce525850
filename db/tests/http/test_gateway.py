"""The gateway: what it adds, what it refuses, and the shape of every refusal."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest

from db.tests.http.wire import exchange


def assert_is_error(answer: httpx.Response, status: int, code: str | None = None) -> None:
    """Check the one shape that every error has."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("application/json")
    body = answer.json()
    assert set(body) == {"code", "message", "details", "hint"}
    assert body["details"] is None or isinstance(json.loads(body["details"]), dict)
    if code is not None:
        assert body["code"] == code


def test_health(http: httpx.Client) -> None:
    answer = http.get("health")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "path", ["/", "/logo.svg", "/pricing", "/billing", "/billing/?checkout=success"]
)
def test_pages_carry_the_headers_that_protect(path: str, stack: Any) -> None:
    answer = httpx.get(stack["WEB_URL"] + path, follow_redirects=True, timeout=10)
    assert answer.status_code == 200
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Referrer-Policy" in headers
    assert "nginx/" not in headers.get("Server", "")


def test_the_api_says_neither_what_it_runs_on_nor_lets_itself_be_framed(http: httpx.Client) -> None:
    answer = http.get("plans")
    assert "postgrest" not in answer.headers.get("Server", "").lower()
    assert "/" not in answer.headers.get("Server", "")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_missing_page_is_a_page(stack: Any) -> None:
    answer = httpx.get(stack["WEB_URL"] + "/nowhere", timeout=10)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_pages_name_their_own_address(stack: Any) -> None:
    for path in ("/", "/sitemap.xml", "/robots.txt", "/llms.txt"):
        answer = httpx.get(stack["WEB_URL"] + path, timeout=10)
        assert answer.status_code == 200
        assert "origin.invalid" not in answer.text
        assert stack["WEB_URL"] in answer.text


def test_assets_may_be_kept_and_pages_are_asked_for_anew(stack: Any) -> None:
    page = httpx.get(stack["WEB_URL"] + "/billing", timeout=10)
    assert page.headers["Cache-Control"] == "no-cache"
    found = re.search(r"/assets/app-[\w-]+\.css", page.text)
    assert found is not None
    asset = httpx.get(stack["WEB_URL"] + found[0], timeout=10)
    assert "immutable" in asset.headers["Cache-Control"]
    assert "frame-ancestors 'none'" in asset.headers["Content-Security-Policy"]


def test_text_is_compressed(http: httpx.Client) -> None:
    answer = http.get("features", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_body_beyond_a_mebibyte(http: httpx.Client) -> None:
    answer = http.post("rpc/sign_in", content=b"x" * (1024 * 1024 + 1))
    assert_is_error(answer, 413, "body_too_large")


def test_errors_of_functions_and_of_the_gateway_look_alike(acme: Any, http: httpx.Client) -> None:
    assert_is_error(acme.call("start_checkout", plan_code="nonsense", cycle="monthly"), 400)
    assert_is_error(http.post("rpc/sign_in", json={"email": "a@b.example", "password": "x"}), 401)


def test_text_of_the_caller_cannot_split_the_answer(acme: Any) -> None:
    evil = "x\r\nSet-Cookie: stolen=1\r\nX-Rest: <script>"
    answer = acme.call("start_checkout", plan_code=evil, cycle="monthly")
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
    assert "stolen" not in str(answer.headers)


@pytest.mark.slow
def test_a_slow_statement_is_a_gateway_timeout(http: httpx.Client, stack: Any) -> None:
    with psycopg.connect(stack["DATABASE_URL"]) as blocker:
        blocker.execute("lock table catalog.plans in access exclusive mode")
        answer = http.get("plans")
        blocker.rollback()
    assert_is_error(answer, 504, "timeout")


@pytest.mark.parametrize(
    "before",
    [
        "HEAD /api/v1/plans HTTP/1.1\r\nHost: x\r\n\r\n",
        # A body that is not read, for who sends it is refused before.
        "POST /api/v1/rpc/refresh HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"
        f"Content-Length: 9000\r\n\r\n{'x' * 9000}",
    ],
    ids=["HEAD", "an unread body"],
)
def test_after_what_postgrest_hangs_up_on_nobody_is_lost(before: str, stack: Any) -> None:
    """It does so without a word: one who comes down the same connection would be unavailable."""
    body = '{"refresh_token": "x"}'
    after = (
        "POST /api/v1/rpc/refresh HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )
    for _ in range(30):
        answers = re.findall(r"^HTTP/1.1 (\d+)", exchange(stack, before + after), flags=re.M)
        assert answers[1] == "401", answers


def test_doors_are_narrow(stack: Any) -> None:
    """A flood of sign-ins from one place is turned away before it costs a hash."""
    # An address of its own on the loopback network, or the other tests would be turned away too.
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.9")
    with httpx.Client(base_url=stack["API_URL"], transport=elsewhere, timeout=30) as flood:

        def knock(_: int) -> httpx.Response:
            body = {"email": "flood@example.com", "password": "not the pass phrase"}
            return flood.post("/rpc/sign_in", json=body)

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(knock, range(60)))
    turned_away = [answer for answer in answers if answer.status_code == 429]
    assert "Too many tries from this address" in {
        answer.json()["message"] for answer in turned_away
    }
    for answer in turned_away:
        assert_is_error(answer, 429)


@pytest.mark.parametrize("path", ["subscription", "billing/invoices"])
def test_the_original_addresses_answer(path: str, acme: Any) -> None:
    assert acme.request("GET", path).status_code == 200


def test_the_original_checkout_address_answers(sign_up: Callable[..., Any]) -> None:
    owner = sign_up("Old Client Works")
    body = {"plan_code": "starter", "cycle": "monthly"}
    assert owner.request("POST", "billing/checkout", json=body).status_code == 202
