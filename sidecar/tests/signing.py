"""Webhooks signed as Stripe signs them, and the ways in which they can be wrong."""

from __future__ import annotations

import hashlib
import hmac
import time

SECRETS = ("whsec_current", "whsec_previous")
EVENT = b'{"id":"evt_1","object":"event","type":"invoice.paid"}'


def sign(body: bytes, secret: str = SECRETS[0], *, age: float = 0) -> str:
    """Sign any bytes, also those that Stripe would never send (docs.stripe.com/webhooks)."""
    then = int(time.time() - age)
    digest = hmac.new(secret.encode(), f"{then}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={then},v1={digest}"


NONSENSE = {
    "nothing": b"",
    "no JSON": b"{",
    "two documents": b"{}{}",
    "not UTF-8": b'{"object":"event","x":"\xff"}',
    "UTF-16": EVENT.decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + EVENT,
    "an array": b"[%s]" % EVENT,
    "a string": b'"event"',
    "a number": b"1",
    "null": b"null",
    "no object": b'{"id":"evt_1"}',
    "a thin event": b'{"id":"evt_1","object":"v2.core.event","type":"v1.billing.meter.error"}',
    "another object": b'{"id":"cus_1","object":"customer"}',
    "a long integer": b'{"object":"event","x":%s}' % (b"9" * 200_000),
    "NUL": b'{"object":"event","x":"\x00"}',
    "a deep nest": b'{"object":"event","x":' + b"[" * 100_000,
    "a closed deep nest": b'{"object":"event","x":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
}
"""Bodies that are no event, whoever signed them."""

UNSTORABLE = {
    "NaN": b"NaN",
    "infinity": b"-Infinity",
    "a huge exponent": b"1e999999",
    "a long fraction": b"0.%s1" % (b"0" * 20_000),
    "an escaped NUL": b'"\\u0000"',
    "half a pair": b'"\\ud83d"',
    "the other half": b'"\\ude00 \\ud83d"',
}
"""Values that Python takes for JSON and PostgreSQL does not."""


def wrong_signatures() -> dict[str, str | None]:
    """Return headers for EVENT that must not be believed."""
    good = sign(EVENT)
    return {
        "none": None,
        "empty": "",
        "no signature": "t=1",
        "no time": "v1=00",
        "nothing in it": "t=,v1=",
        "no number": "t=x,v1=y",
        "garbage": "garbage",
        "not ASCII": "t=1,v1=é",
        "unknown secret": sign(EVENT, "whsec_unknown"),
        "empty secret": sign(EVENT, ""),
        "another body": sign(EVENT + b" "),
        "old scheme": good.replace("v1=", "v0="),
        "another time": good.replace("t=", "t=1"),
        "cut short": good[:-1],
        "too old": sign(EVENT, age=305),
    }
