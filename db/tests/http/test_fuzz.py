"""Random requests by those who have no right to a tenant: no canary leaves it, and nothing breaks.

FUZZ_SEED repeats a run; a failure names it.
"""

from __future__ import annotations

import os
import random
import secrets
from typing import Any

import httpx
import psycopg
import pytest

from db.tests.http.wall import CANARY, Ask, World, ask_all, create_world
from db.tests.http.wall import FUNCTIONS as CALLS
from unison_cli.testing import Stack, amount

COLUMNS = """
select n.nspname::text, c.relname::text, array_agg(a.attname::text order by a.attnum)
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
where n.nspname in ('api', 'admin', 'analytics') and c.relkind = 'v'
group by 1, 2 order by 1, 2
"""
FUNCTIONS = """
select n.nspname::text, p.proname::text, coalesce(p.proargnames[:p.pronargs], '{}')
from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
where n.nspname in ('api', 'admin', 'analytics') and p.prokind = 'f'
order by 1, 2
"""
TABLES = """
select n.nspname::text, c.relname::text from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname in ('identity', 'billing', 'usage', 'app', 'webhooks')
"""

OPERATORS = (
    *("eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch", "in", "is"),
    *("isdistinct", "fts", "plfts", "phfts", "wfts", "cs", "cd", "ov", "sl", "sr", "nxr", "adj"),
    *("not.eq", "not.is", "eq(any)", "like(all)", "fts(english)", "nonsense"),
)
PREFERS = (
    *("count=exact", "count=planned", "count=estimated", "COUNT=Planned", "return=representation"),
    *("return=headers-only", "resolution=merge-duplicates", "missing=default", "tx=commit"),
    *("handling=strict", "params=single-object", "max-affected=1", "timezone=Europe/Berlin"),
    "count=exact, return=minimal, tx=commit",
)
ACCEPTS = (
    *("application/json", "text/csv", "application/vnd.pgrst.object+json", "*/*"),
    *("application/vnd.pgrst.plan+json; options=analyze|verbose", "application/geo+json"),
    *("application/octet-stream", "text/plain", "application/openapi+json", "nonsense"),
)
PROFILES = (
    *("api", "api", "api", "admin", "analytics"),
    *("identity", "billing", "public", "pg_catalog", "information_schema", "Api", ""),
)
ODD = (
    *("", "null", "true", "0", "-1", "1e309", "NaN", "infinity", "now", "'", '"', "\\", "%00"),
    *("%", "*", "()", "{}", "(1,2)", "{1,2}", "[1,2)", "%F0%9F%90%98", "a" * 2000, "..", "-- x"),
    *("1;select pg_sleep(9)", "$1", "%0d%0aSet-Cookie:x=1", "\u202e", "2026-02-30", "00000000"),
)
# Of each type what is meant well, and what no check of a table lets through.
ALMOST: dict[str, tuple[Any, ...]] = {
    "text": ("", " ", "x", "usd", "USD", "-1", "a\nb", "starter", "plants", "owner", "a" * 5000),
    "integer": (0, -1, 1, 2**31 - 1),
    "bigint": (0, -1, 1, 1000, 2**63 - 1),
    "numeric": (0, -1, 1, 100.5, 1e20, "NaN", "Infinity"),
    "boolean": (True, False),
    "date": ("2026-01-01", "infinity", "-infinity", "0001-01-01"),
    "timestamp with time zone": ("2026-01-01", "infinity", "-infinity", "2099-01-01"),
    "text[]": ([], ["x"], [""], [None], ["subscription.updated"]),
    "json": ({}, [], "x", 1, [{}], [{"feature": "x"}]),
    "jsonb": ({}, [], "x", 1, [{}]),
}


