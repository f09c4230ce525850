"""Tokens of a customer's identity provider, through the whole stack: a small issuer is run here.

It has what a provider has, a discovery document and keys that change, and signs whatever a test
wants to be signed. What SQL makes of claims is tried claim by claim in
db/tests/sidecar/sign_in_with_token.sql; here are signatures, keys, and the way there.
"""

from __future__ import annotations

import base64
import hmac
import itertools
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256

from db.tests.http.conftest import Person
from unison_cli.testing import Stack

CLIENT_ID = "unison-at-the-provider"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int, length: int) -> str:
    return b64(value.to_bytes(length))


def public_jwk(key: Key, key_id: str) -> dict[str, str]:
    """Describe a key as a provider does (RFC 7517)."""
    if isinstance(key, rsa.RSAPrivateKey):
        public = key.public_key().public_numbers()
        length = (key.key_size + 7) // 8
        return {"kty": "RSA", "use": "sig", "kid": key_id, "alg": "RS256",
                "n": number(public.n, length), "e": number(public.e, 3)}  # fmt: skip
    point = key.public_key().public_numbers()
    return {"kty": "EC", "use": "sig", "kid": key_id, "crv": "P-256",
            "x": number(point.x, 32), "y": number(point.y, 32)}  # fmt: skip


def sign(key: Key, signed: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(signed, padding.PKCS1v15(), SHA256())
    r, s = utils.decode_dss_signature(key.sign(signed, ec.ECDSA(SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def token(
    key: Key | None, key_id: str, claims: dict[str, Any], algorithm: str | None = None
) -> str:
    """Make a token; without a key nobody has signed it."""
    usual = "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256"
    header = {"alg": algorithm or usual, "typ": "JWT", "kid": key_id}
    signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signed}.{b64(sign(key, signed.encode())) if key else ''}"


@dataclass
class Issuer:
    """A provider on this machine. `keys` is what it publishes; `fetches` counts who asks for it."""

    server: ThreadingHTTPServer
    keys: dict[str, Key] = field(default_factory=dict)
    fetches: int = 0
    named: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str) -> dict[str, Any] | None:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.named or self.url, "jwks_uri": f"{self.url}/keys"}
        if path == "/keys":
            self.fetches += 1
            return {"keys": [public_jwk(key, key_id) for key_id, key in self.keys.items()]}
        return None

    def claims(self, email: str, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.url, "aud": CLIENT_ID, "sub": f"sub-{email}", "jti": uuid4().hex,
            "iat": now, "exp": now + 300, "email": email, "email_verified": True, **changes,
        }  # fmt: skip


@pytest.fixture(scope="module")
def rsa_keys() -> list[rsa.RSAPrivateKey]:
    return [rsa.generate_private_key(65537, 2048) for _ in range(2)]


@pytest.fixture(scope="module")
def make_issuer() -> Iterator[Callable[[], Issuer]]:
    """Start issuers, and stop them in the end."""
    servers: list[ThreadingHTTPServer] = []

    def make() -> Issuer:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = issuer.answer(self.path)
                body = json.dumps(found).encode()
                self.send_response(200 if found else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        issuer = Issuer(server)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return issuer

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Company:
    """An organization that lets a provider say who its people are."""

    owner: Person
    issuer: Issuer
    domain: str


@pytest.fixture(scope="module")
def make_company(
    sign_up: Callable[..., Person],
    database: psycopg.Connection,
    eventually: Callable[..., Any],
    make_issuer: Callable[[], Issuer],
) -> Callable[..., Company]:
    def make(name: str, **keys: Key) -> Company:
        owner = sign_up(name)
        issuer = make_issuer()
        issuer.keys.update(keys)
        domain = f"{uuid4().hex}.example"
        database.execute(
            "select usage.grant_entitlement(%s, 'sso', 'true', 'a test')", [owner.organization_id]
        )
        named = owner.call("set_identity_provider", issuer=issuer.url, client_id=CLIENT_ID)
        assert named.status_code == 204, named.text
        record = owner.call("add_email_domain", domain=domain).json()
        # As the sidecar tells what the DNS says (sidecar/tests/test_external_identity.py asks one).
        (outcome,) = database.execute(
            "select identity.record_domain_check(%s, %s, %s, null)",
            [owner.organization_id, domain, [record["record_value"]]],
        ).fetchone() or ("",)
        assert outcome == "verified"
        eventually(lambda: owner.get("identity_provider")[0]["keys_fetched_at"])
        return Company(owner, issuer, domain)

    return make


@pytest.fixture(scope="module")
def acme(make_company: Callable[..., Company], rsa_keys: list[rsa.RSAPrivateKey]) -> Company:
    """Have a company whose provider signs with either kind of key."""
    return make_company("Acme Gears", r1=rsa_keys[0], e1=ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture(scope="module")
def present(stack: Stack) -> Callable[..., httpx.Response]:
    """Show a token at the door, each time from another address: doors are narrow."""
    addresses = (f"127.{n >> 8 & 255}.{n & 255}.9" for n in itertools.count(random.getrandbits(16)))

    def show(id_token: object, **options: Any) -> httpx.Response:
        elsewhere = httpx.HTTPTransport(local_address=next(addresses), verify=False)
        with httpx.Client(transport=elsewhere, timeout=30) as client:
            return client.post(
                f"{stack['API_URL']}/sign_in_with_token", json={"id_token": id_token}, **options
            )

    return show


def reason(response: httpx.Response) -> str:
    assert response.status_code == 401, response.text
    assert response.json()["code"] == "id_token_invalid"
    return str(json.loads(response.json()["details"])["reason"])


@pytest.mark.parametrize("key_id", ["r1", "e1"])
def test_a_provider_s_person_comes_in_as_a_member(
    acme: Company, present: Callable[..., httpx.Response], http: httpx.Client, key_id: str
) -> None:
    email = f"{key_id}@{acme.domain}"
    response = present(token(acme.issuer.keys[key_id], key_id, acme.issuer.claims(email)))
    assert response.status_code == 200, response.text
    body = response.json()
    person = Person(
        http, email, body["access_token"], body["refresh_token"], body["organization_id"]
    )
    assert person.organization_id == acme.owner.organization_id
    (me,) = person.get("me")
    assert (me["email"], me["role"], me["session_kind"]) == (email, "member", "external")
    assert [o["id"] for o in person.get("organizations")] == [acme.owner.organization_id]
    assert email in [member["email"] for member in acme.owner.get("members")]
    refreshed = http.post("rpc/refresh", json={"refresh_token": person.refresh_token})
    assert refreshed.status_code == 200


def test_a_browser_keeps_the_session_in_cookies(
    acme: Company, present: Callable[..., httpx.Response]
) -> None:
    claims = acme.issuer.claims(f"cookie@{acme.domain}")
    response = present(token(acme.issuer.keys["r1"], "r1", claims), headers={"X-Session": "cookie"})
    assert response.json()["token_type"] == "cookie"
    assert "unison_access" in response.headers["set-cookie"]
    assert "access_token" not in response.json()


def public_pem(key: Key) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def resigned(text: str, secret: bytes) -> str:
    """Sign with a secret (HS256), where somebody might take a public key for one."""
    signed = text.rpartition(".")[0]
    return f"{signed}.{b64(hmac.digest(secret, signed.encode(), 'sha256'))}"


Forge = Callable[[Company, Company, dict[str, Any]], str]
FORGERIES: dict[str, Forge] = {
    "a stranger's key": lambda _a, _b, c: token(rsa.generate_private_key(65537, 2048), "r1", c),
    "another provider's key under our key's id": lambda _, b, c: token(
        b.issuer.keys["r2"], "r1", c
    ),
    "another provider's key under its own id": lambda _, b, c: token(b.issuer.keys["r2"], "r2", c),
    "the key of another id": lambda a, _, c: token(a.issuer.keys["r1"], "e1", c),
    "no signature": lambda _a, _b, c: token(None, "r1", c),
    "alg none": lambda _a, _b, c: token(None, "r1", c, "none"),
    "alg none with a signature": lambda a, _, c: token(a.issuer.keys["r1"], "r1", c, "none"),
    "another algorithm of the key": lambda a, _, c: token(a.issuer.keys["r1"], "r1", c, "RS512"),
    "the public key as a secret": lambda a, _, c: resigned(
        token(None, "r1", c, "HS256"), public_pem(a.issuer.keys["r1"])
    ),
    "no key named": lambda a, _, c: token(a.issuer.keys["r1"], "", c),
    "changed claims": lambda a, _, c: spliced(
        token(a.issuer.keys["r1"], "r1", c), {**c, "email": f"boss@{a.domain}"}
    ),
    "zeros on the curve": lambda a, _, c: zeroed(token(a.issuer.keys["e1"], "e1", c)),
}


def spliced(text: str, claims: dict[str, Any]) -> str:
    header, _, signature = text.split(".")
    return f"{header}.{b64(json.dumps(claims).encode())}.{signature}"


def zeroed(text: str) -> str:
    return f"{text.rpartition('.')[0]}.{b64(bytes(64))}"


@pytest.fixture(scope="module")
def rival(make_company: Callable[..., Company], rsa_keys: list[rsa.RSAPrivateKey]) -> Company:
    return make_company("Rival Cogs", r2=rsa_keys[1])


@pytest.mark.parametrize("how", FORGERIES)
def test_a_forged_token(
    acme: Company, rival: Company, present: Callable[..., httpx.Response], how: str
) -> None:
    forged = FORGERIES[how](acme, rival, acme.issuer.claims(f"eve@{acme.domain}"))
    assert reason(present(forged)) == "not_trusted"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "unison", "role": "platform_admin"}, "not_trusted"),
        ({"iss": "https://accounts.example"}, "not_trusted"),
        ({"aud": "somebody-else"}, "audience"),
        ({"exp": 1}, "expired"),
        ({"nbf": 99_999_999_999}, "not_yet_valid"),
        ({"email_verified": False}, "email_unverified"),
        ({"exp": float("inf")}, "not_trusted"),
        ({"sub": "\0"}, "incomplete"),
        ({"sub": "\ud800"}, "incomplete"),
    ],
)
def test_a_claim_that_its_provider_signed_and_nobody_believes(
    acme: Company, present: Callable[..., httpx.Response], changes: dict[str, Any], why: str
) -> None:
    claims = acme.issuer.claims(f"eve@{acme.domain}", **changes)
    assert reason(present(token(acme.issuer.keys["r1"], "r1", claims))) == why


