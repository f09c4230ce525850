"""Our own invoices are numbered without a gap and without a double, whoever issues them when.

Eight sessions begin, change and renew sales-led subscriptions at once, and take a third of it back.
The same with what one would write first, a sequence or the highest number and one; both have to
lose.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, LiteralString

import pytest

from db.tests.test_limits import Connection, address, connect
from unison_cli.testing import stack

__all__ = ["address", "connect", "stack"]

SESSIONS = 8
ROUNDS = 12

NEW_ORGANIZATION = """
insert into identity.organizations (name, created_at) values ('A customer', now()) returning id
"""
START = """
select billing.start_contract(
    %s, 'starter', 'monthly', '{}', 30, null, null, 0, now() - interval '40 days', 'Signed'
)
"""
CHANGE = """
select billing.change_contract(
    %s, null, null, jsonb_build_object('users', %s::int), false, 'They grow'
)
"""
SEQUENCE = """
create sequence billing.naive_numbers;
create or replace function billing.take_document_number(organization_id uuid, kind text)
returns text language sql volatile set search_path = '' as $$
    select case kind when 'invoice' then 'naive-' else 'note-' end
        || lpad(nextval('billing.naive_numbers')::text, 6, '0')
$$;
"""
HIGHEST = """
update billing.invoices set number = 'former-' || id;
create or replace function billing.lock_numbering()
returns void language sql volatile set search_path = '' as 'select';
create or replace function billing.take_document_number(organization_id uuid, kind text)
returns text language sql volatile set search_path = '' as $$
    select case kind
        when 'invoice' then (
            select 'naive-' || lpad((1 + coalesce(max(right(i.number, 6)::int), 0))::text, 6, '0')
            from billing.invoices as i
            where i.number like 'naive-%'
        )
        else 'note-' || gen_random_uuid()
    end
$$;
"""


def new_organization(connection: Connection) -> Any:
    row = connection.execute(NEW_ORGANIZATION).fetchone()
    assert row is not None
    return row[0]


def play(connection: Connection, shared: list[Any], seed: int) -> None:
    """Do one thing after the other, each in a transaction that may be taken back."""
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        with connection.transaction(force_rollback=chance.random() < 0.33):
            match chance.randrange(3):
                case 0:
                    connection.execute(START, [new_organization(connection)])
                case 1:
                    # What is undone within a transaction that stays leaves no gap either.
                    with connection.transaction(force_rollback=chance.random() < 0.33):
                        connection.execute(CHANGE, [chance.choice(shared), chance.randint(0, 9)])
                case _:
                    connection.execute("select billing.renew_manual_subscriptions(null)")


def numbers(owner: Connection, table: str) -> list[int]:
    """Return what was issued, by the last six digits."""
    rows = owner.execute(f"select right(number, 6)::int from billing.{table} order by 1").fetchall()
    return [row[0] for row in rows]


def issue(connect: Callable[..., Connection]) -> Connection:
    """Have all sessions play, and return the owner's."""
    owner = connect("unison_owner")
    shared = []
    for _ in range(3):
        shared.append(new_organization(owner))
        owner.execute(START, [shared[-1]])
    sessions = [connect("unison_owner") for _ in range(SESSIONS)]
    with ThreadPoolExecutor(SESSIONS) as pool:
        for done in [
            pool.submit(play, session, shared, seed) for seed, session in enumerate(sessions)
        ]:
            done.result(timeout=120)
    return owner


def test_numbers_have_no_gap_and_no_double(connect: Callable[..., Connection]) -> None:
    owner = issue(connect)

    invoices = numbers(owner, "invoices")
    assert len(invoices) > SESSIONS
    assert invoices == list(range(1, len(invoices) + 1))
    credit_notes = numbers(owner, "credit_notes")
    assert credit_notes == list(range(1, len(credit_notes) + 1))
    doubled = owner.execute(
        "select subscription_id, service_start from billing.invoices"
        " where billing_reason <> 'subscription_update' group by 1, 2 having count(*) > 1"
    ).fetchall()
    assert doubled == [], "no period is billed twice"


@pytest.mark.parametrize("naive", [SEQUENCE, HIGHEST])
def test_what_one_would_write_first_loses(
    connect: Callable[..., Connection], naive: LiteralString
) -> None:
    owner = connect("unison_owner")
    owner.execute(naive)
    issue(connect)

    issued = owner.execute(
        "select right(number, 6)::int from billing.invoices where number like 'naive-%'"
    ).fetchall()
    assert sorted(row[0] for row in issued) != list(range(1, len(issued) + 1))
