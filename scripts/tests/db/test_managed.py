"""Policies and triggers: replaced where their text differs, and only there."""

from __future__ import annotations

import pytest

from tests.db.site import VISITOR, Site
from unison_cli.deploy import connect
from unison_cli.sqlfile import SqlFileError

POLICIES = "functions/shop/policies.sql"
TRIGGERS = "functions/shop/triggers.sql"


def oids(shop: Site) -> dict[str, int]:
    """Return the policies and triggers there are, with what changes when one is made anew."""
    return dict(
        shop.rows(
            """
            select polname, oid from pg_policy
            union all
            select tgname, oid from pg_trigger where not tgisinternal
            """
        )
    )


def test_unchanged_ones_are_left_alone(shop: Site) -> None:
    shop.up()
    before = oids(shop)
    # With a reader on the table: to touch a policy or trigger would need a lock against it.
    with connect(shop.visitor) as visitor, visitor.transaction():
        visitor.execute("select from shop.items")
        shop.up(force=True, attempts=1)

    assert set(before) == {"visitor_select", "items_refuse_change"}
    assert oids(shop) == before


def test_a_changed_policy_is_replaced(shop: Site) -> None:
    shop.up()
    before = oids(shop)
    shop.edit(POLICIES, "price_cents > 0", "price_cents > 500")
    shop.up()

    assert shop.rows("select count(*) from api.items", shop.visitor) == [(5,)]
    assert oids(shop)["items_refuse_change"] == before["items_refuse_change"]


def test_a_changed_trigger_is_replaced(shop: Site) -> None:
    shop.up()
    before = oids(shop)
    shop.edit(TRIGGERS, "update of name", "update of shelf")
    shop.up()
    shop.rows("update shop.items set name = 'new' where id = 1")

    assert oids(shop)["visitor_select"] == before["visitor_select"]


def test_comments_go_with_what_they_are_beneath(shop: Site) -> None:
    shop.up()
    shop.edit(TRIGGERS, "Names stay.", "Names never change.")
    shop.up()
    query = "select obj_description(oid, 'pg_trigger') from pg_trigger where not tgisinternal"

    assert shop.value(query) == "Names never change."


def test_those_without_a_statement_are_dropped(shop: Site) -> None:
    shop.up()
    shop.write(POLICIES, "-- None.\n")
    # The trigger's function goes with it, and has to go after it.
    shop.remove(TRIGGERS)
    shop.remove("functions/shop/refuse_change.sql")
    shop.up()

    assert oids(shop) == {}
    assert shop.value("select to_regproc('shop.refuse_change')") is None


def test_those_that_a_migration_took_away_come_back(shop: Site) -> None:
    shop.up()
    shop.write(
        "migrations/0002_drop_policy.sql",
        """
        drop policy visitor_select on shop.items;
        drop trigger items_refuse_change on shop.items;
        """,
    )
    shop.up()

    assert set(oids(shop)) == {"visitor_select", "items_refuse_change"}


def test_those_whose_table_is_dropped_are_forgotten(shop: Site) -> None:
    shop.write("migrations/0002_create_orders.sql", "create table shop.orders (id integer);")
    policies = (shop.root / POLICIES).read_text()
    shop.write(POLICIES, f"{policies}create policy visitor_select on shop.orders to {VISITOR};")
    shop.up()
    shop.write("migrations/0003_drop_orders.sql", "drop table shop.orders;")
    shop.write(POLICIES, policies)
    shop.up()

    query = "select identity from deploy.managed_objects where kind = 'policy'"
    assert shop.rows(query) == [("visitor_select on shop.items",)]


def test_a_hand_made_one_of_the_same_name_is_replaced(shop: Site) -> None:
    policies = (shop.root / POLICIES).read_text()
    shop.write(POLICIES, "-- None yet.\n")
    shop.up()
    shop.rows("create policy visitor_select on shop.items using (false)")
    shop.write(POLICIES, policies)
    shop.up()

    assert shop.rows("select count(*) from api.items", shop.visitor) == [(10,)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (POLICIES, "alter table shop.items add memo text;", r":1: only create policy, and a comm"),
        (POLICIES, "create policy a on items;", r":1: qualify the name"),
        (TRIGGERS, "comment on trigger a on shop.items is '';", r":1: only create trigger"),
        (
            POLICIES,
            "create policy a on shop.items;\ncomment on policy b on shop.items is '';",
            r":2: only create policy",
        ),
        (
            POLICIES,
            "create policy a on shop.items;\n\ncreate policy a on shop.items;",
            r":3: policy a on shop\.items stands at .*policies\.sql:1 already",
        ),
        (
            "functions/api/items.sql",
            "create or replace constraint trigger a after insert on shop.items",
            r":1: a trigger belongs in triggers\.sql",
        ),
    ],
    ids=[
        "other statement",
        "unqualified",
        "comment alone",
        "another's comment",
        "twice",
        "elsewhere",
    ],
)
def test_a_misplaced_statement_is_refused(shop: Site, name: str, text: str, message: str) -> None:
    shop.write(name, text if text.endswith(";") else f"{text};")

    with pytest.raises(SqlFileError, match=message):
        shop.up()