def test_a_provider_speaks_for_its_own_organization_alone(
    acme: Company, rival: Company, present: Callable[..., httpx.Response]
) -> None:
    key = rival.issuer.keys["r2"]
    of_acme = rival.issuer.claims(f"boss@{acme.domain}")
    assert reason(present(token(key, "r2", of_acme))) == "domain"
    in_acme_s_name = acme.issuer.claims(f"boss@{acme.domain}")
    assert reason(present(token(key, "r2", in_acme_s_name))) == "not_trusted"


def test_a_provider_s_token_is_none_of_ours(
    acme: Company, present: Callable[..., httpx.Response], http: httpx.Client
) -> None:
    """PostgREST knows our keys alone: it would not tell whose key has signed."""
    claims = acme.issuer.claims(f"direct@{acme.domain}")
    (me,) = acme.owner.get("me")
    ours = {"role": "authenticated", "aud": "unison", "sub": me["id"], "sid": str(uuid4())}
    for wanted in (claims, {**claims, **ours, "org_id": acme.owner.organization_id}):
        bearer = token(acme.issuer.keys["r1"], "r1", wanted)
        response = http.get("me", headers={"Authorization": f"Bearer {bearer}"})
        assert response.status_code == 401
    # Nor is ours one of a provider's.
    assert reason(present(acme.owner.access_token)) == "not_trusted"


