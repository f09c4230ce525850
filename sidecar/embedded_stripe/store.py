"""Everything the embedded Stripe remembers, in one SQLite file.

One connection under one lock: a transaction is the whole effect of a request (objects, events,
deliveries, the idempotent answer), so a kill at any moment leaves all of it or nothing.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_SCHEMA = """
create table if not exists objects (
    seq integer primary key autoincrement,
    kind text not null,
    id text not null,
    created integer not null,
    body text not null,
    unique (kind, id)
);
create index if not exists objects_by_customer
    on objects (kind, json_extract(body, '$.customer'));
create index if not exists objects_by_invoice
    on objects (kind, json_extract(body, '$.invoice'));
create index if not exists objects_by_kind on objects (kind, seq);

-- What is to happen at a moment of Stripe's clock: renewals, retries, ends of trials.
create table if not exists tasks (
    seq integer primary key autoincrement,
    object text not null,
    task text not null,
    customer text not null,
    due integer not null,
    unique (object, task)
);
create index if not exists tasks_by_due on tasks (due, seq);

-- How far ahead of real time the clock is: of everybody (''), and of one customer beyond that.
create table if not exists clocks (
    customer text primary key,
    seconds integer not null
);

create table if not exists deliveries (
    seq integer primary key autoincrement,
    event text not null,
    customer text not null,
    due real not null,
    attempts integer not null default 0,
    state text not null default 'pending',
    answer text
);
create index if not exists deliveries_pending on deliveries (due) where state = 'pending';
create index if not exists deliveries_by_event on deliveries (event);

create table if not exists idempotency (
    key text primary key,
    fingerprint text not null,
    status integer not null,
    body text not null,
    request text not null,
    stored_at real not null
);

