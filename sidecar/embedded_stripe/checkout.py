"""Checkout sessions of mode subscription, and what happens when one is paid."""

from sidecar.embedded_stripe import collection, customers, discounts, lines, subscriptions, wishes
from sidecar.embedded_stripe.cards import Card
from sidecar.embedded_stripe.errors import StripeError, invalid, missing_parameter
from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.lists import counted_list, listing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.payment_methods import attach_card
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

# Bounds that Stripe documents: sessions live 30 minutes to 24 hours, a trial set by its end must
# last two days.
_SHORTEST, _LONGEST = 30 * 60, 24 * 3600
_SHORTEST_TRIAL = 2 * 24 * 3600


def create_session(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/checkout/sessions."""
    params.required_text("mode", ("subscription",))
    params.text("ui_mode", ("hosted_page",))
    customer = _customer(tx, params)
    items = wishes.read_items(tx, params.sections("line_items"), "line_items")
    wished = discounts.read(tx, params)
    codes = params.boolean("allow_promotion_codes")
    if codes and wished:
        raise invalid("You may only specify one of allow_promotion_codes and discounts.")
    expires_at = params.integer("expires_at")
    if expires_at is None:
        expires_at = tx.now + _LONGEST
    elif not _SHORTEST <= expires_at - tx.now <= _LONGEST:
        raise invalid(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
            "expires_at",
        )
    data = params.section("subscription_data")
    trial_end = _trial_end(tx, data)
    metadata = data.metadata("metadata")
    missing_card = wishes.read_trial_settings(data)
    rates = [rate["id"] for rate in wishes.read_tax_rates(tx, data)]
    description = data.text("description")
    trial_days = data.integer("trial_period_days", 1)
    billing_mode = wishes.read_billing_mode(data)
    data.ignore("proration_behavior")
    collects = params.text("payment_method_collection", ("always", "if_required")) or "always"
    email = params.text("customer_email")
    if customer is not None and email is not None:
        raise invalid("You may only specify one of customer and customer_email.", "customer_email")
    params.ignore("locale", "automatic_tax", "billing_address_collection", "customer_update")
    params.ignore("tax_id_collection", "submit_type", "payment_method_options")
    identifier = new_id("checkout.session")
    trials = trial_end is not None or trial_days is not None
    session = {
        "id": identifier,
        "object": "checkout.session",
        "adaptive_pricing": None,
        "after_expiration": None,
        "allow_promotion_codes": codes,
        "amount_subtotal": 0,
        "amount_total": 0,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": params.text("cancel_url"),
        "client_reference_id": params.text("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": tx.now,
        "currency": items[0][0]["currency"],
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": customer and customer["id"],
        "customer_account": None,
        "customer_creation": None if customer else "always",
        "customer_details": None if customer is None else _details(customer),
        "customer_email": email,
        "discounts": [
            {"coupon": wish["coupon"], "promotion_code": wish["promotion_code"]} for wish in wished
        ],
        "expires_at": expires_at,
        "integration_identifier": None,
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "locale": None,
        "metadata": params.metadata("metadata"),
        "mode": "subscription",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": collects,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": {
            "allow_redisplay_filters": ["always"],
            "payment_method_remove": "disabled",
            "payment_method_save": None,
        },
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": None,
        "subscription": None,
        "success_url": params.text("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{tx.site.url}/checkout/{identifier}",
        "wallet_options": None,
        "_": {
            "items": [[price["id"], quantity] for price, quantity in items],
            "discounts": wished,
            "metadata": metadata,
            "trial_end": trial_end,
            "trial_days": trial_days,
            "trials": trials,
            "missing_payment_method": missing_card or "create_invoice",
            "tax_rates": rates,
            "description": description,
            "billing_mode": billing_mode,
        },
    }
    if session["success_url"] is None:
        raise missing_parameter("success_url")
    _add_up(tx, session)
    tx.save(session)
    tx.plan(session, "expire_session", expires_at)
    return public(session)


def get_session(tx: Tx, _params: Params, identifier: str) -> Json:
    """GET /v1/checkout/sessions/{id}."""
    return public(tx.get("checkout.session", identifier))


def list_sessions(tx: Tx, params: Params, _: str) -> Json:
    """GET /v1/checkout/sessions."""
    equal: Json = {}
    for name in ("customer", "subscription", "status", "payment_intent"):
        if value := params.text(name):
            equal[name] = value
    return listing(tx, params, "checkout.session", "/v1/checkout/sessions", equal)


def list_line_items(tx: Tx, params: Params, identifier: str) -> Json:
    """GET /v1/checkout/sessions/{id}/line_items: all on one page."""
    params.ignore("limit", "starting_after", "ending_before")
    return line_items(tx, tx.get("checkout.session", identifier))


def expire_session(tx: Tx, _params: Params, identifier: str) -> Json:
    """POST /v1/checkout/sessions/{id}/expire."""
    session = tx.get("checkout.session", identifier)
    tx.follow(session["customer"])
    if session["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}.",
        )
    expire(tx, session)
    return public(session)


def expire(tx: Tx, session: Json) -> None:
    """Expire an open session."""
    if session["status"] != "open":
        return
    session["status"] = "expired"
    session["url"] = None
    tx.plan(session, "expire_session", None)
    tx.save(session)
    tx.emit("checkout.session.expired", session)


def line_items(tx: Tx, session: Json) -> Json:
    """Return the list object of what a session sells, with its discounts and taxes spread."""
    rows = _rows(tx, session)
    return counted_list(rows, f"/v1/checkout/sessions/{session['id']}/line_items")


def trial_end_of(tx: Tx, session: Json) -> int | None:
    """Return when the trial of a session would end if it were completed now."""
    private = session["_"]
    if private["trial_days"] is not None:
        return tx.now + int(private["trial_days"]) * 86_400
    end: int | None = private["trial_end"]
    return end


def use_promotion_code(tx: Tx, session: Json, code: str) -> bool:
    """Apply a code that a customer typed; tell whether there is such a code."""
    found = tx.select("promotion_code", {"code": code.strip().upper(), "active": True})
    if not found or not session["allow_promotion_codes"]:
        return False
    try:
        wish = discounts.by_promotion_code(tx, found[0])
    except StripeError:
        return False
    session["_"]["discounts"] = [wish]
    session["discounts"] = [{"coupon": wish["coupon"], "promotion_code": wish["promotion_code"]}]
    _add_up(tx, session)
    tx.save(session)
    return True


def complete(
    tx: Tx, session: Json, card: Card | None, *, email: str | None, name: str | None
) -> None:
    """Complete an open session with a card that the customer confirmed (or none, if none is due).

    Raises ``StripeError`` (402) if the card is refused; nothing is left behind then, for Checkout
    makes a subscription only of a payment.
    """
    with tx.undone_by_refusal():
        _complete(tx, session, card, email=email, name=name)


def _complete(
    tx: Tx, session: Json, card: Card | None, *, email: str | None, name: str | None
) -> None:
    private = session["_"]
    if session["customer"] is None:
        customer = customers.new_customer(tx, session["customer_email"] or email, name)
        tx.save(customer)
        tx.emit("customer.created", customer)
    else:
        customer = tx.get("customer", session["customer"])
    wish = wishes.Wish(
        items=[(tx.get("price", price), quantity) for price, quantity in private["items"]],
        metadata=private["metadata"],
        trial_end=trial_end_of(tx, session),
        missing_payment_method=private["missing_payment_method"],
        description=private["description"],
        discounts=private["discounts"],
        tax_rates=[tx.get("tax_rate", rate) for rate in private["tax_rates"]],
        save_card="on_subscription",
        session=session["id"],
        billing_mode=private["billing_mode"],
    )
    if card is not None:
        method = attach_card(tx, customer, card, name)
        customers.set_default_card(tx, customer, method["id"])
        wish.default_payment_method = method["id"]
    subscription, outcome = subscriptions.start(tx, customer, wish, customer_present=True)
    collection.raise_for(outcome)
    session["customer"] = customer["id"]
    session["customer_details"] = _details(customer)
    session["invoice"] = subscription["latest_invoice"]
    session["payment_status"] = "no_payment_required" if private["trials"] else "paid"
    session["status"] = "complete"
    session["subscription"] = subscription["id"]
    session["url"] = None
    tx.plan(session, "expire_session", None)
    tx.save(session)
    tx.emit("checkout.session.completed", session)


def _customer(tx: Tx, params: Params) -> Json | None:
    identifier = params.text("customer")
    if identifier is None:
        return None
    customer = tx.get("customer", identifier, "customer")
    tx.follow(identifier)
    return customer


def _trial_end(tx: Tx, data: Params) -> int | None:
    end = data.integer("trial_end")
    if end is not None and data.has("trial_period_days"):
        raise invalid(
            "You may only specify one of trial_end and trial_period_days.",
            "subscription_data[trial_end]",
        )
    if end is not None and end - tx.now < _SHORTEST_TRIAL:
        raise invalid(
            "The `trial_end` date has to be at least 2 days in the future.",
            "subscription_data[trial_end]",
        )
    return end


def _rows(tx: Tx, session: Json) -> list[Json]:
    """Return the line items, with the amounts that the first invoice will have."""
    private = session["_"]
    scratch = [
        {
            "amount": 0 if private["trials"] else lines.full_amount(price, quantity),
            "discountable": True,
            "discount_amounts": [],
            "taxes": [],
            "price": price,
            "quantity": quantity,
        }
        for price, quantity in ((tx.get("price", one), count) for one, count in private["items"])
    ]
    counted = [
        discounts.reduction("", tx.get("coupon", wish["coupon"])) for wish in private["discounts"]
    ]
    lines.reduce(scratch, counted)
    lines.tax(scratch, [tx.get("tax_rate", rate) for rate in private["tax_rates"]])
    rows = []
    for line in scratch:
        off = sum(entry["amount"] for entry in line["discount_amounts"])
        tax = sum(entry["amount"] for entry in line["taxes"])
        added = sum(
            entry["amount"] for entry in line["taxes"] if entry["tax_behavior"] == "exclusive"
        )
        product = tx.find("product", line["price"]["product"]) or {}
        rows.append(
            {
                "id": new_id("item"),
                "object": "item",
                "adjustable_quantity": None,
                "amount_discount": off,
                "amount_subtotal": line["amount"],
                "amount_tax": tax,
                "amount_total": line["amount"] - off + added,
                "currency": line["price"]["currency"],
                "description": product.get("name"),
                "metadata": {},
                "price": public(line["price"]),
                "quantity": line["quantity"],
            }
        )
    return rows


def _add_up(tx: Tx, session: Json) -> None:
    rows = _rows(tx, session)
    session["amount_subtotal"] = sum(row["amount_subtotal"] for row in rows)
    session["amount_total"] = sum(row["amount_total"] for row in rows)
    session["total_details"] = {
        "amount_discount": sum(row["amount_discount"] for row in rows),
        "amount_shipping": 0,
        "amount_tax": sum(row["amount_tax"] for row in rows),
    }


def _details(customer: Json) -> Json:
    return {
        "address": None,
        "business_name": None,
        "email": customer["email"],
        "individual_name": None,
        "name": customer["name"],
        "phone": customer["phone"],
        "tax_exempt": customer["tax_exempt"],
        "tax_ids": None,
    }
