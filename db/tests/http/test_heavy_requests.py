"""What a caller makes heavy is answered in time, or refused, and never a failure of ours."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

PATHS = {
    "wide embeds": "invoices?select=*," + ",".join(f"x{n}:invoice_lines(*)" for n in range(60)),
    "a long list": f"plants?id=in.({','.join(str(uuid4()) for _ in range(150))})",
    "a far page": "activity?offset=10000&limit=1000",
    "a page beyond the world": "activity?offset=9223372036854775807",
    "stars": f"plants?name=like.*{'a*' * 60}b",
    "stars, of any case": f"plants?name=ilike.*{'a*' * 60}b",
    "an expression that goes back": "plants?name=match.^(a%2B)%2B%24",
    "an expression with numbers": "plants?name=match.(((a{1,100}){1,100}){1,100})b",
    "many casts": "activity?select=" + ",".join(f"x{n}:id::text" for n in range(150)),
    "deep conditions": f"plants?or=({'or(' * 60}name.eq.a{',name.eq.b)' * 60},name.eq.c)",
    "many conditions": "plants?" + "&".join("name=neq.a" for _ in range(200)),
    "many orders": "activity?order=" + ",".join("occurred_at.desc" for _ in range(100)),
    "words": "plants?name=fts." + "%7C".join(f"word{n}" for n in range(200)),
}
HEADERS = {
    "counted": {"Prefer": "count=exact"},
    "a range": {"Range": "0-9223372036854775807"},
    "ranges": {"Range": ",".join(f"{n}-{n + 1}" for n in range(300))},
}
# What PostgREST does not even ask the database.
DEEP = (
    "invoice_lines?select=*,invoices(*,payments(*,invoices(*,invoice_lines(*,"
    "invoices(*,refunds(*,payments(*,invoices(*))))))))"
)
BACKWARDS = {"Range-Unit": "items", "Range": "9999999-0"}
PLAN = {"Accept": "application/vnd.pgrst.plan+json; options=analyze|buffers|wal"}


@pytest.fixture(scope="module")
def customer(acme: Any) -> Any:
    """Have a name that expressions go astray in."""
    assert acme.call("create_plant", name="a" * 60).status_code == 200
    return acme


@pytest.mark.parametrize("name", PATHS)
def test_a_heavy_address(name: str, customer: Any) -> None:
    assert_bounded(customer.request("GET", PATHS[name]))


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("view", ["activity", "usage_history", "entitlements"])
def test_a_heavy_header(view: str, headers: dict[str, str], customer: Any) -> None:
    answer = customer.request("GET", view, headers=headers)
    assert_bounded(answer)


@pytest.mark.parametrize(
    ("path", "headers"),
    [(DEEP, {}), ("activity", BACKWARDS), ("activity", PLAN), ("entitlements", PLAN)],
    ids=["deep embeds", "a range from the end", "a plan", "another's plan"],
)
def test_what_would_be_heavy_is_not_begun(
    path: str, headers: dict[str, str], customer: Any
) -> None:
    answer = customer.request("GET", path, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert "Execution Time" not in answer.text


def test_an_address_without_end_is_refused(customer: Any) -> None:
    answer = customer.request("GET", f"plants?id=in.({','.join(str(uuid4()) for _ in range(500))})")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "body",
    ["[" * 20_000 + "]" * 20_000, '{"name":' * 20_000 + "1" + "}" * 20_000, "1" * 500_000],
    ids=["arrays", "objects", "digits"],
)
def test_a_heavy_body(body: str, customer: Any) -> None:
    answer = customer.request(
        "POST", "rpc/create_plant", content=body, headers={"Content-Type": "application/json"}
    )
    assert 400 <= answer.status_code < 500, answer.text


def assert_bounded(answer: httpx.Response) -> None:
    """See an answer long before a statement would be ended, and no failure."""
    assert answer.status_code < 500, answer.text
    assert answer.elapsed.total_seconds() < 8
