"""API keys over HTTP: made by a person, used by a machine, ended by whoever may."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from unison_cli.testing import Stack


@dataclass(frozen=True)
class Machine:
    """Somebody who has nothing but a key, and then a token."""

    http: httpx.Client
    token: str

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.http.request(method, path, headers=headers, **options)


@pytest.fixture
def owner(sign_up: Callable[..., Any], database: psycopg.Connection) -> Any:
    """Own an organization whose plan lets machines in."""
    person = sign_up("Robot Works")
    grant(database, person.organization_id)
    return person


def grant(database: psycopg.Connection, organization_id: str | None) -> None:
    database.execute(
        "select usage.grant_entitlement(%s, 'api_access', 'true', 'a test')", [organization_id]
    )


def withdraw(database: psycopg.Connection, organization_id: str | None) -> None:
    database.execute(
        "select usage.withdraw_override(%s, 'api_access', 'a test')", [organization_id]
    )


def make_key(person: Any) -> Any:
    answer = person.call("create_api_key", name="robot")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def address() -> str:
    """Return an address of this test's own: what fails is counted by address."""
    number = uuid4().int
    return f"127.{100 + number % 100}.{number >> 8 & 255}.9"


@pytest.fixture
def client(stack: Stack, address: str) -> Iterator[httpx.Client]:
    """Talk from that address."""
    with httpx.Client(
        base_url=stack["API_URL"] + "/",
        transport=httpx.HTTPTransport(local_address=address),
        timeout=30,
    ) as found:
        yield found


def exchange(client: httpx.Client, key: str) -> httpx.Response:
    return client.post("rpc/exchange_api_key", json={"api_key": key})


def machine(client: httpx.Client, key: str) -> Machine:
    answer = exchange(client, key)
    assert answer.status_code == 200, answer.text
    return Machine(client, answer.json()["access_token"])


def test_a_machine_works_with_what_its_key_was_exchanged_for(
    owner: Any, client: httpx.Client, claims: Callable[[str], dict[str, Any]]
) -> None:
    made = make_key(owner)
    answer = exchange(client, made["api_key"])
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "organization_id"}
    found = claims(body["access_token"])
    assert set(found) == {"sub", "sid", "org_id", "role", "aud", "iat", "exp"}
    assert found["exp"] - found["iat"] == body["expires_in"] == 900

    robot = Machine(client, body["access_token"])
    assert [o["id"] for o in robot.request("GET", "organization").json()] == [owner.organization_id]
    assert robot.request("POST", "rpc/report_usage?columns=meter", json=[]).status_code == 200
    assert robot.request("POST", "rpc/create_api_key", json={"name": "x"}).status_code == 403
    assert robot.request("GET", "invoices").json() == []
    assert robot.request("GET", "api_keys").json() == []
    assert robot.request(
        "POST", "rpc/invite_member", json={"email": "a@example.com", "role": "member"}
    ).status_code == 403  # fmt: skip

    (listed,) = owner.get("api_keys")
    assert listed["prefix"] == made["api_key"][: len(listed["prefix"])]
    assert listed["last_used_at"]
    assert made["api_key"] not in str(listed)


def test_revoking_ends_key_and_token_at_once(owner: Any, client: httpx.Client) -> None:
    made = make_key(owner)
    robot = machine(client, made["api_key"])
    assert owner.call("revoke_api_key", id=made["id"]).status_code == 204
    assert robot.request("GET", "organization").json()["code"] == "token_invalid"
    refused = exchange(client, made["api_key"])
    assert (refused.status_code, refused.json()["code"]) == (401, "api_key_invalid")
    assert owner.call("revoke_api_key", id=made["id"]).status_code == 404


def test_another_tenant_neither_sees_nor_ends_a_key(
    owner: Any, rival: Any, client: httpx.Client
) -> None:
    made = make_key(owner)
    assert made["id"] not in str(rival.get("api_keys"))
    assert rival.call("revoke_api_key", id=made["id"]).status_code == 404
    machine(client, made["api_key"])


def test_a_removed_maker_takes_the_key_along(
    owner: Any, join: Callable[[Any, str], Any], client: httpx.Client
) -> None:
    admin = join(owner, "admin")
    key = make_key(admin)["api_key"]
    robot = machine(client, key)
    (row,) = (row for row in owner.get("members") if row["email"] == admin.email)
    assert owner.call("remove_member", user_id=row["user_id"]).is_success
    assert robot.request("GET", "organization").status_code == 401
    assert exchange(client, key).status_code == 401


def test_without_the_feature_no_key_is_exchanged(
    owner: Any, client: httpx.Client, database: psycopg.Connection
) -> None:
    key = make_key(owner)["api_key"]
    # Whatever the plan of a trial has: this is said of the organization itself.
    withdraw(database, owner.organization_id)
    database.execute(
        "select usage.grant_entitlement(%s, 'api_access', 'false', 'a test')",
        [owner.organization_id],
    )
    for refused in (exchange(client, key), owner.call("create_api_key", name="another")):
        assert (refused.status_code, refused.json()["code"]) == (402, "feature_required")
    withdraw(database, owner.organization_id)
    grant(database, owner.organization_id)
    machine(client, key)


def test_guessing_is_limited_by_address(
    owner: Any,
    client: httpx.Client,
    address: str,
    http: httpx.Client,
    database: psycopg.Connection,
) -> None:
    key = make_key(owner)["api_key"]
    assert exchange(client, "unison_guessed").status_code == 401
    # The gateway would hold a hundred of them up; this is what they would have left.
    counted = database.execute(
        "update identity.throttles set tries = 99 where tries = 1 and key like %s returning key",
        [f"client:{address}"],
    ).fetchall()
    assert len(counted) == 1
    assert exchange(client, "unison_guessed").status_code == 401
    refused = exchange(client, "unison_guessed")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
    # Nor is the right one looked at any more, from there.
    assert exchange(client, key).status_code == 429
    assert exchange(http, key).status_code == 200


def test_no_token_outlives_a_key_revoked_meanwhile(
    owner: Any, client: httpx.Client, stack: Stack, eventually: Callable[..., Any]
) -> None:
    """The key's first exchange opens its session while the key is being revoked."""
    made = make_key(owner)
    answers: list[httpx.Response] = []
    with (
        psycopg.connect(stack["DATABASE_URL"]) as exchanging,
        psycopg.connect(stack["DATABASE_URL"]) as watching,
    ):
        row = exchanging.execute(
            "select api.exchange_api_key(%s) ->> 'access_token'", [made["api_key"]]
        ).fetchone()
        assert row is not None
        revoking = threading.Thread(
            target=lambda: answers.append(owner.call("revoke_api_key", id=made["id"]))
        )
        revoking.start()
        watching.autocommit = True
        eventually(lambda: watching.execute("select from pg_locks where not granted").fetchall())
        exchanging.commit()
        revoking.join()
    assert answers[0].status_code == 204
    assert Machine(client, row[0]).request("GET", "organization").status_code == 401


def test_a_machine_that_signs_out_does_not_break_its_key(client: httpx.Client, owner: Any) -> None:
    key = make_key(owner)["api_key"]
    robot = machine(client, key)
    answer = robot.request("POST", "rpc/sign_out", json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "own_session_required")
    assert robot.request("GET", "me").status_code == 200
    assert machine(client, key).request("GET", "me").status_code == 200
