"""What a subscription's next or changed period costs, and how a change of it is billed.

Nothing is saved here: ``invoices.create_preview`` shows what these functions would do.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from sidecar.embedded_stripe import discounts, invoices, lifecycle, lines
from sidecar.embedded_stripe.catalog import plan_of
from sidecar.embedded_stripe.errors import invalid
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, copy, public


@dataclass(frozen=True)
class ItemChange:
    """A new item (no ``item``), or new values for one that exists."""

    item: str | None
    price: Json | None
    quantity: int | None
    deleted: bool = False


@dataclass(frozen=True)
class Change:
    """A change of items, anchor or trial, and how it is prorated."""

    items: list[ItemChange] = field(default_factory=list)
    proration: str = "create_prorations"
    proration_date: int | None = None
    anchor_now: bool = False
    trial_end: int | str | None = None


@dataclass(frozen=True)
class Bill:
    """Lines that a change causes; those not billed at once wait for the next invoice."""

    lines: list[Json]
    at_once: bool
    period: tuple[int, int]


def first_lines(tx: Tx, subscription: Json) -> list[Json]:
    """Return the lines of the first invoice: of the trial, or of the first period."""
    start, end = lifecycle.period_of(subscription)
    if subscription["status"] != "trialing":
        return period_lines(tx, subscription, start, end)
    return [
        lines.trial_line(subscription, item, _name(tx, item), start, end)
        for item in lifecycle.items_of(subscription)
    ]


def period_lines(tx: Tx, subscription: Json, start: int, end: int) -> list[Json]:
    """Return the lines of a full period."""
    return [
        lines.period_line(subscription, item, _name(tx, item), start, end)
        for item in lifecycle.items_of(subscription)
    ]


def unused_lines(tx: Tx, subscription: Json, items: list[Json], at: int) -> list[Json]:
    """Return credits for what is left of the period of ``items``."""
    return [line for item in items for line in _credit(tx, subscription, item, at)]


def remaining_lines(tx: Tx, subscription: Json, items: list[Json], at: int) -> list[Json]:
    """Return charges for the rest of the period of ``items``."""
    ratio = _net_ratio(tx, subscription)
    return [_charge(tx, subscription, item, at, ratio) for item in items]


def take_pending(subscription: Json) -> list[Json]:
    """Take the lines that wait for the next invoice."""
    pending: list[Json] = subscription["_"]["pending"]
    subscription["_"]["pending"] = []
    return pending


def amend(tx: Tx, subscription: Json, change: Change) -> Bill:
    """Carry out a change on ``subscription`` (the dict alone) and return what it costs."""
    start = lifecycle.period_of(subscription)[0]
    at = tx.now if change.proration_date is None else change.proration_date
    before = copy(lifecycle.items_of(subscription))
    _change_items(tx, subscription, change.items)
    after = lifecycle.items_of(subscription)
    if change.trial_end is not None:
        return _amend_trial(tx, subscription, change, before, at)
    if subscription["status"] == "trialing":
        return Bill([], at_once=False, period=(start, tx.now))
    if change.anchor_now or _interval(before[0]) != _interval(after[0]):
        unused = [] if change.proration == "none" else unused_lines(tx, subscription, before, at)
        return _restart(tx, subscription, unused, start)
    if change.proration == "none":
        return Bill([], at_once=False, period=(start, tx.now))
    ratio = _net_ratio(tx, subscription)
    found: list[Json] = []
    kept = {item["id"]: item for item in after}
    for item in before:
        now = kept.pop(item["id"], None)
        if now is not None and _same(item, now):
            continue
        found += _credit(tx, subscription, item, at)
        if now is not None:
            found.append(_charge(tx, subscription, now, at, ratio))
    found += [_charge(tx, subscription, item, at, ratio) for item in kept.values()]
    return Bill(found, change.proration == "always_invoice" and bool(found), (start, tx.now))


def _amend_trial(tx: Tx, subscription: Json, change: Change, before: list[Json], at: int) -> Bill:
    """End the trial now, or (again) begin one that ends at a moment."""
    start = lifecycle.period_of(subscription)[0]
    trialing = subscription["status"] == "trialing"
    prorated = change.proration != "none" and not trialing
    unused = unused_lines(tx, subscription, before, at) if prorated else []
    if change.trial_end == "now":
        if trialing:
            subscription["trial_end"] = tx.now
            subscription["status"] = "active"
        return _restart(tx, subscription, unused, start)
    if not isinstance(change.trial_end, int) or change.trial_end <= tx.now:
        raise invalid("trial_end must be a timestamp in the future or `now`.", "trial_end")
    subscription["status"] = "trialing"
    subscription["trial_start"] = subscription["trial_start"] if trialing else tx.now
    subscription["trial_end"] = change.trial_end
    subscription["billing_cycle_anchor"] = change.trial_end
    lifecycle.set_period(subscription, start if trialing else tx.now, change.trial_end)
    if trialing:
        return Bill([], at_once=False, period=(start, tx.now))
    return Bill(unused + first_lines(tx, subscription), at_once=True, period=(start, tx.now))


def _restart(tx: Tx, subscription: Json, unused: list[Json], start: int) -> Bill:
    """Begin a period now and bill all of it."""
    subscription["billing_cycle_anchor"] = tx.now
    end = lifecycle.period_end(subscription, tx.now)
    lifecycle.set_period(subscription, tx.now, end)
    charges = period_lines(tx, subscription, tx.now, end)
    return Bill(unused + charges, at_once=True, period=(start, tx.now))


def _change_items(tx: Tx, subscription: Json, wishes: list[ItemChange]) -> None:
    items = lifecycle.items_of(subscription)
    start, end = lifecycle.period_of(subscription)
    for wish in wishes:
        if wish.item is None:
            if wish.price is None:
                raise invalid("Items need a price or an id.", "items")
            _refuse_second(items, wish.price)
            quantity = 1 if wish.quantity is None else wish.quantity
            item = lifecycle.new_item(tx, subscription["id"], wish.price, quantity)
            item["current_period_start"], item["current_period_end"] = start, end
            items.append(item)
            continue
        item = next((one for one in items if one["id"] == wish.item), {})
        if not item:
            raise invalid(f"Invalid subscription_item id: {wish.item}", "items", "resource_missing")
        if wish.deleted:
            items.remove(item)
            continue
        if wish.price is not None and wish.price["id"] != item["price"]["id"]:
            _refuse_second(items, wish.price)
            item["price"], item["plan"] = public(wish.price), plan_of(wish.price)
        if wish.quantity is not None:
            item["quantity"] = wish.quantity
    check_items(items)
    subscription["items"] = lifecycle.item_list(subscription["id"], items)
    subscription["currency"] = items[0]["price"]["currency"]


def check_items(items: list[Json]) -> None:
    """Refuse sets of items that no subscription can have."""
    if not items:
        raise invalid("A subscription must have at least one item.", "items")
    if len({_interval(item) for item in items}) > 1:
        raise invalid(
            "All prices of a subscription must have the same billing interval here.", "items"
        )
    if len({item["price"]["currency"] for item in items}) > 1:
        raise invalid("All prices of a subscription must have the same currency.", "items")


def _refuse_second(items: list[Json], price: Json) -> None:
    if any(item["price"]["id"] == price["id"] for item in items):
        raise invalid(
            f"Cannot add multiple subscription items with the same price: {price['id']}", "items"
        )


def _credit(tx: Tx, subscription: Json, item: Json, at: int) -> list[Json]:
    """Return the credit for an item: the unused part of the line that billed it.

    Without such a line (an earlier change was not prorated) its price counts, as with Stripe.
    """
    end = item["current_period_end"]
    line, credited = _billed(tx, subscription, item)
    # Classic billing credits what the price is now, whatever was billed.
    if line is None or subscription["billing_mode"]["type"] == "classic":
        full = lines.full_amount(item["price"], item["quantity"])
        amount = lines.rounded(full * _net_ratio(tx, subscription))
        amount = lines.share(amount, item["current_period_start"], end, at)
    else:
        net = line["amount"] - sum(entry["amount"] for entry in line["discount_amounts"])
        amount = lines.share(net, line["period"]["start"], end, at)
    return [lines.unused_line(subscription, item, _name(tx, item), amount, at, credited)]


def _charge(tx: Tx, subscription: Json, item: Json, at: int, ratio: Fraction) -> Json:
    full = lines.full_amount(item["price"], item["quantity"])
    amount = lines.rounded(full * ratio)
    start, end = item["current_period_start"], item["current_period_end"]
    amount = lines.share(amount, start, end, at)
    return lines.remaining_line(subscription, item, _name(tx, item), amount, at)


def _billed(tx: Tx, subscription: Json, item: Json) -> tuple[Json | None, Json | None]:
    """Return the newest line that billed an item's period, and the reference to it."""
    for line in reversed(subscription["_"]["pending"]):
        if _bills(line, item):
            return line, None
    for invoice in invoices.of_subscription(tx, subscription):
        for line in invoice["lines"]["data"]:
            if _bills(line, item):
                reference = {"invoice": invoice["id"], "invoice_line_items": [line["id"]]}
                return line, reference
    return None, None


