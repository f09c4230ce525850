"""A small shop to deploy: a folder like db/, a database of its own, and hands to change both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from click.testing import CliRunner, Result

from unison_cli.db import db
from unison_cli.deploy import Outcome, connect, migrate

OWNER = "shop_owner"
VISITOR = "visitor"

FILES = {
    "bootstrap.sql": f"""
        do $$
        begin
            if not exists (select from pg_roles where rolname = '{OWNER}') then
                create role {OWNER} login;
                create role {VISITOR} login;
            end if;
            execute format('grant create on database %I to {OWNER}', current_database());
        end
        $$;
        grant set on parameter deadlock_timeout to {OWNER};
        alter role {VISITOR} set deadlock_timeout = '10s';
        alter default privileges for role {OWNER} revoke execute on functions from public;
        """,
    "migrations/0001_create_shop.sql": f"""
        -- The gate, the shop, and its goods.
        create schema identity;
        create table identity.sessions (id integer primary key);
        insert into identity.sessions (id) values (1);
        grant usage on schema identity to {VISITOR};
        grant select on identity.sessions to {VISITOR};
        create schema shop;
        create table shop.items (
            id integer primary key,
            name text not null,
            price_cents bigint not null,
            shelf text not null
        );
        insert into shop.items (id, name, price_cents, shelf)
        select n, 'item ' || n, 100 * n, n from generate_series(1, 10) as n;
        alter table shop.items enable row level security;
        grant usage on schema shop to {VISITOR};
        grant select on shop.items to {VISITOR};
        """,
    "functions/load.sql": f"""
        create schema api;
        grant usage on schema api to {VISITOR};
        \\ir shop/load.sql
        \\ir api/load.sql
        notify pgrst, 'reload schema';
        """,
    "functions/shop/load.sql": """
        \\ir price_of.sql
        \\ir refuse_change.sql
        \\ir triggers.sql
        \\ir policies.sql
        """,
    "functions/shop/price_of.sql": f"""
        create or replace function shop.price_of(id integer)
        returns bigint
        language sql
        stable
        set search_path = ''
        return (select i.price_cents from shop.items as i where i.id = price_of.id);
        grant execute on function shop.price_of(integer) to {VISITOR};
        """,
    "functions/shop/refuse_change.sql": """
        create or replace function shop.refuse_change()
        returns trigger
        language plpgsql
        set search_path = ''
        as $$
        begin
            raise exception 'names do not change; see ; and begin';
        end
        $$;
        """,
    "functions/shop/triggers.sql": """
        create trigger items_refuse_change before update of name on shop.items
        for each row execute function shop.refuse_change();
        comment on trigger items_refuse_change on shop.items is 'Names stay.';
        """,
    "functions/shop/policies.sql": f"""
        create policy visitor_select on shop.items
        for select
        to {VISITOR}
        using (price_cents > 0);
        """,
    "functions/api/load.sql": """
        \\ir items.sql
        \\ir price.sql
        """,
    "functions/api/items.sql": f"""
        create view api.items
        with (security_invoker = true)
        as
        select i.id, i.name, i.shelf from shop.items as i;
        grant select on api.items to {VISITOR};
        """,
    "functions/api/price.sql": f"""
        create function api.price(id integer)
        returns bigint
        language plpgsql
        stable
        set search_path = ''
        as $$
        begin
            return shop.price_of(price.id);
        end
        $$;
        grant execute on function api.price(integer) to {VISITOR};
        """,
}


@dataclass(frozen=True)
class Site:
    """The shop: its files, and its database."""

    root: Path
    dsn: str
    superuser: str

    def write(self, name: str, text: str) -> Path:
        """Give a file its text; common indentation goes."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a part of a file, which must be there."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def remove(self, name: str) -> None:
        """Delete a file and the line that includes it."""
        path = self.root / name
        path.unlink()
        self.edit(str(path.parent.relative_to(self.root) / "load.sql"), f"\\ir {path.name}\n", "")

    def up(self, *, force: bool = False, attempts: int = 3) -> Outcome:
        """Deploy."""
        return migrate(self.dsn, self.root, force=force, attempts=attempts)

    def run(self, *arguments: str) -> Result:
        """Run `db` with arguments; the database is this one."""
        environment = {"DATABASE_URL": self.dsn, "BOOTSTRAP_DATABASE_URL": self.superuser}
        words = ["--folder", str(self.root), *arguments]
        return CliRunner().invoke(db, words, env=environment, catch_exceptions=False)

    @property
    def visitor(self) -> str:
        """The address of somebody who makes requests."""
        return self.dsn.replace(f"//{OWNER}@", f"//{VISITOR}@")

    def rows(self, query: str, dsn: str | None = None) -> list[tuple[Any, ...]]:
        """Run a query, as the owner unless told otherwise."""
        with connect(dsn or self.dsn) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

    def value(self, query: str) -> Any:
        """Return the first column of a query's only row."""
        ((value, *_),) = self.rows(query)
        return value

    def is_untouched(self) -> bool:
        """Tell whether no deploy has left anything here."""
        names = "'^(shop|identity|api|deploy)'"
        return self.rows(f"select from pg_namespace where nspname ~ {names}") == []
