"""Whatever comes is a verified event or a BadWebhookError, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sidecar.errors import BadWebhookError
from sidecar.stripe_webhook import TOLERANCE_SECONDS, verify
from sidecar.tests.servers import Cluster
from sidecar.tests.signing import EVENT, NONSENSE, SECRETS, sign, wrong_signatures


def is_accepted(body: str) -> bool:
    try:
        return verify(body.encode(), sign(body.encode()), SECRETS) == body
    except BadWebhookError:
        return False


@pytest.mark.parametrize("secret", SECRETS)
def test_every_configured_secret_is_good(secret: str) -> None:
    assert verify(EVENT, sign(EVENT, secret), SECRETS) == EVENT.decode()


def test_one_good_signature_of_several_is_enough() -> None:
    header = f"{sign(EVENT, 'whsec_unknown')},{sign(EVENT).split(',')[1]}"
    assert verify(EVENT, header, SECRETS) == EVENT.decode()


def test_a_signature_from_the_future_is_accepted() -> None:
    assert verify(EVENT, sign(EVENT, age=-3600), SECRETS) == EVENT.decode()


def test_the_tolerance() -> None:
    assert verify(EVENT, sign(EVENT, age=TOLERANCE_SECONDS - 5), SECRETS) == EVENT.decode()
    with pytest.raises(BadWebhookError, match="too old"):
        verify(EVENT, sign(EVENT, age=TOLERANCE_SECONDS + 5), SECRETS)


@pytest.mark.parametrize("header", wrong_signatures().values(), ids=wrong_signatures())
def test_wrong_signatures(header: str | None) -> None:
    with pytest.raises(BadWebhookError):
        verify(EVENT, header, SECRETS)


def test_an_empty_secret_never_fits() -> None:
    with pytest.raises(BadWebhookError):
        verify(EVENT, sign(EVENT, ""), ("",))


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_signed_nonsense(body: bytes) -> None:
    with pytest.raises(BadWebhookError):
        verify(body, sign(body), SECRETS)


@pytest.mark.parametrize("text", ["\\\\u0000", "\\ud83d\\ude00", "\\u00e9", "é", "\\\\\\\\ud83d"])
def test_escapes_that_are_characters(text: str) -> None:
    assert is_accepted(f'{{"object":"event","x":"{text}"}}')


@given(body=st.binary(max_size=300), header=st.text(max_size=200))
@example(body=EVENT, header="t=1,v1=\ud800")
@example(body=EVENT, header=f"t={'9' * 5000},v1=00")
def test_nothing_unsigned_passes(body: bytes, header: str) -> None:
    with pytest.raises(BadWebhookError):
        verify(body, header, SECRETS)


@given(body=st.binary(max_size=200))
def test_signed_bytes_are_an_event_or_refused(body: bytes) -> None:
    with pytest.raises(BadWebhookError):
        verify(body, sign(body), SECRETS)


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
