"""What leaves the process besides answers: errors, and nothing that belongs to somebody."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sidecar.settings import Settings
from sidecar.tests.servers import Place, Process, answers, free_port, served, wait_until
from sidecar.tests.signing import sign

SettingsMaker = Callable[..., Settings]

BODY = b'{"id":"evt_1","object":"event","customer_email":"maren@example.com"}'


@pytest.fixture
def reports() -> Iterator[tuple[str, list[str]]]:
    """Start something that takes Sentry's reports: its DSN, and what came."""
    found: list[str] = []

    async def take(request: Request) -> Response:
        encoding = request.headers.get("content-encoding", "identity")
        # It is compressed with whatever is installed; httpx reads all of that.
        sent = httpx.Response(
            200, headers={"Content-Encoding": encoding}, content=await request.body()
        )
        found.append(sent.text)
        return JSONResponse({})

    with served(Starlette(routes=[Route("/api/1/envelope/", take, methods=["POST"])])) as address:
        yield f"{address.replace('//', '//key@')}/1", found


def test_an_error_is_reported_without_data(
    place: Place, make_settings: SettingsMaker, reports: tuple[str, list[str]]
) -> None:
    dsn, found = reports
    place.break_function("receive_stripe_event")
    settings = make_settings(sidecar_port=free_port(), sentry_dsn=dsn)
    address = f"http://127.0.0.1:{settings.sidecar_port}"
    with Process(settings, "serve") as process:
        wait_until(lambda: answers(address))
        headers = {"Stripe-Signature": sign(BODY)}
        answer = httpx.post(
            f"{address}/webhooks/stripe", content=BODY, headers=headers, trust_env=False
        )
        assert answer.status_code == 503
        wait_until(lambda: any("planned fault" in report for report in found))
        process.send(signal.SIGTERM)
        process.ended()
    everything = "".join(found)
    for private in (
        "maren@example.com",
        headers["Stripe-Signature"],
        *(secret.get_secret_value() for secret in settings.stripe_webhook_secrets),
        settings.internal_api_key.get_secret_value(),
        settings.stripe_api_key.get_secret_value(),
    ):
        assert private not in everything
