"""The command group: knows which module holds which command, and loads only the one called."""

from __future__ import annotations

import importlib
import json
import os

import click
import psycopg

from unison_cli.credentials import load_credentials
from unison_cli.databases import find_databases
from unison_cli.errors import UnisonError
from unison_cli.paths import load_instance, state_folder

# Command → where in this package it is defined. A module comes with its command.
COMMANDS = {
    "analytics": "analytics:analytics",
    "audit": "audit:audit",
    "db": "db:db",
    "demo": "demo:demo",
    "docs": "docs:docs",
    "history": "history:history",
    "stack": "stack:stack",
    "staff": "staff:staff",
    "stripe": "stripe_commands:commands",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Return every command's name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module and return the command; None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"unison_cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal by the database is a message, not a traceback."""
        try:
            return super().invoke(ctx)
        except psycopg.Error as error:
            raise UnisonError(_words(error)) from error


def _words(error: psycopg.Error) -> str:
    """Return what a person should read of an error; the product's own are JSON for the API."""
    if error.sqlstate != "PGRST":
        return f"database: {str(error).strip()}"
    body = json.loads(error.diag.message_primary or "{}")
    return f"{body['message']} ({body['code']})"


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Unison Commerce: run and operate one instance.

    UNISON_STATE names the instance's folder (default .state), UNISON_PORT its first port
    (default 8080).
    """
    if context.invoked_subcommand in ("analytics", "audit", "db", "docs", "history"):
        _default_to_instance()


def _default_to_instance() -> None:
    """Let commands that take a database's address use the instance's, where none is given."""
    if "DATABASE_URL" in os.environ or not (state_folder() / "instance.json").exists():
        return
    instance = load_instance()
    databases = find_databases(instance, load_credentials(instance.state))
    os.environ["DATABASE_URL"] = databases.unison_owner
    if databases.superuser is not None:
        os.environ.setdefault("BOOTSTRAP_DATABASE_URL", databases.superuser)
