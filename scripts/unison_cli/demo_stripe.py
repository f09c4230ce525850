"""What Stripe would say in the story of the demo book: events, in the shape of the pinned version.

Nothing is asked of Stripe, nor of the embedded one, which could not tell of the past. What is said
here enters through the same function as what a webhook brings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from unison_cli.demo_lives import HOUR, Change, Subscribe, later

Json = dict[str, Any]

ORGANIZATION = "{organization_id}"
"""Stands where the organization's id belongs, which is not known before its sign-up."""

DECLINED = json.dumps(
    {
        "error": {
            "type": "card_error",
            "code": "card_declined",
            "decline_code": "generic_decline",
            "message": "Your card was declined.",
        }
    }
)
"""Stripe's answer to a charge that the bank refuses."""

COUPONS: Mapping[str, tuple[int, int | None]] = {"launch": (30, 6), "partner": (15, None)}
"""Percent off, and for how many months; None is for ever."""


@dataclass(frozen=True)
class Price:
    """A price of the catalogue, as Stripe knows it."""

    id: str
    product: str
    lookup_key: str
    cents: int
    interval: str

    def body(self) -> Json:
        """Return it as it stands in a subscription."""
        return {
            "id": self.id,
            "object": "price",
            "active": True,
            "billing_scheme": "per_unit",
            "created": 0,
            "currency": "usd",
            "custom_unit_amount": None,
            "livemode": False,
            "lookup_key": self.lookup_key,
            "metadata": {},
            "nickname": None,
            "product": self.product,
            "recurring": {
                "interval": self.interval,
                "interval_count": 1,
                "meter": None,
                "trial_period_days": None,
                "usage_type": "licensed",
            },
            "tax_behavior": "exclusive",
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "recurring",
            "unit_amount": self.cents,
            "unit_amount_decimal": str(self.cents),
        }

    def plan(self) -> Json:
        """Return it as the older object that still stands beside it."""
        return {
            "id": self.id,
            "object": "plan",
            "active": True,
            "amount": self.cents,
            "amount_decimal": str(self.cents),
            "billing_scheme": "per_unit",
            "created": 0,
            "currency": "usd",
            "interval": self.interval,
            "interval_count": 1,
            "livemode": False,
            "metadata": {},
            "meter": None,
            "nickname": None,
            "product": self.product,
            "tiers_mode": None,
            "transform_usage": None,
            "trial_period_days": None,
            "usage_type": "licensed",
        }


@dataclass(frozen=True)
class Said:
    """An event, and the second at which it is said."""

    at: int
    body: str


