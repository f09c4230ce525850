"""When all tests have run: no secret is in a log, in a dump, or in what a role of the API can read.

`scripts/test.sh` names this file last; no other run collects it. The secrets are those of the
instance, the password of all people of the tests, and those of a life that is led here, with the
mistakes that bring secrets to where they should not be.
"""

from __future__ import annotations

import base64
import re
import secrets
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from unison_cli import postgres
from unison_cli.credentials import read_assignments
from unison_cli.testing import Stack, totp

ADMIN = {"Accept-Profile": "admin", "Content-Profile": "admin"}

# Where secrets are kept on purpose, for who has to show or to check them: none of the API's roles.
KEPT = (
    "identity.signing_keys",
    "identity.second_factors",
    "identity.provider_secrets",
    "jobs.sidecars",
    "webhooks.endpoint_secrets",
)

# What is secret by its look, whoever it belongs to.
LOOKS = {
    "a token": rb"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
    "a secret of an endpoint": rb"whsec_[A-Za-z0-9+/]{32}",
    "a key of Stripe": rb"\b[sr]k_(?:test|live)_\w{16}",
    "a bearer": rb"Bearer [\w.-]{20}",
}

Told = dict[str, str]


def find(lines: Iterable[bytes], known: Told) -> set[str]:
    """Return the names of the secrets that stand in lines."""
    words = {value.encode(): name for name, value in known.items()}
    values = re.compile(b"|".join(re.escape(word) for word in sorted(words, reverse=True)))
    looks = {name: re.compile(look) for name, look in LOOKS.items()}
    found: set[str] = set()
    for line in lines:
        found |= {words[hit] for hit in values.findall(line)}
        found |= {name for name, look in looks.items() if look.search(line)}
    return found


def instance_secrets(stack: Stack, database: psycopg.Connection) -> Told:
    """Return what the instance keeps: in its files, and in the tables for it."""
    known = {
        f"{name} of the instance": value
        for name, value in read_assignments(stack.instance.state / "secrets.env").items()
        if value
    }
    for name, query in {
        "a signing key": "select secret from identity.signing_keys",
        "a secret of an endpoint": "select encode(secret, 'base64') from webhooks.endpoint_secrets",
        "the same in hexadecimal": "select encode(secret, 'hex') from webhooks.endpoint_secrets",
        "a second factor": "select encode(secret, 'hex') from identity.second_factors",
        "a secret at a provider": "select secret from identity.provider_secrets",
    }.items():
        for number, (value,) in enumerate(database.execute(query).fetchall()):
            if value:
                known[f"{name} ({number})"] = value
    return known


def recovery_codes_of(whom: str, confirmed: httpx.Response) -> Told:
    """Return the codes that are shown when a second factor counts, by name."""
    codes = confirmed.json()["recovery_codes"]
    return {f"a recovery code of {whom} ({number})": code for number, code in enumerate(codes)}


