"""The script for a DBA does what `up` would have done."""

from __future__ import annotations

import subprocess

from tests.db.site import Site
from unison_cli.deploy import connect
from unison_cli.plan import LOCK_KEY

INDEX = "create unique index concurrently if not exists items_name_idx on shop.items (name);"


def psql(dsn: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a DBA would."""
    return subprocess.run(
        ["psql", "-X", "-q", "-o", "/dev/null", "-d", dsn],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_the_whole_deploy(shop: Site) -> None:
    shop.write("migrations/0002_index_name.sql", f"-- no-transaction\n{INDEX}\n")
    script = shop.run("script").output

    done = psql(shop.superuser, script)

    assert (done.returncode, done.stderr) == (0, "")
    assert shop.run("status").exit_code == 0
    assert not shop.up().changed
    assert shop.run("drift").output.startswith("no drift")
    assert shop.run("script").output == "-- Nothing to deploy.\n"


def test_it_can_follow_an_interrupted_one(shop: Site) -> None:
    shop.up()
    shop.rows("insert into shop.items select 11, name, price_cents, shelf from shop.items limit 1")
    shop.write("migrations/0002_index_name.sql", f"-- no-transaction\n{INDEX}\n")
    script = shop.run("script").output
    assert psql(shop.dsn, script).returncode == 3
    shop.rows("delete from shop.items where id = 11")

    assert psql(shop.dsn, script).returncode == 0
    query = "select indisvalid from pg_index where indexrelid = 'shop.items_name_idx'::regclass"
    assert shop.rows(query) == [(True,)]


def test_it_leaves_nothing_when_it_fails(shop: Site) -> None:
    shop.edit("functions/api/items.sql", "i.name", "i.nonsense")

    done = psql(shop.dsn, shop.run("script").output)

    assert done.returncode == 3
    assert "column i.nonsense does not exist" in done.stderr
    assert shop.is_untouched()


def test_it_refuses_another_state(shop: Site) -> None:
    shop.up()
    shop.edit("functions/api/price.sql", "stable", "volatile")
    script = shop.run("script").output
    shop.up(force=True)

    done = psql(shop.dsn, script)

    assert done.returncode == 3
    assert "this follows release 1, but the database is at release 2" in done.stderr


def test_it_waits_for_no_other_deploy(shop: Site) -> None:
    script = shop.run("script").output
    with connect(shop.dsn) as other:
        other.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
        done = psql(shop.dsn, script)

    assert "another deploy is running" in done.stderr
    assert shop.is_untouched()