def _bills(line: Json, item: Json) -> bool:
    details = line["parent"]["subscription_item_details"]
    return bool(
        details["subscription_item"] == item["id"]
        and line["amount"] > 0
        and line["quantity"] == item["quantity"]
        and line["pricing"]["price_details"]["price"] == item["price"]["id"]
        and line["period"]["end"] == item["current_period_end"]
    )


def _net_ratio(tx: Tx, subscription: Json) -> Fraction:
    """Return which part of the list price is left after the discounts in force."""
    gross = sum(
        lines.full_amount(item["price"], item["quantity"])
        for item in lifecycle.items_of(subscription)
    )
    left = gross
    for reduction in discounts.reductions(tx, discounts.effective(tx, subscription), tx.now):
        left -= reduction.off(left)
    return Fraction(left, gross) if gross else Fraction(1)


def _same(before: Json, after: Json) -> bool:
    same_price = before["price"]["id"] == after["price"]["id"]
    return bool(same_price and before["quantity"] == after["quantity"])


def _interval(item: Json) -> tuple[str, int]:
    recurring = item["price"]["recurring"]
    return recurring["interval"], recurring["interval_count"]


def _name(tx: Tx, item: Json) -> str:
    product = tx.find("product", item["price"]["product"]) or {}
    return str(product.get("name", item["price"]["product"]))
