"""Access tokens made by hand: what a forger, a leaked key or a bug could produce."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any


def base64url(data: bytes) -> str:
    """Encode as tokens do: no padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Decode what tokens hold."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed(header: dict[str, Any] | str, payload: dict[str, Any] | str, secret: bytes) -> str:
    """Sign any header and claims with HMAC and SHA-256; as text they are taken as they are."""
    parts = (part if isinstance(part, str) else json.dumps(part) for part in (header, payload))
    message = ".".join(base64url(part.encode()) for part in parts)
    digest = hmac.digest(secret, message.encode(), hashlib.sha256)
    return f"{message}.{base64url(digest)}"
