"""The hosted page of an invoice, where an open one can be paid, and its PDF."""

from html import escape

from sidecar.embedded_stripe import collection, html
from sidecar.embedded_stripe.cards import BY_NUMBER, CARDS
from sidecar.embedded_stripe.errors import StripeError, card_error, missing
from sidecar.embedded_stripe.pages import Form, Result, html_page
from sidecar.embedded_stripe.payment_methods import attach_card
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Engine, Tx


def show(engine: Engine, token: str) -> Result:
    """GET /invoice/{token}."""
    with engine.transaction() as tx:
        return html_page(_page(_invoice(tx, token), {}))


def submit(engine: Engine, token: str, form: Form) -> Result:
    """POST /invoice/{token}: pay with another card."""
    with engine.transaction() as tx:
        invoice = _invoice(tx, token)
        try:
            if invoice["status"] in ("open", "uncollectible"):
                _pay(tx, invoice, form)
        except StripeError as error:
            return html_page(_page(invoice, form, error.message), status=402)
        return html_page(_page(invoice, form))


def pdf(engine: Engine, token: str) -> Result:
    """GET /invoice/{token}/pdf: one page of text."""
    with engine.transaction() as tx:
        invoice = _invoice(tx, token)
    name = f'attachment; filename="{invoice["number"]}.pdf"'
    headers = {"Content-Type": "application/pdf", "Content-Disposition": name}
    return Result(200, _pdf(_text(invoice)), headers)


def _invoice(tx: Tx, token: str) -> Json:
    address = f"{tx.site.url}/invoice/{token}"
    found = tx.select("invoice", {"hosted_invoice_url": address})
    if not found:
        raise missing("invoice", token)
    tx.follow(found[0]["customer"])
    return found[0]


def _pay(tx: Tx, invoice: Json, form: Form) -> None:
    number = form.get("card", "").replace(" ", "")
    if number not in BY_NUMBER:
        raise card_error("Your card number is invalid.", code="incorrect_number")
    customer = tx.get("customer", invoice["customer"])
    method = attach_card(tx, customer, BY_NUMBER[number], form.get("name") or None)
    collection.raise_for(collection.pay(tx, invoice, method, customer_present=True))


def _page(invoice: Json, form: Form, error: str | None = None) -> str:
    currency = invoice["currency"]
    rows = "".join(
        f"<tr><th scope=row>{escape(line['description'])}"
        f'<br><span class="soft">{html.date(line["period"]["start"])} &ndash; '
        f"{html.date(line['period']['end'])}</span></th>"
        f'<td class="amount">{html.money(line["amount"], currency)}</td></tr>'
        for line in invoice["lines"]["data"]
    )
    sums = "".join(
        f'<tr><th scope=row>{label}</th><td class="amount">{html.money(amount, currency)}</td></tr>'
        for label, amount in _sums(invoice)
    )
    body = (
        f"<section><h1>Invoice {escape(str(invoice['number']))}</h1>"
        f'<p><span class="tag">{invoice["status"]}</span> '
        f"{html.money(invoice['amount_due'], currency)} for "
        f"{escape(str(invoice['customer_name'] or invoice['customer_email']))}</p>"
        f"<table><tbody>{rows}</tbody><tfoot>{sums}</tfoot></table>"
        f'<p><a href="{escape(str(invoice["invoice_pdf"]))}">Download PDF</a></p></section>'
    )
    if invoice["status"] in ("open", "uncollectible"):
        options = [(card.number, card.label) for card in CARDS]
        fields = html.card_fields(form.get("card", CARDS[0].number), options, form.get("name", ""))
        body += (
            f'<section><h2>Pay this invoice</h2>{html.alert(error)}<form method="post">{fields}'
            f"<button>Pay {html.money(invoice['amount_remaining'], currency)}</button>"
            "</form></section>"
        )
    return html.layout(f"Invoice {invoice['number']}", body, split=invoice["status"] == "open")


def _sums(invoice: Json) -> list[tuple[str, int]]:
    found = [("Subtotal", invoice["subtotal"])]
    if off := sum(entry["amount"] for entry in invoice["total_discount_amounts"]):
        found.append(("Discount", -off))
    if tax := sum(entry["amount"] for entry in invoice["total_taxes"]):
        found.append(("Tax", tax))
    found.append(("Total", invoice["total"]))
    if invoice["starting_balance"]:
        found.append(("Applied balance", invoice["amount_due"] - invoice["total"]))
    found.append(("Amount due", invoice["amount_remaining"]))
    return found


def _text(invoice: Json) -> list[str]:
    currency = invoice["currency"]
    lines = [
        f"Invoice {invoice['number']} ({invoice['status']})",
        f"{invoice['customer_name'] or ''} {invoice['customer_email'] or ''}",
        "",
    ]
    lines += [
        f"{line['description']}   {html.money(line['amount'], currency)}"
        for line in invoice["lines"]["data"]
    ]
    lines += [
        "",
        *(f"{label}   {html.money(amount, currency)}" for label, amount in _sums(invoice)),
    ]
    return [*lines, "", "Test mode: a fake of Stripe for development."]


def _pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page with ``lines`` in Helvetica (WinAnsi has what they need)."""
    shown = "".join(f"({_pdf_text(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 11 Tf 16 TL 56 780 Td\n{shown}ET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    body += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(body)


def _pdf_text(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
