"""A migration to another version of a plan goes on after its session is killed: each is moved once.

It works in batches. One is killed in the middle, with `kill -9`; two work at the same time; what
they leave is the same as if nothing had happened.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from db.tests.test_limits import Connection, address, connect
from db.tests.test_numbering import START, new_organization
from unison_cli.testing import stack

__all__ = ["address", "connect", "stack"]

CUSTOMERS = 20
BATCH = 6

PUBLISH = """
select id from catalog.publish_plan_version(
    'starter', '[{"cycle": "monthly", "unit_amount_cents": 5900}]', null, null, null, 'Dearer'
)
"""
START_MIGRATION = """
select billing.start_migration(v.id, %s, 'Dearer') from catalog.plan_versions as v
where v.plan_code = 'starter' and v.version = 1
"""
SCHEDULE = "select billing.schedule_migrations(null, %s, %s)"


def one(connection: Connection, query: str, *arguments: object) -> Any:
    row = connection.execute(query, arguments).fetchone()
    assert row is not None
    return row[0]


def statuses(owner: Connection) -> Counter[str]:
    """Count those who move, by how far they are."""
    rows = owner.execute("select status, count(*) from billing.migration_items group by 1")
    return Counter(dict(rows.fetchall()))


def schedule_and_be_killed(address: str, migration: str) -> None:
    """Deal with a batch in a session that is killed before it can commit."""
    session = subprocess.Popen(
        ["psql", "-XAtq", address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert session.stdin is not None
    assert session.stdout is not None
    session.stdin.write(
        "set role unison_owner; begin;"
        f" select billing.schedule_migrations(null, '{migration}', {BATCH});"
        " select count(*) from billing.migration_items where status = 'scheduled';\n"
    )
    session.stdin.flush()
    assert session.stdout.readline() == f"{BATCH}\n"
    assert session.stdout.readline() == f"{2 * BATCH}\n", "it has done its part"
    session.kill()
    assert session.wait(timeout=10) == -9
    session.stdin.close()
    session.stdout.close()


def test_a_migration_that_was_killed_goes_on(
    connect: Callable[..., Connection], address: str
) -> None:
    owner = connect()
    for _ in range(CUSTOMERS):
        owner.execute(START, [new_organization(owner)])
    version = one(owner, PUBLISH)
    migration = one(owner, START_MIGRATION, version)
    assert one(owner, SCHEDULE, migration, BATCH) == BATCH

    schedule_and_be_killed(address, migration)

    # Whoever wants the same waits until the server has noticed, and does it.
    assert one(owner, START_MIGRATION, version) == migration, "it is the same migration"
    sessions = [connect(), connect()]
    with ThreadPoolExecutor(len(sessions)) as pool:
        turns = [pool.submit(one, session, SCHEDULE, migration, BATCH) for session in sessions]
        done = [turn.result(timeout=60) for turn in turns]
    while handled := one(owner, SCHEDULE, migration, BATCH):
        done.append(handled)
    assert statuses(owner) == {"scheduled": CUSTOMERS}
    assert BATCH + sum(done) == CUSTOMERS, "each was moved once"
    assert one(owner, "select count(*) from billing.migrations") == 1

    owner.execute("select util.advance_clock(null, util.now() + %s)", [timedelta(days=40)])
    owner.execute("select billing.renew_manual_subscriptions(null)")
    owner.execute("select billing.advance_migrations(null)")
    assert statuses(owner) == {"done": CUSTOMERS}
    assert one(owner, "select finished_at is not null from billing.migrations")
    bills = owner.execute(
        "select organization_id, array_agg(total_cents order by service_start)"
        " from billing.invoices group by 1"
    ).fetchall()
    assert len(bills) == CUSTOMERS
    for _, totals in bills:
        assert set(totals) == {4900, 5900}
        assert totals == sorted(totals), "the new price from a period's begin on"
