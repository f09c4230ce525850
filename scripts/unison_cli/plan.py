"""What a deploy will do: decided from files and ledger alone, before anything is done.

`db up` executes a plan and `db script` prints it, so that both are the same statements. What can be
decided only inside the transaction is decided by the functions of deploy.sql.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from psycopg import sql

from unison_cli.functions import (
    DEPLOY_SQL,
    EDGE_SCHEMAS,
    GATE,
    REBUILT_SCHEMAS,
    STAND_INS,
    Functions,
    read_functions,
)
from unison_cli.ledger import Ledger
from unison_cli.migrations import Migration, pending_migrations, read_migrations
from unison_cli.sqlfile import Statement, read_source

LOCK_KEY = 0x756E69736F6E
"""Key of the advisory lock that a deploy holds (the letters of unison)."""

SETTINGS = {
    "search_path": "''",  # names that are not qualified fail here and not on another machine
    "timezone": "'UTC'",
    "client_min_messages": "warning",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}

# Whoever meets a lock of ours waits; so we never wait long for theirs while holding ours.
LOCK_TIMEOUT = "'2s'"

# Should a request and the deploy wait for each other after all, the deploy is to notice first: it
# tries again, whereas the request would be answered with an error. It takes a grant from bootstrap.
DEADLOCK_TIMEOUT = """
select set_config('deadlock_timeout', '50ms', true)
where has_parameter_privilege('deadlock_timeout', 'set')
"""


@dataclass(frozen=True)
class Part:
    """Statements that are reported together."""

    label: str
    """Empty for what is not worth a line."""
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Segment:
    """One transaction, or one migration that runs outside."""

    parts: tuple[Part, ...]
    is_transactional: bool = True


@dataclass(frozen=True)
class Plan:
    """What brings a database from its ledger's state to that of the files."""

    ledger: Ledger
    migrations: tuple[Migration, ...]
    """All of them."""
    pending: tuple[Migration, ...]
    loads_functions: bool
    functions_changed: bool
    segments: tuple[Segment, ...]


def make_plan(root: Path, ledger: Ledger, *, force: bool = False) -> Plan:
    """Compare the files below `root` with the ledger.

    The functions are loaded when they have changed, and whenever a migration in a transaction runs,
    because it may change what they were made from; `force` loads them in any case.

    Raises:
        MigrationError: files and ledger contradict each other.
        SqlFileError: a file is refused.
    """
    root = root.resolve()
    migrations = read_migrations(root / "migrations")
    functions = read_functions(root / "functions", ledger.extensions)
    pending = pending_migrations(migrations, ledger.applied)
    changed = functions.sha256 != ledger.functions_sha256
    loads = force or changed or any(migration.is_transactional for migration in pending)
    segments = tuple(_segments(pending, functions if loads else None, ledger))
    return Plan(ledger, migrations, pending, loads, changed, segments)


def render_script(plan: Plan) -> str:
    r"""Write a plan as a script for psql, to be run by the owner or a superuser."""
    if not plan.segments:
        return "-- Nothing to deploy.\n"
    lines = [
        "\\set ON_ERROR_STOP on",
        sql.SQL("set role {};").format(sql.Identifier(plan.ledger.owner)).as_string(),
        "do $$",
        "begin",
        f"    if not pg_try_advisory_lock({LOCK_KEY}) then",
        "        raise exception 'another deploy is running';",
        "    end if;",
        "end",
        "$$;",
    ]
    for segment in plan.segments:
        lines += ["", "begin;"] if segment.is_transactional else [""]
        for part in segment.parts:
            lines += ["", f"-- {part.label or 'the ledger'}"]
            lines += [_rendered(statement) for statement in part.statements]
        lines += ["", "commit;"] if segment.is_transactional else []
    lines += ["", f"select pg_advisory_unlock({LOCK_KEY});", "reset role;"]
    return "\n".join(lines) + "\n"


