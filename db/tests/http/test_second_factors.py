"""A customer's second factor: in cookies as with tokens, few tries, and each code once."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest

from unison_cli.testing import totp

PASSWORD = "correct horse battery staple"
BY_FETCH = {"X-Session": "cookie", "X-Requested-With": "fetch"}


@dataclass(frozen=True)
class Careful:
    """Somebody who has just enrolled; none of the codes of the phone or of the list is used up."""

    person: Any
    wish: dict[str, str]
    secret: bytes
    recovery_codes: list[str]

    def code(self) -> str:
        """Return what the phone shows next: it counts already, and is not what has confirmed."""
        return totp(self.secret, time.time() + 30)


@pytest.fixture
def careful(sign_up: Callable[..., Any]) -> Careful:
    """Sign up, and enrol as the settings do."""
    person = sign_up("Careful Works")
    shown = person.call("enroll_second_factor", password=PASSWORD).json()
    secret = base64.b32decode(shown["secret"])
    confirmed = person.call("confirm_second_factor", code=totp(secret))
    assert confirmed.status_code == 200, confirmed.text
    wish = {"email": person.email, "password": PASSWORD}
    return Careful(person, wish, secret, confirmed.json()["recovery_codes"])


def test_from_then_on_signing_in_needs_a_code(
    http: httpx.Client, careful: Careful, inbox: Callable[..., Any], eventually: Callable[..., Any]
) -> None:
    assert careful.person.get("second_factor")[0]["recovery_codes_left"] == 10
    alone = http.post("rpc/sign_in", json=careful.wish)
    assert (alone.status_code, alone.json()["code"]) == (401, "second_factor_required")
    assert "access_token" not in alone.json()
    wrong = http.post("rpc/sign_in", json={**careful.wish, "code": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "second_factor_invalid")
    code = careful.code()
    both = http.post("rpc/sign_in", json={**careful.wish, "code": code})
    assert both.status_code == 200, both.text
    again = http.post("rpc/sign_in", json={**careful.wish, "code": code})
    assert (again.status_code, again.json()["code"]) == (401, "second_factor_invalid")
    recovered = http.post("rpc/sign_in", json={**careful.wish, "code": careful.recovery_codes[0]})
    assert recovered.status_code == 200
    eventually(lambda: any("recovery" in mail["subject"] for mail in inbox(careful.person.email)))


def test_a_browser_gets_no_cookie_before_the_code(http: httpx.Client, careful: Careful) -> None:
    with httpx.Client(base_url=http.base_url, timeout=http.timeout, headers=BY_FETCH) as browser:
        alone = browser.post("rpc/sign_in", json=careful.wish)
        assert (alone.status_code, alone.json()["code"]) == (401, "second_factor_required")
        assert not browser.cookies
        both = browser.post("rpc/sign_in", json={**careful.wish, "code": careful.code()})
        assert both.status_code == 200, both.text
        assert both.json()["token_type"] == "cookie"
        assert {"unison_access", "unison_refresh"} <= set(browser.cookies)


@pytest.mark.parametrize("kind", ["of the phone", "of the list"])
def test_a_code_lets_one_in_however_many_try_it_at_once(
    knock: Callable[..., httpx.Response], careful: Careful, kind: str
) -> None:
    """From many places, so that no throttle of one place decides it."""
    code = careful.code() if kind == "of the phone" else careful.recovery_codes[3]
    start = threading.Barrier(6)

    def try_it(_: int) -> int:
        start.wait()
        return knock("sign_in", **careful.wish, code=code).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(try_it, range(6)))
    assert answers.count(200) == 1
    assert answers[1:] == [401] * 5


def test_nobody_stays_who_came_without_a_code(
    knock: Callable[..., httpx.Response], sign_up: Callable[..., Any], database: psycopg.Connection
) -> None:
    """The password alone lets in until the moment in which the factor counts, and not beyond."""
    person = sign_up("Crowded Works")
    shown = person.call("enroll_second_factor", password=PASSWORD).json()
    code = totp(base64.b32decode(shown["secret"]))
    start = threading.Barrier(6)

    def come_in(_: int) -> int:
        start.wait()
        return knock("sign_in", email=person.email, password=PASSWORD).status_code

    with ThreadPoolExecutor(6) as pool:
        guests = [pool.submit(come_in, n) for n in range(5)]
        start.wait()
        assert person.call("confirm_second_factor", code=code).status_code == 200
        assert {guest.result() for guest in guests} <= {200, 401}
    left = database.execute(
        "select s.second_factor_at is not null from identity.sessions as s"
        " join identity.users as u on u.id = s.user_id"
        " where u.email = %s and s.revoked_at is null",
        [person.email],
    ).fetchall()
    assert left == [(True,)]


def test_codes_are_tried_a_few_times_only(
    knock: Callable[..., httpx.Response], careful: Careful
) -> None:
    """Whoever has the password, from however many places."""
    wrong = [knock("sign_in", **careful.wish, code=f"00000{n}").status_code for n in range(10)]
    assert wrong == [401] * 10
    late = knock("sign_in", **careful.wish, code=careful.code())
    assert (late.status_code, late.json()["code"]) == (429, "too_many_tries")


def test_a_mailed_link_leads_around_nothing(
    http: httpx.Client,
    knock: Callable[..., httpx.Response],
    careful: Careful,
    mailed_token: Callable[[str, str], str],
) -> None:
    knock("request_password_reset", email=careful.person.email)
    token = mailed_token(careful.person.email, "reset-password")
    assert knock("reset_password", token=token, new_password="violet anchor nineteen").is_success
    wish = {**careful.wish, "password": "violet anchor nineteen"}
    alone = http.post("rpc/sign_in", json=wish)
    assert (alone.status_code, alone.json()["code"]) == (401, "second_factor_required")
    assert http.post("rpc/sign_in", json={**wish, "code": careful.code()}).status_code == 200
