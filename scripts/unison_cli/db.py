"""`unison db`: bring a database to the state of the files, and compare the two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from click.core import ParameterSource

from unison_cli import deploy, drift, migrations, plan
from unison_cli.credentials import load_credentials
from unison_cli.databases import Databases, find_databases
from unison_cli.errors import UnisonError
from unison_cli.paths import load_instance

Command = TypeVar("Command", bound=Callable[..., None])


def _running_instance() -> Databases:
    instance = load_instance()
    return find_databases(instance, load_credentials(instance.state))


def _instance_owner() -> str:
    try:
        return _running_instance().unison_owner
    except UnisonError as error:
        raise UnisonError(f"{error.message}, or set DATABASE_URL") from error


def _matching_superuser(
    context: click.Context, _parameter: click.Parameter, given: str | None
) -> str | None:
    """Take the instance's superuser only for the instance's own database."""
    if given is None and context.get_parameter_source("dsn") is ParameterSource.DEFAULT:
        return _running_instance().superuser
    return given


def _database_option(command: Command) -> Command:
    return click.option(
        "--database-url",
        "dsn",
        envvar="DATABASE_URL",
        show_envvar=True,
        default=_instance_owner,
        show_default="the running instance's",
        is_eager=True,
        help="The database, as its owner; a direct connection, not through a pooler.",
    )(command)


def _bootstrap_option(command: Command) -> Command:
    return click.option(
        "--bootstrap-url",
        "bootstrap_dsn",
        envvar="BOOTSTRAP_DATABASE_URL",
        show_envvar=True,
        callback=_matching_superuser,
        help="The same database, as a superuser.",
    )(command)


@click.group()
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    default=deploy.DATABASE_FOLDER,
    help="Where bootstrap.sql, migrations/ and functions/ are (default: db/ of this repository).",
)
@click.pass_context
def db(context: click.Context, folder: Path) -> None:
    """Deploy migrations and functions, and compare the database with the files.

    Exit codes: 0 done, or yes; 1 no (pending, drifted, out of date); 2 failed.
    """
    context.obj = folder


@db.command()
@_database_option
@_bootstrap_option
@click.option("--force", is_flag=True, help="Load the functions even if they have not changed.")
@click.option(
    "--attempts",
    type=click.IntRange(min=1),
    default=deploy.ATTEMPTS,
    show_default=True,
    help="How often to try in all when a lock is not free within two seconds.",
)
@click.pass_obj
def up(folder: Path, dsn: str, bootstrap_dsn: str | None, force: bool, attempts: int) -> None:
    """Apply pending migrations and load all functions, in one transaction.

    With a superuser's address bootstrap.sql is run first. If nothing has changed, nothing is done.
    """
    if bootstrap_dsn is not None:
        deploy.bootstrap(bootstrap_dsn, folder)
        click.echo("bootstrap.sql: done")
    outcome = deploy.migrate(dsn, folder, force=force, attempts=attempts, report=click.echo)
    if outcome.release is not None:
        click.echo(f"deployed release {outcome.release}")
    elif not outcome.changed:
        click.echo("nothing to do: all migrations are applied, and the functions are unchanged")


@db.command()
@_database_option
@click.pass_obj
def status(folder: Path, dsn: str) -> None:
    """Tell what is applied and what is pending; exit code 1 if anything is."""
    current = deploy.current_plan(dsn, folder)
    for migration in current.migrations:
        entry = current.ledger.applied.get(migration.version)
        if entry is None:
            state = "pending"
        else:
            state = f"applied {entry.when}" if entry.is_finished else f"interrupted {entry.when}"
        click.echo(f"{migration}: {state}")
    if current.functions_changed:
        click.echo("functions: changed" if current.ledger.release else "functions: pending")
    else:
        since = f"release {current.ledger.release}, {current.ledger.released_at}"
        click.echo(f"functions: unchanged since {since}")
    if current.segments:
        raise SystemExit(1)


@db.command()
@_database_option
@click.option("--force", is_flag=True, help="Load the functions even if they have not changed.")
@click.pass_obj
def script(folder: Path, dsn: str, force: bool) -> None:
    """Print what `up` would execute, for psql: a DBA can read it, and run it instead.

    It holds the writes of the ledger too, and refuses to run on another state than this one.
    """
    current = deploy.current_plan(dsn, folder, force=force)
    click.echo(plan.render_script(current), nl=False)


@db.command("drift")
@_database_option
@_bootstrap_option
@click.pass_obj
def show_drift(folder: Path, dsn: str, bootstrap_dsn: str | None) -> None:
    """Print how the database differs from one built from the files; exit code 1 if it does.

    For the comparison a shadow database is created on the same server, and dropped again.
    """
    lines = drift.find_drift(dsn, bootstrap_dsn, folder)
    for line in lines:
        click.echo(line)
    if lines:
        raise SystemExit(1)
    click.echo("no drift: the database is what the files say")


@db.command()
@_database_option
@_bootstrap_option
@click.option("--check", is_flag=True, help="Only tell whether db/schema.sql is up to date.")
@click.pass_obj
def schema(folder: Path, dsn: str, bootstrap_dsn: str | None, check: bool) -> None:
    """Write schema.sql, the dump of a database built from the files, to be reviewed in diffs."""
    path = folder / drift.SCHEMA_FILE
    fresh = drift.fresh_schema(dsn, bootstrap_dsn, folder)
    if not check:
        path.write_text(fresh, encoding="utf-8")
        click.echo(path)
        return
    lines = drift.compare_schema_file(path, fresh)
    if lines is None:
        click.echo(f"not compared: {path.name} was dumped from or by another major version")
    elif lines:
        click.echo("\n".join([*lines, f"{path.name} is out of date: write it with `db schema`"]))
        raise SystemExit(1)
    else:
        click.echo(f"{path.name} is up to date")


@db.command()
@click.argument("name")
@click.option(
    "--no-transaction",
    is_flag=True,
    help="For what cannot run in a transaction, such as building an index concurrently.",
)
@click.pass_obj
def new(folder: Path, name: str, no_transaction: bool) -> None:
    """Create the next migration; NAME is a verb and an object, such as add_invoice_memo."""
    path = migrations.new_migration(
        folder / "migrations", name, is_transactional=not no_transaction
    )
    click.echo(path)
