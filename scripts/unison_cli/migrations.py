"""The files of db/migrations: read, checked, and compared with what the ledger says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unison_cli.errors import UnisonError
from unison_cli.sqlfile import SqlFileError, Statement, read_source

FILE_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
NO_TRANSACTION = "-- no-transaction"


@dataclass(frozen=True)
class Migration:
    """One file of db/migrations."""

    version: int
    name: str
    sha256: str
    """Of the text, with newlines as \\n."""
    is_transactional: bool
    statements: tuple[Statement, ...]

    def __str__(self) -> str:
        return f"{self.version:04}_{self.name}"


@dataclass(frozen=True)
class Applied:
    """What the ledger knows of a migration."""

    name: str
    sha256: str
    is_finished: bool
    """False if a migration outside transactions was interrupted."""
    when: str
    """For people."""


class MigrationError(UnisonError):
    """Migration files that contradict each other or the ledger."""


def read_migrations(folder: Path) -> tuple[Migration, ...]:
    """Read all migrations, in order.

    Raises:
        MigrationError: a name is not NNNN_verb_object.sql, or two files have one number.
        SqlFileError: a file's content is refused.
    """
    migrations: dict[int, Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        migration = _read_migration(path)
        other = migrations.setdefault(migration.version, migration)
        if other is not migration:
            raise MigrationError(f"{other} and {migration} have the same number: renumber one")
    return tuple(migrations.values())


def pending_migrations(
    migrations: Sequence[Migration], applied: Mapping[int, Applied]
) -> tuple[Migration, ...]:
    """Return what is still to be applied, once files and ledger have been found to agree.

    Raises:
        MigrationError: an applied file was edited, renamed or removed, or a new one has a number
            below one that was applied already.
    """
    files = {migration.version: migration for migration in migrations}
    finished = {version: entry for version, entry in applied.items() if entry.is_finished}
    for version, entry in finished.items():
        _check_unchanged(version, entry, files.get(version))
    last = max(finished, default=0)
    pending = tuple(migration for migration in migrations if migration.version not in finished)
    for migration in pending:
        if migration.version < last:
            raise MigrationError(
                f"{migration} comes too late: {last:04} has been applied. "
                f"Give it a number above {last:04}."
            )
    return pending


def new_migration(folder: Path, name: str, *, is_transactional: bool = True) -> Path:
    """Create the next migration from a template and return its path.

    Raises:
        MigrationError: the name is not made of lower-case words joined by underscores.
    """
    last = max((int(path.name[:4]) for path in folder.glob("[0-9]*.sql")), default=0)
    path = folder / f"{last + 1:04}_{name}.sql"
    if not FILE_NAME.fullmatch(path.name):
        raise MigrationError(f"{name!r} is no name: use words like add_invoice_memo")
    folder.mkdir(parents=True, exist_ok=True)
    if is_transactional:
        path.write_text("-- What changes, and why: \n", encoding="utf-8")
    else:
        path.write_text(
            f"{NO_TRANSACTION}\n-- Why outside: \n\n"
            "create index concurrently if not exists a_b_idx\non schema.a (b);\n",
            encoding="utf-8",
        )
    return path


def _read_migration(path: Path) -> Migration:
    match = FILE_NAME.fullmatch(path.name)
    if match is None:
        raise MigrationError(f"{path.name} is no migration: names look like 0042_add_memo.sql")
    source = read_source(path)
    if len(source.files) > 1:
        # The checksum is of one file; what it includes could change behind it.
        raise MigrationError(f"{path.name} includes another file: a migration stands alone")
    text = source.files[path]
    is_transactional = text.partition("\n")[0].rstrip() != NO_TRANSACTION
    if not source.statements:
        raise MigrationError(f"{path.name} has no statement")
    if not is_transactional:
        for statement in source.statements:
            _check_repeatable(statement)
    return Migration(
        int(match[1]),
        match[2],
        hashlib.sha256(text.encode()).hexdigest(),
        is_transactional,
        source.statements,
    )


def _check_repeatable(statement: Statement) -> None:
    """Refuse what would fail when an interrupted migration outside transactions runs again."""
    words = statement.tokens
    for verb, clause in (("create", "if not exists"), ("drop", "if exists")):
        if words[0] == verb and "concurrently" in words[:4] and "exists" not in words[:7]:
            message = f"say {clause}: after a crash the migration runs again"
            raise SqlFileError(statement.path, statement.line, message)


def _check_unchanged(version: int, entry: Applied, migration: Migration | None) -> None:
    known = f"{version:04}_{entry.name}"
    if migration is None:
        raise MigrationError(f"{known} has been applied, but its file is gone: bring it back")
    if migration.name != entry.name:
        raise MigrationError(f"{known} has been applied, but is now called {migration}")
    if migration.sha256 != entry.sha256:
        raise MigrationError(
            f"{known} was edited after it had been applied ({entry.when}): "
            "restore it, and put the change into a new migration."
        )
