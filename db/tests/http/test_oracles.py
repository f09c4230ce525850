"""What exists elsewhere is answered as what does not exist: status, headers, body and length."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from db.tests.http.wall import FUNCTIONS, Ask, World, ask_all

VIEWS = """
select c.relname::text, array_agg(a.attname::text order by a.attnum)
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and a.atttypid = 'uuid'::regtype
where c.relnamespace = 'api'::regnamespace and c.relkind = 'v'
group by 1 order by 1
"""


@pytest.fixture(scope="module")
def theirs(world: World, door: httpx.Client, database: psycopg.Connection) -> list[str]:
    """Return an id of everything that the tenant's owner sees, one of each column."""
    views = database.execute(VIEWS).fetchall()
    found: dict[str, str] = {}
    for view, columns in views:
        (answer,) = ask_all(door, world, [Ask("owner", "GET", f"/{view}?limit=1")])
        for row in answer.json():
            found |= {row[column]: f"{view}.{column}" for column in columns if row[column]}
    # What everybody sees is no secret.
    public = {name for name in found.values() if name.split(".")[0] in ("plans", "prices")}
    assert len(found) > 10
    return [one for one, name in found.items() if name not in public]


@pytest.fixture(scope="module")
def password(
    world: World, database: psycopg.Connection, claims: Callable[[str], dict[str, Any]]
) -> str:
    """Give the one who asks a password, for what is looked for only once it was shown."""
    password, token = "correct horse battery staple", world.tokens["other"] or ""
    database.execute(
        "update identity.users set password_hash = identity.hash_password(%s) where id = %s",
        (password, claims(token)["sub"]),
    )
    return password


@pytest.mark.parametrize("actor", ["other", "suspended", "anon"])
def test_no_view_tells_what_exists(
    actor: str, world: World, door: httpx.Client, database: psycopg.Connection, theirs: list[str]
) -> None:
    exact = (("Prefer", "count=exact"),)
    for view, columns in database.execute(VIEWS).fetchall():
        asks = [
            Ask(actor, "GET", f"/{view}?{column}=eq.{one}", headers=exact)
            for column in columns
            for one in (str(uuid4()), *theirs)
        ]
        assert_alike(world, door, asks, columns)


def test_no_function_tells_what_exists(
    world: World,
    door: httpx.Client,
    database: psycopg.Connection,
    theirs: list[str],
    password: str,
) -> None:
    for schema, function, required, names, types, _ in database.execute(FUNCTIONS).fetchall():
        ids = [name for name, kind in zip(names or (), types, strict=False) if kind == "uuid"]
        if schema != "api" or not ids:
            continue
        kinds = dict(zip(names or (), types, strict=False))
        fixed = {
            name: "member" if kinds[name] == "text" else []
            for name in (names or ())[:required]
            if name not in ids
        }
        if "password" in kinds:
            fixed["password"] = password
        asks = [
            Ask("other", "POST", f"/rpc/{function}", body={**fixed, name: one})
            for name in ids
            for one in (str(uuid4()), *theirs)
        ]
        # Of tries of one password only one is under way at a time.
        assert_alike(world, door, asks, ids, at_once=1 if "password" in kinds else 4)


def assert_alike(
    world: World, door: httpx.Client, asks: list[Ask], groups: list[str], at_once: int = 4
) -> None:
    """See that in each group the answers are those to the first, which is about nothing at all."""
    answers = [told(answer) for answer in ask_all(door, world, asks, at_once)]
    size = len(asks) // len(groups)
    for start in range(0, len(asks), size):
        for ask, answer in list(zip(asks, answers, strict=True))[start : start + size]:
            assert answer == answers[start], ask


def told(answer: httpx.Response) -> tuple[Any, ...]:
    """Return all that an answer tells, but when it was given and which id was asked for."""
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    text = f"{answer.status_code} {headers} {answer.text}"
    asked = re.findall(r"[0-9a-f-]{36}", str(answer.request.url) + answer.request.content.decode())
    for one in asked:
        assert UUID(one)
        text = text.replace(one, "<id>")
    return (text,)
