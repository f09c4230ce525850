"""What a deploy does and refuses, from the files' point of view."""

from __future__ import annotations

import pytest

from tests.db.site import VISITOR, Site
from unison_cli.deploy import DeployError
from unison_cli.migrations import MigrationError
from unison_cli.sqlfile import SqlFileError


def test_everything_is_deployed(shop: Site) -> None:
    outcome = shop.up()

    assert outcome.migrations == ("0001_create_shop",)
    assert outcome.release == 1
    assert shop.rows("select count(*), api.price(3) from api.items", shop.visitor) == [(10, 300)]
    assert shop.rows("select version, name from deploy.migrations") == [(1, "create_shop")]
    assert shop.value("select released_by from deploy.releases") == "shop_owner"


def test_a_second_deploy_does_nothing(shop: Site) -> None:
    shop.up()
    before = shop.rows("select oid, xmin::text from pg_proc order by oid")

    outcome = shop.up()

    assert not outcome.changed
    assert shop.rows("select oid, xmin::text from pg_proc order by oid") == before
    assert shop.value("select count(*) from deploy.releases") == 1


def test_force_loads_unchanged_functions(shop: Site) -> None:
    shop.up()
    before = shop.value("select 'api.items'::regclass::oid")

    outcome = shop.up(force=True)

    assert (outcome.migrations, outcome.release) == ((), 2)
    assert shop.value("select 'api.items'::regclass::oid") != before


def test_a_changed_function_is_deployed(shop: Site) -> None:
    shop.up()
    shop.edit("functions/shop/price_of.sql", "i.price_cents", "2 * i.price_cents")

    assert shop.up().release == 2
    assert shop.value("select api.price(1)") == 200


def test_a_migration_may_change_what_edges_are_made_from(shop: Site) -> None:
    shop.up()
    shop.write(
        "migrations/0002_number_shelves.sql",
        "alter table shop.items alter shelf type integer using shelf::integer;",
    )
    shop.write("migrations/0003_rename_shelf.sql", "alter table shop.items rename shelf to place;")
    shop.edit("functions/api/items.sql", "i.shelf", "i.place")

    assert shop.up().migrations == ("0002_number_shelves", "0003_rename_shelf")
    assert shop.value("select place + 1 from api.items where id = 1") == 2


def test_an_edited_migration_is_refused(shop: Site) -> None:
    shop.up()
    shop.edit("migrations/0001_create_shop.sql", "gate, ", "")
    shop.write("migrations/0002_add_memo.sql", "alter table shop.items add memo text;")

    with pytest.raises(MigrationError, match="0001_create_shop was edited after"):
        shop.up()
    assert shop.value("select count(*) from deploy.migrations") == 1


def test_a_missing_migration_is_refused(shop: Site) -> None:
    shop.up()
    (shop.root / "migrations/0001_create_shop.sql").unlink()

    with pytest.raises(MigrationError, match="its file is gone"):
        shop.up()


def test_a_renamed_migration_is_refused(shop: Site) -> None:
    shop.up()
    path = shop.root / "migrations/0001_create_shop.sql"
    path.rename(path.with_name("0001_create_store.sql"))

    with pytest.raises(MigrationError, match="now called 0001_create_store"):
        shop.up()


def test_a_late_number_is_refused(shop: Site) -> None:
    shop.write("migrations/0003_add_memo.sql", "alter table shop.items add memo text;")
    shop.up()
    shop.write("migrations/0002_add_note.sql", "alter table shop.items add note text;")

    with pytest.raises(MigrationError, match="0002_add_note comes too late"):
        shop.up()


def test_a_number_given_twice_is_refused(shop: Site) -> None:
    shop.write("migrations/0001_add_memo.sql", "alter table shop.items add memo text;")

    with pytest.raises(MigrationError, match="have the same number"):
        shop.up()


def test_a_failing_migration_leaves_nothing(shop: Site) -> None:
    shop.write(
        "migrations/0002_break.sql",
        """
        create table shop.orders (id integer);

        insert into shop.orders
        values ('one');
        """,
    )

    with pytest.raises(DeployError) as raised:
        shop.up()
    place, _, message = raised.value.message.partition(": ")
    assert place.endswith("migrations/0002_break.sql:4")
    assert message.startswith('invalid input syntax for type integer: "one"')
    assert shop.is_untouched()


def test_a_failing_function_leaves_nothing_of_the_migrations(shop: Site) -> None:
    shop.up()
    shop.write("migrations/0002_add_memo.sql", "alter table shop.items add memo text;")
    shop.edit("functions/api/items.sql", "i.name", "i.nonsense")

    with pytest.raises(DeployError, match=r"api/items\.sql:4: column i\.nonsense does not exist"):
        shop.up()
    assert shop.value("select count(*) from deploy.migrations") == 1
    assert shop.value("select count(name) from api.items") == 10


def test_what_the_commit_refuses_leaves_nothing(shop: Site) -> None:
    shop.write(
        "migrations/0002_refer.sql",
        """
        alter table shop.items
        add foreign key (id) references identity.sessions (id)
        deferrable initially deferred not valid;

        insert into shop.items (id, name, price_cents, shelf)
        values (11, 'of no session', 1, 1);
        """,
    )

    with pytest.raises(DeployError, match=r"^insert or update on table .* violates foreign key"):
        shop.up()
    assert shop.is_untouched()


