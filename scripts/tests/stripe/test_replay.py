"""`stripe replay --check` finds whatever is not what the events give."""

from __future__ import annotations

import psycopg
import pytest

from tests.stripe.books import DATA, Books
from unison_cli.stripe_replay import describe

SUBSCRIPTION = "sub_1FMhIvqv9SBEJTF8hUz8jTyS"
INVOICE = "in_1qQsxU2UzTnYf3lLFXCU4bi8"

PLANTED = {
    "an edited subscription": (
        f"update billing.subscriptions set net_arr_cents = 5, cancellation_reason = 'moved'"
        f" where stripe_subscription_id = '{SUBSCRIPTION}'",
        [f"{SUBSCRIPTION} net_arr_cents", f"{SUBSCRIPTION} cancellation_reason"],
    ),
    "another primary subscription": (
        "update billing.subscriptions set is_primary = false where is_primary and"
        " stripe_subscription_id = (select min(stripe_subscription_id)"
        " from billing.subscriptions where is_primary)",
        [" is_primary"],
    ),
    "a deleted version": (
        "delete from billing.subscription_versions as v using billing.subscriptions as s"
        f" where v.subscription_id = s.id and s.stripe_subscription_id = '{SUBSCRIPTION}'"
        " and upper_inf(v.known_during) and v.status = 'trialing'",
        [f"{SUBSCRIPTION} version of"],
    ),
    "a version with another amount": (
        "update billing.subscription_versions as v set net_arr_cents = 1"
        " from billing.subscriptions as s"
        f" where v.subscription_id = s.id and s.stripe_subscription_id = '{SUBSCRIPTION}'"
        " and upper_inf(v.known_during) and v.status = 'trialing'",
        [f"{SUBSCRIPTION} version of"],
    ),
    "an item that nobody bought": (
        "update billing.subscription_items set quantity = 77 where id ="
        " (select min(id::text)::uuid from billing.subscription_items)",
        [" item "],
    ),
    "an invoice over another amount": (
        f"update billing.invoices set total_cents = 1 where stripe_invoice_id = '{INVOICE}'",
        [f"{INVOICE} total: is 1, should be 0"],
    ),
    "a lost line": (
        "delete from billing.invoice_lines where invoice_id ="
        f" (select id from billing.invoices where stripe_invoice_id = '{INVOICE}')",
        [f"{INVOICE} line 1: is absent"],
    ),
    "a payment that is tied to no invoice": (
        "update billing.payments set invoice_id = null where id ="
        " (select min(id::text)::uuid from billing.payments)",
        [" invoice_id: is absent"],
    ),
    "a refund that is lost": ("delete from billing.refunds", [" refunds: is absent"]),
    "a dispute that was won": ("update billing.disputes set status = 'lost'", [" status: is"]),
    "a customer of another name": (
        "update billing.customers set name = 'Nobody' where name = 'Acme Fabrication LLC'",
        [' name: is "Nobody", should be "Acme Fabrication LLC"'],
    ),
    "a checkout that is open again": (
        "update billing.checkout_sessions set status = 'open', superseded_at = created_at"
        " where status = 'expired'",
        [" status: is"],
    ),
    "another card": (
        "update billing.payment_methods set last4 = '0000' where id ="
        " (select min(id::text)::uuid from billing.payment_methods)",
        [' last4: is "0000"'],
    ),
    "an edited snapshot": (
        "update billing.stripe_snapshots set state = state || '{\"total\": 3}'"
        f" where object_id = '{INVOICE}'",
        [" total: is 3, should be 0", f"{INVOICE} total"],
    ),
    "a lost snapshot": (
        "delete from billing.stripe_snapshots where event_id ="
        " (select min(event_id) from billing.stripe_snapshots where object_kind = 'dispute')",
        [" row: is absent"],
    ),
    "an event that somebody forged": (
        "update webhooks.stripe_events set body = replace(body, 'Acme Fabrication', 'Elsewhere')"
        " where type = 'customer.created' and body like '%Acme Fabrication%'",
        [' name: is "Acme Fabrication LLC", should be "Elsewhere LLC"'],
    ),
    "an object that is nobody's": (
        "delete from billing.stripe_objects where object_kind = 'payment_method'",
        [" owner: is absent"],
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_difference_is_found(name: str, ingested: Books) -> None:
    statement, found = PLANTED[name]
    with psycopg.connect(ingested.owner) as connection:
        connection.execute(statement.encode())
        listed = [
            describe(*difference)
            for organization in [None, *connection.execute("select id from identity.organizations")]
            for difference in connection.execute(
                "select * from billing.replay_differences(%s)", organization or [None]
            )
        ]
        connection.rollback()
    for words in found:
        assert any(words in line for line in listed), listed


def test_the_command_lists_differences_and_changes_nothing(books: Books) -> None:
    books.run("ingest", DATA / "lifecycle.endive.jsonl", "--create-organisations")
    assert books.run("replay", "--check")[:2] == (0, "")
    planted = ("an edited subscription", "a deleted version", "an invoice over another amount")
    for name in planted:
        books.rows(PLANTED[name][0])
    before = books.content()
    code, output, errors = books.run("replay", "--check")
    assert code == 1
    assert [line.split(":")[0] for line in output.splitlines() if INVOICE in line] == [
        f"{INVOICE} total"
    ]
    for name in planted:
        assert all(words in output for words in PLANTED[name][1]), output
    assert f"differences: {len(output.splitlines())}" in errors
    assert books.content() == before


def test_it_waits_for_nobody_and_nobody_waits_for_it(ingested: Books) -> None:
    with psycopg.connect(ingested.owner) as writer:
        writer.execute("lock table billing.subscriptions, billing.invoices in exclusive mode")
        writer.execute("select from identity.organizations for update")
        writer.execute("update billing.customers set name = 'Nobody'")
        # Sees the state before, at once.
        assert ingested.run("replay", "--check")[:2] == (0, "")
        writer.rollback()
