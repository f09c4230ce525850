"""A customer's identity provider, through the whole stack: a small issuer is run here.

What SQL makes of claims is tried claim by claim in db/tests/sidecar/sign_in_with_token.sql, and
whose answer counts in external_sign_in.sql; here are signatures, keys, codes, and the way there.
"""

from __future__ import annotations

import base64
import hmac
import itertools
import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from db.tests.http.conftest import Person
from db.tests.http.issuer import CLIENT_ID, Issuer, Key, b64, token
from unison_cli.testing import Stack


@pytest.fixture(scope="module")
def rsa_keys() -> list[rsa.RSAPrivateKey]:
    return [rsa.generate_private_key(65537, 2048) for _ in range(2)]


@pytest.fixture(scope="module")
def make_issuer() -> Iterator[Callable[[], Issuer]]:
    """Start issuers, and stop them in the end."""
    issuers: list[Issuer] = []

    def make() -> Issuer:
        issuers.append(Issuer())
        return issuers[-1]

    yield make
    for issuer in issuers:
        issuer.stop()


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


# In a browser


class Browser:
    """Keeps cookies, comes from an address of its own, and goes where it is sent."""

    def __init__(self, stack: Stack, address: str) -> None:
        self.http = httpx.Client(
            base_url=stack["API_URL"] + "/",
            transport=httpx.HTTPTransport(local_address=address),
            headers={"X-Session": "cookie", "X-Requested-With": "fetch"},
            timeout=30,
        )

    def leave(self, address: str, **fields: Any) -> dict[str, str]:
        """Begin, and return what the provider is asked."""
        response = self.http.post("start_external_sign_in", json={"email": address, **fields})
        assert response.status_code == 200, response.text
        return dict(parse_qsl(urlsplit(response.json()["authorization_url"]).query))

    def come_back(self, asked: dict[str, str], back: dict[str, str]) -> httpx.Response:
        """End it, as the page does that the provider has sent back to."""
        fields = {"issuer" if name == "iss" else name: value for name, value in back.items()}
        provider = asked["redirect_uri"].rpartition("/")[2]
        return self.http.post("finish_external_sign_in", json={"provider": provider, **fields})


@pytest.fixture(scope="module")
def open_browser(stack: Stack) -> Iterator[Callable[[], Browser]]:
    addresses = (f"127.{n >> 8 & 255}.{n & 255}.8" for n in itertools.count(random.getrandbits(16)))
    opened: list[Browser] = []

    def open_one() -> Browser:
        opened.append(Browser(stack, next(addresses)))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.http.close()


def outcome(response: httpx.Response) -> tuple[int, str]:
    body = response.json()
    reason = json.loads(body.get("details") or "{}").get("reason")
    return response.status_code, reason or body.get("code", "")


def test_a_browser_leaves_for_the_provider_and_comes_back_as_a_member(
    acme: Company, open_browser: Callable[[], Browser]
) -> None:
    browser, email = open_browser(), f"browser@{acme.domain}"
    asked = browser.leave(email, next="/plants?q=x")
    assert (asked["login_hint"], asked["client_id"]) == (email, CLIENT_ID)
    # What was registered at the provider is exactly what is asked for.
    registered = acme.owner.call("find_redirect_uri").json()
    assert asked["redirect_uri"] == registered
    response = browser.come_back(asked, acme.issuer.authorize(asked, email))
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["token_type"], body["next"]) == ("cookie", "/plants?q=x")
    assert "access_token" not in body
    (me,) = browser.http.get("me").json()
    assert (me["email"], me["session_kind"], me["role"]) == (email, "external", "member")
    # The verifier is gone from the browser, and was never anywhere else.
    assert "unison_sign_in" not in browser.http.cookies
    assert browser.http.post("rpc/refresh").status_code == 200


def test_who_comes_back_again_has_left_what_the_browser_was_signed_in_to(
    acme: Company, open_browser: Callable[[], Browser]
) -> None:
    browser, email = open_browser(), f"again@{acme.domain}"
    former: dict[str, str] = {}
    for _ in range(2):
        asked = browser.leave(email)
        response = browser.come_back(asked, acme.issuer.authorize(asked, email))
        assert response.status_code == 200, response.text
        former = former or {"Authorization": f"Bearer {browser.http.cookies['unison_access']}"}
    assert browser.http.get("me", headers=former).status_code == 401
    assert browser.http.get("me").status_code == 200


