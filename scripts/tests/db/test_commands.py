"""The commands as a person uses them: what they print, and their exit codes."""

from __future__ import annotations

import pytest

from tests.db.site import Site


def test_up_and_status(shop: Site) -> None:
    before = shop.run("status")
    assert before.output == "0001_create_shop: pending\nfunctions: pending\n"
    assert before.exit_code == 1

    up = shop.run("up")
    lines = up.output.splitlines()
    assert lines[0] == "bootstrap.sql: done"
    assert lines[1].startswith("0001_create_shop: ")
    assert lines[2].startswith("functions (9 files): ")
    assert lines[3] == "deployed release 1"

    after = shop.run("status")
    assert "0001_create_shop: applied 20" in after.output
    assert "functions: unchanged since release 1, 20" in after.output
    assert after.exit_code == 0

    again = shop.run("up")
    assert again.output.splitlines()[1:] == [
        "nothing to do: all migrations are applied, and the functions are unchanged"
    ]

    shop.edit("functions/api/price.sql", "stable", "volatile")
    changed = shop.run("status")
    assert "functions: changed" in changed.output
    assert changed.exit_code == 1


def test_a_failure_says_where_and_ends_with_2(shop: Site) -> None:
    shop.write("migrations/0002_break.sql", "select 1;\nselect 1 / 0;")
    result = shop.run("up")

    assert result.exit_code == 2
    assert "0002_break.sql:2: division by zero" in result.output


def test_notices_of_a_migration_are_shown(shop: Site) -> None:
    shop.write("migrations/0002_warn.sql", "do $$ begin raise warning 'mind this'; end $$;")

    assert "  mind this\n" in shop.run("up").output


def test_new_takes_the_next_number(shop: Site) -> None:
    assert shop.run("new", "add_memo").output.endswith("db/migrations/0002_add_memo.sql\n")
    result = shop.run("new", "index_memo", "--no-transaction")
    assert result.output.endswith("db/migrations/0003_index_memo.sql\n")
    text = (shop.root / "migrations/0003_index_memo.sql").read_text()
    assert text.startswith("-- no-transaction\n")


@pytest.mark.parametrize("name", ["Add Memo", "../escape", "add-memo", ""])
def test_new_refuses_other_names(shop: Site, name: str) -> None:
    result = shop.run("new", name)

    assert result.exit_code == 2
    assert len(list((shop.root / "migrations").iterdir())) == 1


def test_a_migration_that_was_not_written_is_refused(shop: Site) -> None:
    shop.run("new", "add_memo")

    assert "0002_add_memo.sql has no statement" in shop.run("up").output
