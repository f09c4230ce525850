"""What the staff ask among 100,000 organizations: through HTTP, beside the bare query."""

from __future__ import annotations

import base64
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, LiteralString

import httpx
import psycopg
from psycopg.types.json import Jsonb

from bench.figures import Figure, WrongEndStateError
from bench.instance import own_instance
from unison_cli.testing import totp

ORGANIZATIONS = 100_000
ROUNDS = 12
EVENTS = 5_000
"""So many things have happened to one of them."""

DEEP = 25_000
"""So many stand on the pages before a deep one."""

Connection = psycopg.Connection[tuple[Any, ...]]

# Names, addresses, people, subscriptions in every status, what is used, letters. What triggers
# would add (audit, webhooks) is no part of what is asked here.
TABLES: tuple[LiteralString, ...] = (
    "identity.users",
    "identity.organizations",
    "identity.memberships",
    "identity.sessions",
    "billing.subscriptions",
)
BOOK: tuple[LiteralString, ...] = (
    """
    create temporary table n on commit drop as
    select
        i,
        gen_random_uuid() as organization_id,
        gen_random_uuid() as user_id,
        (array['Anvil', 'Beacon', 'Cedar', 'Delta', 'Ember', 'Falcon', 'Granite'])[1 + i %% 7]
        || ' ' || (array['Works', 'Foundry', 'Mill', 'Press', 'Tools'])[1 + i %% 5]
        || ' ' || i as name
    from generate_series(1, %(organizations)s) as i
    """,
    """
    insert into identity.organizations (id, name, created_at)
    select organization_id, name, now() - i * interval '15 minutes' from n
    """,
    """
    insert into identity.users (id, email, full_name, password_hash, created_at)
    select
        user_id, format('owner.%%s@company%%s.example', i, i %% 5000), 'Owner ' || i, 'none', now()
    from n
    """,
    """
    insert into identity.memberships (organization_id, user_id, role, created_at)
    select organization_id, user_id, 'owner', now() from n
    """,
    """
    insert into identity.sessions (
        kind, user_id, organization_id, created_at, expires_at, last_used_at
    )
    select 'user', user_id, organization_id, now(), now() + interval '90 days', now() from n
    """,
    """
    insert into billing.subscriptions (
        organization_id, source, is_primary, status, access, plan_version_id, cycle, currency,
        started_at, trial_ends_at, list_arr_cents, net_arr_cents, created_at, ended_at
    )
    select
        n.organization_id, 'manual', s.status <> 'canceled', s.status, 'full', p.plan_version_id,
        'monthly', 'usd', now(),
        case when s.status = 'trialing' then now() + n.i %% 14 * interval '1 day' end,
        600000 + n.i %% 1000 * 100, 600000 + n.i %% 1000 * 100, now(),
        case when s.status = 'canceled' then now() end
    from n
    cross join lateral (
        select case
            when n.i %% 20 = 19 then 'canceled'
            when n.i %% 10 = 0 then 'trialing'
            when n.i %% 50 = 1 then 'past_due'
            when n.i %% 100 = 2 then 'suspended'
            else 'active'
        end as status
    ) as s
    inner join catalog.current_plan_versions() as p
        on p.plan_code = (array['starter', 'professional', 'enterprise'])[1 + n.i %% 3]
    """,
    """
    insert into usage.counters (organization_id, feature_code, used)
    select n.organization_id, f.code, n.i %% 3
    from n cross join (values ('plants'), ('storage')) as f (code)
    """,
    """
    insert into usage.rollups (
        organization_id, meter_code, day_on, event_count, total, maximum, last_at
    )
    select
        n.organization_id, 'api_calls', current_date - d, 1,
        case when n.i %% 100 = 0 and d < 15 then 1 else 100 end, 100, now() - d * interval '1 day'
    from n cross join generate_series(1, 28) as d
    where n.i %% 5 = 0
    """,
    """
    insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
    select k.prefix || lpad(n.i::text, 14, '0'), k.object_kind, n.organization_id
    from n
    cross join (
        values ('cus_', 'customer'), ('sub_', 'subscription'), ('in_', 'invoice')
    ) as k (prefix, object_kind)
    """,
    """
    insert into notify.emails (
        organization_id, user_id, kind, recipient, data, dedupe_key, status, next_attempt_at,
        created_at, finished_at
    )
    select
        organization_id, user_id, 'verify_email', 'owner@company.example', '{}',
        format('bench-%%s-%%s', i, k), 'sent', now(), now(), now()
    from n cross join lateral generate_series(1, case n.i when 1 then %(events)s else 2 end) as k
    """,
)

SEARCHES: tuple[tuple[str, dict[str, object]], ...] = (
    ("list", {}),
    ("list", {"sort": "name"}),
    ("list", {"sort": "mrr_cents"}),
    ("list", {"status": "active"}),
    ("list", {"status": "past_due"}),
    ("list", {"status": "trialing", "plan_code": "starter"}),
    ("list", {"risk": "usage_falling"}),
    ("list", {"sort": "trial_ends_at"}),
    ("search", {"query": "foundry 471"}),
    ("search", {"query": "owner.4711@company"}),
    ("search", {"query": "cus_00000000004711"}),
    ("search", {"query": "sub_00000000004711"}),
    ("search", {"query": "in_00000000004711"}),
    ("search", {"query": "anvil"}),
    ("search", {"query": "foundry", "status": "past_due"}),
)


