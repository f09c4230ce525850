"""Small things that a standard asks for, which nothing else looks at."""

import json
from uuid import uuid4

import httpx
import pytest

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
