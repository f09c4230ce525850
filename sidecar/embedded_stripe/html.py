"""The look of the hosted pages: one layout, plain HTML that needs no script."""

from datetime import UTC, datetime
from html import escape

from sidecar.embedded_stripe.store import Json

_STYLE = """
:root { --ink: #1a1f36; --soft: #4f566b; --line: #d5dbe5; --accent: #4b45c6; --paper: #ffffff;
  --ground: #f6f8fa; --bad: #a41c4e; --good: #0a6b4c; color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.note { margin: 0; padding: .5rem 1rem; background: #fff4d6; color: #5b4300; text-align: center;
  font-size: .875rem; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; display: grid; gap: 2rem;
  grid-template-columns: minmax(0, 1fr); }
main.split { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
@media (max-width: 46rem) { main.split { grid-template-columns: minmax(0, 1fr); } }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.5rem; align-self: start; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; line-height: 1.25; }
h2 { font-size: 1.125rem; margin: 0 0 1rem; }
p { margin: 0 0 1rem; }
section > p:last-child { margin-bottom: 0; }
table + p { margin-top: 1rem; }
.price { font-size: 2.25rem; font-weight: 650; line-height: 1.2; margin: .25rem 0 .25rem; }
.soft { color: var(--soft); font-size: .875rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .5rem .5rem .5rem 0; border-top: 1px solid var(--line);
  vertical-align: top; font-weight: 400; }
thead th { border-top: 0; color: var(--soft); font-size: .875rem; }
td.amount, th.amount { text-align: right; padding-right: 0; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
tfoot th, tfoot td { font-weight: 600; }
form { display: grid; gap: 1rem; }
form.row { display: flex; flex-wrap: wrap; align-items: end; gap: .75rem; margin-top: 1rem; }
label { font-weight: 600; font-size: .9375rem; }
.fields { display: grid; gap: .75rem; }
.field { display: grid; gap: .25rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
input, select { font: inherit; color: inherit; background: var(--paper); width: 100%;
  border: 1px solid #8792a2; border-radius: .4rem; padding: .6rem .7rem; min-height: 2.75rem; }
button, a.button { font: inherit; font-weight: 600; border-radius: .4rem; border: 1px solid
  var(--accent); padding: .6rem 1.1rem; min-height: 2.75rem; cursor: pointer; text-align: center;
  background: var(--accent); color: #fff; text-decoration: none; display: inline-block; }
button.quiet, a.quiet { background: var(--paper); color: var(--accent); }
button.bad { background: var(--bad); border-color: var(--bad); }
:focus-visible { outline: 3px solid #2563eb; outline-offset: 2px; }
a { color: var(--accent); }
[role=alert] { border: 1px solid var(--bad); color: var(--bad); border-radius: .4rem;
  padding: .75rem 1rem; background: #fdf2f5; margin: 0 0 1rem; }
[role=status] { border: 1px solid var(--good); color: var(--good); border-radius: .4rem;
  padding: .75rem 1rem; background: #eefaf5; margin: 0 0 1rem; }
.tag { border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .6rem;
  font-size: .8125rem; white-space: nowrap; }
"""

_SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£"}
_WITHOUT_CENTS = {"jpy", "krw"}


def layout(title: str, body: str, *, split: bool = False) -> str:
    """Return a whole page; ``body`` is HTML, ``title`` is text."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        '<p class="note">Test mode: a fake of Stripe for development. No money moves.</p>'
        f"<main{' class=split' if split else ''}>{body}</main></body></html>"
    )


def message(title: str, text: str, link: tuple[str, str] | None = None) -> str:
    """Return a page that says one thing; ``link`` is an address and its words."""
    button = (
        "" if link is None else f'<p><a class="button" href="{escape(link[0])}">{link[1]}</a></p>'
    )
    return layout(
        title, f"<section><h1>{escape(title)}</h1><p>{escape(text)}</p>{button}</section>"
    )


def alert(text: str | None) -> str:
    """Return an error for people and screen readers, or nothing."""
    return "" if text is None else f'<p role="alert">{escape(text)}</p>'


def status(text: str | None) -> str:
    """Return good news, or nothing."""
    return "" if text is None else f'<p role="status">{escape(text)}</p>'


def money(amount: int, currency: str) -> str:
    """Return an amount in the smallest unit as people write it."""
    sign = "-" if amount < 0 else ""
    symbol = _SYMBOLS.get(currency, f"{currency.upper()} ")
    if currency in _WITHOUT_CENTS:
        return f"{sign}{symbol}{abs(amount):,}"
    return f"{sign}{symbol}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def date(moment: int) -> str:
    """Return a Unix time as a date."""
    day = datetime.fromtimestamp(moment, UTC)
    return f"{day.day} {day:%B %Y}"


def rhythm(price: Json) -> str:
    """Return how often a price recurs, as ``per month``."""
    recurring = price["recurring"]
    count = recurring["interval_count"]
    every = recurring["interval"] if count == 1 else f"{count} {recurring['interval']}s"
    return f"per {every}"


def card_fields(chosen: str, options: list[tuple[str, str]], name: str) -> str:
    """Return the inputs for a test card."""
    choices = "".join(
        f'<option value="{number}"{" selected" if number == chosen else ""}>'
        f"{escape(_spaced(number))} — {escape(label)}</option>"
        for number, label in options
    )
    return (
        '<div class="fields" role="group" aria-label="Card">'
        '<div class="field"><label for="card">Test card number</label>'
        f'<select id="card" name="card" autocomplete="off">{choices}</select></div>'
        '<div class="pair"><div class="field"><label for="expiry">Expires</label>'
        '<input id="expiry" name="expiry" value="12 / 34" inputmode="numeric" '
        'autocomplete="off"></div>'
        '<div class="field"><label for="cvc">Security code</label>'
        '<input id="cvc" name="cvc" value="123" inputmode="numeric" autocomplete="off"></div></div>'
        '<div class="field"><label for="name">Name on card</label>'
        f'<input id="name" name="name" autocomplete="off" value="{escape(name)}"></div></div>'
    )


def _spaced(number: str) -> str:
    return " ".join(number[index : index + 4] for index in range(0, len(number), 4))
