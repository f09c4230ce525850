"""Tokens that are incomplete, foreign or spent open nothing."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest


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
