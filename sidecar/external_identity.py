"""Identity providers of customers: their keys, and what they have signed.

SQL says whose keys count, what a token's claims are worth and whom it signs in. Here signatures
are verified, by the library made for it, and keys are fetched.
"""

import asyncio
import hashlib
import json
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any, NoReturn

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from prometheus_client import Counter

from sidecar.database import Database
from sidecar.errors import BadTokenError
from sidecar.guarded_http import GuardedClient

log = structlog.get_logger()

KEY_SETS = Counter("sidecar_key_sets", "Fetches of providers' keys by their end.", ["outcome"])

FETCHES_AT_ONCE = 8

FETCH_SECONDS = 5.0
"""How long a provider may take for each of its two documents."""

LEASE_SECONDS = 30

MAX_TOKEN_LENGTH = 30_000

_PART = re.compile(r"[A-Za-z0-9_-]+")
_DISCOVERY = "/.well-known/openid-configuration"


# Tokens


@dataclass(frozen=True, slots=True)
class IdToken:
    """A signed token (RFC 7515, compact), taken apart and not verified."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes

    @property
    def issuer(self) -> str:
        """Who it says has made it, or nothing."""
        issuer = self.claims.get("iss")
        return issuer if isinstance(issuer, str) else ""

    @property
    def key_id(self) -> str:
        """Which of the issuer's keys it says to be signed with, or nothing."""
        key_id = self.header.get("kid")
        return key_id if isinstance(key_id, str) else ""

    @property
    def digest(self) -> bytes:
        """What it is known by; without the signature, of which one can make another that counts."""
        return hashlib.sha256(self.signed).digest()


def read_token(text: str) -> IdToken:
    """Take a token apart. Raises BadTokenError if it is not of the one form."""
    parts = text.split(".") if len(text) <= MAX_TOKEN_LENGTH else []
    if len(parts) != 3 or not all(map(_PART.fullmatch, parts)):
        raise BadTokenError("not a signed token")
    header, claims, signature = parts
    return IdToken(
        _read_object(header),
        _read_object(claims),
        f"{header}.{claims}".encode(),
        _decode(signature),
    )


def is_signed(token: IdToken, key: dict[str, str]) -> bool:
    """Whether the key has signed the token, by the one algorithm that the key is for.

    The token's own `alg` chooses nothing: it must be the key's.
    """
    if token.header.get("alg") != key["alg"]:
        return False
    try:
        if key["alg"] == "RS256":
            _rsa_key(key).verify(token.signature, token.signed, padding.PKCS1v15(), SHA256())
        else:
            # The two numbers side by side (RFC 7518), which the library wants in DER.
            if len(token.signature) != 64:
                return False
            r, s = (int.from_bytes(half) for half in (token.signature[:32], token.signature[32:]))
            _curve_key(key).verify(
                utils.encode_dss_signature(r, s), token.signed, ec.ECDSA(SHA256())
            )
    except (InvalidSignature, ValueError):
        # Also a key that is none: a point beside the curve, an even modulus.
        return False
    return True


def _rsa_key(key: dict[str, str]) -> rsa.RSAPublicKey:
    return rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()


def _curve_key(key: dict[str, str]) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicNumbers(
        _number(key["x"]), _number(key["y"]), ec.SECP256R1()
    ).public_key()


def _number(text: str) -> int:
    return int.from_bytes(_decode(text))


def _decode(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise BadTokenError("not base64url") from error


def _read_object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(
            _decode(part), object_pairs_hook=_without_doubles, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise BadTokenError("not JSON") from error
    if not isinstance(found, dict):
        raise BadTokenError("not an object")
    return found


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values of one name one reader sees the first, another one the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadTokenError("a name occurs twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise BadTokenError(f"{constant} is no JSON")


# Keys


class ProviderKeys:
    """Fetches the keys of providers: regularly, and when a token names one that is not known."""

    def __init__(self, database: Database, client: GuardedClient) -> None:
        self._database = database
        self._client = client
        self._fetches: dict[str, asyncio.Task[None]] = {}

    async def take(self) -> bool:
        """Fetch what is due; True if more may wait."""
        claimed = await self._database.claim_key_sets(FETCHES_AT_ONCE, LEASE_SECONDS)
        await asyncio.gather(*(self._fetch(k.issuer, k.attempt) for k in claimed))
        return len(claimed) == FETCHES_AT_ONCE

    async def has_signed(self, token: IdToken) -> bool:
        """Whether the issuer that a token names has signed it."""
        key = await self._database.find_provider_key(token.issuer, token.key_id)
        if key is None and await self._is_fetched(token.issuer):
            key = await self._database.find_provider_key(token.issuer, token.key_id)
        return key is not None and is_signed(token, key)

    async def _is_fetched(self, issuer: str) -> bool:
        """Whether the keys of an issuer were fetched just now, which SQL allows now and then."""
        if issuer not in self._fetches:
            for claimed in await self._database.claim_key_set(issuer, LEASE_SECONDS):
                fetch = asyncio.create_task(self._fetch(claimed.issuer, claimed.attempt))
                self._fetches[issuer] = fetch
                fetch.add_done_callback(lambda _done: self._fetches.pop(issuer))
        # Others come with a token of the new key meanwhile.
        if fetch_under_way := self._fetches.get(issuer):
            await asyncio.shield(fetch_under_way)
            return True
        return False

    async def _fetch(self, issuer: str, attempt: int) -> None:
        discovery, key_set, error = None, None, None
        try:
            discovery = await self._get(issuer.removesuffix("/") + _DISCOVERY)
            key_set = await self._get(_keys_address(discovery))
        except _NotFetchedError as fault:
            error = str(fault)
        outcome = await self._database.record_key_set(issuer, attempt, discovery, key_set, error)
        KEY_SETS.labels(outcome).inc()
        log.info("provider keys", issuer=issuer, outcome=outcome, error=error)

    async def _get(self, url: str) -> str:
        answer = await self._client.send(
            "GET", url, {"Accept": "application/json"}, None, timeout_seconds=FETCH_SECONDS
        )
        if answer.status != 200 or answer.is_cut:
            what = "is too long" if answer.is_cut else answer.error or f"answered {answer.status}"
            raise _NotFetchedError(f"{url}: {what}")
        return answer.body.decode(errors="replace")


class _NotFetchedError(Exception):
    """Why there are no keys; for the provider's organization to read."""


def _keys_address(discovery: str) -> str:
    try:
        address = json.loads(discovery)["jwks_uri"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _NotFetchedError("the discovery document names no jwks_uri") from error
    return str(address)
