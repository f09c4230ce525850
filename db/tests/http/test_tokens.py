"""Tokens that are incomplete, foreign or spent open nothing."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from db.tests.http.tokens import base64url, from_base64url, signed


@pytest.fixture
def ask(http: httpx.Client) -> Callable[[str], int]:
    """Read something of one's own with a token, and return the status."""

    def status(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return http.get("subscription", headers=headers).status_code

    return status


def test_the_forger_s_own_signature_is_accepted_when_nothing_is_wrong(
    acme: Any, claims: Callable[..., Any], forge: Callable[..., str], ask: Callable[[str], int]
) -> None:
    """Without this the refusals below would prove nothing."""
    assert ask(forge(claims(acme.access_token))) == 200


def test_a_token_carries_seven_claims_and_no_more(acme: Any, claims: Callable[..., Any]) -> None:
    assert set(claims(acme.access_token)) == {"sub", "sid", "org_id", "role", "aud", "iat", "exp"}


@pytest.mark.parametrize("claim", ["exp", "aud", "sid", "sub", "org_id", "role"])
def test_a_missing_claim(
    claim: str,
    acme: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    payload = claims(acme.access_token)
    del payload[claim]
    assert ask(forge(payload)) == 401


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("exp", 1),
        ("exp", 1 << 40),
        ("aud", "another"),
        ("aud", ["unison", "another"]),
        ("sid", str(uuid4())),
        ("sid", "no uuid"),
        ("sub", str(uuid4())),
        ("sub", "no uuid"),
        ("org_id", str(uuid4())),
        ("org_id", "no uuid"),
        ("role", "platform_admin"),
        ("role", "anon"),
    ],
)
def test_a_wrong_claim(
    claim: str,
    value: object,
    acme: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    assert ask(forge(claims(acme.access_token) | {claim: value})) == 401


def test_another_tenant_s_organization(
    acme: Any,
    rival: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    payload = claims(acme.access_token) | {"org_id": rival.organization_id}
    assert ask(forge(payload)) == 401


def test_somebody_else_s_session(
    acme: Any,
    rival: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    payload = claims(acme.access_token) | {"sid": claims(rival.access_token)["sid"]}
    assert ask(forge(payload)) == 401


@pytest.mark.parametrize(
    "how",
    [
        {"algorithm": "none"},
        {"secret": b"x" * 48},
        {"secret": b""},
        {"kid": "x", "secret": b"x" * 48},
    ],
)
def test_a_forged_signature(
    how: dict[str, Any],
    acme: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    assert ask(forge(claims(acme.access_token), **how)) == 401


@pytest.mark.parametrize(
    "authorization",
    ["Basic eDp5", "Bearer", "bearer", "Token x", "Bearer a.b.c", "Bearer a b", "x"],
)
@pytest.mark.parametrize("path", ["subscription", "plans"])
def test_an_authorization_that_cannot_be_read_is_refused_rather_than_ignored(
    authorization: str, path: str, http: httpx.Client
) -> None:
    response = http.get(path, headers={"Authorization": authorization})
    assert response.status_code == 401, response.text


def test_an_expired_token(
    acme: Any, claims: Callable[..., Any], forge: Callable[..., str], ask: Callable[[str], int]
) -> None:
    past = int(time.time()) - 5
    assert ask(forge(claims(acme.access_token) | {"exp": past})) == 401


@pytest.mark.parametrize(
    "role", ["unison_owner", "postgres", "authenticator", "sidecar", "analyst", "", None, 7]
)
def test_a_role_that_no_request_may_have(
    role: object,
    acme: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    """Even signed by us: PostgREST may not become it (400, 403), or the guard refuses (401)."""
    assert ask(forge(claims(acme.access_token) | {"role": role})) in (400, 401, 403)


ATTACKER = b"x" * 48
FORGED_HEADERS: dict[str, dict[str, Any] | str] = {
    **{f"alg {alg!r}": {"alg": alg} for alg in ("none", "None", "NONE", "nOnE", "", " none", None)},
    "no alg": {},
    **{
        f"alg {alg}": {"alg": alg} for alg in ("HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA")
    },
    "a path for a kid": {"alg": "HS256", "kid": "../../../../dev/null"},
    "SQL for a kid": {"alg": "HS256", "kid": "' union select 'eHh4' --"},
    "no text for a kid": {"alg": "HS256", "kid": ["a", {"b": 1}]},
    "a long kid": {"alg": "HS256", "kid": "k" * 2000},
    "the key inside": {
        "alg": "HS256",
        "jwk": {"kty": "oct", "alg": "HS256", "k": base64url(ATTACKER)},
    },
    **{
        f"the key elsewhere ({name})": {"alg": "HS256", name: "https://example.com/keys"}
        for name in ("jku", "x5u")
    },
    "a certificate": {"alg": "HS256", "x5c": [base64url(ATTACKER)]},
    "encrypted": {"alg": "dir", "enc": "A256GCM"},
    "no object": "[]",
    "no JSON": "{",
}


@pytest.mark.parametrize("secret", [ATTACKER, b""], ids=["own key", "no key"])
@pytest.mark.parametrize("name", FORGED_HEADERS)
def test_a_forged_header(
    name: str,
    secret: bytes,
    acme: Any,
    claims: Callable[..., Any],
    ask: Callable[[str], int],
) -> None:
    """Whoever signs it, with the real key's name or another."""
    payload = claims(acme.access_token)
    real = json.loads(from_base64url(acme.access_token.split(".")[0]))["kid"]
    header = FORGED_HEADERS[name]
    tries = [header] if isinstance(header, str) else [header, {"kid": real, **header}]
    for forged in tries:
        token = signed(forged, payload, secret)
        unsigned = token.rpartition(".")[0]
        assert {ask(token), ask(f"{unsigned}."), ask(unsigned)} == {401}


@pytest.mark.parametrize(
    "changed",
    [
        *({"exp": value} for value in ("soon", -1, None, True, ["x"], 0, 1e300)),
        {"nbf": 1 << 40},
        {"iat": 1 << 40},
        *({"aud": value} for value in (None, "", ["another"], {"unison": 1}, "Unison")),
        *({"sub": value} for value in (None, 7, "", "' or true --", ["x"])),
        {"role": ["authenticated"]},
        {"role": "AUTHENTICATED"},
        {"role": "authenticated "},
    ],
    ids=str,
)
def test_a_claim_of_another_shape(
    changed: dict[str, Any],
    acme: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    """Even signed by us; PostgREST itself refuses some (400, 403)."""
    assert ask(forge(claims(acme.access_token) | changed)) in (400, 401, 403)


def test_a_claim_that_is_there_twice_counts_once(
    acme: Any, rival: Any, claims: Callable[..., Any], forge: Callable[..., str], http: httpx.Client
) -> None:
    """The guard and PostgREST look at the same one: nobody has another's rows by it."""
    own, others = claims(acme.access_token), claims(rival.access_token)
    for claim in ("org_id", "sub", "sid", "role"):
        for first, last in ((own, others), (others, own)):
            other = "platform_admin" if claim == "role" else first[claim]
            text = f'{{"{claim}": "{other}", {json.dumps(last)[1:]}'
            answer = http.get("organization", headers={"Authorization": f"Bearer {forge(text)}"})
            assert answer.status_code in (401, 403) or [row["id"] for row in answer.json()] == [
                last["org_id"]
            ]


@pytest.mark.parametrize(
    "token",
    [
        "{0}.{0}",
        "{0}.",
        ".{0}",
        "{0},{0}",
        "{0}" * 3,
        "a" * 30_000,
        "..",
        ".",
        "a.b.c.d.e",
    ],
    ids=["nested", "dot", "dotted", "list", "thrice", "huge", "..", ".", "five parts"],
)
def test_what_is_no_token(token: str, acme: Any, http: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {token.format(acme.access_token)}"}
    answer = http.get("subscription", headers={**headers})
    assert answer.status_code in (400, 401, 414, 431, 494), answer.text


def test_a_token_counts_in_its_header_alone(acme: Any, http: httpx.Client) -> None:
    token = acme.access_token
    for name in ("access_token", "token", "jwt", "authorization", "Authorization"):
        for value in (token, f"Bearer {token}"):
            assert http.get("me", params={name: value}).status_code in (400, 401)
            assert http.get("me", headers={"Cookie": f"{name}={value}"}).status_code == 401
    for name in ("X-Authorization", "Proxy-Authorization", "X-Access-Token", "X-JWT-Claims"):
        assert http.get("me", headers={name: f"Bearer {token}"}).status_code == 401


def test_two_tokens_are_none(acme: Any, rival: Any, http: httpx.Client) -> None:
    for first, second in ((acme, rival), (rival, acme), (acme, acme)):
        headers = [("Authorization", f"Bearer {one.access_token}") for one in (first, second)]
        assert http.get("me", headers=headers).status_code in (400, 401)


def test_straight_to_postgrest_one_of_two_tokens_counts(
    acme: Any, rival: Any, door: httpx.Client
) -> None:
    """Which a program before it may not have looked at: without the gateway the above gets in."""
    headers = [("Authorization", f"Bearer {one.access_token}") for one in (acme, rival)]
    assert door.get("/me", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "critical", [["x"], ["exp"], ["alg"], ["b64"], [], "exp", {"x": 1}, None], ids=str
)
def test_what_says_that_it_must_be_understood_is(
    critical: object,
    acme: Any,
    claims: Callable[..., Any],
    ask: Callable[[str], int],
    signing_key: tuple[str, bytes],
) -> None:
    """Even signed by us: a rule that is not known is not passed over (RFC 7515)."""
    key_id, secret = signing_key
    header = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    payload = claims(acme.access_token)
    assert ask(signed(header, payload, secret)) == 200
    assert ask(signed({**header, "x": 1, "b64": False, "crit": critical}, payload, secret)) == 401


def test_our_keys_sign_tokens_of_one_type(database: psycopg.Connection) -> None:
    """PostgREST does not look at types, so there must be nothing else that our keys have signed."""
    callers = database.execute(
        "select p.oid::regproc::text from pg_proc as p"
        " where p.proname <> 'sign_jwt'"
        " and concat(p.prosrc, pg_get_function_sqlbody(p.oid)) ~ 'sign_jwt'"
    ).fetchall()
    assert callers == [("identity.create_access_token",)]


def test_a_token_of_the_staff_is_none_of_a_customer_s(
    staff: Any,
    acme: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    """Nor the other way round, signed by us or not: a session is of one kind."""
    own, customers = claims(staff.access_token), claims(acme.access_token)
    for payload in (
        own | {"role": "authenticated", "org_id": customers["org_id"]},
        own | {"role": "authenticated"},
        own | {"org_id": customers["org_id"]},
        customers | {"role": "platform_admin"},
        {name: value for name, value in customers.items() if name != "org_id"}
        | {"role": "platform_admin"},
    ):
        assert ask(forge(payload)) == 401


def test_no_role_of_the_server_is_had_by_naming_it(
    database: psycopg.Connection,
    acme: Any,
    claims: Callable[..., Any],
    forge: Callable[..., str],
    ask: Callable[[str], int],
) -> None:
    """All that there are, and some that there are not."""
    roles = [row[0] for row in database.execute("select rolname from pg_roles").fetchall()]
    assert "authenticated" in roles
    for role in [*roles, "nobody", "public", "none", 'authenticated"; reset role; --']:
        if role != "authenticated":
            assert ask(forge(claims(acme.access_token) | {"role": role})) in (400, 401, 403), role
