"""A browser's session lives in cookies that no script can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

PASSWORD = "correct horse battery staple"
ACCESS, REFRESH = "unison_access", "unison_refresh"
REFRESHED_AT = "/api/v1/rpc/refresh"
BY_FETCH = {"X-Session": "cookie", "X-Requested-With": "fetch"}


@pytest.fixture
def browser(http: httpx.Client) -> Iterator[httpx.Client]:
    """Keep cookies, and send no token of its own."""
    with httpx.Client(base_url=http.base_url, timeout=http.timeout) as client:
        yield client


@pytest.fixture
def signed_in(browser: httpx.Client, acme: Any) -> httpx.Client:
    answer = browser.post(
        "rpc/sign_in", json={"email": acme.email, "password": PASSWORD}, headers=BY_FETCH
    )
    assert answer.status_code == 200, answer.text
    return browser


def test_the_page_gets_no_token(browser: httpx.Client, acme: Any) -> None:
    answer = browser.post(
        "rpc/sign_in", json={"email": acme.email, "password": PASSWORD}, headers=BY_FETCH
    )
    assert answer.json() == {
        "token_type": "cookie",
        "expires_in": 900,
        "organization_id": acme.organization_id,
    }
    set_cookies = answer.headers.get_list("set-cookie")
    assert len(set_cookies) == 4
    assert all("HttpOnly" in cookie and "SameSite=" in cookie for cookie in set_cookies)
    assert {(cookie.name, cookie.path) for cookie in browser.cookies.jar} == {
        (ACCESS, "/"),
        (REFRESH, REFRESHED_AT),
        (REFRESH, "/api/v1/rpc/sign_in"),
        (REFRESH, "/api/v1/finish_external_sign_in"),
    }


def test_the_cookie_is_who_asks(signed_in: httpx.Client, acme: Any) -> None:
    assert [row["email"] for row in signed_in.get("me").json()] == [acme.email]


def test_the_cookie_alone_writes_nothing(signed_in: httpx.Client) -> None:
    refused = signed_in.post("rpc/sign_out")
    assert (refused.status_code, refused.json()["code"]) == (403, "cross_site_refused")
    assert signed_in.get("me").status_code == 200


def test_no_script_talks_the_tokens_out_of_the_cookies(signed_in: httpx.Client, acme: Any) -> None:
    by_script = {"X-Requested-With": "fetch", "X-Session": "body"}
    for path, body in (
        ("rpc/refresh", {}),
        ("rpc/switch_organization", {"organization_id": acme.organization_id}),
    ):
        answer = signed_in.post(path, json=body, headers=by_script)
        assert answer.status_code == 200, answer.text
        assert answer.json().keys() == {"token_type", "expires_in", "organization_id"}


def test_refreshing_needs_nothing_but_the_cookie(signed_in: httpx.Client) -> None:
    before = signed_in.cookies.get(REFRESH, path=REFRESHED_AT)
    signed_in.cookies.delete(ACCESS)
    assert signed_in.get("me").status_code == 401
    answer = signed_in.post("rpc/refresh", json={}, headers=BY_FETCH)
    assert answer.status_code == 200, answer.text
    assert signed_in.cookies.get(REFRESH, path=REFRESHED_AT) != before
    assert signed_in.get("me").status_code == 200


def test_signing_out_takes_the_cookies_away(signed_in: httpx.Client) -> None:
    token = signed_in.cookies[ACCESS]
    assert signed_in.post("rpc/sign_out", json={}, headers=BY_FETCH).status_code == 204
    assert not signed_in.cookies
    spent = {"Authorization": f"Bearer {token}"}
    assert signed_in.get("me", headers=spent).status_code == 401


def test_a_refused_refresh_takes_them_away_too(signed_in: httpx.Client) -> None:
    signed_in.cookies.set(REFRESH, "nonsense", domain="127.0.0.1", path=REFRESHED_AT)
    answer = signed_in.post("rpc/refresh", json={}, headers=BY_FETCH)
    assert answer.status_code == 401, answer.text
    assert not signed_in.cookies


def test_signing_in_again_works_with_a_session_that_has_ended(
    signed_in: httpx.Client, acme: Any
) -> None:
    ended = signed_in.cookies[ACCESS]
    signed_in.post("rpc/sign_out", json={}, headers=BY_FETCH)
    signed_in.cookies.set(ACCESS, ended, domain="127.0.0.1", path="/")
    answer = signed_in.post(
        "rpc/sign_in", json={"email": acme.email, "password": PASSWORD}, headers=BY_FETCH
    )
    assert answer.status_code == 200, answer.text


def test_signing_in_again_ends_what_the_browser_was_signed_in_to(
    signed_in: httpx.Client, acme: Any
) -> None:
    former = {"Authorization": f"Bearer {signed_in.cookies[ACCESS]}"}
    assert signed_in.get("me", headers=former).status_code == 200
    # Its cookie lasts for 15 minutes; that of the session stays.
    signed_in.cookies.delete(ACCESS)
    answer = signed_in.post(
        "rpc/sign_in", json={"email": acme.email, "password": PASSWORD}, headers=BY_FETCH
    )
    assert answer.status_code == 200, answer.text
    assert signed_in.get("me", headers=former).status_code == 401
    assert signed_in.get("me").status_code == 200
