"""The hosted customer portal: plan, cancelling and undoing it, the card, the invoices."""

from html import escape

from sidecar.embedded_stripe import collection, customers, html, invoices, lifecycle
from sidecar.embedded_stripe.cards import BY_NUMBER, CARDS, refusal
from sidecar.embedded_stripe.errors import StripeError, card_error
from sidecar.embedded_stripe.pages import Form, Result, html_page, redirect
from sidecar.embedded_stripe.payment_methods import attach_card, default_of
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Engine, Tx


def show(engine: Engine, identifier: str) -> Result:
    """GET /portal/{id}."""
    with engine.transaction() as tx:
        return html_page(_page(tx, _session(tx, identifier)))


def submit(engine: Engine, identifier: str, form: Form) -> Result:
    """POST /portal/{id}: the button decides what happens."""
    action = form.get("action", "")
    try:
        with engine.transaction() as tx:
            session = _session(tx, identifier)
            if action == "leave":
                return redirect(session["return_url"] or tx.site.url)
            customer = tx.get("customer", session["customer"])
            news = _act(tx, customer, action, form)
            return html_page(_page(tx, session, news=news))
    except StripeError as error:
        with engine.transaction() as tx:
            page = _page(tx, _session(tx, identifier), error=error.message)
            return html_page(page, status=402)


def _session(tx: Tx, identifier: str) -> Json:
    session = tx.get("billing_portal.session", identifier)
    tx.follow(session["customer"])
    return session


def _act(tx: Tx, customer: Json, action: str, form: Form) -> str:
    if action == "card":
        _change_card(tx, customer, form)
        return "Your card was saved."
    subscription = tx.get("subscription", form.get("subscription", ""), "subscription")
    if subscription["customer"] != customer["id"] or subscription["status"] in lifecycle.ENDED:
        return "This subscription has ended."
    if action == "cancel" and subscription["cancel_at"] is None:
        end = lifecycle.period_of(subscription)[1]
        lifecycle.schedule_cancel(tx, subscription, end, period_end=True)
        subscription["cancellation_details"]["feedback"] = form.get("feedback") or None
        lifecycle.change(tx, subscription)
        return f"Your subscription ends on {html.date(end)}."
    if action == "keep" and subscription["cancel_at"] is not None:
        lifecycle.undo_cancel(subscription)
        lifecycle.change(tx, subscription)
    return "Your subscription continues."


def _change_card(tx: Tx, customer: Json, form: Form) -> None:
    """Save a card, use it from now on, and try it on invoices that could not be collected."""
    card = BY_NUMBER.get(form.get("card", "").replace(" ", ""))
    if card is None:
        raise card_error("Your card number is invalid.", code="incorrect_number")
    if card.refusal is not None and card.refused_at_once:
        reason = refusal(card.refusal)
        raise card_error(reason.message, code=reason.code, decline_code=reason.decline_code)
    method = attach_card(tx, customer, card, form.get("name") or None)
    customers.set_default_card(tx, customer, method["id"])
    for subscription in _subscriptions(tx, customer):
        subscription["default_payment_method"] = method["id"]
        lifecycle.change(tx, subscription)
        if subscription["status"] in ("past_due", "unpaid"):
            for invoice in invoices.of_subscription(tx, subscription, "open"):
                collection.pay(tx, invoice, method, customer_present=True)


def _subscriptions(tx: Tx, customer: Json) -> list[Json]:
    found = tx.select("subscription", {"customer": customer["id"]})
    return [one for one in found if one["status"] not in lifecycle.ENDED]


def _page(tx: Tx, session: Json, *, news: str | None = None, error: str | None = None) -> str:
    customer = tx.get("customer", session["customer"])
    running = _subscriptions(tx, customer)
    plans = "".join(_plan(tx, one) for one in running) or "<p>You have no subscription.</p>"
    name = escape(str(customer["name"] or customer["email"] or customer["id"]))
    body = (
        f"<section><h1>Billing of {name}</h1>{html.status(news)}{html.alert(error)}{plans}"
        '<form method="post" class="row"><button class="quiet" name="action" value="leave">'
        "Return</button></form></section>"
        f"{_card_section(tx, customer, running)}{_invoice_section(tx, customer)}"
    )
    return html.layout("Billing", body)


def _plan(tx: Tx, subscription: Json) -> str:
    currency = subscription["currency"]
    items = "".join(
        f"<tr><th scope=row>{escape(_product(tx, item))} &times; {item['quantity']}</th>"
        f'<td class="amount">{html.money(item["price"]["unit_amount"] or 0, currency)} '
        f"{html.rhythm(item['price'])}</td></tr>"
        for item in lifecycle.items_of(subscription)
    )
    end = html.date(lifecycle.period_of(subscription)[1])
    if subscription["cancel_at"] is not None:
        when = f"Ends on {html.date(subscription['cancel_at'])}."
        button = '<button name="action" value="keep">Keep subscription</button>'
    else:
        when = f"Renews on {end}."
        button = (
            '<button class="bad" name="action" value="cancel">Cancel at the end of the period'
            "</button>"
        )
    return (
        f'<p><span class="tag">{subscription["status"].replace("_", " ")}</span> {when}</p>'
        f"<table><tbody>{items}</tbody></table>"
        '<form method="post" class="row">'
        f'<input type="hidden" name="subscription" value="{subscription["id"]}">{button}</form>'
    )


def _card_section(tx: Tx, customer: Json, running: list[Json]) -> str:
    method = default_of(tx, customer, running[0] if running else None)
    now = "No card is saved."
    if method is not None:
        now = f"{method['card']['brand'].capitalize()} ending in {method['card']['last4']}."
    options = [(card.number, card.label) for card in CARDS]
    fields = html.card_fields(CARDS[0].number, options, customer["name"] or "")
    return (
        f'<section><h2>Payment method</h2><p>{escape(now)}</p><form method="post">{fields}'
        '<button name="action" value="card">Save card</button></form></section>'
    )


def _invoice_section(tx: Tx, customer: Json) -> str:
    rows = "".join(
        f'<tr><th scope=row><a href="{escape(invoice["hosted_invoice_url"])}">'
        f"{invoice['number']}</a></th><td>{html.date(invoice['created'])}</td>"
        f'<td><span class="tag">{invoice["status"]}</span></td>'
        f'<td class="amount">{html.money(invoice["total"], invoice["currency"])}</td></tr>'
        for invoice in tx.select("invoice", {"customer": customer["id"]})
        if invoice["number"] is not None
    )
    return (
        "<section><h2>Invoices</h2><table><thead><tr><th scope=col>Number</th>"
        "<th scope=col>Date</th><th scope=col>Status</th><th scope=col class=amount>Total</th></tr>"
        f"</thead><tbody>{rows}</tbody></table></section>"
    )


def _product(tx: Tx, item: Json) -> str:
    product = tx.find("product", item["price"]["product"]) or {}
    return str(product.get("name", item["price"]["product"]))
