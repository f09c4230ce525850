"""What the database says has been deployed."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from unison_cli.migrations import Applied


@dataclass(frozen=True)
class Ledger:
    """The tables of schema deploy, as far as a plan needs them."""

    owner: str
    """Who asked, and so who is to own what a deploy creates."""
    applied: dict[int, Applied]
    """By version."""
    release: int
    """0 before the first."""
    functions_sha256: str | None
    released_at: str | None
    """For people."""
    extensions: frozenset[str] = frozenset()
    """What the database has installed."""


def read_ledger(connection: psycopg.Connection) -> Ledger:
    """Read the ledger; it is empty where nothing has been deployed yet."""
    owner, is_there, extensions = connection.execute(
        """
        select current_user::text, to_regclass('deploy.releases') is not null,
            array(select extname::text from pg_extension)
        """
    ).fetchall()[0]
    if not is_there:
        return Ledger(owner, {}, 0, None, None, frozenset(extensions))
    rows = connection.execute(
        """
        select version, name, sha256, applied_at is not null,
            to_char(coalesce(applied_at, started_at), 'YYYY-MM-DD HH24:MI:SS TZ')
        from deploy.migrations
        order by version
        """
    ).fetchall()
    release = connection.execute(
        """
        select id, functions_sha256, to_char(released_at, 'YYYY-MM-DD HH24:MI:SS TZ')
        from deploy.releases
        order by id desc
        limit 1
        """
    ).fetchone()
    applied = {version: Applied(*entry) for version, *entry in rows}
    number, sha256, when = release or (0, None, None)
    return Ledger(owner, applied, number, sha256, when, frozenset(extensions))