def test_what_comes_back_counts_once_however_often_at_once(
    acme: Company, open_browser: Callable[[], Browser]
) -> None:
    browser = open_browser()
    asked = browser.leave(acme.domain)
    back = acme.issuer.authorize(asked, f"replay@{acme.domain}")
    before = len(acme.issuer.asked)
    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(lambda _: browser.come_back(asked, back), range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 4]
    # Nobody but the first had the provider asked.
    assert len(acme.issuer.asked) == before + 1


def test_nobody_is_signed_in_as_somebody_else_by_a_link(
    acme: Company, open_browser: Callable[[], Browser]
) -> None:
    """Login CSRF: what one browser has begun, a link ends in no other one, and no stolen code."""
    attacker, victim = open_browser(), open_browser()
    asked = attacker.leave(acme.domain)
    back = acme.issuer.authorize(asked, f"mallory@{acme.domain}")
    expected = (400, "external_sign_in_invalid")
    assert outcome(victim.come_back(asked, back)) == expected
    # Nor where the victim has just left, too: neither by its own state, nor by the attacker's.
    own = victim.leave(acme.domain)
    assert outcome(victim.come_back(asked, back)) == expected
    answer = outcome(victim.come_back(own, {**back, "state": own["state"]}))
    assert answer[0] == 502
    assert "invalid_grant" in answer[1]
    assert victim.http.get("me").status_code == 401


def test_a_stolen_code_is_worth_nothing(acme: Company, open_browser: Callable[[], Browser]) -> None:
    """Whoever has seen the address that somebody came back to has neither cookie nor verifier."""
    victim, thief = open_browser(), open_browser()
    asked = victim.leave(acme.domain)
    back = acme.issuer.authorize(asked, f"victim@{acme.domain}")
    own = thief.leave(acme.domain)
    stolen = {**back, "state": own["state"]}
    answer = outcome(thief.come_back(own, stolen))
    assert answer[0] == 502
    assert "invalid_grant" in answer[1]
    assert thief.http.get("me").status_code == 401


def test_a_provider_that_hands_people_on_gets_no_code_of_another(
    acme: Company, make_company: Callable[..., Company], open_browser: Callable[[], Browser]
) -> None:
    """A mix-up: who leaves for a crook is sent on to Acme's provider, as its client."""
    crook = make_company("Crooked Cams", e3=ec.generate_private_key(ec.SECP256R1()))
    browser = open_browser()
    asked = browser.leave(crook.domain)
    # Acme's provider sends people back to what Acme has registered, and to nothing else.
    registered = acme.owner.call("find_redirect_uri").json()
    assert registered != asked["redirect_uri"]
    back = acme.issuer.authorize({**asked, "redirect_uri": registered}, f"victim@{acme.domain}")
    answer = browser.come_back({"redirect_uri": registered}, back)
    assert outcome(answer) == (400, "external_sign_in_invalid")
    # And where it would send people anywhere, it says who it is; or should.
    answer = browser.come_back(asked, back)
    assert outcome(answer) == (400, "external_sign_in_invalid")
    asked = browser.leave(crook.domain)
    back = {"code": back["code"], "state": asked["state"]}
    assert outcome(browser.come_back(asked, back)) == (400, "external_sign_in_invalid")
    assert crook.issuer.asked == []


def test_a_token_that_was_asked_for_by_another_browser_is_refused(
    acme: Company, open_browser: Callable[[], Browser]
) -> None:
    browser, email = open_browser(), f"nonce@{acme.domain}"
    asked = browser.leave(email)
    back = acme.issuer.authorize({**asked, "nonce": "of-another"}, email)
    assert outcome(browser.come_back(asked, back)) == (401, "nonce")
    told = acme.owner.get("identity_provider")[0]["sign_in_error"]
    assert told == "The provider's token does not sign anybody in: nonce"


TROUBLES = {
    "it is down": ((500, b"<html>"), "answered 500"),
    "it knows the code no more": ((400, b'{"error": "invalid_grant"}'), "invalid_grant"),
    "it says more than a word": ((400, b'{"error": "<b>boo</b>"}'), "answered 400"),
    "it answers with a page": ((200, b"<html>"), "gave no ID token"),
    "it answers with a list": ((200, b"[]"), "gave no ID token"),
    "it sends elsewhere": ((302, b""), "answered 302"),
}


