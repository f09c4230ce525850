"""A receiver of webhooks as the documentation of its parts has it: verify, insert, commit.

What a good engineer would write who wants every event kept and nothing more: Starlette on uvicorn,
`stripe.Webhook.construct_event` as Stripe documents it, psycopg's pool, and one insert, which
commits by itself. It stores what came, once, and applies nothing. It is tuned no further: half of
what it costs is that construct_event makes an object of the event, a tenth is the pool. What is
measured beside it saves both, and may: the floor is what the work costs in the usual way, not the
least that is possible. It is not made dearer either: no transaction around the single statement,
no framework above Starlette, no access log.

SIDECAR_DATABASE_URL, SIDECAR_PORT and STRIPE_WEBHOOK_SECRETS say where and how, as for the product.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator

import stripe
import uvicorn
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CONNECTIONS = 8

pool = AsyncConnectionPool(
    os.environ["SIDECAR_DATABASE_URL"],
    min_size=CONNECTIONS,
    max_size=CONNECTIONS,
    open=False,
    kwargs={"autocommit": True},
)


async def receive(request: Request) -> Response:
    """Take one event."""
    payload = await request.body()
    signature = request.headers["stripe-signature"]
    secret = os.environ["STRIPE_WEBHOOK_SECRETS"]
    event = stripe.Webhook.construct_event(payload, signature, secret)
    async with pool.connection() as connection:
        await connection.execute(
            "insert into floor.events (id, body) values (%s, %s) on conflict do nothing",
            (event.id, payload.decode()),
        )
    return JSONResponse({"received": True})


async def healthy(_request: Request) -> Response:
    """Say that it runs."""
    return JSONResponse({})


@contextlib.asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    """Have the pool open."""
    async with pool:
        yield


app = Starlette(
    routes=[Route("/webhooks/stripe", receive, methods=["POST"]), Route("/healthz", healthy)],
    lifespan=lifespan,
)

if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(os.environ["SIDECAR_PORT"]), log_config=None,
        access_log=False,
    )  # fmt: skip
