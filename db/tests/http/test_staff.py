"""The staff's door: a password and a code, each code once; and what they find behind it."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from unison_cli.testing import Stack, totp

PASSWORD = "correct horse battery staple"
ADMIN = {"Accept-Profile": "admin", "Content-Profile": "admin"}


@pytest.fixture
def grace(database: psycopg.Connection) -> dict[str, str]:
    """Hire somebody who has not enrolled a second factor yet."""
    email = f"grace.{uuid4().hex}@example.com"
    database.execute("select identity.create_staff(%s, %s, 'Grace')", (email, PASSWORD))
    return {"email": email, "password": PASSWORD}


def enroll(http: httpx.Client, grace: dict[str, str]) -> tuple[bytes, list[str], str]:
    """Enrol as the page does; the secret, the recovery codes and the code that was used."""
    signed_in = http.post("rpc/sign_in", json=grace).json()
    headers = {**ADMIN, "Authorization": f"Bearer {signed_in['access_token']}"}
    shown = http.post("rpc/enroll_second_factor", headers=headers).json()
    secret = base64.b32decode(shown["secret"])
    code = totp(secret)
    answer = http.post("rpc/confirm_second_factor", headers=headers, json={"code": code})
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["recovery_codes"], code


def test_the_staff_enrol_a_second_factor_and_can_do_nothing_before(
    http: httpx.Client, grace: dict[str, str]
) -> None:
    signed_in = http.post("rpc/sign_in", json=grace).json()
    headers = {"Authorization": f"Bearer {signed_in['access_token']}"}
    assert http.get("me", headers=headers).status_code == 200
    for path in ("organizations", "users", "jobs"):
        refused = http.get(path, headers={**headers, **ADMIN})
        assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_missing")
    assert http.get("plans", headers=headers).status_code == 403

    _, recovery_codes, _ = enroll(http, grace)
    assert http.get("organizations?limit=1", headers={**headers, **ADMIN}).status_code == 401, (
        "a session from before ends"
    )
    alone = http.post("rpc/sign_in", json=grace)
    assert (alone.status_code, alone.json()["code"]) == (401, "second_factor_required")
    recovered = http.post("rpc/sign_in", json={**grace, "code": recovery_codes[0]})
    assert recovered.status_code == 200


def test_a_code_lets_one_in_however_many_try_it_at_once(
    http: httpx.Client, grace: dict[str, str], eventually: Callable[..., Any]
) -> None:
    secret, _, used = enroll(http, grace)
    wish = {**grace, "code": eventually(lambda: _another_code(secret, used), 40)}
    start = threading.Barrier(4)

    def try_it(_: int) -> int:
        start.wait()
        return http.post("rpc/sign_in", json=wish).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(try_it, range(4)))
    # Who comes while another's password is being hashed is told to wait.
    assert answers.count(200) == 1
    assert set(answers) <= {200, 401, 429}


def test_the_staff_of_an_instance_have_a_recorded_factor(
    stack: Stack, database: psycopg.Connection
) -> None:
    row = database.execute(
        "select encode(f.secret, 'hex') from identity.second_factors as f"
        " join identity.users as u on u.id = f.user_id where u.email = %s",
        (stack["ADMIN_EMAIL"],),
    ).fetchone()
    assert row == (base64.b32decode(stack["ADMIN_TOTP_SECRET"]).hex(),)


def test_the_staff_search_and_read_on_page_by_page(staff: Any, acme: Any, rival: Any) -> None:
    def search(**wish: Any) -> dict[str, Any]:
        answer = staff.request("POST", "rpc/search_organizations", json=wish, headers=ADMIN)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    found = search(query=acme.email)
    assert [row["id"] for row in found["organizations"]] == [acme.organization_id]
    assert (found["total"], found["is_total_exact"], found["next"]) == (1, True, None)

    seen: list[str] = []
    page = search(max_rows=1)
    while page["next"] and len(seen) < 5:
        seen += [row["id"] for row in page["organizations"]]
        page = search(max_rows=1, after=page["next"])
    assert len(seen) == len(set(seen))
    by_get = staff.request(
        "GET", f"rpc/search_organizations?query={rival.organization_id}", headers=ADMIN
    )
    assert by_get.json()["organizations"][0]["id"] == rival.organization_id
    refused = staff.request(
        "POST", "rpc/search_organizations", json={"after": {"key": "x", "id": "y"}}, headers=ADMIN
    )
    assert refused.status_code == 400


def test_the_timeline_of_a_customer_is_read_by_pages(staff: Any, acme: Any) -> None:
    path = (
        f"organization_timeline?organization_id=eq.{acme.organization_id}"
        "&order=occurred_at.desc,id.desc&limit=2"
    )
    first = staff.get(path, headers=ADMIN)
    last = first[-1]
    at, name = last["occurred_at"].replace("+", "%2B"), last["id"]
    rest = staff.get(
        f"{path}&or=(occurred_at.lt.{at},and(occurred_at.eq.{at},id.lt.{name}))", headers=ADMIN
    )
    assert len(first) == 2
    assert rest
    assert not {row["id"] for row in first} & {row["id"] for row in rest}


def _another_code(secret: bytes, used: str) -> str | None:
    """Return the next step's code, which counts already, if it does not read the same."""
    code = totp(secret, time.time() + 30)
    return code if code != used else None
