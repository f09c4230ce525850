"""Whatever did not reach us, after one reconciliation our state is what Stripe says itself."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from sidecar.tests.embedded_stripe.doubles import DAY, KEY
from tests.stripe.books import Books, Event
from tests.stripe.test_histories import Account, account, differences
from unison_cli.testing import broken_invariants

__all__ = ["account"]

EVENTS = "billing.fetch_missed_events"
OBJECTS = "billing.compare_with_stripe"
ROWS = "billing.compare_rows"

DRIFT = (
    "select side, object_kind, object_id, field, ours, theirs, resolution"
    " from billing.stripe_drifts order by id"
)
OPEN = "select object_id, field from billing.stripe_drifts where resolved_at is null"
MAILS = "select kind, dedupe_key, recipient, count(*) from notify.emails group by 1, 2, 3"


def bring(books: Books, account: Account, arrives: Callable[[Event], bool]) -> None:
    """Deliver what arrives, in the order in which it happened."""
    for organization_id, name in account.names.items():
        books.rows("select identity.import_organization(%s, %s, null)", organization_id, name)
    events = [event for event in account.events if arrives(event)]
    books.deliver(events)


def assert_equal(books: Books, account: Account, *kinds: str) -> None:
    """Compare with Stripe, what there is of these kinds."""
    ours, theirs = books.state(), account.state()
    kept = kinds or tuple(theirs)
    for state in (ours, theirs):
        for kind in list(state):
            if kind not in kept:
                del state[kind]
    assert differences(ours, theirs, account.names, set()) == []


def dropped(share: float, days: float, account: Account) -> Callable[[Event], bool]:
    """Return whether an event arrives when of the last days some share is lost."""
    chance = random.Random(7)
    since = account.shop.now - days * DAY
    return lambda event: event["created"] < since or chance.random() >= share


@pytest.mark.parametrize(
    ("share", "days"),
    [
        pytest.param(0.05, 29, id="5 % lost"),
        pytest.param(1, 1, id="down for a day"),
        pytest.param(1, 25, id="down for 25 days", marks=pytest.mark.slow),
    ],
)
def test_events_that_were_lost_are_fetched(
    share: float, days: float, account: Account, books: Books
) -> None:
    bring(books, account, dropped(share, days, account))
    assert differences(books.state(), account.state(), account.names, set()) != []
    books.reconcile(account.shop.url, KEY, account.shop.now, EVENTS)
    assert books.unsettled() == []
    assert_equal(books, account)
    assert books.run("replay", "--check")[:2] == (0, "")
    # Some have bought twice, which is for people to sort out.
    assert {name for name, *_ in broken_invariants(books.owner)} == {"double_live_subscription"}

    ((listed, missing),) = books.rows("select listed, missing from billing.reconciliations")
    assert listed > missing > 0
    mails = books.rows(MAILS)
    assert all(count == 1 for *_, count in mails)
    books.reconcile(account.shop.url, KEY, account.shop.now, EVENTS, OBJECTS, ROWS)
    assert books.rows("select sum(missing) from billing.reconciliations") == [(missing,)]
    assert books.rows(MAILS) == mails
    # Stripe tells nobody when a customer's first invoice gives it a currency.
    drift = books.rows(DRIFT)
    assert {(kind, field, ours) for _, kind, _, field, ours, *_ in drift} == {
        ("customer", "currency", None)
    }
    books.reconcile(account.shop.url, KEY, account.shop.now, OBJECTS, ROWS)
    assert books.rows(DRIFT) == drift


def test_after_more_than_a_month_lists_tell_what_has_become_of_everything(
    account: Account, books: Books
) -> None:
    bring(books, account, dropped(1, 75, account))
    books.rows(
        "with c as (insert into billing.stripe_commands (kind, params, idempotency_key, status,"
        " next_attempt_at, created_at, finished_at) values ('objects.list', '{}', 'old',"
        " 'succeeded', now(), now(), now()) returning id)"
        " insert into billing.reconciliations (command_id, object_kind, asked_at, finished_at)"
        " select id, 'event', to_timestamp(%s), now() from c",
        account.shop.now - 75 * DAY,
    )
    # One job notices by itself that events alone cannot tell.
    books.reconcile(account.shop.url, KEY, account.shop.now, EVENTS)
    books.reconcile(account.shop.url, KEY, account.shop.now, ROWS)
    assert books.unsettled() == []
    assert_equal(books, account, "subscriptions")
    kinds = {row[1] for row in books.rows(DRIFT)}
    assert kinds == {"customer", "subscription", "invoice"}
    assert books.rows(OPEN) == []

    count = len(books.rows(DRIFT))
    books.reconcile(account.shop.url, KEY, account.shop.now, OBJECTS, ROWS)
    assert len(books.rows(DRIFT)) == count


def test_rows_that_were_changed_by_hand_are_found_shown_and_repaired(
    account: Account, books: Books
) -> None:
    bring(books, account, lambda _: True)
    assert books.rows(f"select {ROWS}()") == [(0,)]
    mails = books.rows(MAILS)
    before = books.state()

    books.rows("update billing.invoices set total_cents = total_cents + 1 where number like '%%7'")
    books.rows("update billing.subscriptions set status = 'paused' where status = 'active'")
    books.rows("delete from billing.subscription_items")
    books.rows("delete from billing.invoice_lines where position = 1")
    books.rows("update billing.customers set email = 'somebody@example.net'")
    books.rows("update billing.payments set amount_cents = 1")
    assert books.state() != before

    ((count,),) = books.rows(f"select {ROWS}()")
    assert count > 0
    assert books.state() == before
    assert {row[1] for row in books.rows(DRIFT)} == {
        "customer", "subscription", "invoice", "payment",
    }  # fmt: skip
    assert books.rows(OPEN) == []
    assert books.rows(f"select {ROWS}()") == [(0,)]
    assert books.rows(MAILS) == mails
