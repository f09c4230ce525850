"""The staff see the queues at the border, and try again what they have mended."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

ADMIN = {"Accept-Profile": "admin", "Content-Profile": "admin"}


def call(person: Any, function: str, **arguments: Any) -> httpx.Response:
    """Call a function of the staff's as somebody."""
    answer: httpx.Response = person.request(
        "POST", f"rpc/{function}", json=arguments, headers=ADMIN
    )
    return answer


def test_a_parked_event_is_seen_and_tried_again(
    staff: Any, stack: Any, stripe_signature: Callable[..., str]
) -> None:
    customer = f"cus_{uuid4().hex}"
    event = {
        "id": f"evt_{uuid4().hex}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": 1767225600,
        "livemode": False,
        "type": "customer.updated",
        "data": {"object": {"id": customer, "object": "customer"}},
    }
    body = json.dumps(event).encode()
    answer = httpx.post(
        f"{stack['WEB_URL']}/webhooks/stripe",
        content=body,
        headers={"Stripe-Signature": stripe_signature(body)},
    )
    assert answer.json()["outcome"] == "parked"

    (seen,) = staff.get(f"stripe_events?id=eq.{event['id']}", headers=ADMIN)
    assert (seen["status"], seen["error"]["kind"]) == ("parked", "unknown_organization")
    assert seen["waiting_seconds"] >= 0
    queues = {row["queue"]: row for row in staff.get("queues", headers=ADMIN)}
    assert queues.keys() >= {"stripe_events", "stripe_commands", "emails"}
    assert queues["stripe_events"]["parked"] >= 1
    assert queues["stripe_events"]["alarms"] >= 1

    again = call(staff, "retry_stripe_event", id=event["id"])
    assert (again.status_code, again.json()["status"]) == (200, "pending")
    missing = call(staff, "retry_stripe_event", id="evt_unheard_of")
    assert (missing.status_code, missing.json()["code"]) == (404, "stripe_event_not_found")

    (alarm,) = staff.get(f"stripe_alarms?subject=eq.{customer}", headers=ADMIN)
    assert call(staff, "resolve_stripe_alarm", id=alarm["id"]).status_code == 200
    (alarm,) = staff.get(f"stripe_alarms?id=eq.{alarm['id']}", headers=ADMIN)
    assert alarm["resolved_at"] is not None


def test_a_command_is_tried_again(
    staff: Any, acme: Any, database: psycopg.Connection, eventually: Callable[..., Any]
) -> None:
    asked = acme.call("open_billing_portal").json()["id"]

    def done() -> bool:
        (row,) = staff.get(f"stripe_commands?id=eq.{asked}", headers=ADMIN)
        return bool(row["status"] == "succeeded")

    eventually(done)
    settled = call(staff, "retry_command", id=asked)
    assert (settled.status_code, settled.json()["code"]) == (409, "command_settled")

    database.execute(
        "update billing.stripe_commands set status = 'failed', result_url = null where id = %s",
        [asked],
    )
    database.commit()
    again = call(staff, "retry_command", id=asked)
    assert (again.status_code, again.json()["status"]) == (200, "queued")
    eventually(done)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("retry_stripe_event", {"id": "evt_1"}),
        ("retry_command", {"id": str(uuid4())}),
        ("resolve_stripe_alarm", {"id": 1}),
    ],
)
def test_customers_cannot(function: str, arguments: dict[str, Any], acme: Any) -> None:
    assert call(acme, function, **arguments).status_code == 403
