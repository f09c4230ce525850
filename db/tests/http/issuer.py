"""A small identity provider (OpenID Connect) on this machine.

It has what a provider has: a discovery document, keys that change, a page on which people say who
they are, and an endpoint that exchanges codes for tokens. Tests have it sign whatever they want, or
go wrong. `python -m db.tests.http.issuer` runs one for a browser, and prints its address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT_ID = "unison-at-the-provider"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Fields = dict[str, str]

PAGE = """<!doctype html><html lang="en"><title>{host}</title>
<h1>Sign in at {host}</h1>
<form method="post"><label>Address <input name="email" value="{email}"></label>
<button>Sign in</button><button name="error" value="access_denied">Cancel</button></form>
"""


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


@dataclass(frozen=True)
class Given:
    """What a code was given for."""

    email: str
    asked: Fields


class Issuer:
    """A provider. `keys` is what it publishes; `fetches` counts who asks for it.

    `trouble` goes wrong at its token endpoint: a status and a body in the place of its answer.
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.keys: dict[str, Key] = {}
        self.fetches = 0
        self.named: str | None = None
        self.secret: str | None = None
        self.documents: dict[str, Any] = {}
        self.changes: dict[str, Any] = {}
        self.trouble: tuple[int, bytes] | None = None
        self.asked: list[Fields] = []
        self._host = host
        self._codes: dict[str, Given] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address that it is known by."""
        return f"http://{self._host}:{self._server.server_port}"

    def stop(self) -> None:
        """Be gone."""
        self._server.shutdown()
        self._server.server_close()

    def claims(self, email: str, **changes: Any) -> dict[str, Any]:
        """What it says of somebody."""
        now = int(time.time())
        return {
            "iss": self.url, "aud": CLIENT_ID, "sub": f"sub-{email}", "jti": uuid4().hex,
            "iat": now, "exp": now + 300, "email": email, "email_verified": True, **changes,
        }  # fmt: skip

    def document(self, path: str) -> dict[str, Any] | None:
        """Answer programs that ask who it is."""
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.named or self.url,
                "jwks_uri": f"{self.url}/keys",
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "authorization_response_iss_parameter_supported": True,
                **self.documents,
            }
        if path == "/keys":
            self.fetches += 1
            return {"keys": [public_jwk(key, key_id) for key_id, key in self.keys.items()]}
        return None

    def authorize(self, asked: Fields, email: str) -> Fields:
        """Let somebody in: what comes back to the address that was asked for."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = Given(email, asked)
        return {"code": code, "state": asked["state"], "iss": self.url}

    def exchange(self, form: Fields, credentials: tuple[str, str] | None) -> tuple[int, bytes]:
        """Give a token for a code, to who has asked for the code."""
        self.asked.append(form)
        if self.trouble:
            return self.trouble
        client_id, secret = credentials or (form.get("client_id"), form.get("client_secret"))
        if client_id != CLIENT_ID or secret != self.secret:
            return 401, b'{"error": "invalid_client"}'
        given = self._codes.pop(form.get("code", ""), None)
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            given is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != given.asked["redirect_uri"]
            or not hmac.compare_digest(challenge, given.asked["code_challenge"])
        ):
            return 400, b'{"error": "invalid_grant"}'
        key_id, key = next(iter(self.keys.items()))
        claims = self.claims(
            given.email, nonce=given.asked["nonce"], auth_time=int(time.time()), **self.changes
        )
        answer = {
            "token_type": "Bearer",
            "access_token": "x",
            "id_token": token(key, key_id, claims),
        }
        return 200, json.dumps(answer).encode()

    def _handler(issuer) -> Callable[..., BaseHTTPRequestHandler]:  # noqa: N805 - Handler has a self
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                if address.path == "/authorize":
                    hint = dict(parse_qsl(address.query)).get("login_hint", "")
                    page = PAGE.format(host=issuer.url, email=html.escape(hint, quote=True))
                    self._answer(200, page.encode(), "text/html; charset=utf-8")
                else:
                    found = issuer.document(address.path)
                    self._answer(200 if found else 404, json.dumps(found).encode())

            def do_POST(self) -> None:
                address = urlsplit(self.path)
                length = int(self.headers["Content-Length"])
                form = dict(parse_qsl(self.rfile.read(length).decode()))
                if address.path == "/authorize":
                    asked = dict(parse_qsl(address.query))
                    back = (
                        {"error": form["error"], "state": asked["state"], "iss": issuer.url}
                        if "error" in form
                        else issuer.authorize(asked, form["email"])
                    )
                    self.send_response(303)
                    self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    self._answer(*issuer.exchange(form, self._credentials()))

            def _credentials(self) -> tuple[str, str] | None:
                scheme, _, pair = self.headers.get("Authorization", "").partition(" ")
                if scheme != "Basic":
                    return None
                name, _, secret = base64.b64decode(pair).decode().partition(":")
                return unquote_plus(name), unquote_plus(secret)

            def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler


def main() -> None:
    """Run until the one who has started it closes its input."""
    # By another name than the web's address here, as if it were another site.
    issuer = Issuer("localhost")
    issuer.keys["browser"] = ec.generate_private_key(ec.SECP256R1())
    sys.stdout.write(f"{issuer.url}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
