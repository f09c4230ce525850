"""Nobody writes more than a form has: by another key, a nested one, a column, another encoding."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from db.tests.http.wall import FUNCTIONS, Ask, World, arguments, ask_all

EXTRA: dict[str, Any] = {
    "organization_id": "00000000-0000-4000-8000-000000000001",
    "user_id": "00000000-0000-4000-8000-000000000002",
    "id": "00000000-0000-4000-8000-000000000003",
    "role": "owner",
    "member_role": "owner",
    "kind": "staff",
    "is_staff": True,
    "is_sandbox": True,
    "status": "active",
    "source": "stripe",
    "created_at": "2020-01-01T00:00:00Z",
    "price_cents": 0,
    "password_hash": "x",
    "data": {"role": "owner", "organization_id": "00000000-0000-4000-8000-000000000001"},
}
"""What a form might be given beside its fields, hoping that it is written."""

NEEDED = {
    "change_member_role": {"role", "user_id"},
    "create_webhook_endpoint": set(),
    "invite_member": {"role"},
    "remove_member": {"user_id"},
    "switch_organization": {"organization_id"},
}
"""What customers' functions take of that on purpose; an id is that of a thing of their own."""


def test_what_a_customer_s_function_takes_was_reviewed(database: psycopg.Connection) -> None:
    for schema, function, _, names, _, _ in database.execute(FUNCTIONS).fetchall():
        if schema == "api":
            taken = set(names or ()) & (EXTRA.keys() - {"id"})
            assert taken <= NEEDED.get(function, set()), function


@pytest.mark.parametrize("schema", ["api", "admin", "analytics"])
def test_no_function_takes_what_it_does_not_name(
    schema: str, database: psycopg.Connection, world: World, door: httpx.Client
) -> None:
    """By a key of the body, by one of ?columns, in a list of bodies."""
    asks, plain = [], []
    for its_schema, function, required, names, types, _ in database.execute(FUNCTIONS).fetchall():
        if its_schema != schema or "json" in types[len(names or ()) :]:
            continue
        actor, path = "owner" if schema == "api" else "staff", f"/rpc/{function}"
        own = arguments(world, required, names, types)
        plain.append(Ask(actor, "POST", path, schema, own))
        for key in EXTRA.keys() - set(_all_names(database, schema, function)):
            more = {**own, key: EXTRA[key]}
            asks.append(Ask(actor, "POST", path, schema, more))
        more = {**own, "nobody_s": 1}
        columns = ",".join(more)
        asks.append(Ask(actor, "POST", f"{path}?columns={columns}", schema, more))
        asks.append(Ask(actor, "POST", f"{path}?columns={columns}", schema, [more, more]))
    for ask, answer in zip(asks, ask_all(door, world, asks), strict=True):
        assert answer.status_code in (400, 404), (ask, answer.text)
        assert answer.json()["code"] in ("PGRST202", "PGRST203"), (ask, answer.text)
    assert len(asks) > 10 * len(plain)


def test_what_is_nested_is_looked_at_too(
    database: psycopg.Connection, world: World, door: httpx.Client
) -> None:
    """A parameter that is JSON has a shape, and what is beyond it is refused."""
    asks = []
    for schema, function, required, names, types, _ in database.execute(FUNCTIONS).fetchall():
        for name, kind in zip(names or (), types, strict=False):
            # A cursor is where reading goes on; nothing is written by it.
            if kind in ("json", "jsonb") and name != "after":
                actor = "owner" if schema == "api" else "staff"
                given = {**arguments(world, required, names, types), name: EXTRA}
                asks.append(Ask(actor, "POST", f"/rpc/{function}", schema, given))
    for ask, answer in zip(asks, ask_all(door, world, asks), strict=True):
        assert 400 <= answer.status_code < 500, (ask, answer.text)
    assert asks


@pytest.mark.parametrize(
    ("function", "others", "name", "sound"),
    [
        ("grant_entitlement", {"feature": "plants"}, "value", 5),
        ("publish_plan_version", {"plan_code": "starter"}, "limits", {"plants": 5}),
        (
            "publish_plan_version",
            {"plan_code": "starter"},
            "prices",
            [{"cycle": "monthly", "unit_amount_cents": 990, "currency": "usd"}],
        ),
        (
            "start_manual_subscription",
            {"plan_code": "professional", "cycle": "annual"},
            "add_ons",
            {"plants": 1},
        ),
    ],
    ids=str,
)
def test_what_is_nested_beside_what_is_sound_is_refused(
    function: str, others: dict[str, Any], name: str, sound: Any, world: World, door: httpx.Client
) -> None:
    """Where all else is as it must be, so that nothing else is refused."""
    given = {**others, "reason": "For the test"}
    if function != "publish_plan_version":
        given["organization_id"] = world.organization_id
    tries = [sound, EXTRA, {"value": sound, **EXTRA}, [EXTRA]]
    if isinstance(sound, dict):
        tries += [{**sound, **EXTRA}, dict.fromkeys(sound, EXTRA), [sound]]
    asks = [
        Ask("staff", "POST", f"/rpc/{function}", "admin", {**given, name: one}) for one in tries
    ]
    first, *rest = ask_all(door, world, asks)
    assert first.status_code == 200, first.text
    for one, answer in zip(tries[1:], rest, strict=True):
        assert answer.status_code == 400, one
        assert answer.json()["code"] == "invalid_argument", one


def test_usage_is_reported_for_nobody_else(
    acme: Any, rival: Any, database: psycopg.Connection
) -> None:
    key = f"mass-{uuid4()}"
    (row,) = database.execute("select now()").fetchone() or ("",)
    event = {
        "meter": "api_calls",
        "quantity": 1,
        "occurred_at": row.isoformat(),
        "idempotency_key": key,
        "organization_id": rival.organization_id,
        "recorded_at": "2020-01-01T00:00:00Z",
        "recorded_by": str(uuid4()),
    }
    for path in ("rpc/report_usage", "rpc/report_usage?columns=meter,organization_id"):
        answer = acme.request("POST", path, json=[event])
        assert answer.status_code in (200, 400), answer.text
    written = database.execute(
        "select distinct organization_id::text, recorded_at > now() - interval '1 hour'"
        " from usage.events where idempotency_key = %s",
        (key,),
    ).fetchall()
    assert written == [(acme.organization_id, True)]


def _all_names(database: psycopg.Connection, schema: str, function: str) -> list[str]:
    """Return what any function of this name takes, with defaults."""
    rows = database.execute(
        "select coalesce(p.proargnames[:p.pronargs], '{}') from pg_proc as p"
        " where p.pronamespace = %s::regnamespace and p.proname = %s",
        (schema, function),
    ).fetchall()
    return [name for (names,) in rows for name in names]
