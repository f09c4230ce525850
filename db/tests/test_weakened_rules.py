"""What the wall's pgTAP files say would fail if the rule were missing: each is seen failing.

The file runs as it is, but with the rule taken away within its own transaction; whole-schema rules
plant their faults themselves (`tests.rule_catches`).
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

import psycopg
import pytest

from unison_cli import pgtap, postgres
from unison_cli.paths import ROOT
from unison_cli.testing import Stack, stack

__all__ = ["stack"]


@dataclass(frozen=True)
class Weakening:
    """A function lacks something, and a sentence of a file is no longer true."""

    name: str
    file: str
    function: str
    had: str
    has: str
    denies: str


WEAKENINGS = (
    Weakening(
        "tries are not counted",
        "db/tests/identity/authenticate.sql",
        "identity.authenticate",
        "perform identity.count_single_try(v_key, v_max_tries);",
        "",
        "after ten wrong ones even the right one must wait",
    ),
    Weakening(
        "a code counts twice",
        "db/tests/identity/second_factors.sql",
        "identity.use_second_factor",
        "set last_step = v_step",
        "set last_step = f.last_step",
        "once",
    ),
    Weakening(
        "a recovery code counts twice",
        "db/tests/identity/second_factors.sql",
        "identity.use_second_factor",
        "and r.used_at is null",
        "",
        "once",
    ),
    Weakening(
        "anybody is impersonated anywhere",
        "db/tests/identity/start_impersonation.sql",
        "identity.start_impersonation",
        "m.organization_id = start_impersonation.organization_id",
        "true",
        "nobody is impersonated elsewhere",
    ),
    Weakening(
        "an impersonator becomes the person",
        "db/tests/identity/start_impersonation.sql",
        "identity.require_own_session",
        "not in ('user', 'staff')",
        "not in ('user', 'staff', 'impersonation')",
        "no other token is had",
    ),
    Weakening(
        "the log holds secrets",
        "db/tests/audit/record_change.sql",
        "audit.record_change",
        "if v_subject.personal_columns <> '{}' or v_subject.secret_columns <> '{}' then",
        "if false then",
        "a secret is never recorded",
    ),
    Weakening(
        "what was recorded may be changed",
        "db/tests/audit/record_change.sql",
        "audit.refuse_change",
        "perform util.fail(",
        "return coalesce(new, old); perform util.fail(",
        "not even the owner edits an entry",
    ),
    Weakening(
        "digests are not compared",
        "db/tests/audit/seal_entries.sql",
        "audit.find_tampering",
        "x.digest is distinct from f.digest",
        "false",
        "an edited entry is named",
    ),
    Weakening(
        "seals do not stand on each other",
        "db/tests/audit/seal_entries.sql",
        "audit.find_tampering",
        "or c.previous_hash <> c.former_hash",
        "",
        "and with a new hash by the seal that follows",
    ),
    Weakening(
        "nobody asks for whom a token is",
        "db/tests/identity/guard_request.sql",
        "identity.guard_request",
        "or v_claims ->> 'aud' is distinct from 'unison'",
        "",
        "without aud it does not count",
    ),
    Weakening(
        "a reuse ends nothing",
        "db/tests/identity/refresh_session.sql",
        "identity.refresh_session",
        "if v_token.used_at is not null then",
        "if false then",
        "and ends the session",
    ),
)


@pytest.fixture(scope="module")
def rules(stack: Stack) -> str:
    """Return the address of the database that pgTAP runs in, made if nobody has."""
    url = postgres.superuser_url(stack.instance, pgtap.DATABASE)
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        pgtap.run(stack.instance, [pgtap.TESTS / "identity" / "require_text.sql"])
    return url


@pytest.mark.slow
@pytest.mark.parametrize("weakening", WEAKENINGS, ids=lambda row: row.name)
def test_a_rule_that_is_missing_is_missed(weakening: Weakening, rules: str) -> None:
    with psycopg.connect(rules) as database:
        (built,) = database.execute(
            "select pg_get_functiondef(%s::regproc)", (weakening.function,)
        ).fetchone() or ("",)
    assert weakening.had in built
    file = ROOT / weakening.file
    begins, helpers, rest = re.split(r"(^\\ir .*_helpers\.sql\n)", file.read_text(), flags=re.M)
    weakened = f"{built.replace(weakening.had, weakening.has)};\n"
    told = subprocess.run(
        ["psql", "--no-psqlrc", "--no-align", "--quiet", "--tuples-only", rules],
        input=begins + helpers + weakened + rest,
        cwd=file.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.findall(r"^not ok \d+ - (.*)", told.stdout, flags=re.M)
    assert weakening.denies in failed, (failed, told.stderr)
