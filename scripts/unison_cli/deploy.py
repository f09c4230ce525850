"""Bring a database to the state of the files: the bootstrap, and the transaction of a deploy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import errors

from unison_cli.errors import UnisonError
from unison_cli.ledger import read_ledger
from unison_cli.paths import ROOT
from unison_cli.plan import LOCK_KEY, Plan, Segment, make_plan
from unison_cli.sqlfile import Statement, place, read_source

DATABASE_FOLDER = ROOT / "db"
"""bootstrap.sql, migrations/ and functions/ are here."""

ATTEMPTS = 10
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 8.0
"""Seconds; each pause is twice as long as the one before, up to this."""

LOCK_POLL = 0.25
"""Seconds."""

Report = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a deploy has done."""

    migrations: tuple[str, ...]
    """Names of those applied."""
    release: int | None
    """Number of the new release; None if the functions were not loaded."""

    @property
    def changed(self) -> bool:
        """Whether anything was done at all."""
        return bool(self.migrations) or self.release is not None


class DeployError(UnisonError):
    """The database refused a statement; its transaction has left nothing."""


class LockError(DeployError):
    """A lock was not to be had in time: worth another attempt."""


def say_nothing(message: str) -> None:
    """Report nowhere."""


def bootstrap(dsn: str, root: Path = DATABASE_FOLDER) -> None:
    """Create roles and extensions in the database that `dsn` names, as its superuser.

    Repeatable, and safe to run in several databases of a cluster at once.

    Raises:
        DeployError: a statement failed; nothing was changed.
    """
    statements = read_source(root / "bootstrap.sql").statements
    with connect(dsn) as connection, connection.transaction():
        # Roles belong to the whole cluster, and so does this lock; two bootstraps that alter a role
        # at the same moment would end with "tuple concurrently updated".
        if _is_superuser(connection):
            connection.execute("lock table pg_catalog.pg_authid in share row exclusive mode")
        _execute(connection, statements)


def migrate(
    dsn: str,
    root: Path = DATABASE_FOLDER,
    *,
    force: bool = False,
    attempts: int = ATTEMPTS,
    report: Report = say_nothing,
) -> Outcome:
    """Apply pending migrations and load the functions, as the owner.

    All of it is one transaction, unless a migration asks to run outside. A lock that is not free
    within two seconds, or a deadlock, rolls it back; it is tried again `attempts` times in all.
    While another deploy runs, this one waits. `force` loads the functions even if they have not
    changed.

    Raises:
        MigrationError, SqlFileError: the files are refused; nothing was changed.
        DeployError: a statement failed, or the caller is a superuser.
    """
    with connect(dsn) as connection:
        connection.add_notice_handler(lambda notice: report(f"  {notice.message_primary}"))
        if _is_superuser(connection):
            raise DeployError("deploy as the owner: what a superuser creates belongs to him")
        with _deploy_lock(connection, report):
            plan = make_plan(root, read_ledger(connection), force=force)
            for segment in plan.segments:
                _retry(connection, segment, attempts, report)
            return Outcome(
                tuple(map(str, plan.pending)),
                read_ledger(connection).release if plan.loads_functions else None,
            )


def current_plan(dsn: str, root: Path = DATABASE_FOLDER, *, force: bool = False) -> Plan:
    """Return what `migrate` would do now; reads only."""
    with connect(dsn) as connection:
        return make_plan(root, read_ledger(connection), force=force)


def connect(dsn: str) -> psycopg.Connection:
    """Connect; each statement stands alone unless a transaction is begun."""
    connection = psycopg.connect(
        dsn, autocommit=True, prepare_threshold=None, fallback_application_name="unison db"
    )
    # The locks of a deploy that was killed are to end with it, not with its current statement.
    connection.execute("set client_connection_check_interval = '1s'")
    return connection


def _is_superuser(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "select rolsuper from pg_roles where rolname = current_user"
    ).fetchone()
    return row == (True,)


@contextmanager
def _deploy_lock(connection: psycopg.Connection, report: Report) -> Iterator[None]:
    """Hold the lock that only one deploy of a database can have."""
    # Asked for again and again: a session that blocks in pg_advisory_lock holds a snapshot, and the
    # deploy that it waits for may be building an index, which in turn waits for older snapshots.
    waits = False
    while connection.execute("select pg_try_advisory_lock(%s)", [LOCK_KEY]).fetchone() != (True,):
        if not waits:
            report("waiting for another deploy to end")
        waits = True
        time.sleep(LOCK_POLL)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", [LOCK_KEY])


def _retry(connection: psycopg.Connection, segment: Segment, attempts: int, report: Report) -> None:
    pause = FIRST_PAUSE
    for attempt in range(1, attempts + 1):
        try:
            return _run(connection, segment, report)
        except LockError as error:
            if attempt == attempts:
                raise
            report(f"  {error.message}")
            report(f"  all undone; attempt {attempt + 1} of {attempts} in {pause:g} s")
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
    return None


def _run(connection: psycopg.Connection, segment: Segment, report: Report) -> None:
    execute = _execute if segment.is_transactional else _execute_outside
    try:
        with connection.transaction() if segment.is_transactional else nullcontext():
            for part in segment.parts:
                started = time.monotonic()
                execute(connection, part.statements)
                if part.label:
                    report(f"{part.label}: {1000 * (time.monotonic() - started):.0f} ms")
    except psycopg.Error as error:  # by the commit: a deferred constraint, a lost connection
        raise _failure(None, error) from error


def _execute(connection: psycopg.Connection, statements: Iterable[Statement]) -> None:
    """Execute statements in one pipeline, so that locks are not held for the network's sake."""
    cursors: list[tuple[psycopg.Cursor, Statement]] = []
    try:
        with connection.pipeline():
            for statement in statements:
                cursors.append((connection.cursor(), statement))
                cursors[-1][0].execute(statement.text.encode())
    except psycopg.Error as error:
        # The first without a result is the one that failed; the server skips what follows it.
        failed = next((one for cursor, one in cursors if cursor.statusmessage is None), None)
        raise _failure(failed, error) from error


def _execute_outside(connection: psycopg.Connection, statements: Iterable[Statement]) -> None:
    for statement in statements:
        try:
            cursor = connection.execute(statement.text.encode())
            for (text,) in cursor.fetchall() if statement.expands else []:
                connection.execute(text)
        except psycopg.Error as error:
            raise _failure(statement, error) from error


def _failure(statement: Statement | None, error: psycopg.Error) -> DeployError:
    """Say what failed and where, with all that the server says about it."""
    diagnostics = error.diag
    if diagnostics.message_primary is None:
        return DeployError(f"the connection was lost ({str(error).strip()}); see `db status`")
    lines = [diagnostics.message_primary]
    if statement is not None and statement.line:
        position = int(diagnostics.statement_position or 1) - 1
        line = statement.line + statement.text.count("\n", 0, position)
        lines = [f"{place(statement.path, line)}: {diagnostics.message_primary}"]
    lines += filter(None, (diagnostics.message_detail, diagnostics.message_hint))
    if diagnostics.context:
        lines.append(diagnostics.context)
    waits = isinstance(error, (errors.LockNotAvailable, errors.DeadlockDetected))
    return (LockError if waits else DeployError)("\n".join(lines))
