"""The two ends that talk to the embedded Stripe: a webhook receiver and a client."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import stripe

from sidecar.tests.embedded_stripe.schema import check

stripe.enable_telemetry = False

SECRET = "whsec_of_the_tests"
KEY = "sk_test_of_the_tests"
DAY = 86_400

Json = dict[str, Any]

# One client for all: making one reads all certificates, which these tests need none of.
web = httpx.Client(timeout=120, limits=httpx.Limits(max_keepalive_connections=0))


class Receiver:
    """A real webhook endpoint: verifies every signature and every payload, keeps the events."""

    def __init__(self) -> None:
        self.secret = SECRET
        self.events: list[Json] = []
        self.signatures: list[str] = []
        self.problems: list[str] = []
        # Answers to give before accepting; None closes the connection without an answer.
        self.refusals: list[int | None] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(body, self.headers["Stripe-Signature"])
                if status is None:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/hook"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def take(self, body: bytes, signature: str) -> int | None:
        with self._lock:
            if self.refusals:
                return self.refusals.pop(0)
            try:
                stripe.WebhookSignature.verify_header(body.decode(), signature, self.secret, 300)
                event = json.loads(body)
                check(event)
            except (stripe.SignatureVerificationError, AssertionError) as error:
                self.problems.append(str(error))
            else:
                self.events.append(event)
                self.signatures.append(signature)
            return 200

    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def of(self, kind: str) -> list[Json]:
        """Return the objects of the events of one type."""
        return [event["data"]["object"] for event in self.events if event["type"] == kind]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@dataclass
class Shop:
    """A client of the embedded Stripe, and short words for what tests do with it."""

    url: str
    client: stripe.StripeClient = field(init=False)
    prices: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = stripe.StripeClient(KEY, base_addresses={"api": self.url})

    @property
    def v1(self) -> Any:
        """The client's calls; untyped, for tests pass what the types forbid."""
        return self.client.v1

    def control(self, call: str, **wish: Any) -> Any:
        reply = web.post(f"{self.url}/_control/{call}", json=wish, headers={"X-Control": "1"})
        assert reply.status_code == 200, reply.text
        return reply.json()

    def state(self) -> Any:
        return web.get(f"{self.url}/_control/state", headers={"X-Control": "1"}).json()

    @property
    def now(self) -> int:
        return int(self.state()["now"])

    def advance(self, *, days: float = 0, to: int | None = None) -> Any:
        if to is not None:
            return self.control("advance", to=to)
        return self.control("advance", seconds=int(days * DAY))

    def stock(self) -> None:
        """Create a catalogue: two plans, each monthly and annual, and an add-on."""
        for plan, monthly, annual in (("starter", 4900, 52_900), ("professional", 19_900, 214_900)):
            product = self.v1.products.create({"name": plan.capitalize()})
            for cycle, interval, amount in (
                ("monthly", "month", monthly),
                ("annual", "year", annual),
            ):
                price = self.v1.prices.create(
                    {
                        "product": product.id,
                        "unit_amount": amount,
                        "currency": "usd",
                        "recurring": {"interval": interval},
                        "lookup_key": f"{plan}_{cycle}",
                    }
                )
                self.prices[f"{plan}_{cycle}"] = price.id
        users = self.v1.prices.create(
            {
                "product_data": {"name": "Extra users"},
                "unit_amount": 500,
                "currency": "usd",
                "recurring": {"interval": "month"},
                "lookup_key": "addon_users_monthly",
            }
        )
        self.prices["users_monthly"] = users.id

    def customer(self, card: str | None = "pm_card_visa", **params: Any) -> Any:
        wish: Json = {"email": "a@shop.example", "name": "A Shop", **params}
        if card is not None:
            wish["payment_method"] = card
        customer = self.v1.customers.create(wish)
        if card is not None:
            method = self.v1.customers.payment_methods.list(customer.id).data[0].id
            settings = {"invoice_settings": {"default_payment_method": method}}
            customer = self.v1.customers.update(customer.id, settings)
        return customer

    def subscribe(self, customer: Any, price: str = "starter_monthly", **params: Any) -> Any:
        wish = {"customer": customer.id, "items": [{"price": self.prices[price]}], **params}
        return self.v1.subscriptions.create(wish)

    def checkout(self, customer: Any, price: str = "starter_monthly", **params: Any) -> Any:
        return self.v1.checkout.sessions.create(
            {
                "mode": "subscription",
                "customer": customer.id,
                "line_items": [{"price": self.prices[price], "quantity": 1}],
                "success_url": "http://shop.example/done?session_id={CHECKOUT_SESSION_ID}",
                "cancel_url": "http://shop.example/left",
                **params,
            }
        )

    def get(self, kind: str, identifier: str) -> Json:
        """Return an object as plain JSON."""
        reply = web.get(f"{self.url}/v1/{kind}/{identifier}", auth=(KEY, ""))
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found

    def period(self, subscription: str) -> tuple[int, int]:
        item = self.get("subscriptions", subscription)["items"]["data"][0]
        return item["current_period_start"], item["current_period_end"]
