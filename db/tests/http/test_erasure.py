"""What a person takes along, and what is left of one who is erased: nothing, in a full dump."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import tarfile
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from unison_cli import postgres
from unison_cli.testing import Stack

ADMIN = {"Content-Profile": "admin", "Accept-Profile": "admin"}


def files(archive: bytes) -> dict[str, bytes]:
    """Unpack an archive as anybody would."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {
            member.name: found.read()
            for member in tar.getmembers()
            if (found := tar.extractfile(member)) is not None
        }


def dump(stack: Stack) -> str:
    """Return all that the database holds, as text."""
    answer = subprocess.run(
        ["pg_dump", "--inserts", postgres.superuser_url(stack.instance)],
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


def bill(database: psycopg.Connection, organization_id: str) -> str:
    """Have an organization paid an invoice of which nobody has asked for the document."""
    row = database.execute(
        """
        with invoice as (
            insert into billing.invoices (
                organization_id, number, status, collection_method, currency, subtotal_cents,
                discount_cents, tax_cents, total_cents, amount_due_cents, amount_paid_cents,
                amount_remaining_cents, created_at, issued_at
            )
            values (
                %(id)s, %(number)s, 'paid', 'charge_automatically', 'usd', 4900, 0, 0,
                4900, 4900, 4900, 0, now(), now()
            )
            returning organization_id, id
        ),

        line as (
            insert into billing.invoice_lines (
                organization_id, invoice_id, position, amount_cents, currency
            )
            select organization_id, id, 1, 4900, 'usd' from invoice
        )

        select id::text from invoice
        """,
        {"id": organization_id, "number": f"Q-{organization_id[:8]}"},
    ).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def person(sign_up: Callable[..., Any]) -> Any:
    """Found an organization that is the person's alone, with a name that nobody else bears."""
    name = f"Zebulon Quix{uuid4().hex[:10]}"
    return sign_up(f"{name}'s Mill", f"zeb.{uuid4().hex}@quixwort.example", name)


def test_a_person_takes_everything_along(person: Any) -> None:
    answer = person.call("export_my_data")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/x-tar"
    found = files(answer.content)
    assert json.loads(found["profile.json"])[0]["email"] == person.email
    rows = list(csv.DictReader(io.StringIO(found["profile.csv"].decode())))
    assert [row["email"] for row in rows] == [person.email]
    assert json.loads(found["memberships.json"])[0]["organization_id"] == person.organization_id
    assert "password" not in "".join(found["profile.json"].decode())
    assert {name.rpartition(".")[0] for name in found} == {
        "profile",
        "memberships",
        "invitations",
        "sessions",
        "external_identities",
        "second_factor",
        "letters",
        "activity",
    }


def test_an_organization_is_handed_out_without_secrets(person: Any, rival: Any, staff: Any) -> None:
    person.call("set_billing_profile", legal_name='=HYPERLINK("x")', country="DE")
    answer = staff.request(
        "POST",
        "rpc/export_organization",
        headers=ADMIN,
        json={"organization_id": person.organization_id, "reason": "Asked for it"},
    )
    assert answer.status_code == 200, answer.text
    found = files(answer.content)
    assert json.loads(found["identity.organizations.json"])[0]["id"] == person.organization_id
    assert json.loads(found["identity.users.json"])[0]["email"] == person.email
    assert "'=HYPERLINK" in found["billing.profiles.csv"].decode()
    assert rival.organization_id not in str(found)
    # What is secret by its name is in none of them, also in tables to come.
    for name, content in found.items():
        if name.endswith(".json"):
            for row in json.loads(content):
                assert not {
                    key
                    for key in row
                    if key in ("secret", "password_hash", "key_hash", "token_hash")
                }, name
    told = "identity.memberships billing.subscriptions usage.counters notify.emails activity"
    assert {f"{table}.json" for table in told.split()} <= set(found)
    own = person.call("export_organization")
    assert own.headers["Content-Type"] == "application/x-tar"
    same = files(own.content)
    assert set(same) == set(found)
    assert same["billing.profiles.csv"] == found["billing.profiles.csv"]
    refused = staff.request(
        "POST",
        "rpc/export_organization",
        headers=ADMIN,
        json={"organization_id": str(uuid4()), "reason": "Asked for it"},
    )
    assert refused.status_code == 404


def test_after_an_erasure_a_full_dump_holds_neither_name_nor_address(
    person: Any,
    acme: Any,
    staff: Any,
    stack: Stack,
    stripe_signature: Callable[..., str],
    database: psycopg.Connection,
    mailed_token: Callable[[str, str], str],
    eventually: Callable[..., Any],
) -> None:
    """The person founds, is billed, is invited elsewhere, is known at Stripe and in letters."""
    name = person.get("me")[0]["full_name"]
    user_id = person.get("me")[0]["id"]
    street = f"{uuid4().hex[:6]} Windmill Lane"
    acme.call("invite_member", email=person.email, role="member")
    joined = person.call("accept_invitation", token=mailed_token(person.email, "accept-invitation"))
    assert joined.status_code == 200, joined.text
    acme.call(
        "set_billing_profile", legal_name="Acme Ltd", contacts=[person.email, "books@acme.example"]
    )
    person.call("set_billing_profile", legal_name=f"{name} Ltd", address_lines=[street])
    invoice_id = bill(database, person.organization_id)
    moment = int(time.time()) - 100

    def tell(event_id: str, seconds: int) -> str:
        body = json.dumps(
            {
                "id": event_id,
                "object": "event",
                "type": "customer.updated",
                "created": moment + seconds,
                "livemode": False,
                "api_version": "2026-10-28.endive",
                "data": {
                    "object": {
                        "id": f"cus_{person.organization_id[:8]}",
                        "object": "customer",
                        "created": moment,
                        "name": f"{name}'s Mill",
                        "email": person.email,
                        "address": {"line1": street},
                        "metadata": {"organization_id": person.organization_id},
                    }
                },
            }
        ).encode()
        answer = httpx.post(
            stack["WEB_URL"] + "/webhooks/stripe",
            content=body,
            headers={"Stripe-Signature": stripe_signature(body)},
            timeout=10,
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["outcome"])

    first = f"evt_{uuid4().hex}"
    assert tell(first, 0) == "applied"
    before = dump(stack)
    assert name in before
    assert person.email in before
    assert street in before

    erased = staff.request(
        "POST",
        "rpc/erase_user",
        headers=ADMIN,
        json={"user_id": user_id, "reason": "Asked for it"},
    )
    assert erased.status_code == 200, erased.text
    assert person.request("GET", "me").status_code == 401

    # Stripe repeats itself, and tells it again.
    assert tell(first, 0) == "duplicate"
    assert tell(f"evt_{uuid4().hex}", 7) == "applied"
    # As five minutes later.
    database.execute("update billing.erasures set redacted_until = '-infinity'")
    database.execute("select billing.redact_erased()")

    after = dump(stack).splitlines()
    assert not [line for line in after if person.email in line]
    # To whom the invoice was made out stays with the invoice, and nowhere else.
    for word in (name, street):
        assert {line.partition(" VALUES ")[0] for line in after if word in line} == {
            "INSERT INTO billing.invoice_documents"
        }
    kept = staff.request("GET", f"invoices?id=eq.{invoice_id}", headers=ADMIN).json()
    assert [(one["status"], one["total_cents"]) for one in kept] == [("paid", 4900)]
    which = f"organization_id={person.organization_id}&id={invoice_id}"
    pdf = eventually(
        lambda: (
            (answer := staff.request("GET", f"rpc/invoice_pdf?{which}", headers=ADMIN))
            and answer.status_code == 200
            and answer.content
        )
    )
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    words = (f"{name} Ltd", street, "49.00 USD")
    assert [word for word in words if word not in told.stdout.decode()] == []
    assert database.execute("select count(*) from audit.find_tampering()").fetchone() == (0,)
