"""Calls to Stripe: what is called, with what and how often is decided by SQL."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx
import stripe

from sidecar.settings import Settings

# It would write a file under the home directory.
stripe.enable_telemetry = False


@dataclass(frozen=True, slots=True)
class StripeAnswer:
    """What came back, word for word; or `error`, when nothing did."""

    http_status: int | None
    body: str | None
    error: str | None


class StripeCaller:
    """Makes calls through stripe-python's client over one pool of connections.

    Nothing is retried here: when to try again, and under which idempotency key, is SQL's to say.
    """

    def __init__(self, settings: Settings, *, timeout_seconds: float) -> None:
        """`timeout_seconds` bounds a whole call, connecting included."""
        self._timeout_seconds = timeout_seconds
        self._http = _HttpClient(httpx.AsyncClient(timeout=timeout_seconds))
        base = settings.stripe_api_base
        self._client = stripe.StripeClient(
            settings.stripe_api_key.get_secret_value(),
            base_addresses={"api": str(base).rstrip("/")} if base else {},
            http_client=self._http,
            max_network_retries=0,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._http.close_async()

    async def call(
        self, method: str, path: str, params: Mapping[str, Any], idempotency_key: str | None
    ) -> StripeAnswer:
        """Make one call; raises nothing, whatever Stripe, the network or the command contains."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._client.raw_request_async(
                    method.lower(), path, **params, idempotency_key=idempotency_key
                )
        except stripe.StripeError as error:
            if error.http_status is None or error.http_status < 300:
                # No answer, or half of one: as good as none, for the key makes a repetition safe.
                return _no_answer(error)
            return StripeAnswer(error.http_status, error.http_body, None)
        except TimeoutError:
            return StripeAnswer(None, None, f"no answer in {self._timeout_seconds:g} s")
        except Exception as error:  # noqa: BLE001 - what cannot be called must be reported, too
            return _no_answer(error)
        return StripeAnswer(response.code, response.body, None)


def _no_answer(error: Exception) -> StripeAnswer:
    return StripeAnswer(None, None, f"{type(error).__name__}: {error}".removesuffix(": "))


class _HttpClient(stripe.HTTPClient):
    """Stripe's interface over httpx: its own passes the body in a way that httpx deprecates."""

    name = "httpx"

    def __init__(self, client: httpx.AsyncClient) -> None:
        super().__init__()
        self._client = client

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        response = await self._client.request(method, url, headers=dict(headers), content=post_data)
        return response.content, response.status_code, response.headers

    async def close_async(self) -> None:
        await self._client.aclose()
