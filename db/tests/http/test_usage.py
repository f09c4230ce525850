"""Usage reported over HTTP: in bulk, by several at once, each event counted once."""

import itertools
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

Event = dict[str, Any]

REPORT = "rpc/report_usage?columns=meter"

CLIENTS = 4


def events(number: int, days: int = 1, quantity: float = 1) -> list[Event]:
    """Make events of the last few days."""
    now = datetime.now(UTC)
    return [
        {
            "meter": "api_calls",
            "quantity": quantity,
            "occurred_at": (now - timedelta(seconds=n % (days * 86400))).isoformat(),
            "idempotency_key": str(uuid4()),
        }
        for n in range(number)
    ]


def report(person: Any, some: Sequence[Any]) -> Any:
    """Report events, and return the answer."""
    answer = person.request("POST", REPORT, json=some)
    assert answer.status_code == 200, answer.text
    return answer.json()


def used(person: Any) -> float:
    """Return what the organization is told to have used."""
    (row,) = person.get("usage?feature=eq.api_calls")
    return float(row["used"])


def differences(database: psycopg.Connection[Any], person: Any) -> list[Any]:
    """Recount all events of an organization, and return where the roll-up differs."""
    return database.execute(
        "select * from usage.rollup_differences where organization_id = %s",
        (person.organization_id,),
    ).fetchall()


