"""Links to CSV as somebody hostile follows them: /api/v1/csv/<schema>/<name>?<query>."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from db.tests.http.wall import World
from db.tests.http.wire import exchange
from unison_cli.testing import Stack

# Begin as formulas do in one program or another; the last are of double width.
FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
]
HOSTILE = [*FORMULAS, '",=1', "a\r\nb", "<script>", "x\r\nSet-Cookie: stolen=1"]

Follow = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def customer(sign_up: Callable[..., Any], database: psycopg.Connection) -> Any:
    """Have a plant for each hostile text, written past all that would refuse it."""
    owner = sign_up("Spreadsheet Works")
    database.execute(
        "select usage.grant_entitlement(%s, 'plants', '100', 'a test')", [owner.organization_id]
    )
    database.cursor().executemany(
        "insert into app.plants (organization_id, name, created_at) values (%s, %s, util.now())",
        [(owner.organization_id, text) for text in HOSTILE],
    )
    return owner


@pytest.fixture(scope="module")
def follow(stack: Stack) -> Iterator[Follow]:
    """Follow a link as a browser does, with whatever else is said."""
    with httpx.Client(timeout=30, trust_env=False) as client:

        def get(path: str, who: Any = None, **headers: str) -> httpx.Response:
            if who is not None:
                headers["Authorization"] = f"Bearer {who.access_token}"
            told = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.get(f"{stack['API_URL']}/csv/{path}", headers=told)

        yield get


def cells(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.text, newline="")))


def test_no_cell_is_a_formula(customer: Any, follow: Follow) -> None:
    rows = cells(follow("api/plants?select=name", customer))
    assert {name for (name,) in rows[1:]} == {
        f"'{text}" if text in FORMULAS else text for text in HOSTILE
    }


def test_nothing_of_what_is_written_is_in_a_header(customer: Any, follow: Follow) -> None:
    """Nor is a file named by a caller: it has the name that the page says."""
    for query in ("", "?name=eq.x%0d%0aSet-Cookie:%20stolen=1", "?select=name%0d%0aX-Evil:1"):
        answer = follow(f"api/plants{query}", customer)
        assert "stolen" not in str(answer.headers)
        assert not answer.headers.keys() & {"set-cookie", "content-disposition", "x-evil"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_link_to_itself_ends(customer: Any, follow: Follow) -> None:
    """One that is followed inside would be followed until the stack is full."""
    for path in ("api/write_csv", "api/write_csv?x=1", "api/%77rite_csv"):
        began = time.perf_counter()
        assert follow(path, customer).status_code == 404
        assert time.perf_counter() - began < 2


PATHS = (
    *("identity/users", "pg_catalog/pg_authid", "public/x", "API/plants", "admin/Users"),
    *("api/plants/", "api/plants;x", "api/plants%2f..%2f..%2fme", "api/%70lants"),
    *("%61pi/plants", "api%2fplants", "api//plants", "api/..%2f..%2fadmin/users"),
    *("api/plants%2500", "api/%252e%252e/users", "api/plants%20", "api/plants.csv"),
    *('api/plants"', "api/plants'--", "api.plants", "api/", "api", "", "api/pg_sleep"),
)


def test_no_trick_of_a_path_leads_elsewhere(staff: Any, follow: Follow) -> None:
    for path in PATHS:
        answer = follow(path, staff)
        assert answer.status_code == 404, (path, answer.text)
        assert "csv" not in answer.headers["Content-Type"], path


QUERIES = (
    *("name=eq.%00", "name=eq.%ff", "name=eq.%c0%27", "%00=eq.1", "=", "=eq.1"),
    *("select=name%20from%20identity.users--", "select=%22name%22", "select=count(*)"),
    *("select=t.*", "select=name::text", "select=(select%201)", "select=current_user"),
    *("order=name;drop%20table%20x", "order=1", "order=(select%201)", "order=pg_sleep(9)"),
    *("or=(name.ilike.x)", "or=(true)", "or=(ctid.ilike.%22%25%22,nobody_s.ilike.%22x%22)"),
    *("name)%20or%20(true=eq.1", "name%20is%20null%20or%20true--=is.null"),
    *("a%20=>%201=2", "VARIADIC%20x=1", "name=like.x", "name=x&name=x"),
    *("organization_id=eq.1'%20or%20true--", "id=eq.1", "id=gt.%27%27", "select=xmin"),
)


def test_no_trick_of_a_query_is_a_statement(customer: Any, follow: Follow) -> None:
    for query in QUERIES:
        answer = follow(f"api/plants?{query}", customer)
        assert answer.status_code in (400, 404), (query, answer.status_code, answer.text)


def test_what_is_encoded_twice_is_decoded_once(customer: Any, follow: Follow) -> None:
    for value in ("%2527%20or%20true--", "%253Cscript%253E", "%25%33%63script%25%33%65"):
        assert cells(follow(f"api/plants?name=eq.{value}", customer))[1:] == []
    assert cells(follow("api/plants?select=name&name=eq.%3Cscript%3E", customer))[1:] == [
        ["<script>"]
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"Accept": "application/vnd.pgrst.plan+json; options=analyze|verbose"},
        {"Accept": "text/csv, application/json"},
        {"Accept_Profile": "identity"},
        {"Content_Profile": "admin"},
        {"Range": "0-0"},
        {"Range": "bytes=0-1"},
        {"Prefer": "tx=commit"},
        {"Prefer": "count=exact, max-affected=1, handling=lenient"},
        {"X_CSV_Function": "members", "X_CSV_Schema": "admin", "X_CSV_Columns": "email"},
        {"X_HTTP_Method_Override": "POST"},
        {"X_Original_URL": "/api/v1/csv/admin/users", "X_Rewrite_URL": "/api/v1/csv/admin/users"},
    ],
    ids=str,
)
def test_no_header_changes_what_a_link_says(
    headers: dict[str, str], customer: Any, follow: Follow
) -> None:
    plain = follow("api/plants?select=name&order=name", customer)
    asked = follow("api/plants?select=name&order=name", customer, **headers)
    assert cells(asked) == cells(plain)
    assert len(cells(plain)) == 1 + len(HOSTILE)


def test_rows_are_not_counted_for_whoever_asks_for_an_estimate(
    customer: Any, follow: Follow
) -> None:
    for prefer in ("count=planned", "count=estimated", "COUNT = Planned"):
        assert follow("api/plants", customer, Prefer=prefer).status_code == 400


def test_a_link_writes_nothing(customer: Any, follow: Follow, stack: Stack) -> None:
    for path in (
        "api/create_plant?name=Planted",
        "api/sign_out",
        "api/export_my_data",
        "api/switch_organization?organization_id=" + customer.organization_id,
    ):
        assert follow(path, customer).status_code in (400, 403, 404, 405), path
    bearer = {"Authorization": f"Bearer {customer.access_token}"}
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = httpx.request(
            method, f"{stack['API_URL']}/csv/api/create_plant?name=Planted", headers=bearer
        )
        assert answer.status_code in (404, 405), method
    assert customer.get("plants?name=eq.Planted") == []
    assert customer.request("GET", "me").status_code == 200


@pytest.mark.parametrize("actor", ["other", "suspended", "anon", "member"])
def test_a_link_shows_nothing_of_another_tenant(actor: str, world: World, follow: Follow) -> None:
    token = world.tokens[actor]
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    home = world.organization_id
    for path in (
        *("api/plants", "api/custom_fields", "api/invoices", "api/invoice_lines", "api/members"),
        *(
            f"api/plants?organization_id=eq.{home}",
            f"api/members?user_id=eq.{world.ids['user_id']}",
        ),
        *("admin/users", "admin/organizations", f"admin/search_organizations?query={home[:8]}"),
        *("analytics/mrr_movements", f"analytics/customers?organization_id=eq.{home}"),
    ):
        answer = follow(path, **bearer)
        if actor == "member":
            # Or the others would be refused nothing.
            if path == "api/plants":
                assert world.sees(answer.text)
        else:
            assert not world.sees(answer.text), path
            assert path.startswith("api/") or answer.status_code in (401, 403, 404), path


def test_nobody_without_a_session_has_any(follow: Follow) -> None:
    for path in ("api/plans", "api/plants", "admin/jobs", "api/my_organizations"):
        assert follow(path).status_code == 401, path
        assert follow(path, Authorization="Bearer x.y.z").status_code == 401, path
    # A key of a machine is no session either, nor is a token in the address.
    assert follow("api/plants?access_token=x&apikey=x").status_code == 401


def test_a_cookie_is_who_asks_but_a_token_comes_first(
    customer: Any, rival: Any, follow: Follow
) -> None:
    mine, theirs = ({"Cookie": f"unison_access={one.access_token}"} for one in (customer, rival))
    assert cells(follow("api/organization?select=id", **mine))[1:] == [[customer.organization_id]]
    both = follow("api/organization?select=id", customer, **theirs)
    assert cells(both)[1:] == [[customer.organization_id]]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_a_page_of_others_may_not_read_it(origin: str, customer: Any, follow: Follow) -> None:
    """A browser sends no cookie there (SameSite), and would not show the answer to the page."""
    answer = follow(
        "api/plants",
        Cookie=f"unison_access={customer.access_token}",
        Origin=origin,
        Sec_Fetch_Site="cross-site",
        Sec_Fetch_Mode="cors",
    )
    assert answer.headers.get("Access-Control-Allow-Credentials") is None
    assert answer.headers.get("Access-Control-Allow-Origin") != origin


def test_a_request_that_is_written_oddly_is_a_link_or_none(stack: Stack, customer: Any) -> None:
    """By another spelling of the address, or of the line that it stands in."""
    bearer = f"Authorization: Bearer {customer.access_token}"
    for line, status in (
        ("GET http://elsewhere.example/api/v1/csv/api/plants HTTP/1.1", 200),
        ("GET //api/v1/csv/api/plants HTTP/1.1", 400),
        ("GET /api/v1/csv/api/plants%00 HTTP/1.1", 400),
        ("GET /api/v1/csv/api/plants\tHTTP/1.1", 400),
        ("get /api/v1/csv/api/plants HTTP/1.1", 400),
        ("GET /api/v1/csv/api/plants#x HTTP/1.1", 404),
        ("GET /api/v1/csv/../csv/api/plants HTTP/1.1", 404),
        ("HEAD /api/v1/csv/api/plants HTTP/1.1", 200),
    ):
        answer = exchange(stack, f"{line}\r\nHost: x\r\n{bearer}\r\nConnection: close\r\n\r\n")
        assert re.findall(r"^HTTP/1\.\d (\d+)", answer) == [str(status)], line


def test_what_is_asked_without_end_is_refused(customer: Any, follow: Follow) -> None:
    """The time that a statement may take is that of any other; so is the length of an address."""
    many = "&".join(f"id=eq.{uuid4()}" for _ in range(100))
    assert cells(follow(f"api/plants?{many}", customer))[1:] == []
    assert follow(f"api/plants?name=eq.{'x' * 9000}", customer).status_code == 400
    deep = f"or=({','.join('name.ilike.%22%25' + 'a%25' * 40 + '%22' for _ in range(20))})"
    began = time.perf_counter()
    assert follow(f"api/plants?{deep}", customer).status_code in (200, 400)
    assert time.perf_counter() - began < 8