class Fuzzer:
    """Makes requests that look like what clients send, and then do not."""

    def __init__(self, seed: str, world: World, stack: Stack) -> None:
        self.random = random.Random(seed)
        self.world = world
        with psycopg.connect(stack["DATABASE_URL"], autocommit=True) as database:
            found = database.execute(COLUMNS).fetchall()
            # What they may read, and much less what they may not.
            self.relations = [one for one in found for _ in range(8 if one[0] == "api" else 1)]
            self.functions: list[Any] = database.execute(FUNCTIONS).fetchall()
            self.tables: list[Any] = database.execute(TABLES).fetchall()

    def ask(self) -> Ask:
        """Return a request by somebody who may see nothing of the tenant."""
        one = self.random
        actor = one.choice(("anon", "other", "other", "other", "suspended"))
        profile = one.choice(PROFILES)
        headers = []
        if one.random() < 0.4:
            headers.append(("Prefer", one.choice(PREFERS)))
        if one.random() < 0.3:
            headers.append(("Accept", one.choice(ACCEPTS)))
        if one.random() < 0.2:
            headers.append(("Range", one.choice(("0-0", "5-", "-5", "9-1", "x"))))
        if one.random() < 0.25:
            return self._call(actor, profile, tuple(headers))
        schema, name, columns = one.choice(self.relations)
        if one.random() < 0.8:
            profile = schema
        if one.random() < 0.1:
            name = one.choice(self.tables)[1]
        method = one.choice(("GET",) * 20 + ("HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE"))
        body: Any = None
        if method in ("POST", "PATCH", "PUT"):
            body = one.choice(({}, [], [{}], {one.choice(columns): self._value()}))
        return Ask(actor, method, f"/{name}?{self._query(columns)}", profile, body, tuple(headers))

    def _call(self, actor: str, profile: str, headers: tuple[tuple[str, str], ...]) -> Ask:
        one = self.random
        schema, name, arguments = one.choice(self.functions)
        if one.random() < 0.8:
            profile = schema
        chosen = [argument for argument in arguments if one.random() < 0.8]
        if one.random() < 0.3:
            query = "&".join(f"{argument}={self._value()}" for argument in chosen)
            return Ask(actor, "GET", f"/rpc/{name}?{query}", profile, None, headers)
        body: Any = {argument: self._json() for argument in chosen}
        if one.random() < 0.05:
            body = one.choice((None, 1, "x", [body, body], []))
        return Ask(actor, "POST", f"/rpc/{name}", profile, body, headers)

    def _query(self, columns: list[str]) -> str:
        one = self.random
        parts = [self._filter(columns) for _ in range(one.choice((0, 0, 0, 1, 1, 2)))]
        if one.random() < 0.4:
            parts.append(f"select={self._select(columns)}")
        if one.random() < 0.2:
            way = one.choice(("", ".asc", ".desc.nullslast", ".x"))
            parts.append(f"order={one.choice(columns)}{way}")
        if one.random() < 0.2:
            parts.append(f"limit={one.choice(('0', '1', '-1', '99999999999', 'x'))}")
        if one.random() < 0.1:
            parts.append(f"offset={one.choice(('0', '1', '-1', '99999999999'))}")
        if one.random() < 0.1:
            parts.append(f"columns={one.choice(columns)}")
        if one.random() < 0.1:
            parts.append(f"on_conflict={one.choice(columns)}")
        return "&".join(parts)

    def _filter(self, columns: list[str]) -> str:
        one = self.random
        if one.random() < 0.5:
            # As sound as can be, and about the tenant.
            column = one.choice(("organization_id", "id"))
            found = one.choice((self.world.organization_id, *self.world.ids.values()))
            return f"{column}={one.choice(('eq', 'neq', 'gte', 'not.eq'))}.{found}"
        column = one.choice((*columns, "organization_id", "id", "nonsense", "data->>x"))
        condition = f"{one.choice(OPERATORS)}.{self._value()}"
        if one.random() < 0.2:
            word = one.choice(("or", "and", "not.or"))
            return f"{word}=({column}.{condition},{one.choice(columns)}.is.null)"
        if one.random() < 0.1:
            return f"{one.choice(self.relations)[1]}.{column}={condition}"
        return f"{column}={condition}"

    def _select(self, columns: list[str]) -> str:
        one = self.random
        picks = [
            "*",
            one.choice(columns),
            f"x:{one.choice(columns)}::text",
            f"{one.choice(columns)}->>x",
            f"{one.choice(columns)}.count()",
            "count()",
            f"{one.choice(self.relations)[1]}(*)",
            f"{one.choice(self.relations)[1]}!inner(*)",
            f"...{one.choice(self.relations)[1]}(*)",
            f"{one.choice(self.tables)[1]}(*)",
        ]
        return ",".join(one.sample(picks, one.choice((1, 1, 2))))

    def _value(self) -> str:
        one = self.random
        ids = (self.world.organization_id, *self.world.ids.values())
        known = (*ids, CANARY, f"*{CANARY[:4]}*", f"({','.join(ids[:2])})")
        return one.choice(known if one.random() < 0.5 else ODD)

    def _json(self) -> Any:
        one = self.random
        if one.random() < 0.6:
            return self._value()
        return one.choice((None, True, 0, -1, 10**30, 1.5, [], {}, ["x"], {"id": self._value()}))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_random_requests_bring_no_canary_and_no_failure(
    stack: Stack, database: psycopg.Connection, door: httpx.Client
) -> None:
    seed = os.environ.get("FUZZ_SEED") or secrets.token_hex(4)
    asked, came_through = amount("FUZZ", test=5000, soak=50_000), 0
    for number in range(0, asked, 250):
        # Tokens last for a quarter of an hour.
        if number % 5000 == 0:
            world = create_world(database)
            fuzzer = Fuzzer(f"{seed} {number}", world, stack)
        asks = [fuzzer.ask() for _ in range(250)]
        for ask, answer in zip(asks, ask_all(door, world, asks), strict=True):
            sent = str(ask)
            headers = {k: v for k, v in answer.headers.items() if k != "content-location"}
            told = f"{headers} {answer.text}"
            # What was sent may come back; the gateway hides the header that always does.
            for secret in (CANARY, world.organization_id):
                assert secret in sent or secret not in told, (seed, ask, told)
            assert answer.status_code < 500, (seed, ask, told)
            came_through += answer.status_code in (200, 206)
    assert came_through > asked / 10, "or nothing was tried that anybody answers"