@pytest.fixture(scope="module")
def planted(
    http: httpx.Client,
    database: psycopg.Connection,
    knock: Callable[..., httpx.Response],
    mailed_token: Callable[[str, str], str],
) -> Told:
    """Lead a life with every kind of secret, and make mistakes with each."""
    mark = secrets.token_hex(8)
    email, password = f"marked.{mark}@example.com", f"first-{secrets.token_hex(16)}"
    told: Told = {"a password": password}
    session = knock(
        "sign_up", email=email, password=password, organization_name="Marked", full_name="Mark"
    ).json()
    told |= {
        "an access token": session["access_token"],
        "a refresh token": session["refresh_token"],
    }
    me = {"Authorization": f"Bearer {session['access_token']}"}

    database.execute(
        "select usage.grant_entitlement(%s, 'api_access', 'true', 'a test')",
        [session["organization_id"]],
    )
    made = http.post("rpc/create_api_key", headers=me, json={"name": "marked"}).json()
    told["an API key"] = made["api_key"]
    exchanged = http.post("rpc/exchange_api_key", json={"api_key": made["api_key"]}).json()
    told["a token of a key"] = exchanged["access_token"]
    wish = {"url": "https://example.com/", "event_types": ["invoice.paid"]}
    endpoint = http.post("rpc/create_webhook_endpoint", headers=me, json=wish).json()
    told["a secret that signs"] = endpoint["secret"]

    told["what a provider knows us by"] = secrets.token_hex(16)
    database.execute(
        "select usage.grant_entitlement(%s, 'sso', 'true', 'a test')", [session["organization_id"]]
    )
    provider = {"issuer": "https://id.example", "client_id": "marked"}
    for name, where in (("client_secret", provider), ("secret", provider), ("client_secret", {})):
        kept = where | {name: told["what a provider knows us by"]}
        http.post("rpc/set_identity_provider", headers=me, json=kept)
    told["a code"] = secrets.token_urlsafe(24)
    answer = {"provider": session["organization_id"], "state": told["a code"]}
    http.post("finish_external_sign_in", json=answer | {"code": told["a code"]})

    shown = http.post("rpc/enroll_second_factor", headers=me, json={"password": password}).json()
    told["a customer's second factor"] = shown["secret"]
    confirmed = http.post(
        "rpc/confirm_second_factor",
        headers=me,
        json={"code": totp(base64.b32decode(shown["secret"]))},
    )
    told |= recovery_codes_of("a customer", confirmed)
    code = told["a recovery code of a customer (0)"]
    assert knock("sign_in", email=email, password=password, code=code).status_code == 200
    assert knock("sign_in", email=email, password=password, code=code).status_code == 401

    # Each in a place where it is refused, or where something breaks over it.
    other = f"second-{secrets.token_hex(16)}"
    told["a password that was refused"] = other
    knock("sign_in", email=email, password=other)
    knock("sign_up", email="no address", password=other, organization_name="x", full_name="x")
    knock("sign_in", email=email, password=other, code=password)
    http.post("rpc/sign_in", content=f'{{"email": "{email}", "password": "{other}"')
    http.post("rpc/no_such_function", json={"password": other})
    http.post("rpc/change_password", headers=me, json={"old": other, "new": password})
    http.get(f"rpc/sign_in?email={email}&password={other}")
    http.get(f"members?token=eq.{session['refresh_token']}", headers=me)
    http.get("me", headers={"Authorization": f"Bearer {session['access_token']}x"})
    http.post("rpc/exchange_api_key", json={"api_key": made["api_key"] + "x"})
    http.post("rpc/refresh", json={"refresh_token": session["refresh_token"] + "x"})
    http.post("rpc/report_usage", headers=me, json={"events": made["api_key"]})

    knock("request_password_reset", email=email)
    told["a token of a link"] = mailed_token(email, "reset-password")
    third = f"third-{secrets.token_hex(16)}"
    told["a new password"] = third
    for _ in range(2):
        knock("reset_password", token=told["a token of a link"], password=third)

    staff = {"email": f"marked.staff.{mark}@example.com", "password": secrets.token_hex(16)}
    told["a password of the staff"] = staff["password"]
    database.execute(
        "select identity.create_staff(%s, %s, 'Mark')", [staff["email"], staff["password"]]
    )
    token = knock("sign_in", **staff).json()["access_token"]
    headers = {**ADMIN, "Authorization": f"Bearer {token}"}
    factor = http.post("rpc/enroll_second_factor", headers=headers).json()["secret"]
    code = totp(base64.b32decode(factor))
    confirmed = http.post("rpc/confirm_second_factor", headers=headers, json={"code": code})
    told["a second factor"] = factor
    told |= recovery_codes_of("the staff", confirmed)
    assert (
        knock("sign_in", **staff, code=told["a recovery code of the staff (0)"]).status_code == 200
    )
    assert (
        knock("sign_in", **staff, code=told["a recovery code of the staff (0)"]).status_code == 401
    )
    return told


@pytest.fixture(scope="module")
def known(stack: Stack, database: psycopg.Connection, planted: Told) -> Told:
    """Return all secrets that can be told apart from other words, by name."""
    return {
        **instance_secrets(stack, database),
        # What nobody else would write: all people of the tests sign in with it.
        "the password of the tests": "correct horse battery staple",
        **planted,
    }


