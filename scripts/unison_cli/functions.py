"""The files of db/functions: read, checked, and turned into what a deploy executes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
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

STAND_INS = {"pg_net": "net"}
"""Folders of db/functions that do what an extension would do, and are left out where it is."""

ATTACHED_FILES = {"policies.sql": "policy", "triggers.sql": "trigger"}


@dataclass(frozen=True)
class Created:
    """A view or routine that a statement creates."""

    kind: str
    """`view` or `routine`."""
    schema: str
    name: str
    """Without arguments."""


@dataclass(frozen=True)
class Functions:
    """All of db/functions, as one deploy executes it."""

    statements: tuple[Statement, ...]
    managed: tuple[Created, ...]
    """What stays from deploy to deploy, and so has to be dropped when it has no statement any more;
    in the order of loading."""
    sha256: str
    files: int
    """How many files there are."""


def read_functions(folder: Path, extensions: Collection[str] = ()) -> Functions:
    """Read load.sql and what it includes, but for stand-ins of what the database has.

    Raises:
        SqlFileError: a file's content is refused.
    """
    source = read_source(folder / "load.sql")
    needless = {folder / STAND_INS[name] for name in extensions if name in STAND_INS}
    statements = [one for one in source.statements if one.path.parent not in needless]
    files = {path: text for path, text in source.files.items() if path.parent not in needless}
    digest = hashlib.sha256(repr((EDGE_SCHEMAS, REBUILT_SCHEMAS, GATE)).encode())
    digest.update(DEPLOY_SQL.read_bytes())
    for path, text in files.items():
        digest.update(f"{path.relative_to(folder)}\0{text}\0".encode())
    managed = [
        created
        for created in map(created_object, statements)
        if created is not None and created.schema not in EDGE_SCHEMAS + REBUILT_SCHEMAS
    ]
    executed = tuple(_executed(statements))
    return Functions(executed, tuple(managed), digest.hexdigest(), len(files))


def created_object(statement: Statement) -> Created | None:
    """Return the view or routine that a statement creates, None if it does something else.

    Raises:
        SqlFileError: the name lacks its schema.
    """
    kinds = {"function": "routine", "procedure": "routine", "view": "view"}
    kind = _creates(statement)
    if kind not in kinds:
        return None
    at = statement.tokens.index(kind) + 1
    return Created(kinds[kind], *_qualified(statement.tokens[at : at + 3], statement))


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
        elif (
            current is not None
            and statement.tokens[:3] == ("comment", "on", kind)
            and _attached_name(statement, kind) == _attached_name(current, kind)
        ):
            definition += f"{statement.text};\n"
        else:
            message = f"only create {kind}, and a comment beneath it, can stand here"
            raise SqlFileError(statement.path, statement.line, message)
    if current is not None:
        yield current, definition


def _creates(statement: Statement) -> str | None:
    """Return the kind of object that a statement creates, None if it creates nothing."""
    modifiers = {"or", "replace", "constraint", "recursive"}
    first, *rest = (word for word in statement.tokens[:5] if word not in modifiers)
    return rest[0] if first == "create" and rest else None


def _attached_name(statement: Statement, kind: str) -> tuple[str, str]:
    """Return name and qualified table of `… <kind> <name> … on <schema>.<table> …`."""
    words = statement.tokens
    at = words.index(kind) + 1
    table = words[words.index("on", at) + 1 :][:3] if "on" in words[at:] else ()
    return words[at], ".".join(_qualified(table, statement))


def _qualified(words: tuple[str, ...], statement: Statement) -> tuple[str, str]:
    if len(words) != 3 or words[1] != ".":
        raise SqlFileError(statement.path, statement.line, "qualify the name with its schema")
    return words[0], words[2]


def _refuse_attached(statement: Statement) -> Statement:
    kind = _creates(statement)
    for file_name, attached in ATTACHED_FILES.items():
        if kind == attached:
            message = f"a {kind} belongs in {file_name}"
            raise SqlFileError(statement.path, statement.line, message)
    return statement
