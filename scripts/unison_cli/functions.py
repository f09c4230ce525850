"""The files of db/functions: read, checked, and turned into what a deploy executes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from psycopg import sql

from unison_cli.sqlfile import SqlFileError, Statement, read_source

EDGE_SCHEMAS = ("api", "admin", "sidecar")
"""Dropped whole before anything else, and created again by db/functions; they hold no data."""

REBUILT_SCHEMAS = ("analytics",)
"""Their views and functions are dropped and created again; their tables stay."""

GATE = "identity.sessions"
"""The table that a signed-in request reads before any other; a release locks it first."""

DEPLOY_SQL = Path(__file__).with_name("deploy.sql")
"""Schema deploy: the ledger, and the functions that a deploy calls."""

ATTACHED_FILES = {"policies.sql": "policy", "triggers.sql": "trigger"}


@dataclass(frozen=True)
class Managed:
    """A view or routine outside the rebuilt schemas: dropped when it has no statement any more."""

    kind: str
    """`view` or `routine`."""
    name: str
    """Schema-qualified, without arguments."""


@dataclass(frozen=True)
class Functions:
    """All of db/functions, as one deploy executes it."""

    statements: tuple[Statement, ...]
    managed: tuple[Managed, ...]
    """In the order of loading."""
    sha256: str
    files: int
    """How many files there are."""


def read_functions(folder: Path) -> Functions:
    """Read load.sql and what it includes.

    Raises:
        SqlFileError: a file's content is refused.
    """
    source = read_source(folder / "load.sql")
    digest = hashlib.sha256(repr((EDGE_SCHEMAS, REBUILT_SCHEMAS, GATE)).encode())
    digest.update(DEPLOY_SQL.read_bytes())
    for path, text in source.files.items():
        digest.update(f"{path.relative_to(folder)}\0{text}\0".encode())
    return Functions(
        tuple(_executed(source.statements)),
        tuple(_managed(source.statements)),
        digest.hexdigest(),
        len(source.files),
    )


def _executed(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Pass statements through; those of policies and triggers become calls that compare first."""
    seen: dict[tuple[str, str, str], Statement] = {}
    for path, group in groupby(statements, key=lambda statement: statement.path):
        kind = ATTACHED_FILES.get(path.name)
        if kind is None:
            yield from map(_refuse_attached, group)
            continue
        for statement, definition in _with_comments(group, kind):
            name, relation = _attached_name(statement, kind)
            first = seen.setdefault((kind, name, relation), statement)
            if first is not statement:
                message = f"{kind} {name} on {relation} stands at {first.place} already"
                raise SqlFileError(path, statement.line, message)
            call = sql.SQL("select deploy.place_object({}, {}, {}, {})").format(
                kind, name, relation, definition
            )
            yield replace(statement, text=call.as_string())


def _with_comments(group: Iterable[Statement], kind: str) -> Iterator[tuple[Statement, str]]:
    """Yield each creating statement with its text and that of the comments that follow it."""
    current: Statement | None = None
    definition = ""
    for statement in group:
        if _creates(statement) == kind:
            if current is not None:
                yield current, definition
            current, definition = statement, f"{statement.text};\n"
        elif statement.tokens[:3] == ("comment", "on", kind) and current is not None:
            definition += f"{statement.text};\n"
        else:
            message = f"only create {kind}, and a comment beneath it, can stand here"
            raise SqlFileError(statement.path, statement.line, message)
    if current is not None:
        yield current, definition


def _creates(statement: Statement) -> str | None:
    """Return the kind of object that a statement creates, None if it creates nothing."""
    first, *rest = statement.tokens[:5]
    modifiers = {"or", "replace", "constraint", "recursive"}
    return (
        next((word for word in rest if word not in modifiers), None) if first == "create" else None
    )


def _attached_name(statement: Statement, kind: str) -> tuple[str, str]:
    """Return the name and the qualified table of `create … <kind> <name> … on <schema>.<table>`."""
    words = statement.tokens
    at = words.index(kind) + 1
    table = words[words.index("on", at) + 1 :][:3] if "on" in words[at:] else ()
    return words[at], _qualified(table, statement)


def _qualified(words: tuple[str, ...], statement: Statement) -> str:
    if len(words) != 3 or words[1] != ".":
        raise SqlFileError(statement.path, statement.line, "qualify the name with its schema")
    return "".join(words)


def _refuse_attached(statement: Statement) -> Statement:
    kind = _creates(statement)
    for file_name, attached in ATTACHED_FILES.items():
        if kind == attached:
            message = f"a {kind} belongs in {file_name}"
            raise SqlFileError(statement.path, statement.line, message)
    return statement


def _managed(statements: Iterable[Statement]) -> Iterator[Managed]:
    kinds = {"function": "routine", "procedure": "routine", "view": "view"}
    for statement in statements:
        kind = _creates(statement)
        if kind not in kinds:
            continue
        at = statement.tokens.index(kind) + 1
        name = _qualified(statement.tokens[at : at + 3], statement)
        if statement.tokens[at] not in EDGE_SCHEMAS + REBUILT_SCHEMAS:
            yield Managed(kinds[kind], name)
