"""Bodies of requests: read as far as they may be long, and as JSON."""

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

from sidecar.errors import BadWebhookError
from sidecar.stripe_webhook import MAX_BODY_BYTES


async def read_body(request: Request) -> bytes:
    """Return the body, but stop reading as soon as it is too long."""
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MAX_BODY_BYTES:
                raise BadWebhookError(f"the body is longer than {MAX_BODY_BYTES} bytes")
            chunks.append(chunk)
    except ClientDisconnect as error:
        raise BadWebhookError("the body ended early") from error
    return b"".join(chunks)


async def read_object(request: Request) -> dict[str, Any]:
    """Return the object that a body is in JSON, or an empty one."""
    try:
        body = json.loads(await read_body(request))
    except (BadWebhookError, ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