@dataclass
class Account:
    """One organization as Stripe sees it: a customer with one subscription after the other."""

    number: int
    name: str
    address: str
    version: str
    livemode: bool
    prices: Mapping[str, Price]
    subscriptions: int = 0
    invoices: int = 0
    events: int = 0
    subscription: Json = field(default_factory=dict)
    invoice: Json = field(default_factory=dict)
    cycle: str = "monthly"
    anchor: int = 0
    coupon: str | None = None
    discount_end: int | None = None

    @property
    def customer(self) -> str:
        """Return the customer's id."""
        return f"cus_demo{self.number:06d}"

    def subscribe(self, step: Subscribe) -> Iterator[Said]:
        """Say that a subscription was made and its first bill paid."""
        if not self.subscription:
            yield self._say(step.at, "customer.created", self._customer(step.at))
        self.subscriptions += 1
        self.coupon, self.discount_end = step.coupon, None
        if step.coupon is not None:
            months = COUPONS[step.coupon][1]
            self.discount_end = later(step.at, months) if months else None
        self.subscription = self._begin(step.at)
        self._contract(step.at, step.plan, step.cycle, step.add_ons)
        self._bill(step.at, "subscription_create")
        yield self._say(step.at + 1, "customer.subscription.created", self.subscription)
        yield self._settle(step.at + 2)

    def change(self, step: Change) -> None:
        """Take up another contract, of which the renewal of this moment tells."""
        self.subscription["billing_cycle_anchor"] = step.at
        self._contract(step.at, step.plan, step.cycle, step.add_ons)

    def renew(self, at: int, *, is_paid: bool) -> Iterator[Said]:
        """Say that a period has begun, and an hour later whether it was paid."""
        if self.discount_end is not None and at >= self.discount_end:
            self.coupon, self.discount_end = None, None
            self.subscription["discounts"] = []
        for item in self.subscription["items"]["data"]:
            item["current_period_start"] = at
            item["current_period_end"] = self._period_end(at)
        self._bill(at, "subscription_cycle")
        yield self._say(at, "customer.subscription.updated", self.subscription)
        if is_paid:
            yield self._settle(at + HOUR)
            return
        self.invoice["attempt_count"] = 1
        self.invoice["attempted"] = True
        self.invoice["next_payment_attempt"] = at + HOUR + 3 * 24 * HOUR
        yield self._say(at + HOUR, "invoice.payment_failed", self.invoice)
        self.subscription["status"] = "past_due"
        yield self._say(at + HOUR + 1, "customer.subscription.updated", self.subscription)

    def pay(self, at: int) -> Iterator[Said]:
        """Say that the open bill was paid after all."""
        self.invoice["attempt_count"] += 1
        yield self._settle(at)
        self.subscription["status"] = "active"
        yield self._say(at + 1, "customer.subscription.updated", self.subscription)

    def give_notice(self, at: int) -> str:
        """Return Stripe's answer to the wish to end with the period."""
        self.subscription["cancel_at_period_end"] = True
        self.subscription["canceled_at"] = at
        self.subscription["cancel_at"] = self.subscription["items"]["data"][0]["current_period_end"]
        self.subscription["cancellation_details"]["reason"] = "cancellation_requested"
        return json.dumps(self.subscription)

    def end(self, at: int, *, is_unpaid: bool) -> Iterator[Said]:
        """Say that the subscription is over."""
        self.subscription["status"] = "canceled"
        self.subscription["ended_at"] = at
        if is_unpaid:
            self.subscription["canceled_at"] = at
            self.subscription["cancellation_details"]["reason"] = "payment_failed"
        yield self._say(at, "customer.subscription.deleted", self.subscription)
        if is_unpaid:
            self.invoice["status"] = "uncollectible"
            self.invoice["next_payment_attempt"] = None
            self.invoice["status_transitions"]["marked_uncollectible_at"] = at
            yield self._say(at + 1, "invoice.marked_uncollectible", self.invoice)

    def _customer(self, at: int) -> Json:
        return {
            "id": self.customer,
            "object": "customer",
            "created": at,
            "currency": "usd",
            "email": self.address,
            "livemode": self.livemode,
            "metadata": {"organization_id": ORGANIZATION},
            "name": self.name,
        }

    def _begin(self, at: int) -> Json:
        return {
            "id": f"sub_demo{self.number:06d}n{self.subscriptions}",
            "object": "subscription",
            "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
            "billing_cycle_anchor": at,
            "billing_mode": {"flexible": None, "type": "classic"},
            "billing_schedules": [],
            "cancel_at": None,
            "cancel_at_period_end": False,
            "canceled_at": None,
            "cancellation_details": {"comment": None, "feedback": None, "reason": None},
            "collection_method": "charge_automatically",
            "created": at,
            "currency": "usd",
            "customer": self.customer,
            "discounts": self._discounts(at),
            "ended_at": None,
            "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
            "livemode": self.livemode,
            "metadata": {"organization_id": ORGANIZATION},
            "pause_collection": None,
            "start_date": at,
            "status": "active",
            "trial_end": None,
            "trial_start": None,
        }

    def _contract(
        self, at: int, plan: str, cycle: str, add_ons: tuple[tuple[str, int], ...]
    ) -> None:
        """Make this what the subscription consists of: its plan first."""
        self.cycle, self.anchor = cycle, at
        contents = [(plan, 1), *((f"addon_{code}", count) for code, count in add_ons)]
        self.subscription["items"] = {
            "object": "list",
            "data": [
                {
                    "id": f"si_demo{self.number:06d}n{self.subscriptions}{place}",
                    "object": "subscription_item",
                    "created": at,
                    "current_period_start": at,
                    "current_period_end": self._period_end(at),
                    "discounts": [],
                    "metadata": {},
                    "plan": self.prices[f"{code}_{cycle}"].plan(),
                    "price": self.prices[f"{code}_{cycle}"].body(),
                    "quantity": count,
                    "subscription": self.subscription["id"],
                    "tax_rates": [],
                }
                for place, (code, count) in enumerate(contents)
            ],
            "has_more": False,
            "url": f"/v1/subscription_items?subscription={self.subscription['id']}",
        }

    def _period_end(self, at: int) -> int:
        """Return the end of the period that begins at a renewal."""
        months = 1
        while (end := later(self.anchor, months)) <= at or (
            self.cycle == "annual" and months % 12 != 0
        ):
            months += 1
        return end

    def _discounts(self, at: int) -> list[Json]:
        if self.coupon is None:
            return []
        percent, months = COUPONS[self.coupon]
        return [
            {
                "id": f"di_demo{self.number:06d}n{self.subscriptions}",
                "object": "discount",
                "customer": self.customer,
                "end": self.discount_end,
                "start": at,
                "source": {
                    "type": "coupon",
                    "coupon": {
                        "id": f"demo_{self.coupon}",
                        "object": "coupon",
                        "name": self.coupon.capitalize(),
                        "duration": "forever" if months is None else "repeating",
                        "duration_in_months": months,
                        "percent_off": percent,
                        "amount_off": None,
                        "currency": None,
                    },
                },
            }
        ]

    def _bill(self, at: int, reason: str) -> None:
        """Draw up the bill of the period that begins."""
        self.invoices += 1
        percent = COUPONS[self.coupon][0] if self.coupon else 0
        lines = [
            self._line(place, item, percent)
            for place, item in enumerate(self.subscription["items"]["data"])
        ]
        subtotal = sum(line["amount"] for line in lines)
        taken_off = [amount for line in lines for amount in line["discount_amounts"]]
        total = subtotal - sum(amount["amount"] for amount in taken_off)
        identifier = self._invoice_id()
        self.subscription["latest_invoice"] = identifier
        issued = at if reason == "subscription_create" else at + HOUR
        self.invoice = {
            "id": identifier,
            "object": "invoice",
            "amount_due": total,
            "amount_overpaid": 0,
            "amount_paid": 0,
            "amount_remaining": total,
            "amount_shipping": 0,
            "attempt_count": 0,
            "attempted": False,
            "automatic_tax": {
                "disabled_reason": None,
                "enabled": False,
                "liability": None,
                "provider": None,
                "status": None,
            },
            "billing_reason": reason,
            "collection_method": "charge_automatically",
            "created": at,
            "currency": "usd",
            "customer": self.customer,
            "default_tax_rates": [],
            "discounts": [],
            "due_date": None,
            "hosted_invoice_url": None,
            "invoice_pdf": None,
            "issuer": {"type": "self"},
            "lines": {
                "object": "list",
                "data": lines,
                "has_more": False,
                "url": f"/v1/invoices/{identifier}/lines",
            },
            "livemode": self.livemode,
            "metadata": {},
            "next_payment_attempt": None,
            "number": f"DEMO{self.number:04d}-{self.invoices:04d}",
            "parent": {
                "type": "subscription_details",
                "quote_details": None,
                "subscription_details": {
                    "metadata": {"organization_id": ORGANIZATION},
                    "subscription": self.subscription["id"],
                },
            },
            "payments": {"object": "list", "data": [], "has_more": False, "url": ""},
            "payment_settings": {
                "default_mandate": None,
                "payment_method_options": None,
                "payment_method_types": None,
            },
            "period_end": at,
            "period_start": at,
            "post_payment_credit_notes_amount": 0,
            "pre_payment_credit_notes_amount": 0,
            "starting_balance": 0,
            "status": "open",
            "status_transitions": {
                "finalized_at": issued,
                "marked_uncollectible_at": None,
                "paid_at": None,
                "voided_at": None,
            },
            "subtotal": subtotal,
            "total": total,
            "total_discount_amounts": taken_off,
            "total_taxes": [],
        }

    def _invoice_id(self) -> str:
        return f"in_demo{self.number:06d}n{self.invoices}"

    def _line(self, place: int, item: Json, percent: int) -> Json:
        amount = item["price"]["unit_amount"] * item["quantity"]
        # The nearest cent, halves up.
        off = (2 * amount * percent + 100) // 200
        return {
            "id": f"il_demo{self.number:06d}n{self.invoices}{place}",
            "object": "line_item",
            "amount": amount,
            "currency": "usd",
            "description": f"{item['quantity']} x {item['price']['lookup_key']}",
            "discount_amounts": (
                [{"amount": off, "discount": f"di_demo{self.number:06d}n{self.subscriptions}"}]
                if off
                else []
            ),
            "discountable": True,
            "discounts": [],
            "invoice": self._invoice_id(),
            "livemode": self.livemode,
            "metadata": {},
            "parent": {
                "type": "subscription_item_details",
                "invoice_item_details": None,
                "subscription_item_details": {
                    "invoice_item": None,
                    "proration": False,
                    "proration_details": None,
                    "subscription": self.subscription["id"],
                    "subscription_item": item["id"],
                },
            },
            "period": {"start": item["current_period_start"], "end": item["current_period_end"]},
            "pricing": {
                "type": "price_details",
                "price_details": {
                    "price": item["price"]["id"],
                    "product": item["price"]["product"],
                },
                "unit_amount_decimal": str(item["price"]["unit_amount"]),
            },
            "quantity": item["quantity"],
            "subtotal": amount,
            "taxes": [],
        }

    def _settle(self, at: int) -> Said:
        """Say that the bill was paid."""
        bill = self.invoice
        bill["attempt_count"] = max(bill["attempt_count"], 1)
        bill["attempted"] = True
        bill["status"] = "paid"
        bill["amount_paid"], bill["amount_remaining"] = bill["total"], 0
        bill["next_payment_attempt"] = None
        bill["status_transitions"]["paid_at"] = at
        bill["payments"]["data"] = [
            {
                "id": f"inpay_demo{self.number:06d}n{self.invoices}",
                "object": "invoice_payment",
                "amount_paid": bill["total"],
                "amount_requested": bill["total"],
                "created": at,
                "currency": "usd",
                "invoice": bill["id"],
                "is_default": True,
                "livemode": self.livemode,
                "payment": {
                    "type": "payment_intent",
                    "payment_intent": f"pi_demo{self.number:06d}n{self.invoices}",
                },
                "status": "paid",
                "status_transitions": {"canceled_at": None, "paid_at": at},
            }
        ]
        return self._say(at, "invoice.paid", bill)

    def _say(self, at: int, kind: str, body: Json) -> Said:
        self.events += 1
        event = {
            "id": f"evt_demo{self.number:06d}n{self.events}",
            "object": "event",
            "api_version": self.version,
            "created": at,
            "data": {"object": body},
            "livemode": self.livemode,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        return Said(at, json.dumps(event, separators=(",", ":")))