@pytest.mark.parametrize("what", TROUBLES)
def test_what_goes_wrong_at_a_provider_is_said(
    acme: Company, open_browser: Callable[[], Browser], what: str
) -> None:
    browser = open_browser()
    acme.issuer.trouble, told = TROUBLES[what]
    try:
        asked = browser.leave(acme.domain)
        answer = browser.come_back(asked, acme.issuer.authorize(asked, f"trouble@{acme.domain}"))
    finally:
        acme.issuer.trouble = None
    status, reason = outcome(answer)
    assert status == 502
    assert told in reason
    assert "<" not in reason
    assert acme.owner.get("identity_provider")[0]["sign_in_error"] == reason


def test_a_secret_is_proved_to_the_provider_and_shown_to_nobody(
    make_company: Callable[..., Company],
    open_browser: Callable[[], Browser],
    database: psycopg.Connection,
) -> None:
    secret = f"{uuid4().hex} %+&=:é"[:-1] + "x"
    company = make_company("Discreet Dials", e1=ec.generate_private_key(ec.SECP256R1()))
    company.issuer.secret = secret

    def come() -> tuple[int, str]:
        browser = open_browser()
        asked = browser.leave(company.domain)
        return outcome(
            browser.come_back(asked, company.issuer.authorize(asked, f"p@{company.domain}"))
        )

    def name(**changes: Any) -> None:
        named = company.owner.call(
            "set_identity_provider", issuer=company.issuer.url, client_id=CLIENT_ID, **changes
        )
        assert named.status_code == 204, named.text

    status, why = come()
    assert status == 502
    assert "invalid_client" in why
    name(client_secret=secret)
    assert come() == (200, "")
    # It stays when something else is changed.
    name(default_role="billing")
    assert come() == (200, "")
    (row,) = company.owner.get("identity_provider")
    assert row["has_secret"] is True
    assert secret not in json.dumps(row) + company.owner.request("GET", "activity").text
    exported = company.owner.call("export_organization")
    assert exported.status_code == 200
    assert secret.encode() not in exported.content
    (hidden,) = database.execute(
        "select count(*) from audit.entries as e where e::text like '%%' || %s || '%%'",
        [secret[:32]],
    ).fetchone() or (1,)
    assert hidden == 0
    name(client_secret="")
    assert come()[0] == 502
    assert company.owner.get("identity_provider")[0]["has_secret"] is False


def test_nobody_finds_out_who_has_an_account(
    acme: Company, open_browser: Callable[[], Browser]
) -> None:
    """Of a domain one learns that it has a provider, as by going there; of people nothing."""
    browser = open_browser()
    member, nobody = (browser.leave(f"{who}@{acme.domain}") for who in ("r1", uuid4().hex))
    assert member.keys() == nobody.keys()
    answers = [
        browser.http.post("start_external_sign_in", json={"email": address})
        for address in (acme.owner.email, f"{uuid4().hex}@nowhere.example", "nowhere.example")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    ("door", "body", "argument"),
    [
        ("start", {"email": 7}, "email"),
        ("start", {"email": "x@y.example", "next": []}, "next"),
        ("start", [], "email"),
        ("finish", {"provider": "x"}, "state"),
        ("finish", {"provider": "x", "state": "x", "code": {}}, "code"),
        ("finish", {"provider": 1, "state": "x"}, "provider"),
    ],
)
def test_what_is_no_answer_of_a_provider(
    open_browser: Callable[[], Browser], door: str, body: object, argument: str
) -> None:
    response = open_browser().http.post(f"{door}_external_sign_in", json=body)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_argument")
    assert json.loads(response.json()["details"])["argument"] == argument


@pytest.mark.parametrize("text", ["\0", "\ud800", "x" * 5_000])
def test_garbage_at_the_doors_is_refused_like_anything_else(
    open_browser: Callable[[], Browser], text: str
) -> None:
    http = open_browser().http
    body = json.dumps({"email": text, "provider": text, "state": text, "code": text})
    headers = {"Content-Type": "application/json"}
    for door, status in (("start", 404), ("finish", 400)):
        response = http.post(f"{door}_external_sign_in", content=body, headers=headers)
        assert response.status_code == status, response.text
