"""Is this Stripe, and is it an event? Pure functions over the bytes that came.

What the event means, and whether it is for us, is asked of SQL.
"""

import json
import re
from collections.abc import Sequence
from typing import NoReturn

import stripe

from sidecar.errors import BadWebhookError

MAX_BODY_BYTES = 1024 * 1024
"""A longer body is refused. Stripe's own are below a few hundred kB."""

TOLERANCE_SECONDS = 300
"""A signature older than this is refused: Stripe's own figure."""

# Escapes from left to right; what PostgreSQL cannot hold as text is `refused`: NUL, and half of a
# surrogate pair.
_ESCAPES = re.compile(
    r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u(?P<refused>0000|[dD][89a-fA-F]..)|.)", re.DOTALL
)


def verify(body: bytes, signature: str | None, secrets: Sequence[str]) -> str:
    """Return the body as text if it is a snapshot event signed with one of `secrets`.

    Several secrets are valid while one is being rotated. Raises BadWebhookError for a missing,
    wrong or old signature, and for signed bodies that are no event: other than UTF-8, JSON that
    Python or PostgreSQL refuses, arrays, thin events (docs.stripe.com/webhooks#verify-manually).
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadWebhookError("the body is not UTF-8") from error
    _check_signature(text, signature, secrets)
    _check_event(text)
    return text


def _check_signature(text: str, signature: str | None, secrets: Sequence[str]) -> None:
    # A comparison in constant time is defined for ASCII only.
    if signature is None or not signature.isascii():
        raise BadWebhookError("the header Stripe-Signature is missing or malformed")
    refusal: stripe.SignatureVerificationError | None = None
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE_SECONDS)
        except stripe.SignatureVerificationError as error:
            refusal = error
        else:
            return
    raise BadWebhookError("no secret of ours fits the signature, or it is too old") from refusal


def _check_event(text: str) -> None:
    try:
        event = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadWebhookError("the body is not JSON that can be stored") from error
    if "\\u" in text and any(escape["refused"] for escape in _ESCAPES.finditer(text)):
        raise BadWebhookError("the body escapes what is no character")
    if not isinstance(event, dict) or event.get("object") != "event":
        raise BadWebhookError("the body is not a snapshot event")


def _stored_number(text: str) -> float:
    _, _, exponent = text.lower().partition("e")
    if len(text) > 100 or len(exponent) > 4:
        raise ValueError(f"number out of range: {text[:20]}")
    return float(text)


def _refused_constant(text: str) -> NoReturn:
    raise ValueError(f"not JSON: {text}")


# Python's JSON is wider than PostgreSQL's: it has NaN, and numbers without a limit.
_DECODER = json.JSONDecoder(parse_float=_stored_number, parse_constant=_refused_constant)
