"""What a request wants of a subscription: reading the parameters that several calls share."""

from dataclasses import dataclass, field

from sidecar.embedded_stripe import amend, lifecycle
from sidecar.embedded_stripe.errors import invalid, missing_parameter
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx

BEHAVIORS = ("create_prorations", "always_invoice", "none")
_MISSING_CARD = ("cancel", "create_invoice", "pause")
_FEEDBACK = (
    "customer_service",
    "low_quality",
    "missing_features",
    "other",
    "switched_service",
    "too_complex",
    "too_expensive",
    "unused",
)


@dataclass
class Wish:
    """What a new subscription is to be."""

    items: list[tuple[Json, int]]
    metadata: dict[str, str] = field(default_factory=dict)
    trial_end: int | None = None
    missing_payment_method: str = "create_invoice"
    default_payment_method: str | None = None
    description: str | None = None
    discounts: list[Json] = field(default_factory=list)
    tax_rates: list[Json] = field(default_factory=list)
    collection_method: str = "charge_automatically"
    days_until_due: int | None = None
    save_card: str = "off"
    session: str | None = None
    billing_mode: str = "flexible"


def read_items(tx: Tx, items: list[Params], name: str) -> list[tuple[Json, int]]:
    """Read prices and quantities of new items."""
    found = []
    for item in items:
        price = _recurring_price(tx, item, item.required_text("price"))
        quantity = item.integer("quantity")
        item.ignore("adjustable_quantity", "metadata")
        found.append((price, 1 if quantity is None else quantity))
    if not found:
        raise missing_parameter(name)
    amend.check_items([{"price": price} for price, _ in found])
    if len({price["id"] for price, _ in found}) < len(found):
        raise invalid("Cannot add multiple subscription items with the same price.", name)
    return found


def read_change(tx: Tx, params: Params) -> amend.Change:
    """Read changes of items, anchor and trial."""
    items = []
    for item in params.sections("items"):
        price = item.text("price")
        item.ignore("clear_usage", "metadata")
        items.append(
            amend.ItemChange(
                item=item.text("id"),
                price=None if price is None else _recurring_price(tx, item, price),
                quantity=item.integer("quantity"),
                deleted=bool(item.boolean("deleted")),
            )
        )
    return amend.Change(
        items=items,
        proration=params.text("proration_behavior", BEHAVIORS) or "create_prorations",
        proration_date=params.integer("proration_date"),
        anchor_now=params.text("billing_cycle_anchor", ("now", "unchanged")) == "now",
        trial_end=params.moment("trial_end"),
    )


def read_trial_end(tx: Tx, params: Params) -> int | None:
    """Read ``trial_end`` or ``trial_period_days``."""
    end, days = params.moment("trial_end"), params.integer("trial_period_days", 1)
    if end is not None and days is not None:
        raise invalid("You may only specify one of trial_end and trial_period_days.", "trial_end")
    if days is not None:
        return tx.now + days * lifecycle.DAY
    if isinstance(end, int) and end <= tx.now:
        raise invalid("Invalid timestamp: must be an integer Unix timestamp in the future.")
    return end if isinstance(end, int) else None


def read_trial_settings(params: Params) -> str | None:
    """Read what is to happen when a trial ends without a card."""
    behavior = params.section("trial_settings").section("end_behavior")
    return behavior.text("missing_payment_method", _MISSING_CARD)


def read_tax_rates(tx: Tx, params: Params) -> list[Json]:
    """Read ``default_tax_rates``."""
    name = "default_tax_rates"
    return [tx.get("tax_rate", rate, params.name(name)) for rate in params.texts(name)]


def read_billing_mode(params: Params) -> str:
    """Read ``billing_mode``: flexible, unless classic is asked for."""
    mode = params.section("billing_mode")
    mode.section("flexible").text("proration_discounts", ("included",))
    return mode.text("type", ("classic", "flexible")) or "flexible"


def read_cancellation_details(params: Params, subscription: Json) -> None:
    """Read why the customer leaves."""
    details = params.section("cancellation_details")
    for name, choices in (("comment", ()), ("feedback", _FEEDBACK)):
        if details.has(name):
            subscription["cancellation_details"][name] = details.text(name, choices)


def read_cancel(tx: Tx, params: Params, subscription: Json) -> None:
    """Read ``cancel_at_period_end`` and ``cancel_at``, and undoing them."""
    at_period_end = params.boolean("cancel_at_period_end")
    sent = params.has("cancel_at")
    words = ("min_period_end", "max_period_end")
    at = params.moment("cancel_at", words)
    if at_period_end and at is not None:
        raise invalid("You may only pass one of cancel_at and cancel_at_period_end.", "cancel_at")
    end = lifecycle.period_of(subscription)[1]
    if at_period_end and not subscription["cancel_at_period_end"]:
        lifecycle.schedule_cancel(tx, subscription, end, period_end=True)
    elif at is not None:
        moment = at if isinstance(at, int) else end
        if moment <= tx.now:
            raise invalid("cancel_at must be a timestamp in the future.", "cancel_at")
        lifecycle.schedule_cancel(tx, subscription, moment, period_end=False)
    elif (at_period_end is False and subscription["cancel_at_period_end"]) or (
        sent and subscription["cancel_at"] is not None
    ):
        lifecycle.undo_cancel(subscription)
    read_cancellation_details(params, subscription)


def _recurring_price(tx: Tx, params: Params, identifier: str) -> Json:
    price = tx.get("price", identifier, params.name("price"))
    if price["recurring"] is None:
        raise invalid(
            f"The price specified is set to `type=one_time` but this field only accepts prices "
            f"with `type=recurring`: {identifier}",
            params.name("price"),
        )
    if not price["active"]:
        raise invalid(
            f"The price specified is inactive. This field only accepts active prices: {identifier}",
            params.name("price"),
        )
    return price
