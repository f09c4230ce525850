"""The commands about Stripe: thin shells, each over functions of another module."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
import psycopg

from unison_cli import stripe_catalog, stripe_ingest, stripe_replay
from unison_cli.credentials import load_credentials
from unison_cli.databases import find_databases
from unison_cli.errors import UnisonError
from unison_cli.paths import load_instance, state_folder

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("stripe")
def commands() -> None:
    """Stripe: the catalogue there, and bringing in an account that exists."""


@commands.command()
@click.option(
    "--real",
    is_flag=True,
    help="At the account whose key STRIPE_API_KEY holds, instead of the embedded Stripe.",
)
def sync_catalog(real: bool) -> None:
    """Make Stripe's catalogue have every published price, and remember the ids."""
    if real:
        if not (key := os.environ.get("STRIPE_API_KEY")):
            raise UnisonError("set STRIPE_API_KEY")
        made = stripe_catalog.sync(_owner(), key, os.environ.get("STRIPE_API_BASE"))
    else:
        instance = load_instance()
        credentials = load_credentials(instance.state)
        made = stripe_catalog.sync(_owner(), credentials.stripe_api_key, instance.stripe_url)
    click.echo(f"Made at Stripe: {', '.join(made) or 'nothing, all prices were there'}.")


@commands.command()
@click.argument("file", type=FILE)
def import_catalog(file: Path) -> None:
    """Link our prices to those of an account that exists, by lookup key.

    FILE is JSON: {"prices": {lookup key: {"id": "price_…", "product": "prod_…"}}}.
    """
    imported = stripe_catalog.import_file(_owner(), file)
    click.echo(f"Linked: {', '.join(imported.linked) or 'nothing'}.")
    if imported.lacking:
        click.echo(f"Not in the file: {', '.join(imported.lacking)}.")
    if imported.unknown:
        click.echo(f"In the file, but no price of ours: {', '.join(imported.unknown)}.")


@commands.command()
@click.argument("file", type=FILE)
@click.option(
    "--create-organisations",
    is_flag=True,
    help="Make organizations that the events name and that do not exist; none gets a trial.",
)
@click.pass_context
def ingest(context: click.Context, file: Path, create_organisations: bool) -> None:
    """Bring in events from FILE, as JSON lines in any order.

    What is stored already is skipped, so an interrupted run is resumed by running it again. The
    exit code is 1 if a line could not be taken.
    """
    report = stripe_ingest.ingest(_owner(), file, create_organisations=create_organisations)
    for fault in report.faults:
        click.echo(f"line {fault.line}: {fault.reason}", err=True)
    if create_organisations:
        click.echo(f"organizations made: {report.organizations}")
    for outcome, count in report.outcomes.items():
        click.echo(f"{outcome}: {count}")
    context.exit(1 if report.faults else 0)


@commands.command()
def state() -> None:
    """Print all that came from Stripe, as our tables show it, in Stripe's own words."""
    with psycopg.connect(_owner()) as connection:
        connection.read_only = True
        row = connection.execute("select billing.stripe_state()").fetchone()
    json.dump(row and row[0], sys.stdout, indent=1, ensure_ascii=False)
    click.echo()


@commands.command()
@click.option(
    "--check", is_flag=True, required=True, help="Only compare; there is nothing else it can do."
)
@click.pass_context
def replay(context: click.Context, check: bool) -> None:  # noqa: ARG001  (says what is done)
    """Recompute everything from the stored events, and list what our tables say otherwise.

    Reads one state of the database and locks nothing. The exit code is 1 if anything differs.
    """
    differences = 0
    for difference in stripe_replay.differences(_owner()):
        differences += 1
        click.echo(difference)
    click.echo(f"differences: {differences}", err=True)
    context.exit(1 if differences else 0)


def _owner() -> str:
    """Return the owner's address: the instance's, or where there is none, what is given."""
    address = os.environ.get("DATABASE_URL")
    if address and not (state_folder() / "instance.json").exists():
        return address
    instance = load_instance()
    return find_databases(instance, load_credentials(instance.state)).unison_owner