def measure() -> Sequence[Figure]:
    """Ask in turn what the pages of the staff ask, and the database the same by itself."""
    with own_instance() as variables, psycopg.connect(variables["DATABASE_URL"]) as connection:
        _write_book(connection)
        staff = _sign_in(variables)
        times: dict[tuple[str, bool], list[float]] = {}
        ids = _some_ids(connection)
        busy = _busiest_id(connection)
        deep: dict[str, object] = {"after": _deep_place(connection)}
        searches = (*SEARCHES, ("deep page", deep))
        _require_rounded_total(staff)
        for number in range(ROUNDS):
            for work, wish in searches:
                _time(times, (work, True), partial(_search, staff, wish))
                _time(times, (work, False), partial(_bare, connection, wish))
            one = ids[number]
            _time(times, ("detail", True), partial(_detail, staff, one))
            _time(times, ("detail", False), partial(_bare_detail, connection, one))
            _time(times, ("long timeline", True), partial(_detail, staff, busy))
            _time(times, ("long timeline", False), partial(_bare_detail, connection, busy))
    return [
        Figure(
            f"admin {work}, p95 of 100,000",
            _p95(times[work, True]),
            100,
            50,
            "ms",
            measured=f"{_p95(times[work, True]):.0f} ms",
            floor=f"{_p95(times[work, False]):.0f} ms",
        )
        for work in ("list", "deep page", "search", "detail", "long timeline")
    ]


def _write_book(connection: Connection) -> None:
    with connection.transaction():
        for table in TABLES:
            connection.execute(f"alter table {table} disable trigger user")
        for statement in BOOK:
            connection.execute(statement, {"organizations": ORGANIZATIONS, "events": EVENTS})
        for table in TABLES:
            connection.execute(f"alter table {table} enable trigger user")
    connection.execute("select usage.assess_risks(null)")
    connection.commit()
    connection.autocommit = True
    connection.execute("vacuum analyze")
    connection.autocommit = False
    # The function asks who is there, as the guard would have noted for its transaction.
    connection.execute(
        "select identity.set_current_session("
        " identity.open_session('staff', u.id, null, true), 'staff', u.id, null, null"
        ") from identity.users as u where u.kind = 'staff'"
    )


def _sign_in(variables: dict[str, str]) -> httpx.Client:
    answer = httpx.post(
        f"{variables['API_URL']}/rpc/sign_in",
        json={
            "email": variables["ADMIN_EMAIL"],
            "password": variables["ADMIN_PASSWORD"],
            "code": totp(base64.b32decode(variables["ADMIN_TOTP_SECRET"])),
        },
    ).raise_for_status()
    return httpx.Client(
        base_url=variables["API_URL"],
        headers={
            "Authorization": f"Bearer {answer.json()['access_token']}",
            "Accept-Profile": "admin",
            "Content-Profile": "admin",
        },
    )


def _search(staff: httpx.Client, wish: dict[str, object]) -> None:
    answer = staff.post("rpc/search_organizations", json=wish)
    if answer.status_code != 200 or not answer.json()["organizations"]:
        raise WrongEndStateError([f"{wish}: {answer.text[:200]}"])


def _bare(connection: Connection, wish: dict[str, object]) -> None:
    connection.execute(
        "select admin.search_organizations("
        " after => (w -> 'after')::json, query => w ->> 'query', status => w ->> 'status',"
        " plan_code => w ->> 'plan_code',"
        " risk => w ->> 'risk', sort => coalesce(w ->> 'sort', 'created_at')"
        ") from (values (%s::jsonb)) as wishes (w)",
        [Jsonb(wish)],
    )


def _detail(staff: httpx.Client, organization_id: str) -> None:
    one = staff.get("organizations", params={"id": f"eq.{organization_id}"})
    stream = staff.get(
        "organization_timeline",
        params={
            "organization_id": f"eq.{organization_id}",
            "order": "occurred_at.desc,id.desc",
            "limit": "50",
        },
    )
    if [len(one.json()), bool(stream.json())] != [1, True]:
        raise WrongEndStateError([one.text[:200], stream.text[:200]])


def _bare_detail(connection: Connection, organization_id: str) -> None:
    connection.execute("select * from admin.organizations where id = %s", [organization_id])
    connection.execute(
        "select * from admin.organization_timeline where organization_id = %s"
        " order by occurred_at desc, id desc limit 50",
        [organization_id],
    )


def _require_rounded_total(staff: httpx.Client) -> None:
    """See that more than 10,000 are not counted one by one."""
    found = staff.post("rpc/search_organizations", json={}).json()
    if (found["total"], found["is_total_exact"]) != (10_000, False):
        raise WrongEndStateError([f"{found['total']} are said to be there"])


def _deep_place(connection: Connection) -> dict[str, str]:
    """Return where a page begins that has so many before it, as the page before would tell."""
    [(key, organization_id)] = connection.execute(
        "select to_json(o.created_at) #>> '{}', o.id::text from identity.organizations as o"
        " order by o.created_at desc, o.id desc offset %s limit 1",
        [DEEP],
    ).fetchall()
    return {"key": key, "id": organization_id}


def _busiest_id(connection: Connection) -> str:
    [(organization_id,)] = connection.execute(
        "select organization_id::text from notify.emails where dedupe_key = 'bench-1-1'"
    ).fetchall()
    return str(organization_id)


def _some_ids(connection: Connection) -> list[str]:
    rows = connection.execute(
        "select id::text from identity.organizations order by id limit %s", [ROUNDS]
    )
    return [row[0] for row in rows]


def _time(
    times: dict[tuple[str, bool], list[float]], key: tuple[str, bool], work: Callable[[], None]
) -> None:
    began = time.perf_counter()
    work()
    times.setdefault(key, []).append(1000 * (time.perf_counter() - began))


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
