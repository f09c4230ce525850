"""The hosted page of a checkout session: pay, be declined, confirm with the bank, or leave."""

from html import escape

from sidecar.embedded_stripe import checkout, html
from sidecar.embedded_stripe.cards import BY_NUMBER, CARDS, Card, refusal
from sidecar.embedded_stripe.errors import StripeError, card_error
from sidecar.embedded_stripe.lines import full_amount
from sidecar.embedded_stripe.pages import Form, Result, html_page, redirect
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Engine, Tx

_FIRST_CARD = CARDS[0].number


def show(engine: Engine, identifier: str) -> Result:
    """GET /checkout/{id}."""
    with engine.transaction() as tx:
        return html_page(_page(tx, _session(tx, identifier), {}))


def submit(engine: Engine, identifier: str, form: Form) -> Result:
    """POST /checkout/{id}: the button decides what happens."""
    with engine.transaction() as tx:
        session = _session(tx, identifier)
        try:
            return _act(tx, session, form)
        except StripeError as error:
            # The session as it was before the attempt.
            page = _page(tx, _session(tx, identifier), form, error.message)
            return html_page(page, status=402)


def _act(tx: Tx, session: Json, form: Form) -> Result:
    action = form.get("action", "pay")
    if session["status"] != "open":
        return html_page(_page(tx, session, form))
    if action == "leave":
        return redirect(session["cancel_url"] or tx.site.url)
    if action == "promotion":
        used = checkout.use_promotion_code(tx, session, form.get("promotion", ""))
        return html_page(_page(tx, session, form, None if used else "This code is invalid."))
    if action == "authentication_fail":
        raise card_error(
            "We are unable to authenticate your payment method. Please choose another card."
        )
    card = _card(session, form)
    if action == "pay" and card is not None and card.asks != "never":
        return html_page(_bank_page(session, form, card))
    pay(tx, session, card, email=form.get("email"), name=form.get("name"))
    return redirect(success_url(session))


def pay(tx: Tx, session: Json, card: Card | None, *, email: str | None, name: str | None) -> None:
    """Complete a session; raise ``StripeError`` (402) if the card is refused."""
    if card is not None and card.refusal is not None and card.refused_at_once:
        reason = refusal(card.refusal)
        raise card_error(reason.message, code=reason.code, decline_code=reason.decline_code)
    checkout.complete(tx, session, card, email=email or None, name=name or None)


def success_url(session: Json) -> str:
    """Return where the customer goes after paying."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _session(tx: Tx, identifier: str) -> Json:
    session = tx.get("checkout.session", identifier)
    tx.follow(session["customer"])
    return session


def _card(session: Json, form: Form) -> Card | None:
    if not _needs_card(session):
        return None
    number = form.get("card", _FIRST_CARD).replace(" ", "")
    if number not in BY_NUMBER:
        raise card_error("Your card number is invalid.", code="incorrect_number")
    return BY_NUMBER[number]


def _needs_card(session: Json) -> bool:
    always = session["payment_method_collection"] == "always"
    return bool(always or session["amount_total"] > 0)


def _page(tx: Tx, session: Json, form: Form, error: str | None = None) -> str:
    if session["status"] == "complete":
        return html.message(
            "You are all done here",
            "You have already completed this checkout.",
            (success_url(session), "Continue"),
        )
    if session["status"] == "expired":
        return html.message("This page has expired", "Please go back and start the checkout again.")
    body = _summary(tx, session) + _payment(tx, session, form, error)
    return html.layout("Checkout", body, split=True)


def _summary(tx: Tx, session: Json) -> str:
    rows = checkout.line_items(tx, session)["data"]
    currency = session["currency"]
    trial = checkout.trial_end_of(tx, session)
    lines = "".join(
        f"<tr><th scope=row>{escape(str(row['description']))}"
        f'<br><span class="soft">{row["quantity"]} &times; '
        f"{html.money(row['price']['unit_amount'] or 0, currency)} "
        f"{html.rhythm(row['price'])}</span></th>"
        f'<td class="amount">{html.money(row["amount_subtotal"], currency)}</td></tr>'
        for row in rows
    )
    details = session["total_details"]
    if details["amount_discount"]:
        lines += _sum_row("Discount", -details["amount_discount"], currency)
    if details["amount_tax"]:
        lines += _sum_row("Tax", details["amount_tax"], currency)
    return (
        f"<section><h1>Subscribe to {escape(str(rows[0]['description']))}</h1>"
        f'<p class="price">{html.money(session["amount_total"], currency)}</p>'
        f'<p class="soft">due today. {_what_follows(session, rows, trial)}</p>'
        f"<table><tbody>{lines}</tbody><tfoot><tr><th scope=row>Total due today</th>"
        f'<td class="amount">{html.money(session["amount_total"], currency)}</td></tr></tfoot>'
        f"</table>{_promotion(session)}</section>"
    )


def _what_follows(session: Json, rows: list[Json], trial: int | None) -> str:
    rhythm = html.rhythm(rows[0]["price"])
    if trial is None:
        return f"Renews {rhythm.replace('per', 'every')}."
    full = sum(full_amount(row["price"], row["quantity"]) for row in rows)
    return f"Free until {html.date(trial)}, then {html.money(full, session['currency'])} {rhythm}."


def _sum_row(label: str, amount: int, currency: str) -> str:
    return (
        f'<tr><th scope=row>{label}</th><td class="amount">{html.money(amount, currency)}</td></tr>'
    )


def _promotion(session: Json) -> str:
    if not session["allow_promotion_codes"]:
        return ""
    return (
        '<form method="post" class="row"><div class="field">'
        '<label for="promotion">Promotion code</label>'
        '<input id="promotion" name="promotion" autocomplete="off"></div>'
        '<button class="quiet" name="action" value="promotion">Apply</button></form>'
    )


def _payment(tx: Tx, session: Json, form: Form, error: str | None) -> str:
    customer = tx.find("customer", session["customer"]) or {}
    email = customer.get("email") or session["customer_email"] or form.get("email", "")
    fixed = " readonly" if customer.get("email") or session["customer_email"] else ""
    name = form.get("name") or customer.get("name") or ""
    options = [(card.number, card.label) for card in CARDS]
    card = ""
    if _needs_card(session):
        card = html.card_fields(form.get("card", _FIRST_CARD), options, name)
    verb = "Start trial" if session["_"]["trials"] else "Pay and subscribe"
    return (
        f'<section><h2>Payment details</h2>{html.alert(error)}<form method="post">'
        '<div class="field"><label for="email">E-mail</label>'
        f'<input id="email" name="email" type="email" required autocomplete="email" '
        f'value="{escape(str(email))}"{fixed}></div>{card}'
        f'<button name="action" value="pay">{verb}</button></form>'
        '<form method="post" class="row">'
        '<button class="quiet" name="action" value="leave">Back without paying</button>'
        "</form></section>"
    )


def _bank_page(session: Json, form: Form, card: Card) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(form.get(name, ""))}">'
        for name in ("card", "email", "name")
    )
    amount = html.money(session["amount_total"], session["currency"])
    return html.layout(
        "Confirm with your bank",
        "<section><h1>Confirm with your bank</h1>"
        f"<p>Your bank asks whether you want to pay {amount} with the card ending in "
        f'{card.last4}.</p><form method="post" class="row">{hidden}'
        '<button name="action" value="authenticate">Complete authentication</button>'
        '<button class="quiet" name="action" value="authentication_fail">'
        "Fail authentication</button></form></section>",
    )
