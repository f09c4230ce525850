"""Migrations that cannot run in a transaction."""

from __future__ import annotations

import pytest

from tests.db.site import Site
from unison_cli.deploy import DeployError
from unison_cli.sqlfile import SqlFileError

INDEX = "create {} index concurrently if not exists items_name_idx on shop.items (name);"


def outside(*statements: str) -> str:
    return "\n".join(["-- no-transaction", *statements]) + "\n"


def indexes(shop: Site) -> list[tuple[str, bool]]:
    return shop.rows(
        """
        select i.relname, x.indisvalid
        from pg_index as x
        inner join pg_class as i on i.oid = x.indexrelid
        where x.indrelid = 'shop.items'::regclass and not x.indisprimary
        order by 1
        """
    )


def releases(shop: Site) -> int:
    return int(shop.value("select count(*) from deploy.releases"))


def test_one_alone_leaves_the_functions_alone(shop: Site) -> None:
    shop.up()
    shop.write("migrations/0002_index_name.sql", outside(INDEX.format("")))

    outcome = shop.up()

    assert (outcome.migrations, outcome.release) == (("0002_index_name",), None)
    assert indexes(shop) == [("items_name_idx", True)]
    assert releases(shop) == 1
    assert not shop.up().changed


def test_one_between_others_runs_between_them(shop: Site) -> None:
    shop.write("migrations/0002_index_name.sql", outside(INDEX.format("unique")))
    shop.write(
        "migrations/0003_use_index.sql",
        "alter table shop.items add constraint items_name_idx unique using index items_name_idx;",
    )

    assert len(shop.up().migrations) == 3
    assert releases(shop) == 1


def test_one_at_the_beginning_finds_a_ledger(shop: Site) -> None:
    text = (shop.root / "migrations/0001_create_shop.sql").read_text()
    shop.write("migrations/0001_create_shop.sql", outside("create schema nothing;"))
    shop.write("migrations/0002_create_shop.sql", text)

    assert len(shop.up().migrations) == 2


def test_what_stands_before_a_failing_one_stays_applied(shop: Site) -> None:
    shop.write("migrations/0002_break.sql", outside("select 1 / 0;"))

    with pytest.raises(DeployError, match=r"0002_break\.sql:2: division by zero"):
        shop.up()
    assert shop.value("select api.price(1)") == 100
    assert "0002_break: interrupted" in shop.run("status").output
    # It has never been applied, so it may be mended.
    shop.write("migrations/0002_break.sql", outside("select 1;"))
    assert shop.up().migrations == ("0002_break",)


def test_an_interrupted_index_is_built_again(shop: Site) -> None:
    shop.up()
    shop.rows("insert into shop.items select 11, name, price_cents, shelf from shop.items limit 1")
    shop.write(
        "migrations/0002_index.sql",
        outside(
            "create index concurrently if not exists items_shelf_idx on shop.items (shelf);",
            INDEX.format("unique"),
        ),
    )
    with pytest.raises(DeployError, match="could not create unique index"):
        shop.up()
    assert indexes(shop) == [("items_name_idx", False), ("items_shelf_idx", True)]

    shop.rows("delete from shop.items where id = 11")
    shop.up()

    assert indexes(shop) == [("items_name_idx", True), ("items_shelf_idx", True)]


@pytest.mark.parametrize(
    ("statement", "clause"),
    [
        ("create unique index concurrently i on shop.items (id);", "if not exists"),
        ("drop index concurrently shop.i;", "if exists"),
    ],
)
def test_what_cannot_run_again_is_refused(shop: Site, statement: str, clause: str) -> None:
    shop.write("migrations/0002_index.sql", outside(statement))

    with pytest.raises(SqlFileError, match=f"say {clause}: after a crash"):
        shop.up()
