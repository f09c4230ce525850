"""Tokens taken apart and verified, a provider that fails, and whose a domain is by the DNS."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.database import Database
from sidecar.domains import DomainChecks
from sidecar.errors import BadTokenError
from sidecar.external_identity import IdToken, ProviderKeys, is_signed, read_token
from sidecar.guarded_http import GuardedClient
from sidecar.settings import Settings
from sidecar.tests.servers import Place

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RSA_KEY = rsa.generate_private_key(65537, 2048)
CURVE_KEY = ec.generate_private_key(ec.SECP256R1())


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """Describe a key as SQL hands it out."""
    if isinstance(key, rsa.RSAPrivateKey):
        n = key.public_key().public_numbers().n
        return {"kid": "r", "alg": "RS256", "n": b64(n.to_bytes(256)), "e": "AQAB"}
    point = key.public_key().public_numbers()
    x, y = b64(point.x.to_bytes(32)), b64(point.y.to_bytes(32))
    return {"kid": "e", "alg": "ES256", "x": x, "y": y}


def signed_text(algorithm: str, **claims: Any) -> str:
    header = json.dumps({"alg": algorithm, "kid": "k"})
    return f"{b64(header.encode())}.{b64(json.dumps(claims).encode())}"


def curve_numbers(signed: str) -> tuple[int, int]:
    r, s = utils.decode_dss_signature(CURVE_KEY.sign(signed.encode(), ec.ECDSA(SHA256())))
    return r, s


def with_numbers(signed: str, r: int, s: int) -> IdToken:
    return read_token(f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}")


def test_what_the_key_has_signed() -> None:
    signed = signed_text("RS256", sub="nina")
    signature = RSA_KEY.sign(signed.encode(), padding.PKCS1v15(), SHA256())
    token = read_token(f"{signed}.{b64(signature)}")
    assert is_signed(token, jwk(RSA_KEY))
    assert token.claims == {"sub": "nina"}
    signed = signed_text("ES256", sub="nina")
    assert is_signed(with_numbers(signed, *curve_numbers(signed)), jwk(CURVE_KEY))


@given(st.binary(max_size=300))
def test_what_no_key_has_signed(signature: bytes) -> None:
    for algorithm, key in (("RS256", jwk(RSA_KEY)), ("ES256", jwk(CURVE_KEY))):
        signed = signed_text(algorithm).encode()
        assert not is_signed(IdToken({"alg": algorithm}, {}, signed, signature), key)


def test_numbers_beyond_the_curve_are_no_signature() -> None:
    signed = signed_text("ES256")
    r, s = curve_numbers(signed)
    for numbers in ((0, 0), (0, s), (r, 0), (ORDER, s), (r, ORDER), (2**256 - 1, s)):
        assert not is_signed(with_numbers(signed, *numbers), jwk(CURVE_KEY))
    # One signature is written in one way only.
    padded = r.to_bytes(32) + s.to_bytes(33)
    assert not is_signed(read_token(f"{signed}.{b64(padded)}"), jwk(CURVE_KEY))
    der = CURVE_KEY.sign(signed.encode(), ec.ECDSA(SHA256()))
    assert not is_signed(read_token(f"{signed}.{b64(der)}"), jwk(CURVE_KEY))


def test_a_token_is_known_whoever_signs_it_again() -> None:
    signed = signed_text("ES256")
    r, s = curve_numbers(signed)
    one, other = with_numbers(signed, r, s), with_numbers(signed, r, ORDER - s)
    assert is_signed(other, jwk(CURVE_KEY))
    assert one.digest == other.digest


def test_the_token_does_not_choose_the_algorithm() -> None:
    # A public key is a secret for whoever lets the token say so.
    signed = signed_text("HS256")
    digest = hmac.digest(json.dumps(jwk(RSA_KEY)).encode(), signed.encode(), "sha256")
    for algorithm in ("HS256", "none", "None", "RS512", "PS256", "ES256", None):
        for signature in (b"", digest):
            token = IdToken({"alg": algorithm}, {}, signed.encode(), signature)
            assert not is_signed(token, jwk(RSA_KEY))
    for algorithm in ("none", "RS512", "ES256"):
        signed = signed_text(algorithm)
        signature = RSA_KEY.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        assert not is_signed(read_token(f"{signed}.{b64(signature)}"), jwk(RSA_KEY))
    pss = padding.PSS(padding.MGF1(SHA256()), 32)
    signed = signed_text("RS256")
    other = RSA_KEY.sign(signed.encode(), pss, SHA256())
    assert not is_signed(read_token(f"{signed}.{b64(other)}"), jwk(RSA_KEY))


def test_a_point_beside_the_curve_is_no_key() -> None:
    signed = signed_text("ES256")
    token = with_numbers(signed, *curve_numbers(signed))
    beside = {**jwk(CURVE_KEY), "y": b64(bytes(31) + b"\1")}
    assert not is_signed(token, beside)


NO_OBJECTS = ("[]", "null", "{", '{"exp": NaN}', '{"iss": "a", "iss": "b"}', "[" * 20_000)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a.b", "a.b.c", "..", "a.b.c.d.e", " ", "e30.e30.e30 ", "e30.e30.=="),
        *(f"{b64(text.encode())}.e30.e30" for text in NO_OBJECTS),
        *(f"e30.{b64(text.encode())}.e30" for text in NO_OBJECTS),
        f"e30.{b64(bytes([255, 254]))}.e30",
        "e30." + "e" * 40_000 + ".e30",
    ],
)
def test_what_is_no_token(text: str) -> None:
    with pytest.raises(BadTokenError):
        read_token(text)


@settings(max_examples=50)
@given(st.text())
def test_no_text_is_an_accident(text: str) -> None:
    with contextlib.suppress(BadTokenError):
        read_token(text)


# The DNS, and a provider, with a database that has all of the product


class Dns:
    """A DNS server of ours; it knows what `texts` says, and can be silent."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.rcode = dns.rcode.NOERROR
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Dns:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            query, client = self._socket.recvfrom(4096)
            if not query:
                return
            answer = dns.message.make_response(dns.message.from_wire(query))
            name = answer.question[0].name
            texts = self.texts.get(str(name).rstrip("."))
            answer.set_rcode(self.rcode if self.rcode or texts else dns.rcode.NXDOMAIN)
            if texts and not self.rcode:
                quoted = [" ".join(f'"{half}"' for half in (t[:20], t[20:])) for t in texts]
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *quoted))
            self._socket.sendto(answer.to_wire(), client)


