"""Letters that somebody wants no more, and addresses that a provider says are dead."""

from typing import Any
from uuid import uuid4

import httpx
import psycopg

from unison_cli.credentials import load_credentials
from unison_cli.testing import Stack


def optional_letter(database: psycopg.Connection, address: str) -> dict[str, Any]:
    """Queue a letter that can be done without; return its data."""
    row = database.execute(
        "select notify.enqueue('usage_alert', %s, null, null, '{}', %s)", [address, uuid4().hex]
    ).fetchone()
    found = database.execute(
        "select data from notify.emails where id = %s", [row[0] if row else None]
    ).fetchone()
    assert found is not None
    data: dict[str, Any] = found[0]
    return data


def is_unsubscribed(database: psycopg.Connection, address: str) -> bool:
    row = database.execute(
        "select exists (select from notify.unsubscriptions where address = %s)", [address]
    ).fetchone()
    return bool(row and row[0])


def test_a_mail_program_unsubscribes_on_its_own(stack: Stack, database: psycopg.Connection) -> None:
    address = f"{uuid4().hex}@example.com"
    token = optional_letter(database, address)["one_click_url"].partition("token=")[2]
    url = f"{stack['API_URL']}/unsubscribe?token={token}"

    assert httpx.get(url).status_code == 404, "whoever scans a letter opens its links"
    assert not is_unsubscribed(database, address)

    answer = httpx.post(url, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.json()) == (200, {"category": "usage"})
    assert is_unsubscribed(database, address)

    unknown = httpx.post(f"{stack['API_URL']}/unsubscribe?token={'x' * 43}")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "one_time_token_invalid")
    hostile = httpx.post(f'{stack["API_URL"]}/unsubscribe?token="}}')
    assert (hostile.status_code, hostile.json()["code"]) == (400, "one_time_token_invalid")


def test_bounces_come_in_by_the_gateway_with_the_key(stack: Stack, staff: Any) -> None:
    address = f"{uuid4().hex}@example.com"
    key = load_credentials(stack.instance.state).internal_api_key
    bounce = {
        "notificationType": "Bounce",
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address}]},
    }
    url = f"{stack['WEB_URL']}/webhooks/mail"
    assert httpx.post(url, json=bounce).status_code == 401
    assert httpx.post(url, json=bounce, auth=("sns", "wrong")).status_code == 401
    answer = httpx.post(url, json=bounce, auth=("sns", key))
    assert (answer.status_code, answer.json()) == (200, {"outcome": "suppressed"})
    assert httpx.post(url, content=b"{", auth=("sns", key)).status_code == 400

    admin = {"headers": {"Accept-Profile": "admin"}}
    (row,) = staff.get(f"email_suppressions?address=eq.{address}", **admin)
    assert row["reason"] == "bounce"
    removed = staff.request(
        "POST",
        "rpc/remove_email_suppression",
        json={"address": address},
        headers={"Content-Profile": "admin"},
    )
    assert removed.status_code == 204
    assert staff.get(f"email_suppressions?address=eq.{address}", **admin) == []


def test_people_see_what_they_were_told(acme: Any, member: Any, rival: Any) -> None:
    told = acme.get("notifications?order=created_at")
    assert [letter["kind"] for letter in told][:1] == ["verify_email"]
    assert {letter["organization_id"] for letter in told} == {acme.organization_id}
    assert "verify_email" not in {letter["kind"] for letter in member.get("notifications")}
    assert acme.request("GET", f"notifications?id=eq.{told[0]['id']}").json() != []
    assert rival.request("GET", f"notifications?id=eq.{told[0]['id']}").json() == []
    for hidden in ("data", "recipient", "dedupe_key", "unsubscribe_hash"):
        assert acme.request("GET", f"notifications?select={hidden}").status_code == 400
