"""The example of docs/adopting.md does what the guide says, as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from unison_cli.paths import ROOT
from unison_cli.testing import Stack, stack

__all__ = ["stack"]

ORGANIZATION = """
with organization as (
    insert into identity.organizations (name, created_at) values ('A customer', now())
    returning id
)

insert into billing.subscriptions (
    organization_id, source, is_primary, status, access, plan_version_id, started_at, created_at
)
select o.id, 'manual', true, 'active', 'full', v.plan_version_id, now(), now()
from organization as o, catalog.current_plan_versions() as v
where v.plan_code = 'starter'
returning organization_id
"""

Connection = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def adopted(stack: Stack) -> Iterator[Connection]:
    """Run the example in a transaction that is rolled back."""
    guide = (ROOT / "docs" / "adopting.md").read_text()
    found = re.search(r"<!-- example -->\n```sql\n(.*?)```", guide, re.DOTALL)
    assert found is not None
    with psycopg.connect(stack["DATABASE_URL"]) as connection:
        connection.execute(found[1].encode())
        yield connection
        connection.rollback()


def organization(connection: Connection) -> Any:
    row = connection.execute(ORGANIZATION).fetchone()
    assert row is not None
    return row[0]


def refused(connection: Connection, code: str, query: str, *values: Any) -> None:
    with pytest.raises(psycopg.DatabaseError, match=code), connection.transaction():
        connection.execute(query.encode(), values)


def test_the_limit_counts_what_is_open(adopted: Connection) -> None:
    mine, other = organization(adopted), organization(adopted)
    add = "insert into erp.warehouses (organization_id, name) values (%s, 'North')"
    adopted.execute(add, [mine])
    refused(adopted, "limit_exceeded", add, mine)
    adopted.execute(add, [other])
    adopted.execute(
        "update erp.warehouses set closed_at = now() where organization_id = %s", [mine]
    )
    adopted.execute(add, [mine])
    reopen = "update erp.warehouses set closed_at = null where organization_id = %s"
    refused(adopted, "limit_exceeded", reopen, mine)
    refused(adopted, "counted_rows", "truncate erp.warehouses")
    assert adopted.execute("select * from usage.counter_drifts").fetchall() == []


def test_the_feature_is_required(adopted: Connection) -> None:
    mine = organization(adopted)
    add = "insert into erp.reports (organization_id, title) values (%s, 'OEE')"
    act = (
        "select identity.set_current_session(gen_random_uuid(), 'user', gen_random_uuid(), %s, %s)"
    )
    adopted.execute(act, [mine, "owner"])
    refused(adopted, "feature_required", add, mine)
    refused(adopted, "feature_required", "select erp.forecast()")
    adopted.execute(
        "update billing.subscriptions set plan_version_id = v.plan_version_id"
        " from catalog.current_plan_versions() as v"
        " where v.plan_code = 'professional' and organization_id = %s",
        [mine],
    )
    adopted.execute(add, [mine])
    assert adopted.execute("select erp.forecast()").fetchone() == ("More of the same",)
    adopted.execute(
        "update billing.subscriptions set status = 'paused', access = 'read_only'"
        " where organization_id = %s",
        [mine],
    )
    refused(adopted, "read_only", add, mine)
    refused(adopted, "read_only", "select erp.forecast()")
