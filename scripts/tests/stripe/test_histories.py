"""Lives that the ten do not have, led at the embedded Stripe: our state is what it says itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid5

import pytest
import stripe

from sidecar.embedded_stripe.server import EmbeddedStripe
from sidecar.tests.embedded_stripe.doubles import DAY, KEY, SECRET, Receiver, Shop
from tests.stripe.books import Books, Event
from tests.stripe.older import Translator
from unison_cli.testing import broken_invariants

NAMESPACE = UUID("7d0a3a9e-5a14-4a57-9f3b-6f1d5c0f9b11")
ROUNDS = 14
"""How many times ten days pass."""

Life = Iterator[None]


class Person:
    """A customer at Stripe with an organization here; words for what lives are made of."""

    def __init__(self, shop: Shop, name: str) -> None:
        self.shop = shop
        self.name = name
        self.organization_id = str(uuid5(NAMESPACE, name))
        self.metadata = {"org_id": self.organization_id}
        self.customer: Any = None
        self.id = ""

    def join(self, card: str | None = "pm_card_visa", **params: Any) -> None:
        self.customer = self.shop.customer(
            card, **{"name": self.name, "metadata": self.metadata, **params}
        )

    def subscribe(self, price: str = "starter_monthly", **params: Any) -> None:
        wish = {"metadata": self.metadata, **params}
        self.id = self.shop.subscribe(self.customer, price, **wish).id

    def update(self, **params: Any) -> None:
        self.shop.v1.subscriptions.update(self.id, params)

    def switch(self, price: str, proration: str = "always_invoice", **params: Any) -> None:
        item = self.subscription["items"]["data"][0]["id"]
        self.update(
            items=[{"id": item, "price": self.shop.prices[price]}],
            proration_behavior=proration,
            **params,
        )

    @property
    def subscription(self) -> dict[str, Any]:
        return self.shop.get("subscriptions", self.id)

    @property
    def latest_invoice(self) -> str:
        return str(self.subscription["latest_invoice"])

    def decline(self, count: int) -> None:
        self.shop.control("fail_next_payment", customer=self.customer.id, count=count)

    def give_card(self, token: str = "pm_card_visa") -> None:
        card = self.shop.v1.payment_methods.attach(token, {"customer": self.customer.id})
        self.shop.v1.customers.update(
            self.customer.id, {"invoice_settings": {"default_payment_method": card.id}}
        )


def trial_paused_for_lack_of_a_card(person: Person) -> Life:
    person.join(card=None)
    person.subscribe(
        trial_period_days=9,
        trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
    )
    yield
    assert person.subscription["status"] == "paused"
    yield
    person.give_card()
    person.shop.v1.subscriptions.resume(person.id, {"billing_cycle_anchor": "now"})


def trial_canceled_for_lack_of_a_card(person: Person) -> Life:
    person.join(card=None)
    person.subscribe(
        trial_period_days=9,
        trial_settings={"end_behavior": {"missing_payment_method": "cancel"}},
    )
    yield
    assert person.subscription["status"] == "canceled"


def bank_that_asks_every_time(person: Person) -> Life:
    person.join(card="pm_card_authenticationRequired")
    person.subscribe(payment_behavior="allow_incomplete")
    yield


def first_payment_that_never_comes(person: Person) -> Life:
    person.join(card="pm_card_chargeCustomerFail")
    person.subscribe(payment_behavior="allow_incomplete")
    yield
    assert person.subscription["status"] == "incomplete_expired"


def customer_deleted(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    yield
    person.shop.v1.customers.delete(person.customer.id)


def monthly_to_annual(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    person.switch("starter_annual")
    yield
    person.switch("professional_annual")


def invoice_paid_out_of_band(person: Person) -> Life:
    person.join(card=None)
    person.subscribe(collection_method="send_invoice", days_until_due=15)
    yield
    person.shop.v1.invoices.pay(person.latest_invoice, {"paid_out_of_band": True})
    yield
    yield
    yield


def coupon_with_tax(person: Person) -> Life:
    person.join()
    rate = person.shop.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 19, "inclusive": False}
    )
    coupon = person.shop.v1.coupons.create(
        {"percent_off": 30, "duration": "repeating", "duration_in_months": 2}
    )
    person.subscribe(
        "professional_monthly",
        default_tax_rates=[rate.id],
        discounts=[{"coupon": coupon.id}],
    )
    yield


def void(person: Person) -> Life:
    person.join()
    person.subscribe()
    person.decline(9)
    for _ in range(4):
        yield
    person.shop.v1.invoices.void_invoice(person.latest_invoice)


def bad_debt(person: Person) -> Life:
    person.join()
    person.subscribe()
    person.decline(9)
    for _ in range(4):
        yield
    person.shop.v1.invoices.mark_uncollectible(person.latest_invoice)


def dunning_to_the_end(person: Person) -> Life:
    person.join()
    person.subscribe("professional_monthly")
    person.decline(50)
    yield


def paid_after_dunning(person: Person) -> Life:
    person.join()
    person.subscribe("professional_monthly")
    person.decline(2)
    for _ in range(4):
        yield
    if person.shop.get("invoices", person.latest_invoice)["status"] == "open":
        person.shop.v1.invoices.pay(person.latest_invoice)


def metadata_added_later(person: Person) -> Life:
    person.join(metadata={})
    person.subscribe(metadata={})
    yield
    yield
    person.shop.v1.customers.update(person.customer.id, {"metadata": person.metadata})


def metadata_of_the_subscription_added_later(person: Person) -> Life:
    person.join(metadata={})
    person.subscribe(metadata={})
    yield
    person.update(metadata=person.metadata)


def subscribed_again(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    person.shop.v1.subscriptions.cancel(
        person.id, {"cancellation_details": {"comment": "too dear"}}
    )
    yield
    person.subscribe("professional_monthly")
    yield
    person.shop.v1.subscriptions.cancel(person.id, {"prorate": True, "invoice_now": True})
    person.subscribe("professional_annual")


def trial_extended(person: Person) -> Life:
    person.join()
    person.subscribe(trial_period_days=15)
    yield
    person.update(trial_end=person.shop.now + 12 * DAY, proration_behavior="none")
    yield
    yield
    person.update(trial_end=person.shop.now + 3 * DAY, proration_behavior="none")
    yield


def trial_billed_without_a_card(person: Person) -> Life:
    person.join(card=None)
    person.subscribe(
        trial_period_days=9,
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
    )
    yield
    assert person.subscription["status"] == "past_due"
    person.give_card()
    person.shop.v1.invoices.pay(person.latest_invoice)


def bank_that_asks_and_is_answered(person: Person) -> Life:
    person.join(card="pm_card_authenticationRequired")
    person.subscribe(payment_behavior="allow_incomplete")
    assert person.subscription["status"] == "incomplete"
    person.shop.v1.invoices.pay(person.latest_invoice, {"off_session": False})
    assert person.subscription["status"] == "active"
    for _ in range(4):
        yield
    assert person.subscription["status"] == "past_due"
    person.shop.v1.invoices.pay(person.latest_invoice, {"off_session": False})


def change_that_waits_for_its_payment(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    person.decline(1)
    person.switch("professional_monthly", payment_behavior="pending_if_incomplete")
    assert person.subscription["pending_update"] is not None
    yield
    assert person.subscription["pending_update"] is None
    person.decline(1)
    person.switch("professional_monthly", payment_behavior="pending_if_incomplete")
    person.shop.v1.invoices.pay(person.latest_invoice)
    (item,) = person.subscription["items"]["data"]
    assert item["price"]["id"] == person.shop.prices["professional_monthly"]
    yield
    person.switch("professional_annual", payment_behavior="pending_if_incomplete")


def classic_billing(person: Person) -> Life:
    person.join()
    person.subscribe(billing_mode={"type": "classic"})
    yield
    person.switch("professional_monthly")
    person.update(cancel_at_period_end=True)
    yield
    person.update(cancel_at_period_end=False)
    person.switch("starter_monthly", "create_prorations")


def several_of_a_plan(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    (item,) = person.subscription["items"]["data"]
    person.update(items=[{"id": item["id"], "quantity": 3}], proration_behavior="always_invoice")
    yield
    person.update(items=[{"id": item["id"], "quantity": 2}], proration_behavior="none")


def free_for_ever(person: Person) -> Life:
    person.join(card=None)
    coupon = person.shop.v1.coupons.create({"percent_off": 100, "duration": "forever"})
    person.give_card()
    person.subscribe(discounts=[{"coupon": coupon.id}])
    yield


def two_discounts_and_tax_within_the_price(person: Person) -> Life:
    person.join()
    rate = person.shop.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 7, "inclusive": True}
    )
    coupons = person.shop.v1.coupons
    percent = coupons.create({"percent_off": 12.5, "duration": "forever"})
    amount = coupons.create({"amount_off": 333, "currency": "usd", "duration": "once"})
    person.subscribe(
        default_tax_rates=[rate.id],
        discounts=[{"coupon": percent.id}, {"coupon": amount.id}],
    )
    yield
    person.switch("professional_monthly")


def customer_with_a_discount(person: Person) -> Life:
    person.join()
    coupon = person.shop.v1.coupons.create(
        {"percent_off": 25, "duration": "repeating", "duration_in_months": 2}
    )
    person.subscribe("professional_monthly")
    yield
    person.shop.control("customer_discount", customer=person.customer.id, coupon=coupon.id)
    for _ in range(7):
        yield
    other = person.shop.v1.coupons.create({"percent_off": 10, "duration": "forever"})
    person.shop.control("customer_discount", customer=person.customer.id, coupon=other.id)
    yield
    own = person.shop.v1.coupons.create({"percent_off": 20, "duration": "forever"})
    person.update(discounts=[{"coupon": own.id}])
    yield
    person.shop.control("customer_discount", customer=person.customer.id, coupon=None)


def metadata_of_nothing_but_the_checkout(person: Person) -> Life:
    person.join(metadata={})
    session = person.shop.checkout(person.customer, client_reference_id=person.organization_id)
    person.shop.control("complete_checkout", session=session.id, outcome="pay")
    person.id = person.shop.v1.checkout.sessions.retrieve(session.id).subscription
    yield
    yield
    person.switch("professional_monthly")


def lost_dispute_after_a_refund(person: Person) -> Life:
    person.join()
    person.subscribe()
    payment = person.shop.v1.invoice_payments.list({"invoice": person.latest_invoice}).data[0]
    intent = payment.payment.payment_intent
    person.shop.v1.refunds.create({"payment_intent": intent, "amount": 900})
    yield
    dispute = person.shop.control("dispute", customer=person.customer.id, amount=4000)
    person.shop.control("close_dispute", dispute=dispute["id"], status="lost")
    yield
    person.shop.v1.subscriptions.cancel(person.id)


def more_lines_than_an_event_shows(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    for _ in range(4):
        person.switch("professional_monthly", "create_prorations")
        person.switch("starter_monthly", "create_prorations")
    for _ in range(3):
        yield


def trial_ended_now(person: Person) -> Life:
    person.join()
    person.subscribe(trial_period_days=30)
    yield
    person.update(trial_end="now")


def several_states_within_one_second(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    for price in ("professional_monthly", "starter_monthly", "professional_monthly"):
        person.switch(price, "create_prorations")
    person.update(cancel_at_period_end=True)
    person.update(cancel_at_period_end=False)
    person.update(cancel_at_period_end=True)
    yield
    person.update(cancel_at_period_end=False)
    person.update(cancel_at=person.shop.now + 5 * DAY)


def add_ons(person: Person) -> Life:
    person.join()
    person.subscribe("professional_monthly")
    users = person.shop.prices["users_monthly"]
    yield
    person.update(items=[{"price": users, "quantity": 4}], proration_behavior="always_invoice")
    yield
    item = next(
        item["id"] for item in person.subscription["items"]["data"] if item["price"]["id"] == users
    )
    person.update(items=[{"id": item, "quantity": 2}], proration_behavior="create_prorations")
    yield
    person.update(items=[{"id": item, "deleted": True}], proration_behavior="create_prorations")


def paused_and_resumed(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    person.shop.v1.subscriptions.pause(person.id)
    yield
    yield
    person.shop.v1.subscriptions.resume(person.id)
    yield
    person.update(pause_collection={"behavior": "void"})
    yield
    yield
    person.update(pause_collection="")


def money_back(person: Person) -> Life:
    person.join()
    person.subscribe("starter_annual")
    payment = person.shop.v1.invoice_payments.list({"invoice": person.latest_invoice}).data[0]
    intent = payment.payment.payment_intent
    yield
    person.shop.v1.refunds.create({"payment_intent": intent, "amount": 1000})
    person.shop.v1.refunds.create({"payment_intent": intent, "amount": 2000})
    yield
    person.shop.v1.refunds.create({"payment_intent": intent, "amount": 500})


def contested(person: Person) -> Life:
    person.join()
    person.subscribe()
    yield
    dispute = person.shop.control("dispute", customer=person.customer.id)
    yield
    person.shop.control("close_dispute", dispute=dispute["id"], status="won")


def checkouts(person: Person) -> Life:
    person.join()
    wish: dict[str, Any] = {
        "client_reference_id": person.organization_id,
        "metadata": person.metadata,
        "subscription_data": {"metadata": person.metadata},
    }
    left = person.shop.checkout(person.customer, **wish)
    person.shop.v1.checkout.sessions.expire(left.id)
    yield
    session = person.shop.checkout(person.customer, "professional_annual", **wish)
    person.shop.control("complete_checkout", session=session.id, outcome="decline")
    person.shop.control("complete_checkout", session=session.id, outcome="pay")
    person.id = person.shop.v1.checkout.sessions.retrieve(session.id).subscription
    yield
    person.update(cancel_at_period_end=True)


def random_steps(seed: int) -> Callable[[Person], Life]:
    chance = random.Random(seed)
    steps: list[Callable[[Person], object]] = [
        lambda person: person.switch("professional_monthly"),
        lambda person: person.switch("starter_monthly", "create_prorations"),
        lambda person: person.switch("starter_annual"),
        lambda person: person.switch("professional_annual", "none"),
        lambda person: person.update(cancel_at_period_end=True),
        lambda person: person.update(cancel_at_period_end=False),
        lambda person: person.decline(chance.randrange(1, 4)),
        lambda person: person.shop.v1.invoices.pay(person.latest_invoice),
        lambda person: person.shop.v1.invoices.void_invoice(person.latest_invoice),
        lambda person: person.shop.v1.subscriptions.pause(person.id),
        lambda person: person.shop.v1.subscriptions.resume(person.id),
        lambda person: person.update(
            trial_end=person.shop.now + 5 * DAY, proration_behavior="none"
        ),
        lambda person: person.shop.v1.subscriptions.cancel(person.id),
        lambda person: person.subscribe("professional_monthly"),
    ]

    def live(person: Person) -> Life:
        person.join()
        person.subscribe()
        while True:
            for step in chance.choices(steps, k=chance.randrange(3)):
                try:
                    step(person)
                except (stripe.InvalidRequestError, stripe.CardError):
                    # Refusals are part of life.
                    continue
            yield

    live.__name__ = f"random_{seed}"
    return live


LIVES = [
    trial_paused_for_lack_of_a_card, trial_canceled_for_lack_of_a_card, bank_that_asks_every_time,
    first_payment_that_never_comes, customer_deleted, monthly_to_annual, invoice_paid_out_of_band,
    coupon_with_tax, void, bad_debt, dunning_to_the_end, paid_after_dunning, metadata_added_later,
    metadata_of_the_subscription_added_later, subscribed_again, trial_extended, trial_ended_now,
    trial_billed_without_a_card, bank_that_asks_and_is_answered,
    change_that_waits_for_its_payment, classic_billing, several_of_a_plan, free_for_ever,
    two_discounts_and_tax_within_the_price, customer_with_a_discount,
    metadata_of_nothing_but_the_checkout, lost_dispute_after_a_refund,
    more_lines_than_an_event_shows,
    several_states_within_one_second, add_ons, paused_and_resumed, money_back, contested, checkouts,
    *(random_steps(seed) for seed in range(6)),
]  # fmt: skip


class Account:
    """All that happened at the embedded Stripe, and what it says in the end."""

    def __init__(self, shop: Shop, receiver: Receiver) -> None:
        # The 31st, which most months do not have.
        shop.advance(to=1_801_353_600)
        people = [Person(shop, life.__name__) for life in LIVES]
        lives = [life(person) for life, person in zip(LIVES, people, strict=True)]
        for _ in range(ROUNDS):
            for life in lives:
                next(life, None)
            shop.advance(days=10)
        assert shop.state()["failed_tasks"] == []
        assert receiver.problems == []
        self.shop = shop
        self.events: list[Event] = list(receiver.events)
        self.coupons = {coupon["id"]: coupon for coupon in self.listed("coupons")}
        self.discounts = {
            event["data"]["object"]["id"]: event["data"]["object"]
            for event in self.events
            if event["type"] == "customer.discount.created"
        }
        self.names = {person.organization_id: person.name for person in people}
        self.lookup_keys = {price: key for key, price in shop.prices.items()}

    def listed(self, kind: str, **params: Any) -> list[dict[str, Any]]:
        resource = self.shop.v1
        for part in kind.split("."):
            resource = getattr(resource, part)
        found = resource.list({"limit": 100, **params}).auto_paging_iter()
        return [self.shop.get(kind.replace(".", "/"), one.id) for one in found]

    def state(self) -> dict[str, Any]:
        """Return what Stripe says, in the shape of `stripe state`."""
        owners = {person["id"]: person for person in self.listed("customers")}
        known: dict[str, str] = {}
        deleted: dict[str, Any] = {}
        for event in self.events:
            body = event["data"]["object"]
            named = body.get("metadata", {}).get("org_id") or body.get("client_reference_id")
            customer = body["id"] if body["object"] == "customer" else body.get("customer")
            if named and customer:
                known[customer] = named
            if event["type"] == "customer.deleted":
                deleted[body["id"]] = body
        payments = {
            payment["payment"]["payment_intent"]: payment["invoice"]
            for payment in self.listed("invoice_payments")
            if payment["payment"]["type"] == "payment_intent"
        }
        charges = self.listed("charges")
        return {
            "subscriptions": {
                one["id"]: self._subscription(one, owners.get(one["customer"], {}), known)
                for one in self.listed("subscriptions", status="all")
            },
            "invoices": {
                one["id"]: self._invoice(one, known, charges, payments)
                for one in self.listed("invoices")
            },
            "customers": {
                stripe_id: {
                    "org_id": known[stripe_id],
                    "email": one["email"],
                    "name": one["name"],
                    "deleted": stripe_id in deleted,
                    "balance": one["balance"],
                    "delinquent": one["delinquent"],
                    "default_payment_method": one["invoice_settings"]["default_payment_method"],
                }
                for stripe_id, one in (owners | deleted).items()
            },
            "checkout_sessions": {
                one["id"]: {
                    "status": one["status"],
                    "payment_status": one["payment_status"],
                    "subscription": one["subscription"],
                    "org_id": one["client_reference_id"],
                    "customer": one["customer"],
                }
                for one in self.listed("checkout.sessions")
            },
            "disputes": {
                one["id"]: {
                    "status": one["status"],
                    "amount": one["amount"],
                    "charge": one["charge"],
                    "invoice": payments[one["payment_intent"]],
                }
                for one in self.listed("disputes")
            },
        }

    def _discount_percent(self, one: dict[str, Any], owner: dict[str, Any]) -> float | None:
        """Return the share of the first lasting discount that was in force last."""
        inherited = (owner.get("discount") or {}).get("id")
        given = one["discounts"] or ([inherited] if inherited else [])
        for discount in map(self.discounts.__getitem__, given):
            coupon = self.coupons[discount["source"]["coupon"]]
            if coupon["duration"] != "once":
                return coupon["percent_off"]  # type: ignore[no-any-return]
        return None

    def _subscription(
        self, one: dict[str, Any], owner: dict[str, Any], known: dict[str, str]
    ) -> dict[str, Any]:
        items = [
            (*self.lookup_keys[item["price"]["id"]].rsplit("_", 1), item)
            for item in one["items"]["data"]
        ]
        ((tier, cycle, plan),) = (item for item in items if item[0] != "users")
        months = {"monthly": 1, "annual": 12}
        monthly = sum(
            Fraction(item["price"]["unit_amount"] * item["quantity"], months[its_cycle])
            for _, its_cycle, item in items
        )
        paused = (one["status_details"] or {}).get("paused") or {}
        return {
            "org_id": known[one["customer"]],
            "customer": one["customer"],
            "status": one["status"],
            "tier": tier,
            "cycle": cycle,
            "quantity": plan["quantity"],
            "addons": {code: item["quantity"] for code, _, item in items if code == "users"},
            "currency": one["currency"],
            "collection_method": one["collection_method"],
            "current_period_start": plan["current_period_start"],
            "current_period_end": plan["current_period_end"],
            "trial_start": one["trial_start"],
            "trial_end": one["trial_end"],
            "cancel_at_period_end": one["cancel_at_period_end"],
            "cancel_at": one["cancel_at"],
            "cancel_scheduled": one["status"] not in ("canceled", "incomplete_expired")
            and (one["cancel_at_period_end"] or one["cancel_at"] is not None),
            "canceled_at": one["canceled_at"],
            "ended_at": one["ended_at"],
            "cancellation_reason": one["cancellation_details"]["reason"],
            "pause_reason": (paused.get("subscription") or {}).get("type"),
            "list_monthly_cents": int(monthly + Fraction(1, 2)),
            "discount_percent": self._discount_percent(one, owner),
            "latest_invoice": one["latest_invoice"],
        }

    def _invoice(
        self,
        one: dict[str, Any],
        known: dict[str, str],
        charges: list[dict[str, Any]],
        payments: dict[str, str],
    ) -> dict[str, Any]:
        lines = [
            line.to_dict()
            for line in self.shop.v1.invoices.line_items.list(one["id"], {"limit": 100}).data
        ]
        changes = one["status_transitions"]
        return {
            "subscription": one["parent"]["subscription_details"]["subscription"],
            "org_id": known[one["customer"]],
            "customer": one["customer"],
            "number": one["number"],
            "status": one["status"],
            "billing_reason": one["billing_reason"],
            "currency": one["currency"],
            "subtotal": one["subtotal"],
            "discount": sum(part["amount"] for part in one["total_discount_amounts"] or []),
            "tax": sum(part["amount"] for part in one["total_taxes"] or []),
            "total": one["total"],
            "amount_due": one["amount_due"],
            "amount_paid": one["amount_paid"],
            "amount_remaining": one["amount_remaining"],
            "amount_refunded": sum(
                charge["amount_refunded"]
                for charge in charges
                if payments.get(charge["payment_intent"]) == one["id"]
            ),
            "attempt_count": one["attempt_count"],
            "next_payment_attempt": one["next_payment_attempt"],
            "created": one["created"],
            "finalized_at": changes["finalized_at"],
            "paid_at": changes["paid_at"],
            "voided_at": changes["voided_at"],
            "marked_uncollectible_at": changes["marked_uncollectible_at"],
            "service_start": min(line["period"]["start"] for line in lines),
            "service_end": max(line["period"]["end"] for line in lines),
            "hosted_invoice_url": one["hosted_invoice_url"],
            "invoice_pdf": one["invoice_pdf"],
            "collection_method": one["collection_method"],
            "lines": len(lines),
            "proration_lines": sum(
                bool(
                    (
                        line["parent"]["subscription_item_details"]
                        or line["parent"]["invoice_item_details"]
                    )["proration"]
                )
                for line in lines
            ),
        }


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """Have all lives led, once."""
    receiver = Receiver()
    server = EmbeddedStripe(
        port=0,
        state=tmp_path_factory.mktemp("stripe"),
        api_key=KEY,
        webhook_url=receiver.url,
        webhook_secret=SECRET,
    )
    server.start()
    shop = Shop(server.url)
    shop.stock()
    yield Account(shop, receiver)
    server.stop()
    receiver.close()


def differences(
    ours: dict[str, Any], theirs: dict[str, Any], names: dict[str, str], unknown: set[str]
) -> list[str]:
    """Say where two states differ in what is known, with the life that it is about."""
    found = []
    for kind in theirs:
        for stripe_id in sorted(theirs[kind].keys() | ours[kind].keys()):
            our, their = ours[kind].get(stripe_id, {}), theirs[kind].get(stripe_id, {})
            whose = names.get(their.get("org_id") or our.get("org_id") or "", "")
            found += [
                f"{whose}: {stripe_id} {field}: ours {our.get(field)}, theirs {their.get(field)}"
                for field in sorted(our.keys() | their.keys())
                if our.get(field) != their.get(field) and field not in unknown
            ]
    return found


def bring(books: Books, account: Account, events: list[Event], order: str) -> None:
    """Make the organizations, deliver what happened in some order, and ask what is left open."""
    arrived = list(events)
    if order == "backwards":
        arrived.reverse()
    elif order.isdigit():
        arrived += random.Random(order).sample(arrived, len(arrived) // 5)
        random.Random(order).shuffle(arrived)
    for organization_id, name in account.names.items():
        books.rows("select identity.import_organization(%s, %s, null)", organization_id, name)
    books.deliver(arrived)
    assert books.unsettled() == []
    assert books.ask(account.shop.url, KEY, account.shop.now) > 0
    open_questions = "select stripe_id from billing.stripe_objects where refetch_reason is not null"
    assert books.rows(open_questions) == []


IN_ANY_ORDER = pytest.mark.parametrize(
    "order",
    [
        "1",
        *(
            pytest.param(order, marks=pytest.mark.slow)
            for order in ("as it happened", "backwards", "2", "3")
        ),
    ],
)


@IN_ANY_ORDER
def test_any_order_gives_what_stripe_says_itself(
    order: str, account: Account, books: Books
) -> None:
    bring(books, account, account.events, order)
    assert differences(books.state(), account.state(), account.names, set()) == []
    assert books.run("replay", "--check")[:2] == (0, "")
    # Some have bought twice, which is for people to sort out.
    assert {name for name, *_ in broken_invariants(books.owner)} == {"double_live_subscription"}


@IN_ANY_ORDER
def test_the_older_shape_gives_the_same(order: str, account: Account, books: Books) -> None:
    bring(books, account, Translator(account.events).translate(account.events), order)
    # Before the pinned version Stripe did not say why, and of discounts showed the first alone.
    unknown = {"pause_reason"}
    assert differences(books.state(), account.state(), account.names, unknown) == []
    assert books.run("replay", "--check")[:2] == (0, "")
    # Some have bought twice, which is for people to sort out.
    assert {name for name, *_ in broken_invariants(books.owner)} == {"double_live_subscription"}
