"""Who may do what: every relation and function of the edges, by everybody, with every verb.

matrix.txt is the reviewed answer: `no` is a refusal for who asks (401, 403, 405), `in` whatever
comes behind that wall, and `+` that something of the tenant was seen. What is new in the catalogue
has no line there, and fails. To see what the system says now:
`MATRIX=write .venv/bin/pytest -m 'not slow' db/tests/http/test_matrix.py`, then read what differs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from db.tests.http.wall import FUNCTIONS, Ask, World, arguments, ask_all
from unison_cli.testing import Stack

MATRIX = Path(__file__).with_name("matrix.txt")
WRITES: tuple[tuple[str, Any], ...] = (
    ("POST", {}),
    ("POST", [{}, {}]),
    ("PATCH", {}),
    ("PUT", {}),
    ("DELETE", None),
)

RELATIONS = """
select n.nspname::text, c.relname::text
from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('api', 'admin', 'analytics') and c.relkind in ('v', 'm', 'r', 'p', 'f')
order by 1, 2
"""


@pytest.mark.parametrize("kind", ["relations", "functions"])
@pytest.mark.parametrize("schema", ["api", "admin", "analytics"])
def test_everybody_may_do_what_was_reviewed_and_nothing_else(
    schema: str, kind: str, stack: Stack, world: World, door: httpx.Client
) -> None:
    with psycopg.connect(stack["DATABASE_URL"], autocommit=True) as database:
        found = database.execute(RELATIONS if kind == "relations" else FUNCTIONS).fetchall()
    rows = [row for row in found if row[0] == schema]
    lines = sorted(
        _relation_lines(world, door, rows, _analyst(stack, rows))
        if kind == "relations"
        else _function_lines(world, door, rows)
    )
    reviewed = MATRIX.read_text().splitlines()
    its = [
        line
        for line in reviewed
        if line.startswith(f"{schema}.") and (" RPC " in line) == (kind == "functions")
    ]
    if os.environ.get("MATRIX") == "write":
        written = [line for line in reviewed if line not in its] + lines
        written.sort(key=lambda line: (" RPC " in line, line))
        MATRIX.write_text("\n".join(written) + "\n")
    else:
        assert lines == sorted(its)


def test_the_matrix_has_nothing_else() -> None:
    for line in MATRIX.read_text().splitlines():
        assert line.split(".")[0] in ("api", "admin", "analytics"), line


def test_the_reviewed_matrix_keeps_what_must_never_be() -> None:
    """Whatever is reviewed, by haste or by mistake: these lines cannot be in it."""
    for line in MATRIX.read_text().splitlines():
        name, verb, *cells = line.split()
        told = dict(cell.split("=") for cell in cells)
        assert "+" not in told["other"] + told["anon"] + told["suspended"], line
        if not name.startswith("api."):
            customers = {told[actor] for actor in told if actor not in ("staff", "analyst")}
            assert customers == {"no"}, line
        if verb == "WRITE":
            assert set(told.values()) == {"no"}, line


def _relation_lines(
    world: World, door: httpx.Client, relations: list[Any], analyst: dict[str, str]
) -> Iterator[str]:
    asks = [
        Ask(actor, method, f"/{name}", schema, body)
        for schema, name in relations
        for actor in world.tokens
        for method, body in (("GET", None), ("HEAD", None), *WRITES)
    ]
    answers = dict(zip(asks_keys(asks), ask_all(door, world, asks), strict=True))
    for schema, name in relations:
        reads, writes = [], []
        for actor in world.tokens:
            own = [
                answers[key]
                for key in answers
                if key[:3] == (actor, schema, name)  # in the order of the verbs
            ]
            read, head, *written = own
            assert read.status_code == head.status_code, (actor, name)
            reads.append(_cell(world, actor, [read]))
            writes.append(_cell(world, actor, written))
        reads.append(f"analyst={analyst[f'{schema}.{name}']}")
        writes.append("analyst=no")
        yield " ".join([f"{schema}.{name}", "READ", *reads])
        yield " ".join([f"{schema}.{name}", "WRITE", *writes])


def _cell(world: World, actor: str, answers: list[httpx.Response]) -> str:
    """Say how far somebody came, with every one of these requests alike."""
    for answer in answers:
        assert answer.status_code < 500, (actor, str(answer.request.url), answer.text)
    (came,) = {"no" if answer.status_code in (401, 403, 405) else "in" for answer in answers}
    # The staff see everybody, so many that whom they see first is chance.
    seen = actor != "staff" and any(world.sees(answer.text) for answer in answers)
    return f"{actor}={came}{'+' if seen else ''}"


def asks_keys(asks: list[Ask]) -> Iterator[tuple[str, str, str, int]]:
    """Tell requests apart: two of them are POSTs."""
    for number, ask in enumerate(asks):
        yield (ask.actor, ask.profile, ask.path.lstrip("/"), number)


def _function_lines(world: World, door: httpx.Client, functions: list[Any]) -> Iterator[str]:
    asks = [
        Ask(actor, "POST", f"/rpc/{name}", schema, arguments(world, required, names, types))
        for schema, name, required, names, types, _ in functions
        for actor in world.tokens
    ]
    # One after the other: doors refuse a second try while a first is under way.
    answers = iter(ask_all(door, world, asks, at_once=1))
    for schema, name, *_, is_analysts in functions:
        cells = [_cell(world, actor, [next(answers)]) for actor in world.tokens]
        cells.append(f"analyst={'yes' if is_analysts else 'no'}")
        yield " ".join([f"{schema}.{name}", "RPC", *cells])


def _analyst(stack: Stack, relations: list[Any]) -> dict[str, str]:
    with psycopg.connect(stack["ANALYST_DATABASE_URL"], autocommit=True) as database:
        return {
            f"{schema}.{name}": "yes"
            if database.execute(
                "select has_schema_privilege(%s, 'usage')"
                " and has_table_privilege(c.oid, 'select')"
                " from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
                " where n.nspname = %s and c.relname = %s",
                (schema, schema, name),
            ).fetchone()
            == (True,)
            else "no"
            for schema, name in relations
        }
