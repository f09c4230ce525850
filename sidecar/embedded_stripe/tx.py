"""The unit of work: one request, page action or timed task, committed as a whole.

Objects are plain dicts in Stripe's shape. What Stripe would not show (a card's number, a session's
line items) is kept under the key ``_`` and never leaves this package.
"""

import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sidecar.embedded_stripe import clock
from sidecar.embedded_stripe.errors import StripeError, missing
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.store import Json, Page, Store, Task

API_VERSION = "2026-10-28.endive"

_chance = random.SystemRandom()

# How an object is called in "No such …".
_NOUNS = {"checkout.session": "checkout.session", "payment_method": "PaymentMethod"}


@dataclass(frozen=True)
class Site:
    """What the running server knows about itself: its address and the key it accepts."""

    url: str
    api_key: str


@dataclass(frozen=True)
class Origin:
    """The API request that causes events; nothing for a timed task or a hosted page."""

    request: str | None = None
    idempotency_key: str | None = None


_LINES_SHOWN = 10


def public(body: Json) -> Json:
    """Return an object as Stripe shows it: of an invoice no more than its first lines."""
    shown = {name: value for name, value in body.items() if name != "_"}
    if shown.get("object") == "invoice" and len(shown["lines"]["data"]) > _LINES_SHOWN:
        lines = shown["lines"]
        first = lines["data"][:_LINES_SHOWN]
        shown["lines"] = {**lines, "data": first, "has_more": True}
    return shown


def changes(before: Any, after: Any) -> Json:
    """Return ``previous_attributes``: the old values of what differs, nested dicts by member."""
    previous: Json = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if not isinstance(old, dict) or not isinstance(new, dict):
            previous[name] = old
        elif name == "metadata":
            # Keys that were not there are told as null, so that they can be taken away again.
            keys = old.keys() | new.keys()
            previous[name] = {key: old.get(key) for key in keys if old.get(key) != new.get(key)}
        else:
            previous[name] = changes(old, new)
    return previous


