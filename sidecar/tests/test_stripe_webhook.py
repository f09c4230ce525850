"""Whatever comes is a verified event or a BadWebhookError, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import stripe
from hypothesis import example, given
from hypothesis import strategies as st

from sidecar.errors import BadWebhookError
from sidecar.stripe_webhook import TOLERANCE_SECONDS, verify
from sidecar.tests.servers import Cluster

SECRETS = ("whsec_current", "whsec_previous")
EVENT = '{"id":"evt_1","object":"event","type":"invoice.paid"}'


def sign(body: str, secret: str = SECRETS[0], age: int = 0) -> str:
    header: str = stripe.WebhookSignature.generate_signature_header(
        body, secret, int(time.time()) - age
    )
    return header


def raw_sign(body: bytes) -> str:
    """Sign bytes that are no text, as Stripe would if it ever sent them."""
    now = int(time.time())
    digest = hmac.new(SECRETS[0].encode(), f"{now}.".encode() + body, hashlib.sha256)
    return f"t={now},v1={digest.hexdigest()}"


def is_accepted(body: str) -> bool:
    try:
        return verify(body.encode(), sign(body), SECRETS) == body
    except BadWebhookError:
        return False


@pytest.mark.parametrize("secret", SECRETS)
def test_every_configured_secret_is_good(secret: str) -> None:
    assert verify(EVENT.encode(), sign(EVENT, secret), SECRETS) == EVENT


def test_one_good_signature_of_several_is_enough() -> None:
    header = f"{sign(EVENT, 'whsec_unknown')},{sign(EVENT).split(',')[1]}"
    assert verify(EVENT.encode(), header, SECRETS) == EVENT


def test_a_signature_from_the_future_is_accepted() -> None:
    assert verify(EVENT.encode(), sign(EVENT, age=-3600), SECRETS) == EVENT


def test_the_tolerance() -> None:
    assert verify(EVENT.encode(), sign(EVENT, age=TOLERANCE_SECONDS - 5), SECRETS) == EVENT
    with pytest.raises(BadWebhookError, match="too old"):
        verify(EVENT.encode(), sign(EVENT, age=TOLERANCE_SECONDS + 5), SECRETS)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=1",
        "v1=00",
        "t=,v1=",
        "t=x,v1=y",
        "garbage",
        "t=1,v1=é",
        sign(EVENT, "whsec_unknown"),
        sign(EVENT + " "),
        sign(EVENT).replace("v1=", "v0="),
        sign(EVENT).replace("t=", "t=1"),
        sign(EVENT)[:-1],
    ],
)
def test_bad_signatures(header: str | None) -> None:
    with pytest.raises(BadWebhookError):
        verify(EVENT.encode(), header, SECRETS)


def test_an_empty_secret_never_fits() -> None:
    with pytest.raises(BadWebhookError):
        verify(EVENT.encode(), sign(EVENT, ""), ("",))


SIGNED_NONSENSE = {
    "nothing": b"",
    "no JSON": b"{",
    "two documents": b"{}{}",
    "not UTF-8": b'{"object":"event","x":"\xff"}',
    "UTF-16": EVENT.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + EVENT.encode(),
    "an array": f"[{EVENT}]".encode(),
    "a string": b'"event"',
    "a number": b"1",
    "null": b"null",
    "no object": b'{"id":"evt_1"}',
    "a thin event": b'{"id":"evt_1","object":"v2.core.event","type":"v1.billing.meter.error"}',
    "another object": b'{"id":"cus_1","object":"customer"}',
    "NaN": b'{"object":"event","x":NaN}',
    "infinity": b'{"object":"event","x":-Infinity}',
    "a huge exponent": b'{"object":"event","x":1e99999}',
    "a tiny exponent": b'{"object":"event","x":1e-99999}',
    "a long fraction": b'{"object":"event","x":0.%s1}' % (b"0" * 20_000),
    "a long integer": b'{"object":"event","x":%s}' % (b"9" * 200_000),
    "NUL": b'{"object":"event","x":"\x00"}',
    "an escaped NUL": b'{"object":"event","x":"\\u0000"}',
    "half a pair": b'{"object":"event","x":"\\ud83d"}',
    "the other half": b'{"object":"event","x":"\\ude00 \\ud83d"}',
    "a deep nest": b'{"object":"event","x":' + b"[" * 100_000,
    "a closed deep nest": b'{"object":"event","x":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
}


@pytest.mark.parametrize("body", SIGNED_NONSENSE.values(), ids=SIGNED_NONSENSE.keys())
def test_signed_nonsense(body: bytes) -> None:
    with pytest.raises(BadWebhookError):
        verify(body, raw_sign(body), SECRETS)


@pytest.mark.parametrize("text", ["\\\\u0000", "\\ud83d\\ude00", "\\u00e9", "é", "\\\\\\\\ud83d"])
def test_escapes_that_are_characters(text: str) -> None:
    assert is_accepted(f'{{"object":"event","x":"{text}"}}')


@given(body=st.binary(max_size=300), header=st.text(max_size=200))
@example(body=EVENT.encode(), header="t=1,v1=\ud800")
@example(body=EVENT.encode(), header=f"t={'9' * 5000},v1=00")
def test_nothing_unsigned_passes(body: bytes, header: str) -> None:
    with pytest.raises(BadWebhookError):
        verify(body, header, SECRETS)


@given(body=st.binary(max_size=200))
def test_signed_bytes_are_an_event_or_refused(body: bytes) -> None:
    with pytest.raises(BadWebhookError):
        verify(body, raw_sign(body), SECRETS)


_NUMBERS = st.one_of(
    st.integers().map(str),
    st.floats().map(repr),
    st.from_regex(
        r"-?(0|[1-9][0-9]{0,150})(\.[0-9]{1,150})?([eE][+-]?[0-9]{1,6})?", fullmatch=True
    ),
)
_STRINGS = st.one_of(
    st.text(max_size=20).map(json.dumps),
    st.from_regex(r'"(\\u[0-9a-fA-F]{4}|\\\\|\\"|[a-z]){0,8}"', fullmatch=True),
    st.from_regex(
        r'"(\\ud[89ab][0-9]{2}|\\ud[c-f][0-9]{2}|\\\\|\\u0000|u0000){0,6}"', fullmatch=True
    ),
)
_VALUES = st.recursive(
    _NUMBERS | _STRINGS | st.sampled_from(["true", "false", "null"]),
    lambda inner: st.lists(inner, max_size=4).map(lambda items: f"[{','.join(items)}]"),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def connection(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(cluster.superuser(), autocommit=True) as found:
        yield found


def can_be_stored(connection: psycopg.Connection[Any], body: str) -> bool:
    try:
        connection.execute("select %s::jsonb", (body,))
    except psycopg.DataError:
        return False
    return True


@given(name=_STRINGS, value=_VALUES)
def test_what_is_accepted_can_be_stored(
    connection: psycopg.Connection[Any], name: str, value: str
) -> None:
    body = f'{{"object":"event",{name}:{value}}}'
    assert can_be_stored(connection, body) or not is_accepted(body)


@given(name=_STRINGS, value=_STRINGS)
def test_text_that_can_be_stored_is_accepted(
    connection: psycopg.Connection[Any], name: str, value: str
) -> None:
    body = f'{{"object":"event",{name}:{value}}}'
    assert is_accepted(body) == can_be_stored(connection, body)
