"""Lives of organizations at Stripe: what they did, as its events tell it, and what they became.

They are lived through at the embedded Stripe, without its HTTP, with a clock that stands still
between two steps: whatever happens in a step happens within one second.
"""

from __future__ import annotations

import json
import random
import string
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import urlencode

from sidecar.embedded_stripe import clock, ids, scheduler
from sidecar.embedded_stripe.api import Api, Request
from sidecar.embedded_stripe.control import Control
from sidecar.embedded_stripe.deliveries import Deliverer
from sidecar.embedded_stripe.errors import StripeError
from sidecar.embedded_stripe.store import Store
from sidecar.embedded_stripe.tx import Engine, Site, public

Json = dict[str, Any]

DAY = 86_400
KEY = "sk_test_faults"

PRICES = {
    "starter_monthly": (4_900, "month"),
    "starter_annual": (52_900, "year"),
    "professional_monthly": (19_900, "month"),
    "professional_annual": (214_900, "year"),
    "addon_users_monthly": (500, "month"),
}
"""By lookup key what the catalogue asks: cents, and how often."""

TOLD = {
    "checkout.session.completed",
    "checkout.session.expired",
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "invoice.created",
    "invoice.updated",
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_succeeded",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "invoice_payment.paid",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
    "payment_method.attached",
}
"""Types of events that an endpoint of ours subscribes to."""


@dataclass(frozen=True)
class History:
    """What happened, in its order, and what there is at Stripe in the end."""

    organizations: list[str]
    prices: dict[str, Json]
    """Price objects by lookup key."""
    events: list[Json]
    final: dict[str, dict[str, Json]]
    """Objects by kind and id."""

    def neighbours_within_a_second(self) -> float:
        """Return the share of events that follow the one before on their object so closely."""
        last: dict[str, int] = {}
        close = total = 0
        for event in self.events:
            before = last.get(event["data"]["object"]["id"])
            last[event["data"]["object"]["id"]] = event["created"]
            if before is not None:
                total += 1
                close += event["created"] - before <= 1
        return close / total


class RefusedError(Exception):
    """Stripe did not do it."""


