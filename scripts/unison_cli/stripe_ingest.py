"""Events of an account that exists, from a file into the inbox, as if Stripe delivered them."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

import click
import psycopg

BATCH = 200
"""Events that are on their way to the server at once."""

PATIENCE_SECONDS = 30.0
"""How long events may wait for other sessions without any progress."""

Connection = psycopg.Connection[tuple[Any, ...]]

# A line that is no event comes last, where the database refuses it.
LAST = 2**63


@dataclass(frozen=True)
class Fault:
    """A line that was not taken."""

    line: int
    reason: str


@dataclass
class Report:
    """What became of the lines of a file."""

    outcomes: Counter[str] = field(
        default_factory=lambda: Counter(applied=0, parked=0, ignored=0, duplicate=0)
    )
    faults: list[Fault] = field(default_factory=list)
    organizations: int = 0


@dataclass(frozen=True)
class _Line:
    """Where an event stands in the file, and what is needed to find it in the database."""

    number: int
    offset: int
    length: int
    event_id: str
    created: int
    digest: bytes


_age = attrgetter("created", "number")


def ingest(database_url: str, path: Path, *, create_organisations: bool = False) -> Report:
    """Hand every event of a file to the function that the webhook calls, each in a transaction.

    Oldest first, whatever the order of the file: the result is the same in any order, but this one
    needs the fewest corrections. What is stored already is not sent again. Progress is shown on
    stderr.

    Raises:
        psycopg.Error: the database is not there, or failed; run it again to resume.
    """
    report = Report()
    with path.open("rb") as file, psycopg.connect(database_url, autocommit=True) as connection:
        # What a crash of the server takes back, the next run finds missing.
        connection.execute("set synchronous_commit = off")
        lines = sorted(_scan(file, report), key=_age)
        missing, parked = _split(connection, lines, report)
        if create_organisations:
            unowned = sorted([*missing, *parked], key=_age)
            report.organizations = _create_organizations(connection, file, unowned)
        waiting = [line.event_id for line in parked]
        waiting += _deliver(connection, file, missing, report)
        _settle(connection)
        report.outcomes.update(_count_by_status(connection, waiting))
        # The log is written in order: a commit that is awaited makes all before it durable.
        connection.execute("set synchronous_commit = on")
        connection.execute("select pg_logical_emit_message(true, 'unison', 'import')")
    report.faults.sort(key=attrgetter("line"))
    return report


def _scan(file: BinaryIO, report: Report) -> Iterator[_Line]:
    """Find the lines that are JSON objects; the others are faults."""
    offset = 0
    with _progress("Reading", Path(file.name).stat().st_size) as bar:
        for number, raw in enumerate(file, start=1):
            text = raw.strip()
            if text:
                try:
                    event = json.loads(text)
                except (ValueError, RecursionError) as error:
                    report.faults.append(Fault(number, f"no JSON: {error}"))
                else:
                    yield _line(number, offset, raw, event)
            offset += len(raw)
            bar.update(len(raw))


def _line(number: int, offset: int, raw: bytes, event: Any) -> _Line:
    told = event if isinstance(event, dict) else {}
    name, created = told.get("id"), told.get("created")
    return _Line(
        number=number,
        offset=offset,
        length=len(raw),
        # What cannot be an id is found nowhere, and sent for the database to refuse.
        event_id=name if isinstance(name, str) and name.isprintable() else "",
        created=created if isinstance(created, int) else LAST,
        digest=hashlib.sha256(raw.strip()).digest(),
    )


def _split(
    connection: Connection, lines: Sequence[_Line], report: Report
) -> tuple[list[_Line], list[_Line]]:
    """Return the lines that are not stored yet, and those that are stored but parked."""
    missing, parked = [], []
    for batch in _batches(lines, BATCH * 10):
        rows = connection.execute(
            "select * from webhooks.find_stored_events(%s, %s)",
            ([line.event_id for line in batch], [line.digest for line in batch]),
        )
        is_parked: dict[str, bool] = dict(iter(rows))
        for line in batch:
            if line.event_id not in is_parked:
                missing.append(line)
            elif is_parked[line.event_id]:
                parked.append(line)
            else:
                report.outcomes["duplicate"] += 1
    return missing, parked


def _create_organizations(connection: Connection, file: BinaryIO, lines: Sequence[_Line]) -> int:
    """Make the organizations that the events name, each called as its customer; count new ones."""
    customers: dict[Any, set[str]] = {}
    names: dict[str, str] = {}
    created: dict[str, int] = {}
    with _progress("Finding organizations", len(lines)) as bar:
        for batch in _batches(lines, BATCH):
            rows = connection.execute(
                "select * from billing.read_organizations(%s)",
                ([_read(file, line) for line in batch],),
            )
            for organization, customer, name, since in rows:
                if organization is not None:
                    customers.setdefault(organization, set()).add(customer)
                if name is not None:
                    names[customer] = name
                if since is not None:
                    created[customer] = since
            bar.update(len(batch))
    made = 0
    with connection.transaction():
        for organization, its in customers.items():
            known = sorted(its & names.keys(), key=lambda customer: created.get(customer, LAST))
            since = min((created[customer] for customer in its & created.keys()), default=None)
            row = connection.execute(
                "select identity.import_organization(%s, %s, %s)",
                (
                    organization,
                    names[known[0]] if known else None,
                    None if since is None else datetime.fromtimestamp(since, UTC),
                ),
            ).fetchone()
            made += bool(row and row[0])
    return made


def _deliver(
    connection: Connection, file: BinaryIO, lines: Sequence[_Line], report: Report
) -> list[str]:
    """Send events, and count what became of them; return those of which it is not certain yet."""
    unsettled = []
    with _progress("Importing", len(lines)) as bar:
        for batch in _batches(lines, BATCH):
            with connection.pipeline() as pipeline:
                sent = []
                for line in batch:
                    cursor = connection.execute(
                        "select sidecar.receive_stripe_event(%s)",
                        (_read(file, line),),
                        prepare=True,
                    )
                    # Ends the transaction: without it a batch would be one.
                    pipeline.sync()
                    sent.append((line, cursor))
                for line, cursor in sent:
                    ((answer,),) = cursor.fetchall()
                    if answer["outcome"] == "refused":
                        report.faults.append(Fault(line.number, f"refused: {answer['reason']}"))
                    elif answer["outcome"] in ("parked", "pending"):
                        unsettled.append(line.event_id)
                    else:
                        report.outcomes[answer["outcome"]] += 1
            bar.update(len(batch))
    return unsettled


def _settle(connection: Connection) -> None:
    """Apply what had to wait and need not any more, together with a worker if there is one."""
    left = _pending(connection)
    deadline = time.monotonic() + PATIENCE_SECONDS
    with _progress("Applying what had to wait", left) as bar:
        while left and time.monotonic() < deadline:
            connection.execute("select sidecar.apply_pending_events(1000)")
            now_left = _pending(connection)
            if now_left < left:
                deadline = time.monotonic() + PATIENCE_SECONDS
                bar.update(left - now_left)
            else:
                time.sleep(0.05)
            left = now_left


def _pending(connection: Connection) -> int:
    """Count the events that will be applied at once; not those that have failed before."""
    rows = connection.execute("select queue, depth - retrying from sidecar.queue_status()")
    depths: dict[str, int] = dict(iter(rows))
    return depths["stripe_events"]


def _count_by_status(connection: Connection, event_ids: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for batch in _batches(event_ids, BATCH * 10):
        rows = connection.execute("select * from webhooks.count_by_status(%s)", (list(batch),))
        counts.update(dict(iter(rows)))
    return counts


def _read(file: BinaryIO, line: _Line) -> str:
    file.seek(line.offset)
    return file.read(line.length).strip().decode()


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _progress(label: str, length: int) -> Any:
    return click.progressbar(length=length, label=label, file=sys.stderr)