def logs(stack: Stack) -> list[Path]:
    """Return the logs of the instance; the inbox is where letters with links must be."""
    return [
        path
        for path in stack.instance.log.glob("*.log")
        if path.name != "inbox.log" and not path.name.startswith("tests-")
    ]


def lines_of(path: Path, database: str) -> Iterator[bytes]:
    """Yield the lines of a log; of PostgreSQL's, which has lines that go on, those of a database.

    Tests in SQL have databases of their own on the same server, and write out what they ask.
    """
    is_ours = True
    for line in path.read_bytes().splitlines():
        if whose := re.match(rb"\d{4}-\d\d-\d\d [^\[]+\[\d+\] (?:\S*@(\S+) )?", line):
            is_ours = whose[1] in (None, database.encode())
        if is_ours:
            yield line


def test_no_secret_is_in_a_log(stack: Stack, known: Told) -> None:
    names = {path.stem for path in logs(stack)}
    assert {"gateway", "gateway-access", "postgrest", "postgresql", "sidecar", "worker"} <= names
    database = stack["DATABASE_URL"].rpartition("/")[2]
    found = {path.name: find(lines_of(path, database), known) for path in logs(stack)}
    assert {name: what for name, what in found.items() if what} == {}


def test_no_secret_is_in_a_dump_but_where_it_is_kept(stack: Stack, known: Told) -> None:
    """Everything that is text, JSON or bytes in any column: the audit and all errors among it."""
    words = ["pg_dump", "--inserts", *(f"--exclude-table-data={table}" for table in KEPT)]
    with subprocess.Popen(
        [*words, postgres.superuser_url(stack.instance)], stdout=subprocess.PIPE
    ) as dump:
        assert dump.stdout is not None
        found = find(dump.stdout, known)
    assert dump.returncode == 0
    assert found == set()


def test_no_secret_is_in_what_pg_cron_notes(stack: Stack, known: Told) -> None:
    with psycopg.connect(postgres.superuser_url(stack.instance)) as server:
        if server.execute("select to_regclass('cron.job_run_details')").fetchone() == (None,):
            pytest.skip("this server has no pg_cron")
        lines = server.execute("select d::text from cron.job_run_details as d").fetchall()
    assert find((line.encode() for (line,) in lines), known) == set()


def test_what_keeps_secrets_is_read_by_no_role_of_the_api(database: psycopg.Connection) -> None:
    rows = database.execute(
        """
        select r.role, c.attrelid::regclass::text || '.' || c.attname
        from unnest('{anon,authenticated,platform_admin,analyst,authenticator}'::text[]) as r (role)
        cross join pg_attribute as c
        inner join pg_class as t on c.attrelid = t.oid and t.relkind = 'r'
        where
            t.relnamespace::regnamespace::text in (
                'identity', 'webhooks', 'notify', 'jobs', 'audit', 'net'
            )
            and c.attnum > 0
            and not c.attisdropped
            and c.attname ~ '(^|_)(secret|password_hash|key_hash|token_hash|code_hash|key)$'
            and c.attname <> 'dedupe_key'
            and has_column_privilege(r.role, c.attrelid, c.attnum, 'select')
        """
    ).fetchall()
    assert rows == []


def test_the_log_of_changes_is_as_it_was_sealed(database: psycopg.Connection) -> None:
    assert database.execute("select * from audit.find_tampering()").fetchall() == []


def test_a_secret_that_was_written_down_is_found(known: Told) -> None:
    """Or all of the above would see nothing."""
    for name, value in known.items():
        assert name in find([f'{{"event": "x", "detail": "<{value}>"}}'.encode()], {name: value})
    assert find([b"Authorization: Bearer " + b"x" * 30], {"none": "-" * 9}) == {"a bearer"}
    assert find([b"whsec_" + b"A" * 32], {"none": "-" * 9}) == {"a secret of an endpoint"}
