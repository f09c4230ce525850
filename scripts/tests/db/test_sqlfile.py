"""Statements end where psql ends them."""

from __future__ import annotations

from pathlib import Path

import pytest

from unison_cli.sqlfile import SqlFileError, Statement, read_source, split

HERE = Path("here.sql")


def texts(sql: str) -> list[str]:
    return [part.text for part in split(sql, HERE) if isinstance(part, Statement)]


@pytest.mark.parametrize(
    "statement",
    [
        "select 'a;b', 'it''s; ', E'\\';', e'\\\\', U&'\\0041;'",
        'select ";", "a"";"',
        "select $$;$$, $a$ $$ ; $a$, $b1$;$b1$, a$b$, b$",
        "select $1, 1-- ; '\n, 2 /* ; /* ; */ ' */, 3",
        "create rule r as on insert to a do also (delete from b; delete from c)",
        """create or replace function f() returns integer begin atomic
            select 1;
            select case when true then 2 else case 3 when 4 then 5 end end;
            select (case when true then 6 end);
        end""",
        "create procedure p() begin atomic insert into a values (1); end",
        "create table begin_atomic (begin integer)",
        "do $do$ begin if true then raise 'a;b'; end if; end $do$",
        "select array[1:2], a::text, :'b', @c",
        "select 'ä;', ü from straße",
    ],
)
def test_one_statement_stays_one(statement: str) -> None:
    assert texts(f"{statement};\nselect 2;") == [statement, "select 2"]


def test_empty_statements_and_comments_are_nothing() -> None:
    assert texts(";; -- a;\n /* b; */ ;") == []


def test_places_and_comments_are_kept() -> None:
    first, second = split("-- Why.\n-- More.\nselect 1;\n\n  select\n2 ; -- after\n", HERE)

    assert isinstance(first, Statement)
    assert isinstance(second, Statement)
    assert (first.line, first.comment, first.text) == (3, "-- Why.\n-- More.", "select 1")
    assert (second.line, second.comment, second.text) == (5, "", "select\n2")


def test_tokens_are_lower_case_words_and_whole_literals() -> None:
    (statement,) = split("CREATE /* x */ Policy \"A b\" ON s.T using ('X' = $$Y$$);", HERE)

    assert isinstance(statement, Statement)
    words = ["create", "policy", '"A b"', "on", "s", ".", "t", "using", "(", "'X'", "=", "$$Y$$"]
    assert list(statement.tokens) == [*words, ")"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select 1;\n\\set a 1\n", r"here\.sql:2: \\set a 1 is refused"),
        ("\\i other.sql\n", r":1: \\i other\.sql is refused"),
        ("\\! true\n", "is refused"),
        ("\\copy a from b\n", "is refused"),
        ("select 1 \\gset\n", r":1: \\gset inside a statement"),
        ("select 1 \\; select 2;", "inside a statement"),
        ("select 1;\n\nselect\n2", ":3: the last statement has no semicolon"),
        ("select 'a;\n", ":1: a quotation does not end"),
        ('select 1;select "a;\n', ":1: a quotation does not end"),
        ("select 1;\nselect $x$ $$ $y$;", ":2: a quotation does not end"),
        ("/* /* */ select 1;", ":1: a comment does not end"),
        ("select 1;\nCommit;", ":2: commit is refused"),
    ],
)
def test_other_text_is_refused(text: str, message: str) -> None:
    with pytest.raises(SqlFileError, match=message):
        texts(text)


def test_includes_are_relative_to_their_file(tmp_path: Path) -> None:
    for name, text in {
        "load.sql": "select 1;\n\\ir a/load.sql\nselect 4;\n",
        "a/load.sql": "\\ir b.sql\n\\ir ../c.sql\n",
        "a/b.sql": "select 2;\n",
        "c.sql": "select\r\n3;\r\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())

    source = read_source(tmp_path / "load.sql")

    assert [one.text for one in source.statements] == [
        "select 1",
        "select 2",
        "select\n3",
        "select 4",
    ]
    assert [path.relative_to(tmp_path).as_posix() for path in source.files] == [
        "load.sql",
        "a/load.sql",
        "a/b.sql",
        "c.sql",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\\ir missing.sql\n", r"load\.sql:1: there is no file missing\.sql"),
        ("select 1;\n\\ir load.sql\n", r"load\.sql:2: load\.sql is included a second time"),
    ],
)
def test_a_bad_include_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "load.sql").write_text(text)

    with pytest.raises(SqlFileError, match=message):
        read_source(tmp_path / "load.sql")
