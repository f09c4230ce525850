"""Webhooks: every event goes to the endpoint, signed, at least once, until it is accepted."""

import hashlib
import hmac
import http.client
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import SystemRandom
from urllib.parse import urlsplit

from sidecar.embedded_stripe.events import shown
from sidecar.embedded_stripe.store import Delivery, Json
from sidecar.embedded_stripe.tx import Engine

_LOG = logging.getLogger(__name__)

_SENDERS = 4
_BATCH = 64
_TIMEOUT_SECONDS = 10.0
_RETRY_SECONDS = (0.5, 1, 2, 5, 10)
# Stripe gives up after about three days.
_MAX_ATTEMPTS = 3 * 24 * 360
_IDLE_SECONDS = 60.0


def sign(payload: bytes, secret: str, timestamp: int) -> str:
    """Return the Stripe-Signature header of a payload."""
    signed = f"{timestamp}.".encode() + payload
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class Deliverer(threading.Thread):
    """Sends what is due.

    The events of one customer go out in order, those of several at the same time; with the fault
    ``shuffle`` there is no order at all.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(name="embedded-stripe-deliverer", daemon=True)
        self._engine = engine
        self._changed = threading.Condition()
        self._woken = False
        self._stopping = False
        self._pool = ThreadPoolExecutor(_SENDERS, "embedded-stripe-sender")
        engine.listen(self.wake)

    def wake(self) -> None:
        """Look for due deliveries again."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def run(self) -> None:
        """Deliver until stopped."""
        while not self._stopping:
            with self._changed:
                self._woken = False
            batch = self._due()
            if batch:
                self._send(batch)
                continue
            wait = self._until_next()
            with self._changed:
                self._changed.wait_for(lambda: self._woken or self._stopping, wait)

    def stop(self) -> None:
        """End the thread after the batch at hand; what is pending stays pending."""
        self._stopping = True
        self.wake()
        self.join()
        self._pool.shutdown()

    def flush(self, timeout: float) -> dict[str, int]:
        """Try everything pending at once and wait until nothing is; return the counts by state.

        Gives up waiting after ``timeout`` seconds: then ``pending`` is in the counts.
        """
        deadline = time.monotonic() + timeout
        with self._engine.store.transaction():
            self._engine.store.hurry_deliveries(time.time())
        self.wake()
        while True:
            with self._engine.store.transaction():
                counts = self._engine.store.delivery_counts()
            left = deadline - time.monotonic()
            if not counts.get("pending") or left <= 0:
                return counts
            with self._changed:
                # Every batch ends with a notification; the limit covers retries that lie ahead.
                self._changed.wait(min(left, 0.25))

    def _due(self) -> list[Delivery]:
        with self._engine.store.transaction():
            return self._engine.store.due_deliveries(time.time(), _BATCH)

    def _until_next(self) -> float:
        with self._engine.store.transaction():
            due = self._engine.store.next_delivery()
        return _IDLE_SECONDS if due is None else max(due - time.time(), 0.0)

    def _send(self, batch: list[Delivery]) -> None:
        with self._engine.store.transaction():
            shuffled = self._engine.store.setting("faults", {}).get("shuffle", False)
        if shuffled:
            SystemRandom().shuffle(batch)
            chains = [[delivery] for delivery in batch]
        else:
            by_customer: dict[str, list[Delivery]] = {}
            for delivery in batch:
                by_customer.setdefault(delivery.customer, []).append(delivery)
            chains = list(by_customer.values())
        list(self._pool.map(self._send_chain, chains))
        with self._changed:
            self._changed.notify_all()

    def _send_chain(self, chain: list[Delivery]) -> None:
        for delivery in chain:
            self._attempt(delivery)

    def _attempt(self, delivery: Delivery) -> None:
        with self._engine.transaction() as tx:
            endpoint = tx.store.setting("endpoint")
            event = tx.find("event", delivery.event)
            body = None if event is None else {**shown(tx, event), "pending_webhooks": 1}
        if body is None or not endpoint or not endpoint["url"]:
            state, answer = "dropped", "there is no endpoint or no event"
        else:
            accepted, answer = post(body, endpoint["url"], endpoint["secrets"])
            failed = delivery.attempts + 1 >= _MAX_ATTEMPTS
            state = "delivered" if accepted else "failed" if failed else "pending"
        pause = _RETRY_SECONDS[min(delivery.attempts, len(_RETRY_SECONDS) - 1)]
        with self._engine.store.transaction():
            self._engine.store.note_delivery(delivery.seq, state, answer, time.time() + pause)


def post(event: Json, url: str, secrets: list[str]) -> tuple[bool, str]:
    """Send an event once; return whether it was accepted, and the answer in words.

    The signature carries real time, as Stripe's does for test clocks as well.
    """
    payload = json.dumps(event, indent=2).encode()
    now = int(time.time())
    signatures = [sign(payload, secret, now) for secret in secrets]
    header = ",".join([signatures[0], *(one.partition(",")[2] for one in signatures[1:])])
    parts = urlsplit(url)
    connect: Callable[..., http.client.HTTPConnection] = (
        http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    )
    connection = connect(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": header,
    }
    try:
        connection.request("POST", path or "/", payload, headers)
        response = connection.getresponse()
        answer = f"{response.status} {response.read(500).decode(errors='replace')}"
    except (OSError, http.client.HTTPException) as error:
        return False, f"{type(error).__name__}: {error}"
    else:
        return 200 <= response.status < 300, answer
    finally:
        connection.close()
