"""What must be true after everything has arrived, however it did."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from sidecar.tests.faults.history import DAY, History
from sidecar.tests.servers import Place

Contents = dict[str, Counter[str]]

NEWS_DAYS = 3
"""Payments that are older are not told of."""

TABLES = (
    "customers",
    "stripe_objects",
    "stripe_snapshots",
    "subscriptions",
    "subscription_items",
    "subscription_versions",
    "invoices",
    "invoice_lines",
    "payments",
    "charges",
    "refunds",
    "disputes",
    "payment_methods",
    "stripe_discounts",
    "checkout_sessions",
)
"""What events write in billing."""

NAMES = {
    "subscriptions": "coalesce(stripe_subscription_id, 'the trial')",
    "invoices": "stripe_invoice_id",
    "charges": "stripe_charge_id",
    "checkout_sessions": "stripe_session_id",
}
"""What a row is called in any database, whatever its id is there."""

REFERENCES = ("subscription_id", "invoice_id", "charge_id", "local_id")

# The moment of learning is no part of what was learned.
OF_THIS_DATABASE = {
    "subscriptions": ("created_at",),
    "subscription_versions": ("known_during",),
}

QUEUED = {
    "notify.emails": "select t.dedupe_key from {} as t",
    "billing.invoice_documents": "select (t.id, t.invoice_id, t.created_at)::text from {} as t",
    "billing.stripe_commands": (
        "select (t.id, t.kind, t.params, t.created_at)::text from {} as t"
        " where t.kind <> 'object.fetch'"
    ),
    "billing.stripe_objects": (
        "select (to_jsonb(t) - '{{refetch_attempts,refetch_at}}'::text[])::text from {} as t"
    ),
}
"""A worker goes on with what is queued, and a job with asking about marked objects, whatever
arrives meanwhile. So of queues only what arrivals could add is looked at: which rows there are, and
what they are for; of asking the mark alone."""

MIRRORED = {
    "subscriptions": (
        "subscription",
        (
            "customer",
            "status",
            "currency",
            "collection_method",
            "trial_start",
            "trial_end",
            "cancel_at_period_end",
            "cancel_at",
            "canceled_at",
            "ended_at",
            "latest_invoice",
        ),
    ),
    "invoices": (
        "invoice",
        (
            "customer",
            "number",
            "status",
            "billing_reason",
            "currency",
            "subtotal",
            "total",
            "amount_due",
            "amount_paid",
            "amount_remaining",
            "attempt_count",
            "next_payment_attempt",
            "created",
            "hosted_invoice_url",
            "collection_method",
        ),
    ),
    "customers": ("customer", ("email", "name", "balance", "delinquent")),
    "checkout_sessions": (
        "checkout.session",
        ("customer", "status", "payment_status", "subscription"),
    ),
    "disputes": ("dispute", ("status", "amount", "charge")),
}
"""By kind in our words: the kind in Stripe's, and what is called the same in both."""


def wrong(place: Place, history: History, reference: Contents | None = None) -> list[str]:
    """Return what is wrong in a database to which a history was delivered, a line each."""
    with psycopg.connect(place.superuser) as connection:
        return [
            *_wrong_storing(connection, history),
            *_wrong_against_stripe(connection, history),
            *(_wrong_against_reference(contents(connection), reference) if reference else ()),
            *_wrong_mails(connection, history),
        ]


def contents(connection: psycopg.Connection[Any]) -> Contents:
    """Return the rows of billing, in words that do not depend on the database."""
    named: dict[str, str] = {}
    for table, name in NAMES.items():
        query = sql.SQL("select id::text, {} from billing.{}").format(
            sql.SQL(name),
            sql.Identifier(table),
        )
        named.update(connection.execute(query).fetchall())
    found: Contents = {}
    for table in TABLES:
        query = sql.SQL("select to_jsonb(t) from billing.{} as t {}").format(
            sql.Identifier(table),
            sql.SQL("where upper_inf(known_during)" if table == "subscription_versions" else ""),
        )
        rows = [row for (row,) in connection.execute(query)]
        for row in rows:
            for column in ("id", *OF_THIS_DATABASE.get(table, ())):
                row.pop(column, None)
            for column in REFERENCES:
                if row.get(column) in named:
                    row[column] = named[row[column]]
        found[table] = Counter(json.dumps(row, sort_keys=True) for row in rows)
    return found


