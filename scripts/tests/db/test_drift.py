"""Differences between a database and its files are found; where there are none, none are."""

from __future__ import annotations

import pytest

from tests.db.site import OWNER, VISITOR, Site
from unison_cli.drift import DriftError, find_drift, normalise_dump


def test_a_long_history_of_deploys_is_no_drift(shop: Site) -> None:
    shop.up()
    shop.write("migrations/0002_add_memo.sql", "alter table shop.items add memo text;")
    shop.edit("functions/shop/price_of.sql", "(integer) to", "(bigint) to")
    shop.edit("functions/shop/price_of.sql", "(id integer)", "(id bigint)")
    shop.edit("functions/shop/policies.sql", "visitor_select", "visitor_read")
    shop.edit("functions/api/items.sql", "i.shelf", "i.memo")
    shop.remove("functions/api/price.sql")
    shop.up()
    shop.up(force=True)

    result = shop.run("drift")

    assert result.output == "no drift: the database is what the files say\n"
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("by_hand", "found"),
    [
        ("create index by_hand on shop.items (name)", "+CREATE INDEX by_hand"),
        (f"grant insert on shop.items to {VISITOR}", "+GRANT SELECT,INSERT ON TABLE shop.items"),
        (f"revoke select on api.items from {VISITOR}", "-GRANT SELECT ON TABLE api.items"),
        ("create policy by_hand on shop.items using (true)", "+CREATE POLICY by_hand"),
        ("alter policy visitor_select on shop.items using (true)", "+CREATE POLICY visitor_sel"),
        ("alter table shop.items disable trigger user", "+ALTER TABLE shop.items DISABLE TRIG"),
        ("alter table shop.items disable row level security", "-ALTER TABLE shop.items ENABLE R"),
        ("alter table shop.items alter memo set default ''", "+    memo text DEFAULT ''::text"),
        (
            "create or replace function shop.price_of(id integer) returns bigint language sql "
            "return 1",
            "+    RETURN 1",
        ),
        ("alter function shop.price_of(integer) security definer", "SECURITY DEFINER"),
    ],
    ids=lambda text: text[:30],
)
def test_what_was_done_by_hand_is_found(shop: Site, by_hand: str, found: str) -> None:
    shop.write("migrations/0002_add_memo.sql", "alter table shop.items add memo text;")
    shop.up()
    shop.rows(by_hand)

    result = shop.run("drift")

    assert result.exit_code == 1
    changes = [line for line in result.output.splitlines() if line.startswith(("+", "-"))]
    assert changes[:2] == ["--- files", "+++ database"]
    assert any(found in line for line in changes[2:])
    shadows = "select datname from pg_database where datname ~ '^unison_shadow'"
    assert shop.rows(shadows) == []


def test_files_that_are_ahead_are_refused(shop: Site) -> None:
    result = shop.run("drift")

    assert result.exit_code == 2
    assert "the files are ahead of the database" in result.output


def test_an_owner_who_may_create_databases_is_enough(shop: Site) -> None:
    shop.up()
    # Roles and extensions are there already, so what is left of the bootstrap is the owner's.
    shop.write(
        "bootstrap.sql",
        f"alter default privileges for role {OWNER} revoke execute on functions from public;",
    )
    shop.rows(f"alter role {OWNER} createdb", shop.superuser)
    try:
        assert find_drift(shop.dsn, None, shop.root) == ()
    finally:
        shop.rows(f"alter role {OWNER} nocreatedb", shop.superuser)


def test_an_owner_who_may_not_is_told_what_to_do(shop: Site) -> None:
    shop.up()
    with pytest.raises(DriftError, match="set BOOTSTRAP_DATABASE_URL"):
        find_drift(shop.dsn, None, shop.root)


def test_the_kept_dump_is_written_and_checked(shop: Site) -> None:
    path = shop.root / "schema.sql"

    assert shop.run("schema", "--check").exit_code == 1
    assert shop.run("schema").exit_code == 0
    assert "CREATE TABLE shop.items" in path.read_text()
    assert shop.run("schema", "--check").output == "schema.sql is up to date\n"

    shop.edit("functions/shop/price_of.sql", "stable", "volatile")
    result = shop.run("schema", "--check")
    assert result.exit_code == 1
    assert "-    LANGUAGE sql STABLE" in result.output

    path.write_text(path.read_text().replace("database version 1", "database version 9"))
    result = shop.run("schema", "--check")
    assert result.exit_code == 0
    assert result.output.startswith("not compared")


def test_what_differs_from_run_to_run_is_not_in_a_dump() -> None:
    entry = "--\n-- Name: {0}; Type: {1}; Schema: -; Owner: -\n--\n\n{2}\n\n\n"
    cron = (
        entry.format("pg_cron", "EXTENSION", "CREATE EXTENSION pg_cron;")
        + entry.format("EXTENSION pg_cron", "COMMENT", "COMMENT ON EXTENSION pg_cron IS '';")
        + entry.format("SCHEMA cron", "ACL", "GRANT USAGE ON SCHEMA cron TO somebody;")
    )
    table = entry.format("pg_cron_notes", "TABLE", "CREATE TABLE pg_cron_notes ();")
    head = "--\n-- PostgreSQL database dump\n--\n\n{}-- Dumped from database version 15{}\n\n"
    end = "--\n-- PostgreSQL database dump complete\n--\n\n"
    dump = head.format("\\restrict Ab9\n\n", ".14 (Debian)") + cron + table + end

    assert normalise_dump(dump) == head.format("", "") + table