@pytest.fixture
def resolver() -> Iterator[Dns]:
    with Dns() as found:
        yield found


async def at_once(tell: Callable[[], Awaitable[str]]) -> str:
    return await tell()


def work(chosen: Settings, step: Callable[[Database], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        url = chosen.sidecar_database_url.get_secret_value()
        async with Database(
            url, connections=2, application_name="tests", timeout_seconds=10
        ) as database:
            return await step(database)

    return asyncio.run(run())


def test_the_dns_says_whose_a_domain_is_and_a_dead_provider_is_told_of(
    real: Place, make_settings: Callable[..., Settings], resolver: Dns
) -> None:
    chosen = make_settings()
    with psycopg.connect(real.address("unison_owner"), autocommit=True) as owner:
        row = owner.execute(
            "with u as (insert into identity.users (email, full_name, password_hash, created_at)"
            " values ('o@acme.example', 'O', 'none', util.now()) returning id)"
            " select id, identity.create_organization('acme', id) from u"
        ).fetchone()
        assert row is not None
        user_id, organization_id = row
        owner.execute("select set_config('identity.user_id', %s, false)", [str(user_id)])
        challenge = owner.execute(
            "select challenge from identity.add_email_domain(%s, 'acme.example')",
            [organization_id],
        ).fetchone()
        assert challenge is not None

        def check() -> tuple[bool, str | None]:
            owner.execute(
                "select identity.request_domain_check(%s, 'acme.example')", [organization_id]
            )

            async def look(database: Database) -> None:
                await DomainChecks(database, at_once, resolver.address).take()

            work(chosen, look)
            found = owner.execute(
                "select verified_at is not null, error from identity.email_domains"
            ).fetchone()
            assert found is not None
            return found[0], found[1]

        assert check() == (False, "the record does not say what it must")
        resolver.texts["acme.example"] = [challenge[0]]
        assert check()[0] is False
        resolver.texts["_unison-challenge.acme.example"] = ["v=spf1 -all", challenge[0]]
        resolver.rcode = dns.rcode.SERVFAIL
        is_verified, error = check()
        assert not is_verified
        assert "NoNameservers" in (error or "")
        resolver.rcode = dns.rcode.NOERROR
        assert check() == (True, None)

        # Nobody listens at this port of ours, and the second address is never asked for.
        for issuer, told in (
            ("http://127.0.0.1:1", "ConnectError"),
            ("http://127.0.0.1:1/", "ConnectError"),
            ("https://metadata.internal", "not one of the public internet"),
        ):
            owner.execute(
                "insert into identity.key_sets (issuer, due_at) values (%s, util.wall_clock())",
                [issuer],
            )

            async def fetch(database: Database) -> None:
                async with GuardedClient(allow_loopback=True) as client:
                    await ProviderKeys(database, client).take()

            work(chosen, fetch)
            found = owner.execute(
                "select error from identity.key_sets where issuer = %s", [issuer]
            ).fetchone()
            assert found is not None
            assert told in found[0]
