"""Is this Stripe, and is it an event? Pure functions over the bytes that came.

Whether the event is whole, and for us, and what it means, is asked of SQL.
"""

import json
from collections.abc import Sequence

import stripe

from sidecar.errors import BadWebhookError

MAX_BODY_BYTES = 1024 * 1024
"""A longer body is refused. Stripe's own are below a few hundred kB."""

TOLERANCE_SECONDS = 300
"""A signature older than this is refused: Stripe's own figure."""


def verify(body: bytes, signature: str | None, secrets: Sequence[str]) -> str:
    """Return the body as text if it is a snapshot event signed with one of `secrets`.

    Several secrets are valid while one is being rotated. Raises BadWebhookError for a missing,
    wrong or old signature, and for signed bodies that are no such event: not UTF-8, not JSON,
    arrays, thin events (docs.stripe.com/webhooks#verify-manually).
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
        event = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadWebhookError("the body is not JSON") from error
    if not isinstance(event, dict) or event.get("object") != "event":
        raise BadWebhookError("the body is not a snapshot event")
