"""People who talk to a running instance over HTTP, and a look into its database."""

import hashlib
import hmac
import itertools
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from db.tests.http.tokens import from_base64url, signed
from db.tests.http.wall import World, create_world, rehearsal
from db.tests.http.weakened import (
    build,
    pytest_collection_modifyitems,
    pytest_generate_tests,
    pytest_pyfunc_call,
)
from unison_cli.testing import Stack, broken_invariants, eventually, hire, stack

__all__ = [
    "build",
    "pytest_collection_modifyitems",
    "pytest_generate_tests",
    "pytest_pyfunc_call",
    "stack",
]

JOURNEY_PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Person:
    """Somebody with a session in one organization; calls are made as this person."""

    http: httpx.Client
    email: str
    access_token: str
    refresh_token: str
    organization_id: str | None
    headers: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request under /api/v1/ with the person's token."""
        headers = {"Authorization": f"Bearer {self.access_token}", **self.headers}
        headers |= options.pop("headers", {})
        return self.http.request(method, path, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        """Read a view and return its rows."""
        response = self.request("GET", path, **options)
        assert response.status_code in (200, 206), response.text
        return response.json()

    def call(self, function: str, **arguments: Any) -> httpx.Response:
        """Call a function of the API."""
        return self.request("POST", f"rpc/{function}", json=arguments)


@pytest.fixture(scope="session", name="eventually")
def eventually_fixture() -> Callable[..., Any]:
    """Give tests the one way to wait: for a condition."""
    return eventually


ADDRESSES = (f"127.{n >> 8 & 255}.{n & 255}.7" for n in itertools.count(random.getrandbits(16)))


def elsewhere() -> httpx.HTTPTransport:
    """Come from an address of one's own: of each, the gateway lets few knock at doors."""
    return httpx.HTTPTransport(local_address=next(ADDRESSES), verify=False)


class Traveller(httpx.BaseTransport):
    """Sends what one test asks for from one address."""

    def __init__(self) -> None:
        self.transport = elsewhere()

    def move(self) -> None:
        """Go on from another address."""
        self.transport.close()
        self.transport = elsewhere()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.transport.handle_request(request)

    def close(self) -> None:
        self.transport.close()


@pytest.fixture(scope="session")
def traveller() -> Traveller:
    """Give the API's client a way that can be changed."""
    return Traveller()


@pytest.fixture(scope="session")
def http(stack: Stack, traveller: Traveller) -> Iterator[httpx.Client]:
    """Connect to the gateway's API; nobody is signed in."""
    with httpx.Client(
        base_url=stack["API_URL"] + "/", timeout=30, transport=traveller, trust_env=False
    ) as client:
        yield client


@pytest.fixture(autouse=True)
def journey(traveller: Traveller) -> None:
    """Begin each test somewhere else: doors are narrow."""
    traveller.move()


@pytest.fixture(scope="session")
def knock(stack: Stack) -> Callable[..., httpx.Response]:
    """Call a door of the API (signing up or in), each time from an address of its own."""

    def call(function: str, **arguments: str) -> httpx.Response:
        with httpx.Client(transport=elsewhere(), timeout=30, trust_env=False) as client:
            return client.post(f"{stack['API_URL']}/rpc/{function}", json=arguments)

    return call


@pytest.fixture(scope="session")
def database(stack: Stack) -> Iterator[psycopg.Connection]:
    """Look into the database as its owner."""
    with psycopg.connect(stack["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def world(database: psycopg.Connection) -> World:
    """Make a tenant full of canaries, and somebody of every kind."""
    return create_world(database)


@pytest.fixture(scope="session")
def door(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Open a door at which nothing lasts."""
    with rehearsal(stack, tmp_path_factory.mktemp("rehearsal")) as client:
        yield client


@pytest.fixture(scope="session", autouse=True)
def quick_hashes(database: psycopg.Connection) -> Iterator[None]:
    """Let passwords cost a millisecond: hundreds of people sign up here."""
    (cost,) = database.execute("select util.setting('password_hash_cost')").fetchone() or ("",)
    database.execute("select util.set_setting('password_hash_cost', '4')")
    yield
    database.execute("select util.set_setting('password_hash_cost', %s)", (cost,))


@pytest.fixture(scope="module", autouse=True)
def invariants_hold(request: pytest.FixtureRequest, stack: Stack) -> Iterator[None]:
    """After each module's scenarios nothing is as it must never be.

    A module that writes rows by hand, as nothing of the product would, says WRITES_BY_HAND.
    """
    before = broken_invariants(stack["DATABASE_URL"])
    yield
    if not getattr(request.module, "WRITES_BY_HAND", False):
        assert broken_invariants(stack["DATABASE_URL"]) - before == set()


@pytest.fixture(scope="session")
def inbox(stack: Stack) -> Callable[[str], list[dict[str, Any]]]:
    """Return the letters that an address has got."""

    def letters(address: str) -> list[dict[str, Any]]:
        everything = httpx.get(f"{stack['INBOX_URL']}/email", timeout=10).json()
        return [
            letter
            for letter in everything
            if any(to["address"].lower() == address.lower() for to in letter["to"])
        ]

    return letters


@pytest.fixture(scope="session")
def mailed_token(inbox: Callable[[str], list[dict[str, Any]]]) -> Callable[[str, str], str]:
    """Return the newest token that a link of this page carried to an address."""

    def token(address: str, page: str) -> str:
        def look() -> str | None:
            for letter in reversed(inbox(address)):
                if found := re.search(rf"/{page}#token=([\w-]+)", letter["text"]):
                    return found.group(1)
            return None

        return str(eventually(look))

    return token


@pytest.fixture(scope="session")
def sign_up(http: httpx.Client, knock: Callable[..., httpx.Response]) -> Callable[..., Person]:
    """Make a new organization with its owner."""

    def make(
        organization_name: str = "Acme Gears",
        email: str | None = None,
        full_name: str = "Olivia Owner",
    ) -> Person:
        address = email or f"owner.{uuid4().hex}@example.com"
        response = knock(
            "sign_up",
            email=address,
            password=JOURNEY_PASSWORD,
            organization_name=organization_name,
            full_name=full_name,
        )
        assert response.status_code == 200, response.text
        body = response.json()
        return Person(
            http, address, body["access_token"], body["refresh_token"], body["organization_id"]
        )

    return make


@pytest.fixture(scope="session")
def sign_in(http: httpx.Client, knock: Callable[..., httpx.Response]) -> Callable[..., Person]:
    """Open another session of somebody."""

    def make(email: str, password: str = JOURNEY_PASSWORD) -> Person:
        response = knock("sign_in", email=email, password=password)
        assert response.status_code == 200, response.text
        body = response.json()
        return Person(
            http, email, body["access_token"], body["refresh_token"], body.get("organization_id")
        )

    return make


@pytest.fixture(scope="session")
def acme(sign_up: Callable[..., Person]) -> Person:
    """Own the organization that most tests are about."""
    return sign_up("Acme Gears")


@pytest.fixture(scope="session")
def rival(sign_up: Callable[..., Person]) -> Person:
    """Own another organization, which must never be seen by the first."""
    return sign_up("Rival Cogs canary-7f3a")


@pytest.fixture(scope="session")
def join(
    http: httpx.Client, mailed_token: Callable[[str, str], str]
) -> Callable[[Person, str], Person]:
    """Invite somebody new, who accepts with the mailed token."""

    def make(owner: Person, role: str) -> Person:
        address = f"{role}.{uuid4().hex}@example.com"
        invited = owner.call("invite_member", email=address, role=role)
        assert invited.status_code == 200, invited.text
        response = http.post(
            "rpc/accept_invitation",
            json={
                "token": mailed_token(address, "accept-invitation"),
                "full_name": f"{role.title()} Person",
                "password": JOURNEY_PASSWORD,
            },
        )
        assert response.status_code == 200, response.text
        body = response.json()
        return Person(
            http, address, body["access_token"], body["refresh_token"], body["organization_id"]
        )

    return make


@pytest.fixture(scope="session")
def member(acme: Person, join: Callable[[Person, str], Person]) -> Person:
    """Work at Acme, with no say in billing."""
    return join(acme, "member")


@pytest.fixture(scope="session")
def staff(stack: Stack, http: httpx.Client) -> Person:
    """Work for the platform."""
    hired = hire(stack)
    return Person(http, hired["email"], hired["access_token"], hired["refresh_token"], None)


def claims_of(token: str) -> dict[str, Any]:
    """Read a token's claims without verifying it."""
    decoded: dict[str, Any] = json.loads(from_base64url(token.split(".")[1]))
    return decoded


@pytest.fixture(scope="session")
def claims() -> Callable[[str], dict[str, Any]]:
    """Give tests a way to read a token."""
    return claims_of


@pytest.fixture(scope="session")
def signing_key(database: psycopg.Connection) -> tuple[str, bytes]:
    """Return the key that signs access tokens: its id, and its secret."""
    key = database.execute(
        "select id, secret from identity.signing_keys order by created_at desc limit 1"
    ).fetchone()
    assert key is not None
    return key[0], from_base64url(key[1])


@pytest.fixture(scope="session")
def forge(signing_key: tuple[str, bytes]) -> Callable[..., str]:
    """Sign any claims with the instance's own key: what a leaked key or a bug could produce."""
    key_id, own_secret = signing_key

    def sign(
        payload: dict[str, Any] | str,
        *,
        algorithm: str = "HS256",
        kid: str | None = None,
        secret: bytes | None = None,
    ) -> str:
        header = {"alg": algorithm, "typ": "JWT", "kid": key_id if kid is None else kid}
        token = signed(header, payload, own_secret if secret is None else secret)
        return token.rpartition(".")[0] + "." if algorithm == "none" else token

    return sign


@pytest.fixture(scope="session")
def stripe_signature(stack: Stack) -> Callable[..., str]:
    """Sign a delivery as Stripe does."""

    def sign(body: bytes, *, at: int | None = None, secret: str | None = None) -> str:
        timestamp = int(time.time()) if at is None else at
        key = stack["STRIPE_WEBHOOK_SECRET"] if secret is None else secret
        digest = hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
        return f"t={timestamp},v1={digest.hexdigest()}"

    return sign


@pytest.fixture
def stripe(stack: Stack) -> Iterator[httpx.Client]:
    """Talk to the embedded Stripe as the account's owner, and as its test clock."""
    key = next(
        line.partition("=")[2].strip("'\"")
        for line in (stack.instance.state / "secrets.env").read_text().splitlines()
        if line.startswith("STRIPE_API_KEY=")
    )
    headers = {"Authorization": f"Bearer {key}", "X-Control": "1"}
    with httpx.Client(base_url=stack["STRIPE_API_BASE"], headers=headers, timeout=20) as client:
        yield client
