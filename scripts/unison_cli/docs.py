"""`unison docs`: what says what the database says, written from it: documents, files of the web."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
import psycopg

from sidecar import mail
from unison_cli import web_files
from unison_cli.databases import database_option
from unison_cli.paths import ROOT

NOTE = "<!-- Written by `scripts/unison docs build`. Change {source} instead. -->"


@click.group()
def docs() -> None:
    """Write the documents that are made from the database, or compare them with it."""


@docs.command()
@database_option
def build(dsn: str) -> None:
    """Write the documents, and the files of the web."""
    for name, text in render(dsn).items():
        (ROOT / name).write_text(text, encoding="utf-8")
        click.echo(name)


@docs.command()
@database_option
def check(dsn: str) -> None:
    """Tell whether they are up to date; exit code 1 if not."""
    documents = render(dsn)
    if stale := find_stale(ROOT, documents):
        click.echo(f"out of date: {', '.join(stale)}; write them with `docs build`")
        raise SystemExit(1)
    click.echo(f"up to date: {', '.join(documents)}")


def render(dsn: str) -> dict[str, str]:
    """Return the text of every document, by its path in the repository."""
    with psycopg.connect(dsn) as connection:
        documents = {name: renderer(connection) for name, renderer in RENDERERS.items()}
    # Whoever has not installed what the web needs can still write the rest.
    if web_files.can_render_types():
        documents["web/app/lib/database.types.ts"] = web_files.render_types(dsn)
    return documents


def find_stale(folder: Path, documents: dict[str, str]) -> list[str]:
    """Return the names of documents whose file is missing or says something else."""

    def written(path: Path) -> str | None:
        return path.read_text(encoding="utf-8") if path.exists() else None

    return [name for name, text in documents.items() if written(folder / name) != text]


def render_errors(connection: psycopg.Connection) -> str:
    """Return errors.md: every code that an answer of the API may carry."""
    rows = connection.execute(
        "select code, http_status, description from util.error_codes order by http_status, code"
    ).fetchall()
    return _document(
        "Errors",
        "db/functions/util/error_codes.sql",
        "Every error has the body `{code, message, details, hint}`. `code` is one of these, and"
        " stays what it is; `message` is for people and may change; `details` is a string that"
        " holds a JSON object; `hint` says what to do next. Look at the HTTP status first: codes"
        " that are not listed come from PostgREST (`PGRST…`) or PostgreSQL (five characters).",
        _table(
            ("HTTP", "Code", "When"),
            ((str(status), f"`{code}`", description) for code, status, description in rows),
        ),
    )


def render_roles(connection: psycopg.Connection) -> str:
    """Return roles.md: what members of an organization may do."""
    roles = connection.execute(
        "select role, description from identity.roles order by rank desc"
    ).fetchall()
    permissions = connection.execute(
        "select permission, description from identity.permissions order by permission"
    ).fetchall()
    granted = set(
        connection.execute("select role, permission from identity.role_permissions").fetchall()
    )
    return _document(
        "Roles",
        "the rows of identity.role_permissions in a migration",
        "What a member of an organization may do. A role is read from the database at every"
        " request: another one holds at once. Staff of the platform have no role here.",
        _table(
            ("Role", "May do"),
            ((f"`{role}`", description) for role, description in roles),
        ),
        _table(
            ("Permission", "What it allows", *(role for role, _ in roles)),
            (
                (
                    f"`{permission}`",
                    description,
                    *("yes" if (role, permission) in granted else "" for role, _ in roles),
                )
                for permission, description in permissions
            ),
        ),
    )


def render_jobs(connection: psycopg.Connection) -> str:
    """Return scheduled-jobs.md: what runs by itself, when and for how long."""
    rows = connection.execute(
        "select name, schedule, description, is_per_clock, timeout_seconds, function"
        " from jobs.registry order by split_part(function, '.', 1), name"
    ).fetchall()
    return _document(
        "Scheduled jobs",
        "db/functions/jobs/registry.sql",
        "What runs by itself, in UTC and real time: by pg_cron, or where that is missing by the"
        " sidecar's worker. A job handles all that is due, so that one which was missed is made up"
        " for by a single run, within a minute; one that failed is tried again after a minute, then"
        " two, up to an hour apart. A job for each clock runs for the platform's, and for that of"
        " every sandbox organization. Staff see the runs in `admin.job_runs`, and have a job run"
        " with `admin.run_job`.",
        _table(
            ("Job", "Schedule", "What it does", "Clocks", "At most", "Function"),
            (
                (
                    f"`{name}`",
                    f"`{schedule}`",
                    description,
                    "each" if is_per_clock else "real time",
                    f"{timeout} s",
                    f"`{function}`",
                )
                for name, schedule, description, is_per_clock, timeout, function in rows
            ),
        ),
    )


def render_analytics(connection: psycopg.Connection) -> str:
    """Return analytics.md: every figure that an analyst may ask for, as its comment defines it."""
    functions = connection.execute(
        """
        select
            p.proname,
            pg_get_function_arguments(p.oid),
            coalesce(substring(pg_get_function_result(p.oid) from '^TABLE\\((.*)\\)$'), ''),
            obj_description(p.oid, 'pg_proc')
        from pg_proc as p
        where
            p.pronamespace = 'analytics'::regnamespace
            and has_function_privilege('analyst', p.oid, 'execute')
        order by p.proname
        """
    ).fetchall()
    relations = connection.execute(
        """
        select
            c.relname,
            string_agg(
                a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum
            ),
            obj_description(c.oid, 'pg_class')
        from pg_class as c
        inner join pg_attribute as a on c.oid = a.attrelid and a.attnum > 0 and not a.attisdropped
        where
            c.relnamespace = 'analytics'::regnamespace
            and c.relkind in ('r', 'v')
            and has_table_privilege('analyst', c.oid, 'select')
        group by c.oid, c.relname
        order by c.relname
        """
    ).fetchall()
    return _document(
        "Revenue figures",
        "the comments in db/functions/analytics and its migrations",
        "What the staff (through PostgREST, profile `analytics`) and analysts (through SQL, role"
        " `analyst`: read-only, sees this schema alone) can ask. Everything is derived from the"
        " history of subscriptions. as_of is the last day that counts, known_at the moment whose"
        " knowledge counts: a correction made later changes the figure as known now, never as known"
        " then. Currencies are never added up: each figure is of one, by default the setting"
        " default_currency. Money is in cents, days are UTC, and an end is the first day without."
        " Ten questions, asked in plain SQL: [analytics-recipes.md](analytics-recipes.md).",
        "## Functions",
        *(_entry(*function) for function in functions),
        "## Views and tables",
        *(_entry(name, "", columns, comment) for name, columns, comment in relations),
    )


WORDS = {
    "timestamp with time zone": "timestamptz",
    "((util.now() AT TIME ZONE 'UTC'::text))::date": "today",
    "util.now()": "now",
    "::text": "",
    "::date": "",
    "DEFAULT NULL": "= null",
    "DEFAULT": "=",
}
"""What PostgreSQL calls a default, and how a person would read it; in this order."""


def _entry(name: str, arguments: str, columns: str, comment: str) -> str:
    summary, _, description = comment.partition("\n\n")
    parts = [f"### {name}", f"{summary}."]
    if arguments:
        for long, short in WORDS.items():
            arguments = arguments.replace(long, short)
        parts.append(textwrap.fill(f"Takes: {arguments}.", 100))
    if columns:
        parts.append(textwrap.fill(f"Columns: {columns}.", 100))
    return "\n\n".join([*parts, description])


def _document(title: str, source: str, introduction: str, *parts: str) -> str:
    text = textwrap.fill(introduction, 100)
    return "\n\n".join([f"# {title}", NOTE.format(source=source), text, *parts]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def render_webhook_events(connection: psycopg.Connection) -> str:
    """Return webhook-events.md: every type of event that an endpoint can be told."""
    rows = connection.execute(
        "select type, is_subscribable, description from webhooks.event_types"
        " order by not is_subscribable, type"
    ).fetchall()
    return _document(
        "Events of webhooks",
        "db/functions/webhooks/event_types.sql",
        "What `create_webhook_endpoint` takes as `event_types`; `*` stands for all. How they arrive"
        " is told in [webhooks.md](webhooks.md). Types are added, and never change their meaning:"
        " pass over those that you do not know.",
        _table(
            ("Type", "When", "Can be asked for"),
            (
                (f"`{kind}`", description, "yes" if is_subscribable else "")
                for kind, is_subscribable, description in rows
            ),
        ),
    )


LETTERS = """
Letters are queued in the transaction that causes them, once each: a key names what it is about and
for whom. When one is about to leave it is asked again whether it is still true: a link that was
used, a trial that was extended, an invoice that was paid put it aside. So do an address that
bounced or whose owner complained, and a reader who wants no more of an optional category. Of one
organization at most `emails_per_organization` leave within an hour; more wait.

