"""How db/functions is laid out: rules about files, and a fault that each rule must catch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from unison_cli.paths import ROOT
from unison_cli.sqlfile import Statement, read_source

Rule = Callable[[Path], Iterator[str]]

FUNCTIONS = ROOT / "db" / "functions"

LISTS = {"grants.sql", "limits.sql", "load.sql", "policies.sql", "schema.sql", "triggers.sql"}
"""Files that hold no object of their own name."""

DATA = {
    "audit/subjects.sql",
    "identity/common_passwords.sql",
    "identity/signing_keys.sql",
    "jobs/registry.sql",
    "notify/kinds.sql",
    "util/error_codes.sql",
    "webhooks/event_types.sql",
}
"""Rows that the functions need."""

DEFINER = re.compile(
    r"^(?!\s*--).*\bsecurity\s+definer\b(?![ \t]*--[ \t]*\S+[ \t]+\S+)", re.I | re.M
)


FORMAT = re.compile(r"(?<![\w.])format\(\s*(?!E?'|\$)\S[^\n]*")


def unlisted_files(folder: Path) -> Iterator[str]:
    """Every file is loaded; the runner itself refuses to load one twice."""
    loaded = read_source(folder / "load.sql").files
    for path in sorted(folder.rglob("*.sql")):
        if path.resolve() not in {file.resolve() for file in loaded}:
            yield f"{path.relative_to(folder)} is loaded by no load.sql"


def misnamed_files(folder: Path) -> Iterator[str]:
    """A file is called as the one function or view that it creates, its folder as the schema."""
    for path, statements in _object_files(folder):
        created = {_created(statement) for statement in statements} - {None}
        if created != {f"{path.parent.name}.{path.stem}"}:
            names = ", ".join(map(str, sorted(created, key=str))) or "nothing"
            yield f"{path.relative_to(folder)} creates {names}"


def strange_statements(folder: Path) -> Iterator[str]:
    """Beneath an object stand its comments and grants, and nothing else."""
    for path, statements in _object_files(folder):
        for statement in statements:
            if statement.tokens[0] not in {"create", "comment", "grant", "revoke"}:
                yield f"{path.relative_to(folder)} holds a statement: {statement.tokens[0]}"


def unexplained_definers(folder: Path) -> Iterator[str]:
    """Whoever lends out the owner's rights says why, on the same line."""
    for path in sorted(folder.rglob("*.sql")):
        for match in DEFINER.finditer(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(folder)} does not say why: {match[0].strip()}"


def borrowed_formats(folder: Path) -> Iterator[str]:
    """What format() fills in stands there in so many words: else it could say anything."""
    for path in sorted(folder.rglob("*.sql")):
        # Its event is a name of a row that another function has made out: insert, delete, update.
        if path.stem != "attach_trigger":
            for match in FORMAT.finditer(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(folder)} formats what is not written there: {match[0]}"


RULES: list[Rule] = [
    unlisted_files,
    misnamed_files,
    strange_statements,
    unexplained_definers,
    borrowed_formats,
]

SOUND = {
    "load.sql": "\\ir shop/load.sql\n",
    "shop/load.sql": "\\ir is_open.sql\n\\ir close.sql\n\\ir policies.sql\n",
    "shop/is_open.sql": """
        create view shop.is_open as select true as is_open;
        comment on view shop.is_open is 'Whether it is.';
        grant select on table shop.is_open to anon;
        """,
    "shop/close.sql": """
        -- security definer, since nobody may lock the door himself
        create or replace function shop.close() returns void language sql
        security definer -- nobody may lock the door himself
        set search_path = ''
        as 'update shop.doors set is_open = false';
        """,
    "shop/policies.sql": "",
}

FAULTS: list[tuple[Rule, str, str]] = [
    (unlisted_files, "shop/forgotten.sql", "create view shop.forgotten as select 1 as one;"),
    (unlisted_files, "shop/load.sql", "\\ir is_open.sql\n"),
    (misnamed_files, "shop/is_open.sql", "create view shop.is_closed as select true as is_closed;"),
    (misnamed_files, "shop/is_open.sql", "create view mall.is_open as select true as is_open;"),
    (misnamed_files, "shop/is_open.sql", "comment on schema shop is 'It creates nothing.';"),
    (
        misnamed_files,
        "shop/is_open.sql",
        "create view shop.is_open as select 1 as one; create view shop.more as select 1 as one;",
    ),
    (
        strange_statements,
        "shop/is_open.sql",
        "create view shop.is_open as select 1 as one; insert into shop.doors values (1);",
    ),
    (
        borrowed_formats,
        "shop/close.sql",
        "create function shop.close() returns text language sql as 'select format(shop.wish())';",
    ),
    (
        unexplained_definers,
        "shop/close.sql",
        "create function shop.close() returns void language sql security definer as '';",
    ),
    (
        unexplained_definers,
        "shop/close.sql",
        "create function shop.close() returns void\nlanguage sql\nsecurity definer --\nas '';",
    ),
]


@pytest.mark.parametrize("rule", RULES)
def test_the_files_keep_the_rule(rule: Rule) -> None:
    assert list(rule(FUNCTIONS)) == []


@pytest.mark.parametrize("rule", RULES)
def test_sound_files_pass(rule: Rule, tmp_path: Path) -> None:
    _write(tmp_path, SOUND)
    assert list(rule(tmp_path)) == []


@pytest.mark.parametrize(("rule", "path", "fault"), FAULTS)
def test_a_planted_fault_is_caught(rule: Rule, path: str, fault: str, tmp_path: Path) -> None:
    _write(tmp_path, SOUND | {path: fault})
    assert list(rule(tmp_path)) != []


def test_every_rule_has_a_fault() -> None:
    assert {rule for rule, _, _ in FAULTS} == set(RULES)


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _object_files(folder: Path) -> Iterator[tuple[Path, list[Statement]]]:
    for path in sorted(folder.rglob("*.sql")):
        if path.name not in LISTS and path.relative_to(folder).as_posix() not in DATA:
            yield path, list(read_source(path).statements)


def _created(statement: Statement) -> str | None:
    if statement.tokens[0] != "create":
        return None
    words = [word for word in statement.tokens[1:8] if word not in {"or", "replace"}]
    return "".join(words[1:4])