@pytest.mark.parametrize("shown", ["", "a.b", "a.b.c", "....", "e30.e30.e30", "x" * 31_000])
def test_what_is_no_token(present: Callable[..., httpx.Response], shown: str) -> None:
    assert reason(present(shown)) == "not_trusted"


@pytest.mark.parametrize("shown", [None, 7, ["x"], {"a": 1}])
def test_what_is_no_text(present: Callable[..., httpx.Response], shown: object) -> None:
    response = present(shown)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_argument")


def test_a_token_as_long_as_a_book(present: Callable[..., httpx.Response]) -> None:
    response = present("x" * 40_000)
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_token_signs_in_once(acme: Company, present: Callable[..., httpx.Response]) -> None:
    shown = token(acme.issuer.keys["e1"], "e1", acme.issuer.claims(f"once@{acme.domain}"))
    assert present(shown).status_code == 200
    assert reason(present(shown)) == "used"
    # Of a signature on the curve anybody can make another one that is right, too.
    signed, _, signature = shown.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    other = raw[:32] + (order - int.from_bytes(raw[32:])).to_bytes(32)
    assert reason(present(f"{signed}.{b64(other)}")) == "used"


def at_once(present: Callable[..., httpx.Response], tokens: list[str]) -> list[httpx.Response]:
    with ThreadPoolExecutor(len(tokens)) as threads:
        return list(threads.map(present, tokens))


