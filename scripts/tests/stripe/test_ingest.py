"""An existing account is brought in from files: in any order, twice, interrupted, with faults."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.stripe.books import (
    CATALOG,
    DATA,
    SHAPES,
    Books,
    arrange,
    assert_expected,
    read_events,
    write_lines,
)
from unison_cli.testing import broken_invariants

ORDERS = [
    "as it happened",
    "1",
    *(pytest.param(order, marks=pytest.mark.slow) for order in ("backwards", "2", "3", "4", "5")),
]


def counts(output: str) -> dict[str, int]:
    """Read the summary."""
    pairs = (line.split(": ") for line in output.splitlines())
    return {name: int(count) for name, count in pairs}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("order", ORDERS)
def test_a_file_in_any_order_gives_what_stripe_says(
    shape: str, order: str, books: Books, tmp_path: Path
) -> None:
    events = read_events(shape)
    file = write_lines(tmp_path / "events.jsonl", arrange(events, order))
    code, output, errors = books.run("ingest", file, "--create-organisations")

    assert code == 0, errors
    twice = len(events) // 5 if order.isdigit() else 0
    assert counts(output) == {
        "organizations made": 10,
        "applied": len(events) - 2,
        "parked": 0,
        "ignored": 2,
        "duplicate": twice,
    }
    assert_expected(books.state(), shape)
    assert books.run("replay", "--check")[:2] == (0, "")
    assert broken_invariants(books.owner) == set()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("order", ORDERS)
def test_deliveries_in_any_order_give_what_stripe_says(
    shape: str, order: str, books: Books, tmp_path: Path
) -> None:
    events = read_events(shape)
    outcomes = books.deliver(arrange(events, order))
    assert "parked" in outcomes
    # Their organizations become known last.
    file = write_lines(tmp_path / "events.jsonl", events)
    code, output, _ = books.run("ingest", file, "--create-organisations")

    assert code == 0
    assert counts(output)["organizations made"] == 10
    assert books.unsettled() == []
    assert_expected(books.state(), shape)
    assert books.run("replay", "--check")[:2] == (0, "")
    assert broken_invariants(books.owner) == set()


def test_again_changes_nothing(books: Books, tmp_path: Path) -> None:
    books.run("ingest", DATA / "lifecycle.endive.jsonl", "--create-organisations")
    before = books.content()
    shuffled = write_lines(tmp_path / "events.jsonl", arrange(read_events("endive"), "6"))
    for file in (DATA / "lifecycle.endive.jsonl", shuffled):
        code, output, _ = books.run("ingest", file, "--create-organisations")
        assert code == 0
        assert counts(output)["applied"] == counts(output)["organizations made"] == 0
    assert books.content() == before


def test_an_organization_of_an_import_has_its_customers_name_and_no_trial(books: Books) -> None:
    books.run("ingest", DATA / "lifecycle.endive.jsonl", "--create-organisations")
    made = books.rows(
        """
        select o.name = c.name, o.created_at = c.created_at
        from identity.organizations as o
        inner join billing.customers as c on o.id = c.organization_id
        """
    )
    assert made == [(True, True)] * 10
    assert books.rows("select 1 from billing.subscriptions where source = 'trial'") == []
    assert books.rows("select 1 from billing.trials") == []


def test_without_the_option_unknown_organizations_are_parked(books: Books) -> None:
    file = DATA / "lifecycle.endive.jsonl"
    code, output, _ = books.run("ingest", file)
    assert code == 0
    assert counts(output)["parked"] > 150
    assert books.rows("select 1 from identity.organizations") == []

    code, output, _ = books.run("ingest", file, "--create-organisations")
    assert counts(output)["organizations made"] == 10
    assert counts(output)["parked"] == 0
    assert_expected(books.state(), "endive")


def test_lines_that_are_no_events_of_ours_are_listed(books: Books, tmp_path: Path) -> None:
    events = read_events("endive")
    good = [json.dumps(event).encode() for event in events]
    other = json.dumps(events[20] | {"created": events[20]["created"] + 1}).encode()
    live = json.dumps(events[0] | {"id": "evt_live", "livemode": True}).encode()
    lines = [
        b"{", *good[:30], b"", b"\xff\xfe", b"[1]", b"null", b"[" * 100_000, other, live,
        b'{"id": "evt_\\u0000"}', b"7", *good[30:],
    ]  # fmt: skip
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"\r\n".join(lines))
    code, output, errors = books.run("ingest", file, "--create-organisations")

    assert code == 1
    assert counts(output)["applied"] == len(events) - 2
    faults = [line.split(": ")[:2] for line in errors.splitlines() if line.startswith("line ")]
    assert [int(words[0].removeprefix("line ")) for words in faults] == [
        1, 33, 34, 35, 36, 37, 38, 39, 40
    ]  # fmt: skip
    assert [words[1] for words in faults] == [
        "no JSON", "no JSON", "refused", "refused", "no JSON", "refused", "refused", "refused",
        "refused",
    ]  # fmt: skip
    assert_expected(books.state(), "endive")


@pytest.mark.parametrize(
    "at", [100, *(pytest.param(at, marks=pytest.mark.slow) for at in (10, 200))]
)
def test_a_killed_import_is_resumed(at: int, books: Books, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "events.jsonl", arrange(read_events("endive"), "8"))
    stored = "select count(*) from webhooks.stripe_events"
    with books.begin("ingest", file, "--create-organisations") as process:
        while process.poll() is None:
            if books.rows(stored)[0][0] >= at:
                process.send_signal(signal.SIGKILL)
                process.wait()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    known = books.rows(stored)[0][0]
    assert known < len(read_events("endive"))

    code, output, _ = books.run("ingest", file, "--create-organisations")
    assert code == 0
    # What was under way when it was killed may have been committed after we had counted.
    brought = counts(output)["applied"] + counts(output)["ignored"]
    assert brought in (209 - known, 209 - known - 1)
    assert books.unsettled() == []
    assert_expected(books.state(), "endive")
    assert books.run("replay", "--check")[:2] == (0, "")
    assert broken_invariants(books.owner) == set()


def test_an_empty_account_has_every_kind(books: Books, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.touch()
    assert books.run("ingest", file, "--create-organisations")[0] == 0
    assert books.state() == {
        "subscriptions": {},
        "invoices": {},
        "customers": {},
        "checkout_sessions": {},
        "disputes": {},
    }


def test_import_catalog(books: Books, tmp_path: Path) -> None:
    catalog = json.loads(CATALOG.read_text())
    assert books.run("import-catalog", CATALOG) == (
        0,
        "Linked: starter_monthly, starter_annual, professional_monthly, professional_annual,"
        " enterprise_monthly, enterprise_annual, addon_plants_monthly, addon_storage_monthly,"
        " addon_users_monthly.\n"
        "Not in the file: addon_plants_annual, addon_storage_annual, addon_users_annual.\n",
        "",
    )

    def tried(prices: object) -> tuple[int, str, str]:
        file = tmp_path / "catalog.json"
        file.write_text(json.dumps({"prices": prices}))
        return books.run("import-catalog", file)

    gold = {"gold": {"id": "price_gold", "product": "prod_gold"}}
    code, output, _ = tried(gold)
    assert code == 0
    assert output.startswith("Linked: nothing.\n")
    assert output.endswith("In the file, but no price of ours: gold.\n")

    starter = catalog["prices"]["starter_monthly"]
    code, _, errors = tried({"starter_monthly": starter | {"unit_amount": 1}})
    assert code == 2
    assert "starter_monthly" in errors
    # What was sold as one price never becomes another.
    code, _, errors = tried({"starter_annual": {"id": starter["id"], "product": "prod_1"}})
    assert code == 1 + 1
    assert "price_already_linked" in errors
    assert tried([])[0] == 2
    assert tried({"starter_monthly": "price_1"})[0] == 2
    assert tried({"starter_monthly": {"id": "price_1"}})[0] == 2
