"""Discounts: coupons given to a subscription, or to a customer for those without one."""

from fractions import Fraction

from sidecar.embedded_stripe.errors import invalid
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.lines import Reduction
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.periods import boundary
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public


def read(tx: Tx, params: Params, name: str = "discounts") -> list[Json]:
    """Read ``discounts[]`` into wishes of ``give``: a coupon, a promotion code, or one kept."""
    wishes = []
    for wish in params.sections(name):
        coupon, code = wish.text("coupon"), wish.text("promotion_code")
        kept = wish.text("discount")
        if kept is not None:
            wishes.append({"discount": tx.get("discount", kept, wish.name("discount"))["id"]})
        elif code is not None:
            wishes.append(by_promotion_code(tx, tx.get("promotion_code", code, wish.name("code"))))
        elif coupon is not None:
            found = tx.get("coupon", coupon, wish.name("coupon"))
            _check(tx, found)
            wishes.append({"coupon": found["id"], "promotion_code": None})
    return wishes


def by_promotion_code(tx: Tx, promotion_code: Json) -> Json:
    """Return the wish that a promotion code stands for; refuse a code that is used up."""
    coupon = tx.get("coupon", promotion_code["promotion"]["coupon"], "promotion_code")
    _check(tx, coupon)
    _check(tx, promotion_code)
    return {"coupon": coupon["id"], "promotion_code": promotion_code["id"]}


def give(tx: Tx, subscription: Json, wish: Json, session: str | None = None) -> str:
    """Give a discount to a subscription and return its id."""
    if "discount" in wish:
        return str(wish["discount"])
    found = _start(tx, wish, subscription["customer"], subscription["id"], session)
    return str(found["id"])


def give_to_customer(tx: Tx, customer: Json, wish: Json | None) -> None:
    """Give a customer a discount in place of the one it has, or none any more."""
    if customer["discount"] is not None:
        tx.emit("customer.discount.deleted", tx.get("discount", customer["discount"]["id"]))
    customer["discount"] = wish and public(_start(tx, wish, customer["id"]))
    tx.update(customer, "customer.updated")


def effective(tx: Tx, subscription: Json) -> list[str]:
    """Return the ids of the discounts that count: the customer's, if it has none of its own."""
    own: list[str] = subscription["discounts"]
    inherited = tx.get("customer", subscription["customer"])["discount"]
    return own or ([inherited["id"]] if inherited else [])


def _start(
    tx: Tx,
    wish: Json,
    customer: str,
    subscription: str | None = None,
    session: str | None = None,
) -> Json:
    coupon = tx.get("coupon", wish["coupon"])
    end = None
    if coupon["duration"] == "repeating":
        end = boundary(tx.now, "month", 1, coupon["duration_in_months"])
    discount = {
        "id": new_id("discount"),
        "object": "discount",
        "checkout_session": session,
        "customer": customer,
        "customer_account": None,
        "end": end,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": wish["promotion_code"],
        "source": {"coupon": coupon["id"], "type": "coupon"},
        "start": tx.now,
        "subscription": subscription,
        "subscription_item": None,
        # The coupon may be deleted later; what was given stays.
        "_": {"coupon": public(coupon)},
    }
    tx.save(discount)
    tx.emit("customer.discount.created", discount)
    _redeem(tx, coupon)
    if wish["promotion_code"]:
        _redeem(tx, tx.get("promotion_code", wish["promotion_code"]))
    return discount


def reductions(tx: Tx, identifiers: list[str], at: int) -> list[Reduction]:
    """Return the discounts among ``identifiers`` that count at a moment."""
    found = []
    for identifier in identifiers:
        discount = tx.get("discount", identifier)
        if discount["end"] is None or at < discount["end"]:
            found.append(reduction(identifier, discount["_"]["coupon"]))
    return found


def reduction(identifier: str, coupon: Json) -> Reduction:
    """Return what a coupon takes off."""
    percent = coupon["percent_off"]
    return Reduction(
        identifier,
        None if percent is None else Fraction(str(percent)),
        coupon["amount_off"] or 0,
    )


def drop_finished(tx: Tx, subscription: Json, *, single_use: bool) -> None:
    """Take away the discounts that expired, and those for one use if it was made."""

    def is_finished(identifier: str) -> bool:
        discount = tx.get("discount", identifier)
        once = single_use and discount["_"]["coupon"]["duration"] == "once"
        return once or (discount["end"] is not None and discount["end"] <= tx.now)

    inherited = effective(tx, subscription) if not subscription["discounts"] else []
    if any(is_finished(identifier) for identifier in inherited):
        give_to_customer(tx, tx.get("customer", subscription["customer"]), None)
    kept = []
    for identifier in subscription["discounts"]:
        if is_finished(identifier):
            tx.emit("customer.discount.deleted", tx.get("discount", identifier))
        else:
            kept.append(identifier)
    subscription["discounts"] = kept


def _check(tx: Tx, voucher: Json) -> None:
    """Refuse a coupon or promotion code that is no longer valid."""
    used_up = (
        voucher["max_redemptions"] is not None
        and voucher["times_redeemed"] >= voucher["max_redemptions"]
    )
    end = voucher.get("redeem_by") or voucher.get("expires_at")
    if used_up or (end is not None and end <= tx.now):
        noun = voucher["object"].replace("_", " ").capitalize()
        raise invalid(f"{noun} {voucher['id']} is expired or used up.", "discounts")


def _redeem(tx: Tx, voucher: Json) -> None:
    voucher["times_redeemed"] += 1
    tx.update(voucher, f"{voucher['object']}.updated")