def test_one_token_signs_in_once_however_many_show_it_at_once(
    acme: Company, present: Callable[..., httpx.Response]
) -> None:
    shown = token(acme.issuer.keys["e1"], "e1", acme.issuer.claims(f"crowd@{acme.domain}"))
    answers = at_once(present, [shown] * 6)
    assert sorted(answer.status_code for answer in answers) == [200, *[401] * 5]


def test_who_comes_twice_at_once_for_the_first_time_is_one_person(
    acme: Company, present: Callable[..., httpx.Response]
) -> None:
    email = f"twin@{acme.domain}"
    key = acme.issuer.keys["e1"]
    shown = [token(key, "e1", acme.issuer.claims(email)) for _ in range(6)]
    answers = at_once(present, shown)
    assert [answer.status_code for answer in answers] == [200] * 6
    members = [member["email"] for member in acme.owner.get("members")]
    assert members.count(email) == 1


def test_who_is_removed_is_out_and_stays_out(
    acme: Company, present: Callable[..., httpx.Response], http: httpx.Client
) -> None:
    email = f"leaver@{acme.domain}"

    def shown() -> str:
        return token(acme.issuer.keys["r1"], "r1", acme.issuer.claims(email))

    bearer = {"Authorization": f"Bearer {present(shown()).json()['access_token']}"}
    (me,) = http.get("me", headers=bearer).json()
    assert acme.owner.call("remove_member", user_id=me["id"]).status_code == 204
    assert http.get("me", headers=bearer).status_code == 401
    again = present(shown())
    assert (again.status_code, again.json()["code"]) == (403, "membership_required")


def test_a_changed_key_counts_at_once_and_the_former_no_more(
    rival: Company, present: Callable[..., httpx.Response], database: psycopg.Connection
) -> None:
    issuer, claims = rival.issuer, rival.issuer.claims
    former, changed = issuer.keys.pop("r2"), ec.generate_private_key(ec.SECP256R1())
    issuer.keys["e2"] = changed
    fetches = issuer.fetches
    shown = token(changed, "e2", claims(f"early@{rival.domain}"))
    # Strangers who make up keys cannot have the provider asked over and over.
    assert reason(present(shown)) == "not_trusted"
    assert issuer.fetches == fetches
    database.execute(
        "update identity.key_sets set claimed_at = claimed_at - interval '61 seconds' "
        "where issuer = %s",
        [issuer.url],
    )
    assert present(shown).status_code == 200
    assert issuer.fetches == fetches + 1
    late = token(former, "r2", claims(f"late@{rival.domain}"))
    assert reason(present(late)) == "not_trusted"


def test_a_seat_that_is_not_there(
    rival: Company, present: Callable[..., httpx.Response], database: psycopg.Connection
) -> None:
    database.execute(
        "select usage.grant_entitlement(%s, 'users', '1', 'a test')",
        [rival.owner.organization_id],
    )
    key_id, key = next(iter(rival.issuer.keys.items()))
    response = present(token(key, key_id, rival.issuer.claims(f"second@{rival.domain}")))
    assert (response.status_code, response.json()["code"]) == (402, "limit_exceeded")

    # Of many who come for the last one, one has it.
    members = len(rival.owner.get("members"))
    database.execute(
        "select usage.grant_entitlement(%s, 'users', to_jsonb(%s), 'a test')",
        [rival.owner.organization_id, members + 1],
    )
    claims = (rival.issuer.claims(f"late{n}@{rival.domain}") for n in range(5))
    answers = at_once(present, [token(key, key_id, claim) for claim in claims])
    assert sorted(answer.status_code for answer in answers) == [200, *[402] * 4]
    assert len(rival.owner.get("members")) == members + 1


def test_keys_of_whoever_calls_itself_another_are_refused(
    rival: Company, make_issuer: Callable[[], Issuer], eventually: Callable[..., Any]
) -> None:
    mask = make_issuer()
    mask.named, mask.keys["e2"] = (
        "https://accounts.example",
        ec.generate_private_key(ec.SECP256R1()),
    )
    rival.owner.call("set_identity_provider", issuer=mask.url, client_id=CLIENT_ID)
    error = eventually(lambda: rival.owner.get("identity_provider")[0]["keys_error"])
    assert error == "the discovery document names another issuer"
    assert rival.owner.get("identity_provider")[0]["keys_fetched_at"] is None
