"""Accounts of the platform's staff: made by command, never by signing up."""

from __future__ import annotations

import json

import click
import psycopg

from unison_cli.credentials import load_credentials
from unison_cli.databases import find_databases
from unison_cli.paths import load_instance


@click.group()
def staff() -> None:
    """Accounts of the platform's staff."""


@staff.command()
@click.argument("email")
@click.option("--name", "full_name", prompt="Full name", help="As it appears in the audit log.")
@click.password_option(help="Asked for if not given.")
def create(email: str, full_name: str, password: str) -> None:
    """Let a person of the staff sign in with the address EMAIL."""
    instance = load_instance()
    databases = find_databases(instance, load_credentials(instance.state))
    with psycopg.connect(databases.unison_owner) as connection:
        _create(connection, email, password, full_name)
    click.echo(f"{email} can sign in.")


def ensure_staff(database_url: str, email: str, password: str, full_name: str) -> None:
    """Create an account unless the address has one."""
    with psycopg.connect(database_url) as connection:
        try:
            _create(connection, email, password, full_name)
        except psycopg.Error as error:
            if error_code(error) != "email_taken":
                raise


def error_code(error: psycopg.Error) -> str | None:
    """Return the API's code of an error that a function of the product raised, if it is one."""
    if error.sqlstate != "PGRST":
        return None
    code: str = json.loads(error.diag.message_primary or "{}")["code"]
    return code


def _create(connection: psycopg.Connection, email: str, password: str, full_name: str) -> None:
    connection.execute("select identity.create_staff(%s, %s, %s)", (email, password, full_name))
