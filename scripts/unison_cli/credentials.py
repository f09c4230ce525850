"""Passwords and keys of an instance: made once at random, kept in `secrets.env`."""

from __future__ import annotations

import base64
import secrets
import shlex
from dataclasses import dataclass, fields
from pathlib import Path

from unison_cli.paths import write_atomically


@dataclass(frozen=True)
class Credentials:
    """One value a line of `secrets.env`; the names there are those here in capitals."""

    owner_password: str
    authenticator_password: str
    sidecar_password: str
    analyst_password: str
    admin_password: str
    admin_totp_secret: str
    demo_password: str
    internal_api_key: str
    stripe_api_key: str
    stripe_webhook_secret: str


def _random() -> str:
    return secrets.token_hex(16)


MAKERS = {
    "stripe_api_key": lambda: f"sk_test_{_random()}",
    "stripe_webhook_secret": lambda: f"whsec_{_random()}",
    # As authenticator apps want it.
    "admin_totp_secret": lambda: base64.b32encode(secrets.token_bytes(20)).decode(),
}


def load_credentials(state: Path) -> Credentials:
    """Return the instance's credentials, making those that are not there yet."""
    path = state / "secrets.env"
    known = read_assignments(path) if path.exists() else {}
    values = {
        field.name: known.get(field.name.upper()) or MAKERS.get(field.name, _random)()
        for field in fields(Credentials)
    }
    text = format_assignments({name.upper(): value for name, value in values.items()})
    write_atomically(path, text, mode=0o600)
    return Credentials(**values)


def format_assignments(values: dict[str, str]) -> str:
    """Write variables as lines that a shell can source."""
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def read_assignments(path: Path) -> dict[str, str]:
    """Read a file that `format_assignments` wrote."""
    pairs = (line.partition("=") for line in path.read_text().splitlines())
    return {name: "".join(shlex.split(value)) for name, _, value in pairs}
