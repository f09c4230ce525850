"""Which database an instance uses, as whom: the addresses of its roles, and their passwords."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode

import click
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from unison_cli import postgres
from unison_cli.credentials import Credentials, read_assignments
from unison_cli.errors import UnisonError
from unison_cli.paths import Instance

Command = TypeVar("Command", bound=Callable[..., None])


def database_option(command: Command) -> Command:
    """Let a command take a database's address, by default the instance's, as `dsn`."""
    return click.option(
        "--database-url",
        "dsn",
        envvar="DATABASE_URL",
        show_envvar=True,
        required=True,
        help="A database that is at the state of the files, as its owner.",
    )(command)


@dataclass(frozen=True)
class Databases:
    """Addresses of the instance's database, one for each role that logs in with a password."""

    unison_owner: str
    authenticator: str
    sidecar: str
    analyst: str
    superuser: str | None
    """For roles and extensions; None if the administrator of an external server sees to them."""

    def logins(self) -> dict[str, str]:
        """Return the address of each role that needs a password."""
        roles = ("unison_owner", "authenticator", "sidecar", "analyst")
        return {role: getattr(self, role) for role in roles}


def find_databases(instance: Instance, credentials: Credentials) -> Databases:
    """Return the addresses: of the embedded cluster, or those that the environment names.

    Raises:
        UnisonError: the instance uses an external server, and DATABASE_URL does not say which.
    """
    if instance.embedded:
        owner = _address(
            host="127.0.0.1",
            port=str(instance.ports.postgresql),
            dbname=postgres.DATABASE,
            user="unison_owner",
            password=credentials.owner_password,
        )
        superuser: str | None = postgres.superuser_url(instance)
        chosen: dict[str, str] = {}
    else:
        chosen = dict(os.environ)
        owner = chosen.get("DATABASE_URL") or _recorded_owner(instance)
        superuser = chosen.get("BOOTSTRAP_DATABASE_URL")
    passwords = {
        "authenticator": credentials.authenticator_password,
        "sidecar": credentials.sidecar_password,
        "analyst": credentials.analyst_password,
    }
    parts = conninfo_to_dict(owner)
    derived = {
        role: chosen.get(f"{role.upper()}_DATABASE_URL")
        or _address(**{**parts, "user": role, "password": password})
        for role, password in passwords.items()
    }
    return Databases(unison_owner=owner, superuser=superuser, **derived)


def give_passwords(databases: Databases) -> None:
    """Let every role log in at its address, by setting the password of those that cannot.

    Raises:
        UnisonError: there is no superuser's address to do so with.
    """
    locked_out = {role: url for role, url in databases.logins().items() if not _logs_in(url)}
    if not locked_out:
        return
    if databases.superuser is None:
        raise UnisonError(
            f"cannot log in as {', '.join(locked_out)}: set BOOTSTRAP_DATABASE_URL to let this "
            "command set their passwords, or <ROLE>_DATABASE_URL to addresses that work "
            "(was DATABASE_URL taken over from another instance by accident?)"
        )
    with psycopg.connect(databases.superuser) as connection:
        for role, url in locked_out.items():
            password = str(conninfo_to_dict(url)["password"])
            # Hashed here, so that no log of the server ever holds the password.
            verifier = connection.pgconn.encrypt_password(
                password.encode(), role.encode(), b"scram-sha-256"
            ).decode()
            statement = sql.SQL("alter role {} login password {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(verifier)))


def _address(**parts: object) -> str:
    """Write connection parameters as a URL, which every client takes."""
    words = {name: str(value) for name, value in parts.items() if value is not None}
    user = quote(words.pop("user"), safe="")
    password = quote(words.pop("password", ""), safe="")
    database = quote(words.pop("dbname", ""), safe="")
    host, port = words.pop("host", ""), words.pop("port", "")
    if host.startswith("/") or "," in host:
        words |= {"host": host, "port": port}
        host = port = ""
    address = f"{host}:{port}" if port else host
    query = f"?{urlencode(words, quote_via=quote)}" if words else ""
    return f"postgresql://{user}:{password}@{address}/{database}{query}"


def _recorded_owner(instance: Instance) -> str:
    path = instance.state / "env"
    address = read_assignments(path).get("DATABASE_URL") if path.exists() else None
    if not address:
        raise UnisonError("this instance uses a server of yours: set DATABASE_URL")
    return address


def _logs_in(url: str) -> bool:
    try:
        psycopg.connect(make_conninfo(url, connect_timeout=10)).close()
    except psycopg.OperationalError as error:
        if "password" not in str(error):
            raise
        return False
    return True