def test_a_deploy_as_superuser_is_refused(shop: Site) -> None:
    shop.rows("alter role shop_owner superuser", shop.superuser)
    try:
        with pytest.raises(DeployError, match="deploy as the owner"):
            shop.up()
    finally:
        shop.rows("alter role shop_owner nosuperuser", shop.superuser)


@pytest.mark.parametrize("statement", ["commit", "begin", "rollback to x", "start transaction"])
def test_transaction_control_is_refused(shop: Site, statement: str) -> None:
    shop.write("migrations/0002_escape.sql", f"select 1;\n{statement};")

    with pytest.raises(SqlFileError, match=r"0002_escape\.sql:2: .* is refused"):
        shop.up()
    assert shop.is_untouched()


def test_names_must_be_qualified(shop: Site) -> None:
    shop.write("migrations/0002_add_orders.sql", "create table orders (id integer);")

    with pytest.raises(DeployError, match="no schema has been selected"):
        shop.up()


def test_what_leaves_its_file_leaves_the_database(shop: Site) -> None:
    shop.write(
        "functions/shop/cheap_items.sql",
        """
        create or replace view shop.cheap_items
        as
        select i.id from shop.items as i where shop.price_of(i.id) < 300;
        """,
    )
    shop.edit("functions/shop/load.sql", "\\ir refuse", "\\ir cheap_items.sql\n\\ir refuse")
    shop.up()
    assert shop.value("select count(*) from shop.cheap_items") == 2

    # Both at once: the view, which needs the function, has to go first.
    shop.remove("functions/shop/cheap_items.sql")
    shop.remove("functions/shop/price_of.sql")
    shop.remove("functions/api/price.sql")
    shop.up()

    assert shop.rows("select to_regclass('shop.cheap_items'), to_regproc('shop.price_of')") == [
        (None, None)
    ]


def test_what_leaves_its_file_but_is_needed_is_refused(shop: Site) -> None:
    shop.up()
    shop.write(
        "migrations/0002_add_check.sql", "alter table shop.items add check (shop.price_of(id) > 0);"
    )
    shop.remove("functions/shop/price_of.sql")

    with pytest.raises(
        DeployError, match=r"routine shop\.price_of\(integer\) is in no file any more"
    ):
        shop.up()
    assert shop.value("select shop.price_of(1)") == 100


def test_a_former_signature_goes(shop: Site) -> None:
    shop.up()
    shop.edit("functions/shop/price_of.sql", "price_of(id integer)", "price_of(id bigint)")
    shop.edit("functions/shop/price_of.sql", "shop.price_of(integer)", "shop.price_of(bigint)")
    shop.up()

    assert shop.rows("select oid::regprocedure::text from pg_proc where proname = 'price_of'") == [
        ("shop.price_of(bigint)",)
    ]


def test_a_grant_that_leaves_its_file_is_taken_back(shop: Site) -> None:
    shop.up()
    granted = f"select has_function_privilege('{VISITOR}', 'shop.price_of(integer)', 'execute')"
    assert shop.value(granted)
    shop.edit(
        "functions/shop/price_of.sql",
        f"grant execute on function shop.price_of(integer) to {VISITOR};",
        "",
    )
    shop.up()

    assert not shop.value(granted)


def test_tables_of_a_rebuilt_schema_stay(shop: Site) -> None:
    shop.write(
        "migrations/0002_create_analytics.sql",
        """
        create schema analytics;
        create table analytics.days (day date);
        insert into analytics.days values ('2026-01-01');
        """,
    )
    shop.write(
        "functions/analytics/load.sql",
        "create view analytics.eves as select day - 1 as eve from analytics.days;",
    )
    shop.edit(
        "functions/load.sql", "\\ir api/load.sql", "\\ir analytics/load.sql\n\\ir api/load.sql"
    )
    shop.up()
    before = shop.value("select 'analytics.eves'::regclass::oid")
    shop.up(force=True)

    assert shop.value("select count(*) from analytics.days") == 1
    assert shop.value("select 'analytics.eves'::regclass::oid") != before


@pytest.mark.parametrize(
    "dependant",
    [
        "create view shop.outside as select id from api.items;",
        "create function shop.outside() returns api.items language sql return null::api.items;",
        "alter table shop.items add check (api.price(id) is not null);",
        "create table shop.outside (item api.items);",
    ],
    ids=["view", "row type", "check", "column"],
)
def test_a_dependant_of_an_edge_is_refused(shop: Site, dependant: str) -> None:
    shop.up()
    shop.rows(dependant)
    before = shop.value("select 'api.items'::regclass::oid")

    with pytest.raises(DeployError, match="objects outside depend on what every deploy rebuilds"):
        shop.up(force=True)
    assert shop.value("select 'api.items'::regclass::oid") == before


def test_the_deploy_that_brings_a_dependant_of_an_edge_is_refused(shop: Site) -> None:
    shop.write(
        "functions/shop/outside.sql",
        "create or replace view shop.outside as select id from api.items;",
    )
    shop.edit("functions/load.sql", "\\ir api/load.sql", "\\ir api/load.sql\n\\ir shop/outside.sql")

    with pytest.raises(
        DeployError,
        match=r"view shop\.outside depends on view api\.items|rule _RETURN on view shop\.outside",
    ):
        shop.up()
    assert shop.is_untouched()