class World:
    """Everything at Stripe, and ways to change it."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self._store = Store(folder / "stripe.sqlite")
        self.engine = Engine(self._store, Site("https://stripe.invalid", KEY))
        self._api = Api(self.engine, threading.Event())
        # Nobody listens: without an endpoint there is nothing to deliver.
        self._control = Control(self.engine, Deliverer(self.engine))

    def close(self) -> None:
        """End it."""
        self._store.close()

    def call(self, method: str, path: str, **params: Any) -> Json:
        """Ask the API."""
        form = urlencode(list(_pairs("", params)))
        headers = {"authorization": f"Bearer {KEY}"}
        reply = self._api.answer(Request(method, f"/v1/{path}", form, form, headers))
        assert reply is not None
        answer: Json = json.loads(reply.body)
        if reply.status == 200:
            return answer
        assert 400 <= reply.status < 500, answer
        raise RefusedError(answer)

    def control(self, name: str, **wish: Any) -> Json:
        """Have something happen that is not asked of the API."""
        try:
            return self._control.answer("POST", name, wish)
        except StripeError as error:
            raise RefusedError(str(error)) from error

    def pass_time(self, seconds: int) -> None:
        """Let renewals, retries and ends of trials happen."""
        with self.engine.transaction() as tx:
            now = tx.now
        scheduler.advance(self.engine, now + seconds)

    def all(self, kind: str) -> list[Json]:
        """Return all objects of a kind, oldest first, the deleted ones too."""
        with self.engine.transaction() as tx:
            found = {row["id"]: public(row) for row in reversed(tx.select(kind))}
            return list(found.values())

    def find(self, kind: str, identifier: str) -> Json:
        """Return an object, deleted or not."""
        with self.engine.transaction() as tx:
            found = tx.find(kind, identifier)
            assert found is not None
            return public(found)


class Life:
    """One organization, and what it may do next; Stripe's refusals are part of life."""

    def __init__(self, world: World, prices: dict[str, Json]) -> None:
        self.world = world
        self.prices = prices
        self.id = str(uuid.UUID(int=world.chance.getrandbits(128), version=4))
        self.customer = ""
        self.subscription = ""

    def begin(self) -> None:
        """Become known to Stripe; most subscribe at once."""
        self.customer = self.world.call(
            "POST",
            "customers",
            email=f"{self.id}@example.com",
            name="A customer",
            metadata={"organization_id": self.id},
        )["id"]
        self.world.chance.choice([self.check_out, self.check_out, self.turn_away, self.subscribe])()

    def check_out(self) -> None:
        """Pay a checkout session, most with a card that is good."""
        session = self._open_session()
        outcome = "decline" if self.world.chance.random() < 0.1 else "pay"
        self.world.control("complete_checkout", session=session["id"], outcome=outcome)
        self.subscription = self.world.find("checkout.session", session["id"])["subscription"] or ""

    def turn_away(self) -> None:
        """Open a checkout session and let it expire."""
        self.world.call("POST", f"checkout/sessions/{self._open_session()['id']}/expire")

    def subscribe(self) -> None:
        """Begin a subscription over the API, with a card, perhaps with a trial."""
        method = self.world.call(
            "POST",
            f"payment_methods/{self.world.chance.choice(_CARDS)}/attach",
            customer=self.customer,
        )
        self.world.call(
            "POST",
            f"customers/{self.customer}",
            invoice_settings={"default_payment_method": method["id"]},
        )
        wish: Json = {"trial_period_days": 3} if self.world.chance.random() < 0.3 else {}
        self.subscription = self.world.call(
            "POST",
            "subscriptions",
            customer=self.customer,
            items=[{"price": self._a_price()}],
            metadata={"organization_id": self.id},
            **wish,
        )["id"]

    def upgrade(self) -> None:
        """Take the larger plan at once, prorated, and invoiced."""
        self._change("professional_monthly", "always_invoice")

    def downgrade(self) -> None:
        """Take the smaller plan."""
        self._change("starter_monthly", "create_prorations")

    def add_users(self) -> None:
        """Take an add-on, or more of it."""
        users = self.prices["addon_users_monthly"]["id"]
        found = [item for item in self._items() if item["price"]["id"] == users]
        change: Json = {"price": users, "quantity": 2}
        if found:
            change = {"id": found[0]["id"], "quantity": found[0]["quantity"] + 1}
        self._update(items=[change], proration_behavior="always_invoice")

    def cancel_later(self) -> None:
        """Schedule the end."""
        self._update(cancel_at_period_end="true")

    def stay(self) -> None:
        """Take that back."""
        self._update(cancel_at_period_end="false")

    def cancel(self) -> None:
        """End at once."""
        self.world.call("DELETE", f"subscriptions/{self.subscription}")

    def rename(self) -> None:
        """Change the customer twice within a second."""
        for name in ("Renamed", f"Renamed {self.world.chance.randrange(1000)}"):
            self.world.call("POST", f"customers/{self.customer}", name=name)

    def bad_card(self) -> None:
        """Have the next payments declined."""
        self.world.control("fail_next_payment", customer=self.customer, count=1)

    def settle(self) -> None:
        """Pay the latest invoice."""
        self.world.call("POST", f"invoices/{self._latest_invoice()}/pay")

    def void(self) -> None:
        """Have the latest invoice voided."""
        self.world.call("POST", f"invoices/{self._latest_invoice()}/void")

    def refund(self) -> None:
        """Get a part of the latest payment back."""
        self.world.control("refund", invoice=self._latest_invoice(), amount=100)

    def dispute(self) -> None:
        """Tell the bank that it is wrong, and be told otherwise."""
        found = self.world.control("dispute", invoice=self._latest_invoice())
        self.world.control("close_dispute", dispute=found["id"], status="lost")

    def leave(self) -> None:
        """Have everything deleted."""
        self.world.call("DELETE", f"customers/{self.customer}")

    def step(self) -> None:
        """Do something."""
        what = self.world.chance.choice(_STEPS)
        try:
            if not self.customer:
                self.begin()
            elif self.subscription:
                what(self)
            else:
                self.check_out()
        except RefusedError:
            return

    def _open_session(self) -> Json:
        return self.world.call(
            "POST",
            "checkout/sessions",
            mode="subscription",
            customer=self.customer,
            client_reference_id=self.id,
            line_items=[{"price": self._a_price(), "quantity": 1}],
            subscription_data={"metadata": {"organization_id": self.id}},
            success_url="https://shop.invalid/done",
            cancel_url="https://shop.invalid/left",
        )

    def _a_price(self) -> str:
        keys = [key for key in self.prices if not key.startswith("addon_")]
        return str(self.prices[self.world.chance.choice(keys)]["id"])

    def _items(self) -> list[Json]:
        found: list[Json] = self.world.find("subscription", self.subscription)["items"]["data"]
        return found

    def _latest_invoice(self) -> str:
        found = self.world.find("subscription", self.subscription)["latest_invoice"]
        if found is None:
            raise RefusedError("there is none yet")
        return str(found)

    def _change(self, lookup_key: str, proration: str) -> None:
        users = self.prices["addon_users_monthly"]["id"]
        plan = next(item for item in self._items() if item["price"]["id"] != users)
        change = {"id": plan["id"], "price": self.prices[lookup_key]["id"]}
        self._update(items=[change], proration_behavior=proration)

    def _update(self, **wish: Any) -> None:
        self.world.call("POST", f"subscriptions/{self.subscription}", **wish)