def _segments(
    pending: Sequence[Migration], functions: Functions | None, ledger: Ledger
) -> Iterator[Segment]:
    """Group pending migrations, in their order, into transactions and what runs outside.

    There is one transaction, and the functions are in it, unless a migration that runs outside
    stands between others: then what comes before it is committed first, without the functions,
    for these fit the last migration only. What runs outside at the end runs after the functions.
    """
    runs = [
        (is_transactional, tuple(run))
        for is_transactional, run in groupby(pending, lambda migration: migration.is_transactional)
    ]
    if functions is not None and not any(is_transactional for is_transactional, _ in runs):
        runs.insert(0, (True, ()))
    elif runs and not runs[0][0]:
        yield _transaction((), None, ledger)  # for the ledger
    last = max((at for at, run in enumerate(runs) if run[0]), default=None)
    for at, (is_transactional, run) in enumerate(runs):
        if is_transactional:
            yield _transaction(run, functions if at == last else None, ledger)
        else:
            yield from map(_outside, run)


def _transaction(run: Sequence[Migration], functions: Functions | None, ledger: Ledger) -> Segment:
    opening = [
        *_settings("set local", lock_timeout=LOCK_TIMEOUT),
        _own(DEADLOCK_TIMEOUT.strip()),
        *read_source(DEPLOY_SQL).statements,
    ]
    edges = [list(EDGE_SCHEMAS), list(REBUILT_SCHEMAS)]
    opening += [_call("refuse_stand_ins", *names) for names in STAND_INS.items()]
    if functions is not None:
        opening.append(_call("start_release", ledger.release, functions.sha256, GATE, *edges))
    parts = [
        Part("", tuple(opening)),
        *(Part(str(one), _recorded(one, one.statements)) for one in run),
    ]
    if functions is not None:
        kinds = [managed.kind for managed in functions.managed]
        names = [f"{managed.schema}.{managed.name}" for managed in functions.managed]
        closing = _call("complete_release", kinds, names, *edges)
        label = f"functions ({functions.files} files)"
        parts.append(Part(label, (*functions.statements, closing)))
    return Segment(tuple(parts))


def _outside(migration: Migration) -> Segment:
    # Building an index concurrently waits for every older transaction, but nobody waits for it.
    statements = [*_settings("set", lock_timeout="0")]
    for statement in migration.statements:
        statements += [*_drop_invalid_index(statement), statement]
    return Segment((Part(str(migration), _recorded(migration, statements)),), False)


def _recorded(migration: Migration, statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return (
        _call("start_migration", migration.version, migration.name, migration.sha256),
        *statements,
        _call("complete_migration", migration.version),
    )


def _drop_invalid_index(statement: Statement) -> Iterator[Statement]:
    """Yield what removes the invalid index that a crash of this very statement leaves.

    Otherwise `if not exists` would be content with it for ever.
    """
    words = [word for word in statement.tokens if word not in {"unique", "only"}]
    if words[:6] != ["create", "index", "concurrently", "if", "not", "exists"]:
        return
    name, table = words[6], "".join(words[8:11])
    query = sql.SQL(
        """select format('drop index concurrently %I.%I', n.nspname, i.relname)
from pg_catalog.pg_index as x
inner join pg_catalog.pg_class as i on i.oid = x.indexrelid
inner join pg_catalog.pg_namespace as n on n.oid = i.relnamespace
where x.indrelid = to_regclass({}) and i.relname = (parse_ident({}))[1] and not x.indisvalid"""
    )
    yield _own(query.format(table, name).as_string(), expands=True)


def _settings(verb: str, **more: str) -> Iterator[Statement]:
    for name, value in (SETTINGS | more).items():
        yield _own(f"{verb} {name} = {value}")


def _call(function: str, *arguments: object) -> Statement:
    values = sql.SQL(", ").join(map(sql.Literal, arguments))
    name = sql.Identifier("deploy", function)
    return _own(sql.SQL("select {}({})").format(name, values).as_string())


def _own(text: str, *, expands: bool = False) -> Statement:
    return Statement(DEPLOY_SQL, 0, text, expands=expands)


def _rendered(statement: Statement) -> str:
    end = "\n\\gexec" if statement.expands else ";"
    return "\n".join(filter(None, (statement.comment, statement.text + end)))
