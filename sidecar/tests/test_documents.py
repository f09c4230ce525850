"""What a person reads on an invoice, and what a hostile name cannot do to it."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jinja2
import pytest

from sidecar.documents import render_document

INVOICE: dict[str, Any] = {
    "seller": {
        "name": "Unison",
        "address_lines": ["1 Example Street"],
        "tax_id": "XX1",
        "email": "billing@example.com",
        "payment_lines": ["IBAN XX00 0000"],
    },
    "buyer": {"name": "Gear Works", "address_lines": ["Gearford"], "country": "DE", "tax_id": None},
    "number": "UN-7",
    "po_number": "PO-1",
    "issued_on": "1 February 2026",
    "due_on": "3 March 2026",
    "is_charged": False,
    "lines": [
        {"description": "Professional", "quantity": 1, "service": "Feb", "amount": "199.00 USD"},
        {"description": "Adjustment", "quantity": None, "service": None, "amount": "-1.00 USD"},
    ],
    "subtotal": "198.00 USD",
    "discount": "-10.00 USD",
    "tax": "19.00 USD",
    "total": "207.00 USD",
    "credit": "-7.00 USD",
    "kept": None,
    "amount_due": "200.00 USD",
}


CREDIT_NOTE: dict[str, Any] = {
    "document": "credit_note",
    "seller": INVOICE["seller"],
    "buyer": INVOICE["buyer"],
    "number": "UC-3",
    "invoice_number": "UN-7",
    "po_number": "PO-1",
    "issued_on": "5 February 2026",
    "subtotal": "188.00 USD",
    "tax": "19.00 USD",
    "total": "207.00 USD",
}


def words(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Note every path that somebody asks for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def test_everything_that_sql_says_is_on_it() -> None:
    text = words(render_document(INVOICE))
    for told in (
        *("Gear Works", "UN-7", "PO-1", "1 February 2026", "3 March 2026", "IBAN XX00 0000"),
        *("Professional", "Adjustment", "-1.00 USD", "198.00 USD", "-10.00 USD", "19.00 USD"),
        *("207.00 USD", "-7.00 USD", "200.00 USD", "Page 1 of 1"),
    ):
        assert told in text


def test_a_charged_invoice_asks_for_no_transfer() -> None:
    text = words(render_document(INVOICE | {"is_charged": True, "due_on": None}))
    assert "there is nothing to transfer" in text
    assert "IBAN" not in text


def test_an_invoice_that_gives_back_says_what_becomes_of_it() -> None:
    back = {"total": "-150.01 USD", "credit": None, "kept": "150.01 USD", "amount_due": "0.00 USD"}
    text = words(render_document(INVOICE | back))
    assert re.search(r"Kept as credit for later invoices +150\.01 USD", text)
    assert re.search(r"Amount due +0\.00 USD", text)
    assert "There is nothing to pay" in text
    assert "IBAN" not in text


def test_a_long_invoice_goes_on_overleaf() -> None:
    text = words(render_document(INVOICE | {"lines": INVOICE["lines"] * 40}))
    assert text.count("Professional") == 40
    assert "Page 5 of 5" in text


def test_a_name_is_text_whatever_it_says(listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    name = f'<img src="{address}/x"><style>@import url({address}/y)</style>"; }}'
    seller = INVOICE["seller"] | {"name": name}
    buyer = INVOICE["buyer"] | {"name": name}
    text = words(render_document(INVOICE | {"seller": seller, "buyer": buyer}))
    assert "<img src=" in text
    assert asked == [], "nothing is fetched"


def test_what_is_missing_is_said() -> None:
    with pytest.raises(jinja2.UndefinedError, match="number"):
        render_document({})


def test_a_credit_note_says_what_it_takes_back() -> None:
    text = words(render_document(CREDIT_NOTE))
    for told in (
        *("Credit note", "Gear Works", "UC-3", "PO-1", "5 February 2026", "188.00 USD"),
        *("19.00 USD", "207.00 USD", "Invoice UN-7 is taken back", "nothing to pay"),
    ):
        assert told in text
    rest = words(render_document(CREDIT_NOTE | {"invoice_number": None, "tax": None}))
    assert "The rest of a period" in rest
    assert "Tax " not in rest.replace("Tax id", "")
