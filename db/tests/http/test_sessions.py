"""Sessions end when they should, at the next request, and a stolen token ends its family."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

PASSWORD = "correct horse battery staple"


def is_open(http: httpx.Client, token: str) -> bool:
    """Say whether a token still opens something."""
    response = http.get("me", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code in (200, 401), response.text
    return response.status_code == 200


def refresh(http: httpx.Client, token: str) -> httpx.Response:
    return http.post("rpc/refresh", json={"refresh_token": token})


@pytest.fixture
def person(acme: Any, sign_in: Callable[..., Any]) -> Any:
    """Open a session that a test may spoil."""
    return sign_in(acme.email)


@pytest.fixture
def grow_older(database: psycopg.Connection) -> Callable[[str, Callable[..., Any]], None]:
    """Move the use of a refresh token a minute into the past."""

    def age(token: str, claims: Callable[..., Any]) -> None:
        database.execute(
            "update identity.refresh_tokens set used_at = used_at - interval '1 minute'"
            " where session_id = %s and used_at is not null",
            [claims(token)["sid"]],
        )

    return age


def test_refresh_rotates(http: httpx.Client, person: Any) -> None:
    answer = refresh(http, person.refresh_token)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["refresh_token"] != person.refresh_token
    assert (body["token_type"].lower(), body["expires_in"]) == ("bearer", 900)
    assert is_open(http, body["access_token"])


def test_eight_tabs_refresh_at_once_and_all_go_on(http: httpx.Client, person: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(http, person.refresh_token), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    tokens = {answer.json()["refresh_token"] for answer in answers}
    assert len(tokens) == 8
    assert all(is_open(http, answer.json()["access_token"]) for answer in answers)


def test_a_late_reuse_ends_the_whole_family(
    http: httpx.Client, person: Any, claims: Callable[..., Any], grow_older: Callable[..., None]
) -> None:
    child = refresh(http, person.refresh_token).json()
    grow_older(person.access_token, claims)
    assert refresh(http, person.refresh_token).status_code == 401
    assert not is_open(http, child["access_token"])
    assert refresh(http, child["refresh_token"]).status_code == 401


def test_signing_out_ends_the_session_at_once(http: httpx.Client, person: Any) -> None:
    assert is_open(http, person.access_token)
    assert person.call("sign_out", refresh_token=person.refresh_token).status_code < 300
    assert not is_open(http, person.access_token)
    assert refresh(http, person.refresh_token).status_code == 401


def test_a_removed_member_is_out_at_the_next_request(
    http: httpx.Client, acme: Any, join: Callable[..., Any], claims: Callable[..., Any]
) -> None:
    leaver = join(acme, "member")
    assert is_open(http, leaver.access_token)
    removed = acme.call("remove_member", user_id=claims(leaver.access_token)["sub"])
    assert removed.status_code < 300, removed.text
    assert not is_open(http, leaver.access_token)
    assert refresh(http, leaver.refresh_token).status_code == 401


def test_a_new_password_ends_the_other_sessions(
    http: httpx.Client, sign_up: Callable[..., Any], sign_in: Callable[..., Any]
) -> None:
    first = sign_up("Careful Works")
    other = sign_in(first.email)
    refused = first.call("change_password", current_password=PASSWORD, new_password="CarefulWorks1")
    assert refused.status_code == 400, refused.text
    assert json.loads(refused.json()["details"]) == {
        "argument": "new_password",
        "reason": "too_personal",
    }
    changed = first.call(
        "change_password", current_password=PASSWORD, new_password="another long pass phrase"
    )
    assert changed.status_code < 300, changed.text
    assert is_open(http, first.access_token)
    assert not is_open(http, other.access_token)


def test_a_person_ends_a_session_elsewhere_at_the_next_request(
    http: httpx.Client, sign_up: Callable[..., Any], sign_in: Callable[..., Any]
) -> None:
    here = sign_up("Watchful Works")
    lost = sign_in(here.email)
    (elsewhere,) = [row for row in here.get("sessions") if not row["is_current"]]
    assert elsewhere["client"] == "python-httpx"
    assert re.fullmatch(r"127\.\d+\.\d+\.\*", elsewhere["address"])
    refused = here.call("end_session", id=elsewhere["id"], password="a guess of somebody")
    assert (refused.status_code, refused.json()["code"]) == (401, "invalid_credentials")
    assert is_open(http, lost.access_token)
    ended = here.call("end_session", id=elsewhere["id"], password=PASSWORD)
    assert ended.status_code == 200, ended.text
    assert not is_open(http, lost.access_token)
    assert refresh(http, lost.refresh_token).status_code == 401
    assert [row["is_current"] for row in here.get("sessions")] == [True]


def test_a_mailed_link_resets_the_password_once(
    http: httpx.Client,
    sign_up: Callable[..., Any],
    sign_in: Callable[..., Any],
    mailed_token: Callable[[str, str], str],
) -> None:
    person = sign_up("Forgetful Works")
    known = http.post("rpc/request_password_reset", json={"email": person.email})
    unknown = http.post("rpc/request_password_reset", json={"email": f"{uuid4().hex}@example.com"})
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)

    token = mailed_token(person.email, "reset-password")
    new = "quite another pass phrase"
    first = http.post("rpc/reset_password", json={"token": token, "new_password": new})
    assert first.status_code < 300, first.text
    assert not is_open(http, person.access_token)
    again = http.post("rpc/reset_password", json={"token": token, "new_password": new + "!"})
    assert again.status_code in (400, 401), again.text
    assert is_open(http, sign_in(person.email, new).access_token)


def test_failed_tries_are_counted_and_stop_even_the_right_password(
    http: httpx.Client, sign_up: Callable[..., Any]
) -> None:
    person = sign_up("Guessed Works")

    def try_password(password: str) -> httpx.Response:
        return http.post("rpc/sign_in", json={"email": person.email, "password": password})

    wrong = [try_password(f"wrong guess {n} of many") for n in range(11)]
    assert wrong[0].status_code == 401
    assert wrong[-1].status_code == 429
    assert try_password(PASSWORD).status_code == 429


def test_a_try_does_not_wait_for_another_one(
    http: httpx.Client, sign_up: Callable[..., Any], database: psycopg.Connection
) -> None:
    person = sign_up("Hasty Works")

    def try_password(password: str) -> httpx.Response:
        return http.post("rpc/sign_in", json={"email": person.email, "password": password})

    assert try_password("not the pass phrase").status_code == 401
    with database.transaction():
        locked = database.execute(
            """
            select pg_advisory_xact_lock(hashtextextended('try ' || t.key, 0))
            from identity.throttles as t
            where t.key like 'from_client:%%' and right(t.key, length(%(email)s)) = lower(%(email)s)
            """,
            {"email": person.email},
        )
        assert locked.rowcount == 1
        refused = try_password(PASSWORD)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2"), refused.text
        assert refused.json()["code"] == "too_many_tries"
    assert try_password(PASSWORD).status_code == 200


def test_an_unknown_address_gets_the_answer_of_a_wrong_password(
    http: httpx.Client, acme: Any
) -> None:
    unknown, wrong = (
        http.post("rpc/sign_in", json={"email": email, "password": "not the pass phrase"})
        for email in (f"{uuid4().hex}@example.com", acme.email)
    )
    assert (unknown.status_code, unknown.json()) == (wrong.status_code, wrong.json())


def test_a_taken_address_cannot_sign_up_again(http: httpx.Client, acme: Any) -> None:
    answer = http.post(
        "rpc/sign_up",
        json={
            "email": acme.email.upper(),
            "password": PASSWORD,
            "organization_name": "Copycat",
            "full_name": "Copy Cat",
        },
    )
    assert answer.status_code == 409, answer.text
    assert answer.json()["code"] == "email_taken"


def test_a_common_password_is_refused_before_anybody_looks_for_the_address(
    http: httpx.Client, acme: Any
) -> None:
    taken, free = (
        http.post(
            "rpc/sign_up",
            json={
                "email": email,
                "password": "1Q2W3E4R5T6Y",
                "organization_name": "Copycat",
                "full_name": "Copy Cat",
            },
        )
        for email in (acme.email, f"{uuid4().hex}@example.com")
    )
    assert (free.status_code, free.json()["code"]) == (400, "password_refused")
    assert (taken.status_code, taken.json()) == (free.status_code, free.json())


def test_switching_changes_what_is_seen(http: httpx.Client, sign_up: Callable[..., Any]) -> None:
    person = sign_up("First Works")
    made = person.call("create_organization", name="Second Works")
    assert made.status_code < 300, made.text
    names = {row["name"] for row in person.get("organizations")}
    assert names == {"First Works", "Second Works"}
    assert [row["name"] for row in person.get("organization")] == ["First Works"]
    second = next(row for row in person.get("organizations") if row["name"] == "Second Works")
    switched = person.call("switch_organization", organization_id=second["id"])
    assert switched.status_code == 200, switched.text
    token = switched.json()["access_token"]
    seen = http.get("organization", headers={"Authorization": f"Bearer {token}"}).json()
    assert [row["name"] for row in seen] == ["Second Works"]


def test_nobody_switches_into_another_s_organization(acme: Any, rival: Any) -> None:
    answer = acme.call("switch_organization", organization_id=rival.organization_id)
    assert answer.status_code == 404, answer.text


def test_keys_rotate_without_a_restart(
    http: httpx.Client,
    database: psycopg.Connection,
    acme: Any,
    sign_in: Callable[..., Any],
    eventually: Callable[..., Any],
) -> None:
    old = sign_in(acme.email)
    database.execute("select identity.rotate_signing_keys()")
    new = eventually(lambda: sign_in(acme.email))
    eventually(lambda: is_open(http, new.access_token))
    assert is_open(http, old.access_token), "a retired key is honoured until it is deleted"
