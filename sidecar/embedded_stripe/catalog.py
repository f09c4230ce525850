"""Products, prices, coupons, promotion codes and tax rates."""

from decimal import Decimal

from sidecar.embedded_stripe.errors import StripeError, invalid, missing_parameter
from sidecar.embedded_stripe.ids import new_id, random_text
from sidecar.embedded_stripe.lists import listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

_INTERVALS = ("day", "week", "month", "year")
_BEHAVIORS = ("exclusive", "inclusive", "unspecified")


# --- products


def create_product(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/products."""
    identifier = params.text("id") or new_id("product")
    _refuse_taken(tx, "product", identifier)
    product = {
        "id": identifier,
        "object": "product",
        "active": _default(params.boolean("active"), default=True),
        "created": tx.now,
        "default_price": None,
        "description": params.text("description"),
        "images": params.texts("images"),
        "livemode": False,
        "marketing_features": [
            {"name": feature.required_text("name")}
            for feature in params.sections("marketing_features")
        ],
        "metadata": params.metadata("metadata"),
        "name": params.required_text("name"),
        "package_dimensions": None,
        "shippable": params.boolean("shippable"),
        "statement_descriptor": params.text("statement_descriptor"),
        "tax_code": params.text("tax_code"),
        "type": params.text("type") or "service",
        "unit_label": params.text("unit_label"),
        "updated": tx.now,
        "url": params.text("url"),
    }
    tx.save(product)
    tx.emit("product.created", product)
    return public(product)


def get_product(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/products/{id}."""
    return public(tx.get("product", identifier))


def update_product(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/products/{id}."""
    product = tx.get("product", identifier)
    for name in ("name", "description", "statement_descriptor", "tax_code", "unit_label", "url"):
        if params.has(name):
            product[name] = params.text(name)
    if params.has("default_price"):
        product["default_price"] = tx.get(
            "price", params.required_text("default_price"), "default_price"
        )["id"]
    if params.has("active"):
        product["active"] = params.boolean("active")
    product["metadata"] = params.metadata("metadata", product["metadata"])
    product["updated"] = tx.now
    tx.update(product, "product.updated")
    return public(product)


def delete_product(tx: Tx, _params: Params, identifier: str) -> Json:
    """DELETE /v1/products/{id}: only while it has no price."""
    product = tx.get("product", identifier)
    if tx.select("price", {"product": identifier}):
        raise invalid(
            "This product cannot be deleted because it has one or more user-created prices."
        )
    tx.emit("product.deleted", product)
    return _delete(tx, product)


def list_products(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/products."""
    equal: Json = {}
    if (active := params.boolean("active")) is not None:
        equal["active"] = active
    if params.has("ids"):
        equal["id"] = params.texts("ids")
    return listing(tx, params, "product", "/v1/products", equal)


# --- prices


def create_price(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/prices: licensed, per unit, for a product that exists or is made with it."""
    product = _product_of(tx, params)
    recurring = params.section("recurring")
    interval = recurring.text("interval", _INTERVALS)
    amount, decimal = _amount(params)
    price: Json = {
        "id": new_id("price"),
        "object": "price",
        "active": _default(params.boolean("active"), default=True),
        "billing_scheme": params.text("billing_scheme", ("per_unit",)) or "per_unit",
        "created": tx.now,
        "currency": params.required_text("currency").lower(),
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": params.text("lookup_key"),
        "metadata": params.metadata("metadata"),
        "nickname": params.text("nickname"),
        "product": product,
        "recurring": interval
        and {
            "interval": interval,
            "interval_count": recurring.integer("interval_count", 1) or 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": recurring.text("usage_type", ("licensed",)) or "licensed",
        },
        "tax_behavior": params.text("tax_behavior", _BEHAVIORS) or "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if interval else "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": decimal,
    }
    transfer = bool(params.boolean("transfer_lookup_key"))
    _claim_lookup_key(tx, price["lookup_key"], transfer=transfer)
    tx.save(price)
    tx.emit("price.created", price)
    return public(price)


def get_price(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/prices/{id}."""
    return public(tx.get("price", identifier))


def update_price(tx: Tx, params: Params, identifier: str) -> Json:
    """POST /v1/prices/{id}: its amount can never change."""
    price = tx.get("price", identifier)
    if params.has("active"):
        price["active"] = params.boolean("active")
    if params.has("nickname"):
        price["nickname"] = params.text("nickname")
    if params.has("tax_behavior"):
        price["tax_behavior"] = params.text("tax_behavior", _BEHAVIORS)
    transfer = bool(params.boolean("transfer_lookup_key"))
    if params.has("lookup_key"):
        key = params.text("lookup_key")
        if key != price["lookup_key"]:
            _claim_lookup_key(tx, key, transfer=transfer)
        price["lookup_key"] = key
    price["metadata"] = params.metadata("metadata", price["metadata"])
    tx.update(price, "price.updated")
    return public(price)


def list_prices(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/prices."""
    equal: Json = {}
    if (active := params.boolean("active")) is not None:
        equal["active"] = active
    for name in ("product", "currency", "type"):
        if value := params.text(name):
            equal[name] = value
    if params.has("lookup_keys"):
        equal["lookup_key"] = params.texts("lookup_keys")
        if len(equal["lookup_key"]) > 10:
            raise invalid("You can look up at most 10 keys at once.", "lookup_keys")
    interval = params.section("recurring").text("interval", _INTERVALS)
    if interval:
        equal["recurring.interval"] = interval
    return listing(tx, params, "price", "/v1/prices", equal)


def plan_of(price: Json) -> Json:
    """Return the legacy plan object that subscription items still carry beside the price."""
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": price["recurring"]["interval"],
        "interval_count": price["recurring"]["interval_count"],
        "livemode": False,
        "metadata": price["metadata"],
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


# --- coupons and promotion codes


def create_coupon(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/coupons: a percentage or an amount, once, for some months or for ever."""
    identifier = params.text("id") or new_id("coupon")
    _refuse_taken(tx, "coupon", identifier)
    duration = params.text("duration", ("once", "repeating", "forever")) or "once"
    percent, amount = params.decimal_text("percent_off"), params.integer("amount_off", 1)
    if (percent is None) == (amount is None):
        raise invalid("You must pass either percent_off or amount_off.", "percent_off")
    if percent is not None and not 0 < Decimal(percent) <= 100:
        raise invalid("percent_off must be above 0 and at most 100.", "percent_off")
    months = params.integer("duration_in_months", 1)
    if (duration == "repeating") != (months is not None):
        raise invalid(
            "duration_in_months is required for repeating coupons only.", "duration_in_months"
        )
    currency = params.text("currency")
    if amount is not None and currency is None:
        raise missing_parameter("currency")
    coupon = {
        "id": identifier,
        "object": "coupon",
        "amount_off": amount,
        "created": tx.now,
        "currency": currency,
        "duration": duration,
        "duration_in_months": months,
        "livemode": False,
        "max_redemptions": params.integer("max_redemptions", 1),
        "metadata": params.metadata("metadata"),
        "name": params.text("name"),
        "percent_off": None if percent is None else float(percent),
        "redeem_by": params.integer("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }
    tx.save(coupon)
    tx.emit("coupon.created", coupon)
    return public(coupon)


def get_coupon(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/coupons/{id}."""
    return public(tx.get("coupon", identifier))


def delete_coupon(tx: Tx, _params: Params, identifier: str) -> Json:
    """DELETE /v1/coupons/{id}: discounts that were given stay."""
    coupon = tx.get("coupon", identifier)
    tx.emit("coupon.deleted", coupon)
    return _delete(tx, coupon)


def list_coupons(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/coupons."""
    return listing(tx, params, "coupon", "/v1/coupons")


def create_promotion_code(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/promotion_codes: a word customers type in for a coupon."""
    promotion = params.section("promotion")
    promotion.text("type", ("coupon",))
    coupon = tx.get("coupon", promotion.required_text("coupon"), "promotion[coupon]")
    code = params.text("code") or random_text(8, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    if tx.select("promotion_code", {"code": code, "active": True}):
        raise invalid(f"An active promotion code with `code: {code}` already exists.", "code")
    promotion_code = {
        "id": new_id("promotion_code"),
        "object": "promotion_code",
        "active": True,
        "code": code,
        "created": tx.now,
        "customer": params.text("customer"),
        "expires_at": params.integer("expires_at"),
        "livemode": False,
        "max_redemptions": params.integer("max_redemptions", 1),
        "metadata": params.metadata("metadata"),
        "promotion": {"type": "coupon", "coupon": coupon["id"]},
        "restrictions": {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    }
    tx.save(promotion_code)
    tx.emit("promotion_code.created", promotion_code)
    return public(promotion_code)


def get_promotion_code(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/promotion_codes/{id}."""
    return public(tx.get("promotion_code", identifier))


def list_promotion_codes(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/promotion_codes."""
    equal: Json = {}
    if code := params.text("code"):
        equal["code"] = code
    if (active := params.boolean("active")) is not None:
        equal["active"] = active
    return listing(tx, params, "promotion_code", "/v1/promotion_codes", equal)


# --- tax rates


def create_tax_rate(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/tax_rates."""
    percentage = params.decimal_text("percentage")
    inclusive = params.boolean("inclusive")
    if percentage is None:
        raise missing_parameter("percentage")
    if inclusive is None:
        raise missing_parameter("inclusive")
    rate = {
        "id": new_id("tax_rate"),
        "object": "tax_rate",
        "active": True,
        "country": params.text("country"),
        "created": tx.now,
        "description": params.text("description"),
        "display_name": params.required_text("display_name"),
        "effective_percentage": float(percentage),
        "flat_amount": None,
        "inclusive": inclusive,
        "jurisdiction": params.text("jurisdiction"),
        "jurisdiction_level": None,
        "livemode": False,
        "metadata": params.metadata("metadata"),
        "percentage": float(percentage),
        "rate_type": "percentage",
        "state": params.text("state"),
        "tax_type": params.text("tax_type"),
    }
    tx.save(rate)
    tx.emit("tax_rate.created", rate)
    return public(rate)


def get_tax_rate(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/tax_rates/{id}."""
    return public(tx.get("tax_rate", identifier))


def list_tax_rates(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/tax_rates."""
    return listing(tx, params, "tax_rate", "/v1/tax_rates")


# --- helpers


def _delete(tx: Tx, body: Json) -> Json:
    tombstone = {"id": body["id"], "object": body["object"], "deleted": True}
    tx.save(tombstone)
    return tombstone


def _refuse_taken(tx: Tx, kind: str, identifier: str) -> None:
    existing = tx.find(kind, identifier)
    if existing is not None and not existing.get("deleted"):
        raise StripeError(
            400,
            "invalid_request_error",
            f"{kind.capitalize()} already exists.",
            code="resource_already_exists",
            param="id",
        )


def _product_of(tx: Tx, params: Params) -> str:
    if params.has("product_data"):
        data = params.section("product_data")
        return str(create_product(tx, data, "")["id"])
    return str(tx.get("product", params.required_text("product"), "product")["id"])


def _amount(params: Params) -> tuple[int | None, str]:
    amount, decimal = params.integer("unit_amount"), params.decimal_text("unit_amount_decimal")
    if amount is not None and decimal is not None:
        raise invalid("You may only pass one of unit_amount and unit_amount_decimal.")
    if amount is not None:
        return amount, str(amount)
    if decimal is None:
        raise missing_parameter("unit_amount")
    exact = Decimal(decimal)
    return (int(exact) if exact == int(exact) else None), decimal


def _claim_lookup_key(tx: Tx, key: str | None, *, transfer: bool) -> None:
    if key is None:
        return
    for holder in tx.select("price", {"lookup_key": key}):
        if not transfer:
            raise invalid(f"A price (`{holder['id']}`) already uses that lookup key.", "lookup_key")
        holder["lookup_key"] = None
        tx.update(holder, "price.updated")


def _default(value: bool | None, *, default: bool) -> bool:
    return default if value is None else value