create table if not exists settings (
    name text primary key,
    value text not null
);
"""


@dataclass(frozen=True)
class Task:
    """Something due at a moment of the clock of ``customer`` ('' is nobody's)."""

    object: str
    task: str
    customer: str
    due: int


@dataclass(frozen=True)
class Delivery:
    """An event on its way to the webhook endpoint; ``due`` is real time."""

    seq: int
    event: str
    customer: str
    due: float
    attempts: int


@dataclass(frozen=True)
class Answer:
    """The stored answer to a request with an idempotency key."""

    fingerprint: str
    status: int
    body: str
    request: str


@dataclass(frozen=True)
class Page:
    """A window of a listing, newest first: ``before`` and ``after`` are positions (seq)."""

    limit: int
    older_than: int | None = None
    newer_than: int | None = None


@dataclass
class Scope:
    """A transaction that can be abandoned without an error (a preview)."""

    abandoned: bool = False


class Store:
    """The SQLite file. Methods need the lock that ``transaction`` holds."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[Scope]:
        """Commit what the block does; nothing of it if it raises or abandons the scope."""
        with self._lock:
            self._db.execute("begin immediate")
            scope = Scope()
            try:
                yield scope
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("rollback" if scope.abandoned else "commit")

    @contextmanager
    def savepoint(self) -> Iterator[Scope]:
        """Undo what the block does within a transaction, if it raises or abandons the scope."""
        self._db.execute("savepoint inner")
        scope = Scope()
        try:
            yield scope
        except BaseException:
            scope.abandoned = True
            raise
        finally:
            if scope.abandoned:
                self._db.execute("rollback to inner")
            self._db.execute("release inner")

    # --- objects

    def read(self, kind: str, identifier: str) -> Json | None:
        """Return an object, or None."""
        row = self._db.execute(
            "select body from objects where kind = ? and id = ?", (kind, identifier)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def write(self, kind: str, body: Json) -> None:
        """Insert or replace an object; its place in listings is that of its first writing."""
        self._db.execute(
            "insert into objects (kind, id, created, body) values (?, ?, ?, ?) "
            "on conflict (kind, id) do update set body = excluded.body",
            (kind, body["id"], body.get("created", 0), json.dumps(body)),
        )

    def position(self, kind: str, identifier: str) -> int | None:
        """Return an object's place in the listing of its kind, or None."""
        row = self._db.execute(
            "select seq from objects where kind = ? and id = ?", (kind, identifier)
        ).fetchone()
        return None if row is None else int(row[0])

    def select(
        self,
        kind: str,
        equal: Json | None = None,
        created: Json | None = None,
        page: Page | None = None,
    ) -> list[Json]:
        """Return the objects of ``kind``, newest first.

        ``equal`` maps JSON paths (without ``$.``) to a value or a list of allowed values;
        ``created`` maps gt, gte, lt, lte to Unix times.
        """
        where = ["kind = ?", "json_extract(body, '$.deleted') is null"]
        values: list[Any] = [kind]
        for path, wanted in (equal or {}).items():
            allowed = wanted if isinstance(wanted, list) else [wanted]
            marks = ", ".join("?" for _ in allowed)
            where.append(f"json_extract(body, '$.{path}') in ({marks})")
            values.extend(allowed)
        for name, sign in (("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")):
            if created and name in created:
                where.append(f"created {sign} ?")
                values.append(created[name])
        order, limit = "desc", -1
        if page is not None:
            limit = page.limit
            if page.older_than is not None:
                where.append("seq < ?")
                values.append(page.older_than)
            if page.newer_than is not None:
                where.append("seq > ?")
                values.append(page.newer_than)
                order = "asc"
        rows = self._db.execute(
            f"select body from objects where {' and '.join(where)} "  # noqa: S608 - fixed names only
            f"order by seq {order} limit ?",
            (*values, limit),
        ).fetchall()
        found = [json.loads(row[0]) for row in rows]
        return found if order == "desc" else found[::-1]

    def counts(self) -> dict[str, int]:
        """Return the number of objects of each kind."""
        rows = self._db.execute("select kind, count(*) from objects group by kind order by kind")
        return dict(rows.fetchall())

    # --- tasks and clocks

    def set_task(self, task: Task) -> None:
        """Plan a task; an object has at most one of each name."""
        self._db.execute(
            "insert into tasks (object, task, customer, due) values (?, ?, ?, ?) "
            "on conflict (object, task) do update set due = excluded.due",
            (task.object, task.task, task.customer, task.due),
        )

    def clear_task(self, identifier: str, name: str | None = None) -> None:
        """Forget the task ``name`` of an object, or all its tasks."""
        self._db.execute(
            "delete from tasks where object = ? and (? is null or task = ?)",
            (identifier, name, name),
        )

    def next_task(self, customer: str | None = None) -> tuple[Task, int] | None:
        """Return the task that is due first, of everybody or of one customer.

        The number is how far the customer's clock is ahead of the common one: the common clock
        reaches the task that many seconds before its ``due``.
        """
        row = self._db.execute(
            "select object, task, tasks.customer, due, coalesce(seconds, 0) from tasks "
            "left join clocks on clocks.customer = tasks.customer and clocks.customer <> '' "
            "where ? is null or tasks.customer = ? "
            "order by due - coalesce(seconds, 0), seq limit 1",
            (customer, customer),
        ).fetchone()
        return None if row is None else (Task(*row[:4]), int(row[4]))

    def tasks(self) -> list[Task]:
        """Return all planned tasks, by time."""
        rows = self._db.execute("select object, task, customer, due from tasks order by due, seq")
        return [Task(*row) for row in rows.fetchall()]

    def clock(self, customer: str) -> int:
        """Return by how many seconds a clock is ahead."""
        row = self._db.execute(
            "select seconds from clocks where customer = ?", (customer,)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def set_clock(self, customer: str, seconds: int) -> None:
        """Set by how many seconds a clock is ahead."""
        self._db.execute(
            "insert into clocks values (?, ?) "
            "on conflict (customer) do update set seconds = excluded.seconds",
            (customer, seconds),
        )

    # --- deliveries

    def add_delivery(self, event: str, customer: str, due: float, state: str) -> None:
        """Plan the delivery of an event (or note that it is dropped)."""
        self._db.execute(
            "insert into deliveries (event, customer, due, state) values (?, ?, ?, ?)",
            (event, customer, due, state),
        )

    def due_deliveries(self, now: float, limit: int) -> list[Delivery]:
        """Return pending deliveries that are due, oldest first."""
        rows = self._db.execute(
            "select seq, event, customer, due, attempts from deliveries "
            "where state = 'pending' and due <= ? order by seq limit ?",
            (now, limit),
        )
        return [Delivery(*row) for row in rows.fetchall()]

    def next_delivery(self) -> float | None:
        """Return when the next pending delivery is due, or None."""
        row = self._db.execute("select min(due) from deliveries where state = 'pending'").fetchone()
        return None if row[0] is None else float(row[0])

    def note_delivery(self, seq: int, state: str, answer: str, due: float) -> None:
        """Record the outcome of an attempt."""
        self._db.execute(
            "update deliveries set state = ?, answer = ?, due = ?, attempts = attempts + 1 "
            "where seq = ?",
            (state, answer, due, seq),
        )

    def hurry_deliveries(self, now: float) -> None:
        """Make all pending deliveries due at once."""
        self._db.execute("update deliveries set due = ? where state = 'pending'", (now,))

    def delivery_counts(self) -> dict[str, int]:
        """Return the number of deliveries in each state."""
        rows = self._db.execute("select state, count(*) from deliveries group by state")
        return dict(rows.fetchall())

    def pending_webhooks(self, event: str) -> int:
        """Return 1 while an event has not arrived at the endpoint, else 0."""
        row = self._db.execute(
            "select exists (select 1 from deliveries where event = ? and state = 'pending')",
            (event,),
        ).fetchone()
        return int(row[0])

    # --- answers

    def answer(self, key: str, now: float, lifetime: float) -> Answer | None:
        """Return the answer stored under an idempotency key within its lifetime, or None."""
        row = self._db.execute(
            "select fingerprint, status, body, request from idempotency "
            "where key = ? and stored_at > ?",
            (key, now - lifetime),
        ).fetchone()
        return None if row is None else Answer(*row)

    def keep_answer(self, key: str, answer: Answer, now: float) -> None:
        """Store the answer to a request with an idempotency key."""
        self._db.execute(
            "insert or replace into idempotency values (?, ?, ?, ?, ?, ?)",
            (key, answer.fingerprint, answer.status, answer.body, answer.request, now),
        )

    # --- settings

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a setting."""
        row = self._db.execute("select value from settings where name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def set_setting(self, name: str, value: Any) -> None:
        """Change a setting."""
        self._db.execute("insert or replace into settings values (?, ?)", (name, json.dumps(value)))

    def erase(self) -> None:
        """Forget everything but the settings of the endpoint."""
        for table in ("objects", "tasks", "clocks", "deliveries", "idempotency"):
            self._db.execute(f"delete from {table}")  # noqa: S608 - fixed names only
        self._db.execute("delete from settings where name not in ('endpoint', 'account')")