A letter that could not be handed over is tried again for a day, twelve times, with the same
Message-ID (by SMTP; SES gives one of its own). If a worker is killed between the mail server's
answer and its record, that one letter arrives twice; by the Message-ID a mail program sees that.

`payment_succeeded` links to the invoice and does not carry it. The letter is queued with the
payment and leaves at once, the PDF is made moments later, and neither waits for the other or fails
with it. Behind the link is Stripe's page of the invoice, from which it is saved, or where there is
none the billing page, behind a sign-in; `invoice_pdf` has our own document.

`.venv/bin/python -m sidecar mail preview KIND --output FOLDER` writes one as HTML and as text, to
be looked at. Staff see in `admin.emails` what was sent, and people in `notifications` what they
were told themselves.
"""


def render_emails(connection: psycopg.Connection) -> str:
    """Return emails.md: every kind of letter, and what it is like."""
    rows = connection.execute(
        "select kind, category, is_optional, description from notify.kinds order by category, kind"
    ).fetchall()
    return _document(
        "Letters",
        "db/functions/notify/kinds.sql and sidecar/templates",
        "What people are told by mail. Those of the kinds that are optional carry a link, and"
        " headers for mail programs (RFC 8058), by which a reader ends all optional ones of the"
        " category. What somebody asked for, and what is owed, is not optional. The subjects are"
        " those of examples.",
        _table(
            ("Kind", "Category", "Optional", "When", "Subject"),
            (
                (
                    f"`{kind}`",
                    category,
                    "yes" if is_optional else "",
                    description,
                    mail.render(kind, mail.samples()[kind]).subject,
                )
                for kind, category, is_optional, description in rows
            ),
        ),
        LETTERS.strip(),
    )


RENDERERS: dict[str, Callable[[psycopg.Connection], str]] = {
    "docs/analytics.md": render_analytics,
    "docs/emails.md": render_emails,
    "docs/errors.md": render_errors,
    "docs/roles.md": render_roles,
    "docs/webhook-events.md": render_webhook_events,
    "docs/scheduled-jobs.md": render_jobs,
    "web/app/data/catalog.json": web_files.render_catalog,
}
"""What is written, and from what."""
