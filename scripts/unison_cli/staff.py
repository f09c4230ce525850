"""Accounts of the platform's staff: made by command, never by signing up."""

from __future__ import annotations

import base64
import json
from typing import Any, LiteralString, cast
from uuid import UUID

import click
import psycopg

from unison_cli.credentials import load_credentials
from unison_cli.databases import find_databases
from unison_cli.errors import UnisonError
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
    with _connect() as connection:
        _create(connection, email, password, full_name)
    click.echo(f"{email} can sign in, and enrols a second factor then.")


@staff.command(name="list")
def list_() -> None:
    """Show who is of the staff, and who has a second factor."""
    with _connect() as connection:
        for email, full_name, has_factor, disabled_at in connection.execute(
            "select email, full_name, has_second_factor, disabled_at from identity.list_staff()"
        ):
            state = "disabled" if disabled_at else "" if has_factor else "no second factor yet"
            click.echo("  ".join((email, full_name, state)).rstrip())


@staff.command()
@click.argument("email")
def disable(email: str) -> None:
    """Let the person with the address EMAIL do nothing more, at once."""
    _ask("identity.disable_staff", email)
    click.echo(f"{email} is signed out, and can sign in no more.")


@staff.command(name="remove-second-factor")
@click.argument("email")
def remove_second_factor(email: str) -> None:
    """Let EMAIL enrol a second factor anew; make sure first who asks for it."""
    _ask("identity.remove_second_factor", email)
    click.echo(f"{email} is signed out, and enrols a second factor at the next sign-in.")


def ensure_staff(
    database_url: str, email: str, password: str, full_name: str, totp_secret: str
) -> None:
    """Create an account with a second factor (base32) unless the address has one."""
    with psycopg.connect(database_url) as connection:
        try:
            user_id = _create(connection, email, password, full_name)
        except psycopg.Error as error:
            if error_code(error) != "email_taken":
                raise
        else:
            connection.execute(
                "select identity.set_second_factor(%s, %s)",
                (user_id, base64.b32decode(totp_secret)),
            )


def error_code(error: psycopg.Error) -> str | None:
    """Return the API's code of an error that a function of the product raised, if it is one."""
    if error.sqlstate != "PGRST":
        return None
    code: str = json.loads(error.diag.message_primary or "{}")["code"]
    return code


def _create(connection: psycopg.Connection[Any], email: str, password: str, full_name: str) -> UUID:
    (user_id,) = connection.execute(
        "select identity.create_staff(%s, %s, %s)", (email, password, full_name)
    ).fetchall()[0]
    return cast("UUID", user_id)


def _ask(function: LiteralString, email: str) -> None:
    """Call a function that answers whether the address is one of the staff's."""
    with _connect() as connection:
        row = connection.execute(f"select {function}(%s)", (email,)).fetchone()
    if row != (True,):
        raise UnisonError(f"nobody of the staff has the address {email}")


def _connect() -> psycopg.Connection[Any]:
    instance = load_instance()
    return psycopg.connect(find_databases(instance, load_credentials(instance.state)).unison_owner)