class Tx:
    """Objects read and written within one transaction, the events they cause, and the time.

    Reading an object twice gives the same dict, so functions that call each other see each other's
    changes; ``save`` and ``update`` write it.
    """

    def __init__(self, store: Store, site: Site, origin: Origin | None = None) -> None:
        self.store = store
        self.site = site
        self.origin = origin or Origin()
        self.abandoned = False
        self.wrote = False
        self._pinned: int | None = None
        self.now = clock.now(store)
        self._seen: dict[tuple[str, str], Json] = {}

    def follow(self, customer: str | None) -> None:
        """Use the clock of ``customer`` from here on (a timed task keeps its own moment)."""
        if self._pinned is None:
            self.now = clock.now(self.store, customer or "")

    def pin(self, moment: int) -> None:
        """Act at a moment, whatever the clocks say."""
        self._pinned = self.now = moment

    def abandon(self) -> None:
        """Undo everything at the end: what was done was only for show."""
        self.abandoned = True

    @contextmanager
    def undone_by_refusal(self) -> Iterator[None]:
        """Undo what the block does if it raises ``StripeError``, but not the whole transaction.

        A planned payment failure stays used up: otherwise it would refuse every further attempt.
        """
        with self.store.savepoint() as scope:
            try:
                yield
            except StripeError as error:
                used_up = self.store.setting("payment_failures", [])
                scope.abandoned = True
                error.keep = True
                refusal = error
            else:
                return
        self._seen.clear()
        self.store.set_setting("payment_failures", used_up)
        raise refusal

    # --- objects

    def find(self, kind: str, identifier: str | None) -> Json | None:
        """Return an object, or None."""
        if identifier is None:
            return None
        key = (kind, identifier)
        if key not in self._seen:
            body = self.store.read(kind, identifier)
            if body is None:
                return None
            self._seen[key] = body
        return self._seen[key]

    def get(self, kind: str, identifier: str, param: str = "id") -> Json:
        """Return an object that is not deleted; raise Stripe's resource_missing otherwise."""
        body = self.find(kind, identifier)
        if body is None or body.get("deleted"):
            raise missing(_NOUNS.get(kind, kind), identifier, param)
        return body

    def select(
        self,
        kind: str,
        equal: Json | None = None,
        created: Json | None = None,
        page: Page | None = None,
    ) -> list[Json]:
        """Return objects, newest first (see ``Store.select``)."""
        rows = self.store.select(kind, equal, created, page)
        return [self._seen.setdefault((kind, row["id"]), row) for row in rows]

    def save(self, body: Json) -> Json:
        """Write an object and return what changed, as ``previous_attributes``."""
        kind = body["object"]
        before = self.store.read(kind, body["id"])
        self._seen[(kind, body["id"])] = body
        self.store.write(kind, body)
        self.wrote = True
        return {} if before is None else changes(public(before), public(body))

    def stored(self, body: Json) -> Json:
        """Return an object as it was last written."""
        return self.store.read(body["object"], body["id"]) or body

    def update(self, body: Json, event: str) -> bool:
        """Write an object and emit ``event`` if it changed visibly; tell whether it did."""
        previous = self.save(body)
        if previous:
            self.emit(event, body, previous)
        return bool(previous)

    # --- events

    def emit(self, kind: str, body: Json, previous: Json | None = None) -> None:
        """Record an event about ``body`` as it is now, and send it to the endpoint."""
        data: Json = {"object": public(body)}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Json = {
            "id": new_id("event"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {
                "id": self.origin.request,
                "idempotency_key": self.origin.idempotency_key,
            },
            "type": kind,
        }
        self.store.write("event", event)
        self._deliver(event["id"], kind, self._owner(body))

    def _owner(self, body: Json) -> str:
        """Return the customer whose events go out in order with this one."""
        if body["object"] == "customer":
            return str(body["id"])
        if "customer" not in body:
            for kind in ("invoice", "charge"):
                related = self.find(kind, body.get(kind))
                if related is not None:
                    return self._owner(related)
        return body.get("customer") or ""

    def redeliver(self, event: Json) -> None:
        """Send an event once more."""
        self.store.add_delivery(event["id"], "", time.time(), "pending")

    def _deliver(self, event: str, kind: str, customer: str) -> None:
        endpoint = self.store.setting("endpoint")
        if not endpoint or not endpoint["url"]:
            return
        wanted = endpoint["enabled_events"]
        if "*" not in wanted and kind not in wanted:
            return
        faults = self.store.setting("faults", {})
        due = time.time() + faults.get("delay_ms", 0) / 1000
        state = "dropped" if _chance.random() < faults.get("drop", 0) else "pending"
        self.store.add_delivery(event, customer, due, state)
        if _chance.random() < faults.get("duplicate", 0):
            self.store.add_delivery(event, customer, due, state)

    # --- time

    def plan(self, body: Json, task: str, due: int | None) -> None:
        """Plan a task of an object for ``due`` (Unix time, its customer's clock), or forget it."""
        if due is None:
            self.store.clear_task(body["id"], task)
        else:
            # What should have happened already happens now: no event is older than its cause.
            moment = max(due, self.now)
            self.store.set_task(Task(body["id"], task, body.get("customer") or "", moment))


class Engine:
    """Opens transactions, and wakes the background threads after each."""

    def __init__(self, store: Store, site: Site) -> None:
        self.store = store
        self.site = site
        self._listeners: list[Callable[[], None]] = []

    def listen(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` after every commit."""
        self._listeners.append(wake)

    @contextmanager
    def transaction(self, origin: Origin | None = None) -> Iterator[Tx]:
        """Run a block as one transaction."""
        with self.store.transaction() as scope:
            tx = Tx(self.store, self.site, origin)
            yield tx
            scope.abandoned = tx.abandoned
        if tx.wrote:
            for wake in self._listeners:
                wake()


def copy(body: Any) -> Any:
    """Return a deep copy of JSON data."""
    return json.loads(json.dumps(body))
