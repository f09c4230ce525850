"""Invoice lines and their sums: periods, prorations, discounts, taxes. Pure arithmetic in cents."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.store import Json

TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True)
class Reduction:
    """A discount that counts on an invoice: its id and either a percentage or an amount."""

    discount: str
    percent: Fraction | None
    amount: int

    def off(self, total: int) -> int:
        """Return how much it takes off ``total``; never more than all of it."""
        if total <= 0:
            return 0
        if self.percent is None:
            return min(self.amount, total)
        return min(rounded(total * self.percent / 100), total)


def rounded(value: Fraction) -> int:
    """Round to a whole number, halves away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size


def full_amount(price: Json, quantity: int) -> int:
    """Return what ``quantity`` of a price cost for one period."""
    return rounded(Fraction(price["unit_amount_decimal"]) * quantity)


def share(amount: int, start: int, end: int, at: int) -> int:
    """Return the part of ``amount`` that belongs to the time from ``at`` to ``end``."""
    if end <= start:
        return 0
    left = min(max(end - at, 0), end - start)
    return rounded(Fraction(amount * left, end - start))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` in proportion to ``weights`` so that the parts add up to it exactly."""
    whole = sum(weights)
    if whole == 0:
        return [0 for _ in weights]
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def period_line(subscription: Json, item: Json, name: str, start: int, end: int) -> Json:
    """Return the line for one item's coming period."""
    quantity = item["quantity"]
    amount = full_amount(item["price"], quantity)
    line = _line(subscription, item, f"{quantity} {TIMES} {name}", amount, start, end)
    line["pricing"]["unit_amount_decimal"] = item["price"]["unit_amount_decimal"]
    return line


def trial_line(subscription: Json, item: Json, name: str, start: int, end: int) -> Json:
    """Return the line of nothing that stands on the invoice of a trial."""
    line = _line(subscription, item, f"Trial period for {name}", 0, start, end)
    line["pricing"]["unit_amount_decimal"] = "0"
    return line


def unused_line(
    subscription: Json, item: Json, name: str, amount: int, at: int, credited: Json | None
) -> Json:
    """Return the credit for what is left of a paid period; ``amount`` is positive."""
    description = f"Unused time on {item['quantity']} {TIMES} {name}"
    line = _line(subscription, item, description, -amount, at, item["current_period_end"])
    return _prorated(line, credited)


def remaining_line(subscription: Json, item: Json, name: str, amount: int, at: int) -> Json:
    """Return the charge for the rest of the current period."""
    description = f"Remaining time on {item['quantity']} {TIMES} {name}"
    line = _line(subscription, item, description, amount, at, item["current_period_end"])
    return _prorated(line, None)


def reduce(lines: Sequence[Json], reductions: Sequence[Reduction]) -> list[Json]:
    """Write discounts into the lines and return the invoice's ``total_discount_amounts``.

    Each reduction counts on what the one before left, and is spread over the lines in proportion.
    """
    reducible = [line for line in lines if line["discountable"] and line["amount"] > 0]
    left = [line["amount"] for line in reducible]
    totals = []
    for reduction in reductions:
        off = reduction.off(sum(left))
        totals.append({"amount": off, "discount": reduction.discount})
        for index, part in enumerate(split(off, left)):
            left[index] -= part
            entry = {"amount": part, "discount": reduction.discount}
            reducible[index]["discount_amounts"].append(entry)
    return totals


def tax(lines: Sequence[Json], rates: Sequence[Json]) -> list[Json]:
    """Write taxes into the lines and return the invoice's ``total_taxes``."""
    totals = []
    for rate in rates:
        percent = Fraction(str(rate["percentage"]))
        behavior = "inclusive" if rate["inclusive"] else "exclusive"
        amount = taxable = 0
        for line in lines:
            base = line["amount"] - sum(entry["amount"] for entry in line["discount_amounts"])
            divisor = 100 + percent if rate["inclusive"] else Fraction(100)
            part = rounded(base * percent / divisor)
            net = base - part if rate["inclusive"] else base
            line["taxes"].append(_tax_entry(rate, behavior, part, net))
            amount += part
            taxable += net
        totals.append(_tax_entry(rate, behavior, amount, taxable))
    return totals


def _tax_entry(rate: Json, behavior: str, amount: int, taxable: int) -> Json:
    return {
        "amount": amount,
        "tax_behavior": behavior,
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "standard_rated",
        "taxable_amount": taxable,
        "type": "tax_rate_details",
    }


def _prorated(line: Json, credited: Json | None) -> Json:
    details = line["parent"]["subscription_item_details"]
    details["invoice_item"] = new_id("invoice_item")
    details["proration"] = True
    details["proration_details"] = {"credited_items": credited}
    # The amount is already net of discounts, so none counts a second time.
    line["discountable"] = False
    return line


def _line(
    subscription: Json, item: Json, description: str, amount: int, start: int, end: int
) -> Json:
    return {
        "id": new_id("line_item"),
        "object": "line_item",
        "amount": amount,
        "currency": item["price"]["currency"],
        "description": description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": subscription["id"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        "period": {"end": end, "start": start},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {
                "price": item["price"]["id"],
                "product": item["price"]["product"],
            },
            "type": "price_details",
            "unit_amount_decimal": None,
        },
        "quantity": item["quantity"],
        "quantity_decimal": str(item["quantity"]),
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }
