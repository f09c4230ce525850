"""Events of the pinned API version, as an endpoint of version 2023-08-16 would have got them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

VERSION = "2023-08-16"


class Translator:
    """Knows of a whole account what the older objects tell and the newer ones only refer to."""

    def __init__(self, events: Iterable[Json]) -> None:
        self._coupons: dict[str, Json] = {}
        self._discounts: dict[str, Json] = {}
        self._prices: dict[str, Json] = {}
        self._intents: dict[str, str] = {}
        self._charges: dict[str, str] = {}
        for event in events:
            body = event["data"]["object"]
            match body["object"]:
                case "coupon":
                    self._coupons[body["id"]] = body
                case "discount":
                    self._discounts[body["id"]] = body
                case "price":
                    self._prices[body["id"]] = body
                case "invoice_payment" if body["payment"]["type"] == "payment_intent":
                    self._intents[body["invoice"]] = body["payment"]["payment_intent"]
                case "charge" if body["status"] == "succeeded":
                    self._charges[body["payment_intent"]] = body["id"]
        self._invoices = {intent: invoice for invoice, intent in self._intents.items()}

    def translate(self, events: Iterable[Json]) -> list[Json]:
        """Render events anew; what did not exist in that version is left out."""
        return [self._event(event) for event in events if "invoice_payment" not in event["type"]]

    def _event(self, event: Json) -> Json:
        now = self._object(event["data"]["object"])
        data: Json = {"object": now}
        previous = event["data"].get("previous_attributes")
        if previous is not None:
            before = self._object(undo(event["data"]["object"], previous))
            data["previous_attributes"] = difference(now, before)
        return event | {"api_version": VERSION, "data": data}

    def _object(self, body: Json) -> Json:
        translations = {
            "subscription": self._subscription,
            "invoice": self._invoice,
            "charge": self._charge,
            "customer": self._customer,
        }
        translation = translations.get(body["object"])
        return translation(dict(body)) if translation else body

    def _discount(self, identifier: str) -> Json:
        found = dict(self._discounts[identifier])
        source = found.pop("source")
        return found | {"coupon": self._coupons[source["coupon"]]}

    def _first_discount(self, identifiers: list[str] | None) -> Json | None:
        return self._discount(identifiers[0]) if identifiers else None

    def _customer(self, body: Json) -> Json:
        discount = body.get("discount")
        body["discount"] = self._discount(discount["id"]) if discount else None
        return body

    def _subscription(self, body: Json) -> Json:
        items = [dict(item) for item in body["items"]["data"]]
        for item in items:
            body["current_period_start"] = item.pop("current_period_start")
            body["current_period_end"] = item.pop("current_period_end")
            item.pop("discounts", None)
        body["items"] = body["items"] | {"data": items}
        # A version before this one knew one discount alone, and did not say why it is paused.
        body["discount"] = self._first_discount(body.pop("discounts"))
        for name in ("billing_mode", "status_details", "billing_schedules", "invoice_settings"):
            body.pop(name, None)
        if body["cancel_at_period_end"]:
            body["cancel_at"] = body["current_period_end"]
        return body

    def _invoice(self, body: Json) -> Json:
        parent = (body.pop("parent") or {}).get("subscription_details") or {}
        body["subscription"] = parent.get("subscription")
        body["subscription_details"] = {"metadata": parent.get("metadata")}
        taxes = body.pop("total_taxes") or []
        body["total_tax_amounts"] = [
            {
                "amount": tax["amount"],
                "inclusive": tax["tax_behavior"] == "inclusive",
                "tax_rate": (tax.get("tax_rate_details") or {}).get("tax_rate"),
            }
            for tax in taxes
        ]
        body["tax"] = sum(tax["amount"] for tax in taxes) if taxes else None
        body["discount"] = self._first_discount(body["discounts"])
        is_paid = body["status"] == "paid"
        intent = self._intents.get(body["id"])
        body["payment_intent"] = None if body["status"] == "draft" else intent
        body["charge"] = self._charges.get(intent or "") if is_paid else None
        body["paid"] = is_paid
        body["paid_out_of_band"] = bool(body.pop("amount_paid_off_stripe", None))
        for name in ("total_pretax_credit_amounts", "status_details", "amount_overpaid"):
            body.pop(name, None)
        body["lines"] = body["lines"] | {"data": [self._line(one) for one in body["lines"]["data"]]}
        return body

    def _line(self, line: Json) -> Json:
        line = dict(line)
        parent = line.pop("parent")
        details = parent["subscription_item_details"] or parent["invoice_item_details"]
        price = (line.pop("pricing") or {}).get("price_details", {}).get("price")
        for name in ("taxes", "pretax_credit_amounts", "quantity_decimal", "subtotal", "invoice"):
            line.pop(name, None)
        return line | {
            "type": "subscription" if parent["subscription_item_details"] else "invoiceitem",
            "subscription": details["subscription"],
            "subscription_item": details.get("subscription_item"),
            "proration": details["proration"],
            "price": self._prices.get(price, price),
        }

    def _charge(self, body: Json) -> Json:
        return body | {"invoice": self._invoices.get(body["payment_intent"])}


def undo(body: Any, previous: Any) -> Any:
    """Return an object as it was: what changed within objects is given alone, lists are whole."""
    if not isinstance(body, dict) or not isinstance(previous, dict):
        return previous
    return body | {
        name: undo(body[name], value) if name in body else value for name, value in previous.items()
    }


def difference(now: Json, before: Json) -> Json:
    """Return the previous_attributes of a change, as Stripe gives them."""
    found: Json = {}
    for name in now.keys() | before.keys():
        one, other = now.get(name), before.get(name)
        if one == other:
            continue
        if isinstance(one, dict) and isinstance(other, dict):
            found[name] = difference(one, other)
        else:
            found[name] = other
    return found
