"""Whatever comes is a verified event or a BadWebhookError, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sidecar.errors import BadWebhookError
from sidecar.stripe_webhook import TOLERANCE_SECONDS, verify
from sidecar.tests.signing import EVENT, NONSENSE, SECRETS, sign, wrong_signatures


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


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    ),
    kind=st.sampled_from(["event", "v2.core.event", "Event", None]),
    spaced=st.booleans(),
)
def test_signed_objects_are_events_by_their_name(value: object, kind: object, spaced: bool) -> None:
    document = json.dumps(
        {"data": value, "object": kind}, ensure_ascii=spaced, indent=2 if spaced else None
    )
    try:
        body = document.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return
    if kind == "event":
        assert verify(body, sign(body), SECRETS) == document
    else:
        with pytest.raises(BadWebhookError):
            verify(body, sign(body), SECRETS)