def everything(place: Place) -> dict[str, Counter[str]]:
    """Return all rows of billing, the inbox and the mails, to see whether any changes."""
    found = {}
    with psycopg.connect(place.superuser) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables"
            " where schemaname in ('billing', 'webhooks')"
            " or schemaname = 'notify' and tablename = 'emails'"
        ).fetchall()
        for name in map(".".join, tables):
            query = sql.SQL(QUEUED.get(name, "select t::text from {} as t")).format(
                sql.Identifier(*name.split("."))
            )
            found[name] = Counter(row for (row,) in connection.execute(query))
    return found


def _wrong_storing(connection: psycopg.Connection[Any], history: History) -> Iterator[str]:
    sent = Counter({event["id"]: 1 for event in history.events})
    rows = connection.execute("select id, status, body from webhooks.stripe_events").fetchall()
    stored = Counter(row[0] for row in rows)
    yield from (f"lost: {event}" for event in sent - stored)
    yield from (f"stored twice: {event}" for event in stored - sent)
    yield from (f"{status}: {event}" for event, status, _ in rows if status != "applied")
    bodies = {event["id"]: event for event in history.events}
    yield from (
        f"not as sent: {event}" for event, _, body in rows if json.loads(body) != bodies[event]
    )
    alarms = connection.execute(
        "select kind, subject from webhooks.alarms where resolved_at is null"
    ).fetchall()
    yield from (f"alarm: {kind} {subject}" for kind, subject in alarms)


def _wrong_against_stripe(connection: psycopg.Connection[Any], history: History) -> Iterator[str]:
    """Compare with the objects that Stripe has in the end."""
    row = connection.execute("select billing.stripe_state()").fetchone()
    assert row is not None
    for ours, (kind, fields) in MIRRORED.items():
        told, final = row[0][ours] or {}, history.final[kind]
        yield from (f"no such {kind} here: {name}" for name in final.keys() - told.keys())
        yield from (f"no such {kind} at Stripe: {name}" for name in told.keys() - final.keys())
        for name in final.keys() & told.keys():
            # Of a deleted customer Stripe says no more than that.
            for field in () if final[name].get("deleted") else fields:
                if told[name][field] != final[name][field]:
                    yield f"{name}: {field} is {told[name][field]}, not {final[name][field]}"
    for name, final in history.final["subscription"].items():
        told = (row[0]["subscriptions"] or {}).get(name, {})
        item = final["items"]["data"][0]
        for field in ("current_period_start", "current_period_end"):
            if told.get(field) != item[field]:
                yield f"{name}: {field} is {told.get(field)}, not {item[field]}"


def _wrong_against_reference(found: Contents, reference: Contents) -> Iterator[str]:
    """Compare with what came of the same events in their order, one by one, without a fault."""
    for table in TABLES:
        yield from (f"{table} lacks {row}" for row in reference[table] - found[table])
        yield from (f"{table} has {row}" for row in found[table] - reference[table])


def _wrong_mails(connection: psycopg.Connection[Any], history: History) -> Iterator[str]:
    """Every payment that is news is told once, and an attempt that failed at most once."""
    rows = connection.execute(
        "select kind, data ->> 'url', dedupe_key from notify.emails where kind like 'payment_%'"
    ).fetchall()
    news = time.time() - NEWS_DAYS * DAY
    paid = Counter(
        invoice["hosted_invoice_url"]
        for invoice in history.final["invoice"].values()
        if invoice["amount_paid"] and invoice["status_transitions"]["paid_at"] > news
    )
    told = Counter(url for kind, url, _ in rows if kind == "payment_succeeded")
    yield from (f"nobody was told of the payment of {url}" for url in paid - told)
    yield from (f"told too often, or too late, of the payment of {url}" for url in told - paid)
    attempts = {
        invoice["hosted_invoice_url"]: invoice["attempt_count"]
        for invoice in history.final["invoice"].values()
    }
    failures = Counter(url for kind, url, _ in rows if kind == "payment_failed")
    yield from (
        f"told too often of failures of {url}"
        for url, number in failures.items()
        if number > attempts[url]
    )
