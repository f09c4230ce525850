"""A receiver of webhooks as the documentation of its parts has it: verify, insert, commit.

Starlette on uvicorn, `stripe.Webhook.construct_event`, psycopg's pool. It stores what came, once,
and applies nothing. SIDECAR_DATABASE_URL, SIDECAR_PORT and STRIPE_WEBHOOK_SECRETS say where and
how, as for the product.
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
