"""What the web app is built from and the database says: its types, and the catalogue."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import psycopg
from psycopg.rows import dict_row

from unison_cli.errors import UnisonError
from unison_cli.paths import ROOT

WEB = ROOT / "web"
GENERATOR = WEB / "node_modules" / "@supabase" / "postgrest-typegen"


def render_catalog(connection: psycopg.Connection) -> str:
    """Return catalog.json: plans, add-ons and the matrix, as the API answers anybody.

    The pages about prices are made from it while they are built.
    """
    views = {
        # The owner sees what is not for everybody, too.
        "plans": "select v.* from api.plans as v inner join catalog.plans as p using (code)"
        " where p.is_public order by v.rank",
        "add_ons": "select * from api.add_ons order by code",
        "features": "select * from api.features order by position",
    }

    def rows(query: str) -> list[dict[str, Any]]:
        with connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query).fetchall()

    catalog = {name: rows(query) for name, query in views.items()}
    public = {plan["code"] for plan in catalog["plans"]}
    for feature in catalog["features"]:
        feature["plans"] = {
            code: grant for code, grant in feature["plans"].items() if code in public
        }
    catalog["add_ons"].sort(key=lambda row: _position(catalog["features"], row["feature_code"]))
    return json.dumps(catalog, indent=4, sort_keys=True) + "\n"


def can_render_types() -> bool:
    """Tell whether the generator is installed (`scripts/install.sh` does)."""
    return GENERATOR.exists()


def render_types(dsn: str) -> str:
    """Return database.types.ts: what PostgREST serves, for TypeScript.

    Raises:
        UnisonError: the generator fails.
    """
    done = subprocess.run(
        ["node", "scripts/database-types.mjs"],
        cwd=WEB,
        env=os.environ | {"DATABASE_URL": dsn},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UnisonError(f"the types of the database cannot be written: {done.stderr.strip()}")
    return done.stdout


def _position(features: list[dict[str, Any]], code: str) -> int:
    return next(int(row["position"]) for row in features if row["code"] == code)