@pytest.mark.parametrize("number", [6_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_events_posted_twice_by_several_clients_count_once(
    number: int, sign_up: Callable[..., Any], rival: Any, database: psycopg.Connection[Any]
) -> None:
    busy = sign_up("Busy Gears")
    before = used(rival)
    twice = events(number, days=20) * 2
    order = random.Random(number)
    for event in twice[:number]:
        event["quantity"] = order.randrange(1, 5)
    order.shuffle(twice)
    batches: list[list[Event]] = []
    while twice:
        size = order.randrange(1, number // 20)
        batches.append(twice[:size])
        del twice[:size]

    shared = itertools.count()

    def post(_client: int) -> Counter[str]:
        outcomes: Counter[str] = Counter()
        with httpx.Client(base_url=busy.http.base_url, timeout=60) as http:
            while (turn := next(shared)) < len(batches):
                answer = http.post(
                    REPORT,
                    json=batches[turn],
                    headers={"Authorization": f"Bearer {busy.access_token}"},
                )
                assert answer.status_code == 200, answer.text
                told = answer.json()
                outcomes.update(told["outcomes"])
                assert told["accepted"] == told["outcomes"].count("accepted")
        return outcomes

    with ThreadPoolExecutor(CLIENTS) as pool:
        outcomes = sum(pool.map(post, range(CLIENTS)), Counter())

    assert outcomes == {"accepted": number, "duplicate": number}
    counted, total, keys = database.execute(
        "select count(*), sum(quantity), count(distinct idempotency_key)"
        " from usage.events where organization_id = %s",
        (busy.organization_id,),
    ).fetchone() or (0, 0, 0)
    assert counted == keys == number
    rolled_up = database.execute(
        "select sum(event_count), sum(total) from usage.rollups where organization_id = %s",
        (busy.organization_id,),
    ).fetchone()
    assert rolled_up == (number, total)
    assert differences(database, busy) == []
    assert used(rival) == before, "and nobody else pays for it"


def test_a_body_may_be_as_large_as_ten_reports_elsewhere(acme: Any) -> None:
    some = events(15_000)
    body = json.dumps(some).encode()
    assert len(body) > 2 << 20
    headers = {"Content-Type": "application/json"}
    answer = acme.request("POST", REPORT, content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["accepted"] == len(some)

    refused = acme.request("POST", REPORT, content=b"[" + b" " * (10 << 20) + b"]", headers=headers)
    assert refused.status_code == 413
    assert json.loads(refused.json()["details"]) == {"limit_bytes": 10 << 20}
    elsewhere = acme.request("POST", "rpc/change_password", content=body, headers=headers)
    assert elsewhere.status_code == 413
    assert json.loads(elsewhere.json()["details"]) == {"limit_bytes": 1 << 20}


def test_one_bad_event_fails_no_other(acme: Any) -> None:
    good = events(2)
    bad: list[Any] = [
        good[0] | {"idempotency_key": "a", "occurred_at": "1999-01-01T00:00:00Z"},
        good[0] | {"idempotency_key": "b", "meter": "steps"},
        good[0] | {"idempotency_key": "c", "quantity": "many"},
        "an event",
    ]
    told = report(acme, [good[0], *bad, good[1]])
    assert (told["accepted"], told["duplicates"], told["refused"]) == (2, 0, 4)
    assert told["outcomes"] == ["accepted", *["refused"] * 4, "accepted"]
    assert [refusal["reason"] for refusal in told["refusals"]] == [
        "too_late",
        "unknown_meter",
        "malformed",
        "malformed",
    ]
    assert [refusal["index"] for refusal in told["refusals"]] == [1, 2, 3, 4]


@pytest.mark.parametrize("body", [b"{}", b'{"meter": "api_calls"}', b"null", b"7", b'"x"'])
def test_what_is_no_report_is_refused(body: bytes, acme: Any) -> None:
    headers = {"Content-Type": "application/json"}
    answer = acme.request("POST", REPORT, content=body, headers=headers)
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "invalid_argument"


def test_nobody_reports_without_a_token(http: httpx.Client) -> None:
    assert http.post(REPORT, json=events(1)).status_code == 401


def test_a_late_event_counts_in_its_own_day(acme: Any, database: psycopg.Connection[Any]) -> None:
    at = datetime.now(UTC) - timedelta(days=34)
    late = events(1, quantity=11)[0] | {"occurred_at": at.isoformat()}
    before = used(acme)
    assert report(acme, [late])["accepted"] == 1
    assert used(acme) == before, "not in the present period"
    (total,) = database.execute(
        "select total from usage.rollups where organization_id = %s and day_on = %s",
        (acme.organization_id, at.date()),
    ).fetchone() or (None,)
    assert total == 11
    assert differences(database, acme) == []


def test_four_fifths_of_an_allowance_bring_a_letter(
    sign_up: Callable[..., Any],
    inbox: Callable[[str], list[dict[str, Any]]],
    eventually: Callable[..., Any],
) -> None:
    near = sign_up("Nearly Gears")
    report(near, events(1, quantity=79_999))
    assert near.get("usage_alerts") == []
    report(near, events(1))
    (alert,) = near.get("usage_alerts")
    assert (alert["feature"], alert["threshold_percent"], alert["used"]) == ("api_calls", 80, 80000)

    def letters() -> list[Any]:
        return [letter for letter in inbox(near.email) if "API calls" in letter["subject"]]

    (letter,) = eventually(letters)
    assert "80,000 calls" in letter["text"]
    (row,) = near.get("usage?feature=eq.api_calls")
    assert (row["used"], row["percent"], row["limit_value"]) == (80000, 80.0, 100000)


def test_who_needs_a_month_at_the_same_time_makes_it_once(
    stack: Any, database: psycopg.Connection[Any]
) -> None:
    ready = Barrier(CLIENTS)

    def make(_client: int) -> int:
        with psycopg.connect(stack["DATABASE_URL"]) as connection:
            connection.execute("select 1")
            ready.wait()
            (made,) = connection.execute(
                "select usage.require_partitions('events', '2001-02-03', '2002-01-02')"
            ).fetchone() or (0,)
            return int(made)

    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            assert sum(pool.map(make, range(CLIENTS))) == 12
    finally:
        database.execute("select usage.drop_partitions('events', '2003-01-01')")


def test_no_report_hides_what_is_granted_by_its_size(sign_up: Callable[..., Any]) -> None:
    person = sign_up("Big Numbers")
    # All of them now: those of hours ago may be of the day before the trial began.
    now = datetime.now(UTC).isoformat()
    report(person, [{**event, "occurred_at": now} for event in events(9_999, quantity=1e15)])
    (row,) = person.get("entitlements?feature=eq.api_calls")
    assert row["used"] == 2**63 - 1
    assert row["remaining"] == 0
    assert person.call("check_entitlement", feature="plants").status_code == 200
