"""The staff in a member's place: read-only by the database, never credentials, never for long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest

ADMIN = {"Content-Profile": "admin", "Accept-Profile": "admin"}


@pytest.fixture
def impersonate(staff: Any, member: Any, claims: Callable[[str], dict[str, Any]]) -> Any:
    """Return a function by which the staff take the member's place."""

    def begin(**wish: Any) -> Any:
        answer = staff.request(
            "POST",
            "rpc/impersonate",
            headers=ADMIN,
            json={
                "user_id": claims(member.access_token)["sub"],
                "organization_id": member.organization_id,
                "reason": "Asked for help",
                "minutes": 5,
                **wish,
            },
        )
        assert answer.status_code == 200, answer.text
        return replace(member, access_token=answer.json()["access_token"], refresh_token="")

    return begin


def test_reading_is_all_that_is_granted(impersonate: Any, acme: Any) -> None:
    impersonator = impersonate()
    name = f"A plant {uuid4()}"
    assert impersonator.get("me")[0]["session_kind"] == "impersonation"
    assert impersonator.get("organization")[0]["id"] == acme.organization_id
    for function, arguments in (
        ("create_plant", {"name": name}),
        ("report_gauge", {"feature": "storage", "value": 1}),
        ("change_password", {"current_password": "x", "new_password": "y"}),
        ("sign_out", {}),
        ("request_password_reset", {"email": acme.email}),
    ):
        answer = impersonator.call(function, **arguments)
        assert answer.status_code in (403, 404, 405), (function, answer.text)
    for prefer in ("tx=commit", "tx=rollback", "handling=strict"):
        answer = impersonator.request(
            "POST", "rpc/create_plant", json={"name": name}, headers={"Prefer": prefer}
        )
        assert answer.status_code in (400, 405), answer.text
    assert impersonator.request("PATCH", "plants", json={"name": "x"}).status_code == 405
    assert acme.get(f"plants?name=eq.{name}") == []


def test_writing_where_it_is_granted_gives_nobody_access(impersonate: Any, acme: Any) -> None:
    impersonator = impersonate(writable=True)
    answer = impersonator.call("create_custom_field", name="A field of the staff's")
    assert answer.status_code == 200, answer.text
    assert acme.call("delete_custom_field", id=answer.json()["id"]).status_code in (200, 204)
    for function, arguments in (
        ("change_password", {"current_password": "x", "new_password": "y"}),
        ("switch_organization", {"organization_id": acme.organization_id}),
        ("create_organization", {"name": "Another"}),
        ("remove_member", {"user_id": impersonator.get("me")[0]["id"]}),
    ):
        answer = impersonator.call(function, **arguments)
        assert (answer.status_code, answer.json()["code"]) == (403, "own_session_required")
    seen = acme.get("activity?actor_kind=eq.impersonation&subject_kind=eq.app.custom_fields")
    assert {entry["reason"] for entry in seen} == {"Asked for help"}


def test_it_does_not_nest_nor_reach_the_staff_s_own(impersonate: Any) -> None:
    impersonator = impersonate(writable=True)
    for path in ("rpc/impersonate", "rpc/end_impersonation", "rpc/suspend"):
        answer = impersonator.request("POST", path, json={}, headers=ADMIN)
        assert answer.status_code in (401, 403, 404), answer.text
    assert impersonator.request("GET", "audit_log", headers=ADMIN).status_code == 403


def test_it_ends_with_its_time_its_end_or_its_staff(
    impersonate: Any, staff: Any, database: psycopg.Connection, claims: Any
) -> None:
    ended = impersonate()
    answer = staff.request("POST", "rpc/end_impersonation", headers=ADMIN, json={})
    assert answer.json()["ended"] >= 1
    assert ended.request("GET", "me").status_code == 401

    over = impersonate(minutes=60)
    session = claims(over.access_token)["sid"]
    with pytest.raises(psycopg.errors.CheckViolation):
        database.execute(
            "update identity.sessions set expires_at = created_at + interval '61 minutes'"
            " where id = %s",
            [session],
        )
    database.execute("update identity.sessions set expires_at = now() where id = %s", [session])
    assert over.request("GET", "me").status_code == 401


def test_a_forged_token_of_an_impersonation_is_as_short_and_read_only(
    impersonate: Any, forge: Callable[..., str], claims: Any
) -> None:
    """Whatever a token says, the session decides."""
    impersonator = impersonate()
    told = claims(impersonator.access_token)
    for change in ({"role": "platform_admin"}, {"exp": told["exp"] + 90_000}, {"org_id": None}):
        forged = replace(impersonator, access_token=forge(told | change))
        assert forged.request("GET", "me").status_code == 401
    same = replace(impersonator, access_token=forge(told))
    assert same.call("create_plant", name="A plant").status_code == 405