_CARDS = ("pm_card_visa", "pm_card_visa", "pm_card_mastercard", "pm_card_chargeCustomerFail")

_STEPS: list[Callable[[Life], None]] = [
    Life.upgrade, Life.upgrade, Life.downgrade, Life.add_users, Life.add_users, Life.cancel_later,
    Life.stay, Life.cancel, Life.rename, Life.rename, Life.bad_card, Life.settle, Life.void,
    Life.refund, Life.dispute, Life.leave,
]  # fmt: skip


def live(folder: Path, *, seed: int, events: int, organizations: int, days: int = 40) -> History:
    """Let organizations live until at least so many events tell of it; the last day is today.

    The same seed gives the same history, but for today's date.
    """
    chance = random.Random(seed)
    # Half a day off, so that no whole number of days is ever just about over.
    with _standing_still(int(time.time()) - days * DAY - DAY // 2, chance):
        world = World(folder, chance)
        try:
            return _live(world, chance, events, organizations, days)
        finally:
            world.close()


def _live(
    world: World, chance: random.Random, events: int, organizations: int, days: int
) -> History:
    prices = {
        key: world.call(
            "POST",
            "prices",
            lookup_key=key,
            product_data={"name": key},
            unit_amount=cents,
            currency="usd",
            recurring={"interval": interval},
        )
        for key, (cents, interval) in PRICES.items()
    }
    lives = [Life(world, prices) for _ in range(organizations)]
    # Half come at some time and go on living, half come in the end: that is news.
    beginnings = sorted(
        (chance.choice([chance.randrange(days - 2), days - 2]), number)
        for number in range(organizations)
    )
    day = 0
    for begins, number in beginnings:
        if begins > day:
            world.pass_time((begins - day) * DAY)
            day = begins
        lives[number].step()
        chance.choice([lives[earlier] for _, earlier in beginnings]).step()
    # Then somebody does something until enough has happened, more often than not at once.
    while (missing := events - len(_told(world))) > 0:
        for _ in range(max(1, missing // 8)):
            chance.choice(lives).step()
        world.pass_time(chance.choice([0, 1, 60]))
    # An invoice is finalized an hour after it was made.
    world.pass_time((days - day) * DAY - 3600)
    return History(
        organizations=[life.id for life in lives],
        prices=prices,
        events=_told(world),
        final={
            kind: {
                identifier: world.find(kind, identifier)
                for identifier in sorted(_mentioned(world, kind))
            }
            for kind in ("subscription", "invoice", "customer", "checkout.session", "dispute")
        },
    )


def _told(world: World) -> list[Json]:
    return [event for event in world.all("event") if event["type"] in TOLD]


def _mentioned(world: World, kind: str) -> set[str]:
    objects = [event["data"]["object"] for event in _told(world)]
    return {found["id"] for found in objects if found["object"] == kind}


def _pairs(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Encode as Stripe wants it: `items[0][price]`."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _pairs(f"{name}[{key}]" if name else key, member)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _pairs(f"{name}[{index}]", member)
    else:
        yield name, value


@contextmanager
def _standing_still(moment: int, chance: random.Random) -> Iterator[None]:
    """Have the clock stand still at a moment, and ids come from `chance`."""

    def text(length: int, alphabet: str = string.digits + string.ascii_letters) -> str:
        return "".join(chance.choices(alphabet, k=length))

    with (
        mock.patch.object(clock, "time", SimpleNamespace(time=lambda: moment)),
        mock.patch.object(ids, "random_text", text),
    ):
        yield