def test_the_canaries_are_there_for_who_may_see_them(world: World, door: httpx.Client) -> None:
    """Or the test above would pass on empty views."""
    for view in ("organization", "plants", "custom_fields", "invoices", "invoice_lines", "members"):
        (answer,) = ask_all(door, world, [Ask("owner", "GET", f"/{view}")])
        assert CANARY in answer.text, view


def test_who_is_refused_reads_no_row(
    world: World, database: psycopg.Connection, door: httpx.Client
) -> None:
    """A check of a table would tell all values of the row: arguments are judged before."""
    one, refused = random.Random("rows"), 0
    for schema, name, required, arguments, types, _ in database.execute(CALLS).fetchall():
        if schema == "analytics":
            continue
        asks = []
        for _ in range(12 if arguments else 1):
            body = {}
            for place, (argument, kind) in enumerate(zip(arguments or (), types, strict=False)):
                known = {
                    "organization_id": world.organization_id,
                    "reason": "For the test",
                    "currency": "usd",
                } | world.ids
                if argument in known and one.random() < 0.8:
                    body[argument] = known[argument]
                elif place < required or one.random() < 0.7:
                    body[argument] = one.choice((*ALMOST.get(kind, ("x",)), None))
            who = "owner" if schema == "api" else "staff"
            asks.append(Ask(who, "POST", f"/rpc/{name}", schema, body))
        for ask, answer in zip(asks, ask_all(door, world, asks), strict=True):
            assert "row contains" not in answer.text, (ask, answer.text)
            refused += answer.status_code == 400
    assert refused > 300, "or nothing was tried that a check is about"
