"""What a plan does not allow is refused with 402, and with what would lift it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

WRITES_BY_HAND = True

END = """
update billing.subscriptions
set status = 'canceled', access = 'read_only', ended_at = util.now(), is_primary = false
where organization_id = %s and status <> 'canceled'
"""

SUBSCRIBE = """
insert into billing.subscriptions (
    organization_id, source, is_primary, status, access, plan_version_id, cycle, currency,
    started_at, created_at
)
select
    %s, 'manual', true, 'active', 'full', v.plan_version_id, 'monthly', 'usd',
    util.now(), util.now()
from catalog.current_plan_versions() as v
where v.plan_code = %s
"""

STATUS = """
update billing.subscriptions
set status = %s, access = %s, ended_at = case %s when 'canceled' then util.now() end,
    is_primary = %s <> 'canceled'
where organization_id = %s and (is_primary or source = 'manual')
"""


@pytest.fixture
def starter(sign_up: Callable[..., Any], database: psycopg.Connection) -> Any:
    """Own an organization with the plan Starter: 3 users, 1 plant, 10 GB, no custom fields."""
    return subscriber(sign_up, database, "starter")


def subscriber(sign_up: Callable[..., Any], database: psycopg.Connection, plan_code: str) -> Any:
    person = sign_up()
    subscribe(person, database, plan_code)
    return person


def subscribe(person: Any, database: psycopg.Connection, plan_code: str) -> None:
    database.execute(END, [person.organization_id])
    database.execute(SUBSCRIBE, [person.organization_id, plan_code])


def refusal(answer: httpx.Response, code: str) -> tuple[dict[str, Any], str]:
    """Return the details and the hint of a 402."""
    assert answer.status_code == 402, answer.text
    body = answer.json()
    assert body["code"] == code, body
    assert isinstance(body["details"], str)
    return json.loads(body["details"]), body["hint"]


def entitlement(person: Any, feature: str) -> dict[str, Any]:
    (row,) = person.get(f"entitlements?feature=eq.{feature}")
    assert person.call("check_entitlement", feature=feature).json() == row
    return dict(row)


def test_a_trial_has_the_entitlements_of_professional(sign_up: Callable[..., Any]) -> None:
    person = sign_up()
    rows = {row["feature"]: row for row in person.get("entitlements")}
    assert len(rows) >= 23
    assert {row["organization_id"] for row in rows.values()} == {person.organization_id}
    assert rows["users"]["limit_value"] == 25
    assert rows["users"]["used"] == 1
    assert rows["users"]["remaining"] == 24
    assert rows["users"]["mode"] == "hard"
    assert rows["custom_fields"]["granted"]
    assert rows["custom_fields"]["source"] == "plan"
    assert rows["custom_fields"]["expires_at"] is not None
    assert not rows["sso"]["granted"]


def test_plants(starter: Any) -> None:
    assert starter.call("create_plant", name="North").status_code == 200
    details, hint = refusal(starter.call("create_plant", name="South"), "limit_exceeded")
    assert (details["feature"], details["limit"], details["used"], details["requested"]) == (
        "plants", 1, 1, 1,
    )  # fmt: skip
    assert details["lifted_by"]["add_on_code"] == "plants"
    assert hint == "Lifted by 1 x Extra plant (25.00 USD a month)"
    refusal(starter.call("create_plants", names=["South", "East"]), "limit_exceeded")
    (plant,) = starter.get("plants")
    assert plant["name"] == "North"
    assert set(plant) == {"id", "organization_id", "name", "created_at"}
    assert entitlement(starter, "plants")["remaining"] == 0
    assert starter.call("delete_plant", id=plant["id"]).status_code == 204
    assert starter.call("delete_plant", id=plant["id"]).status_code == 404
    assert starter.call("create_plants", names=["South"]).status_code == 200


def test_an_add_on_lifts_a_limit_at_once(starter: Any, database: psycopg.Connection) -> None:
    starter.call("create_plant", name="North")
    database.execute(
        """
        insert into billing.subscription_items (
            organization_id, subscription_id, position, price_id, quantity, unit_amount_cents,
            currency
        )
        select s.organization_id, s.id, 1, p.id, 2, p.unit_amount_cents, p.currency
        from billing.subscriptions as s, catalog.prices as p
        where s.organization_id = %s and s.is_primary and p.lookup_key = 'addon_plants_monthly'
        """,
        [starter.organization_id],
    )
    assert starter.call("create_plants", names=["South", "East"]).status_code == 200
    row = entitlement(starter, "plants")
    assert (row["limit_value"], row["used"], row["source"]) == (3, 3, "add_on")
    sources = starter.call("explain_entitlement", feature="plants").json()
    assert [(row["source"], row["code"], row["limit_value"]) for row in sources] == [
        ("plan", "starter", 1), ("add_on", "plants", 2), ("status", "active", None),
    ]  # fmt: skip


def test_seats_are_members_and_pending_invitations(
    starter: Any, http: httpx.Client, mailed_token: Callable[[str, str], str]
) -> None:
    addresses = [f"guest.{uuid4().hex}@example.com" for _ in range(3)]
    invited = [
        starter.call("invite_member", email=address, role="member") for address in addresses[:2]
    ]
    assert [answer.status_code for answer in invited] == [200, 200]
    assert entitlement(starter, "users")["used"] == 3
    details, hint = refusal(
        starter.call("invite_member", email=addresses[2], role="member"), "limit_exceeded"
    )
    assert details["used"] == 3
    assert "Extra user" in hint
    # The same address again is the same seat, and who accepts keeps it.
    again = starter.call("invite_member", email=addresses[1], role="billing")
    assert again.status_code == 200, again.text
    joined = http.post(
        "rpc/accept_invitation",
        json={
            "token": mailed_token(addresses[0], "accept-invitation"),
            "full_name": "Gustav Guest",
            "password": "correct horse battery staple",
        },
    )
    assert joined.status_code == 200, joined.text
    assert entitlement(starter, "users")["used"] == 3
    assert starter.call("revoke_invitation", id=invited[1].json()["id"]).status_code == 204
    assert entitlement(starter, "users")["used"] == 2
    assert starter.call("invite_member", email=addresses[2], role="member").status_code == 200


def test_custom_fields_take_a_feature(
    starter: Any, sign_up: Callable[..., Any], database: psycopg.Connection
) -> None:
    details, hint = refusal(starter.call("create_custom_field", name="Colour"), "feature_required")
    assert details["feature"] == "custom_fields"
    assert hint == "Lifted by Professional (199.00 USD a month)"
    person = subscriber(sign_up, database, "professional")
    field = person.call("create_custom_field", name="Colour").json()
    assert person.get("custom_fields") == [field]
    assert starter.get("custom_fields") == []
    # Whoever goes down to a plan without it reads and deletes what is there, and writes no more.
    subscribe(person, database, "starter")
    assert person.get("custom_fields") == [field]
    refusal(person.call("create_custom_field", name="Weight"), "feature_required")
    assert person.call("delete_custom_field", id=field["id"]).status_code == 204


def test_storage_is_reported(starter: Any) -> None:
    full = 10_000_000_000
    report = starter.call("report_gauge", feature="storage", value=full)
    assert report.status_code == 200, report.text
    assert report.json()["remaining"] == 0
    details, hint = refusal(
        starter.call("report_gauge", feature="storage", value=full + 1), "limit_exceeded"
    )
    assert (details["limit"], details["used"], details["requested"]) == (full, full, 1)
    assert hint == "Lifted by 1 x Extra storage (0.50 USD a month)"
    assert starter.call("report_gauge", feature="storage", value=5).json()["used"] == 5
    for feature, value in (("plants", 1), ("storage", -1), ("sso", 1)):
        assert starter.call("report_gauge", feature=feature, value=value).status_code == 400
    assert starter.call("report_gauge", feature="nonsense", value=1).status_code == 404


@pytest.mark.parametrize("status", ["suspended", "paused", "canceled"])
def test_who_may_only_read_pays_and_reads(
    status: str, sign_up: Callable[..., Any], database: psycopg.Connection
) -> None:
    person = subscriber(sign_up, database, "professional")
    plant = person.call("create_plant", name="North").json()
    field = person.call("create_custom_field", name="Colour").json()
    database.execute(STATUS, [status, "read_only", status, status, person.organization_id])
    calls: list[tuple[str, dict[str, Any]]] = [
        ("create_plant", {"name": "South"}),
        ("create_plants", {"names": ["South"]}),
        ("delete_plant", {"id": plant["id"]}),
        ("create_custom_field", {"name": "Weight"}),
        ("delete_custom_field", {"id": field["id"]}),
        ("report_gauge", {"feature": "storage", "value": 1}),
    ]
    for function, arguments in calls:
        details, _ = refusal(person.call(function, **arguments), "read_only")
        assert details["status"] == status
    assert person.get("plants") == [plant]
    assert person.get("custom_fields") == [field]
    assert entitlement(person, "plants")["access"] == "read_only"
    # Billing works, and so does bringing in somebody who pays.
    paid = person.call("start_checkout", plan_code="professional", cycle="monthly")
    # What we bill ourselves is not bought again: a pause is ended, a debt is paid.
    assert paid.status_code == (202 if status == "canceled" else 409), paid.text
    payer = person.call("invite_member", email=f"{uuid4().hex}@example.com", role="billing")
    assert payer.status_code == 200, payer.text


def test_the_staff_overrides_and_takes_it_back(starter: Any, staff: Any) -> None:
    profile = {"Content-Profile": "admin"}

    def grant(**arguments: Any) -> httpx.Response:
        arguments = {"organization_id": starter.organization_id, **arguments}
        answer: httpx.Response = staff.request(
            "POST", "rpc/grant_entitlement", json=arguments, headers=profile
        )
        return answer

    assert grant(feature="sso", value=True, reason="A pilot").status_code == 200
    assert grant(feature="plants", value=2, reason="A pilot").status_code == 200
    assert grant(feature="users", value=None, reason="A pilot").status_code == 200
    assert entitlement(starter, "sso")["source"] == "override"
    assert entitlement(starter, "plants")["limit_value"] == 2
    assert entitlement(starter, "users")["limit_value"] is None
    starter.call("create_plants", names=["North", "South"])
    _, hint = refusal(starter.call("create_plant", name="East"), "limit_exceeded")
    assert hint == "Write to our support"
    for wrong in (
        {"feature": "sso", "value": 1},
        {"feature": "plants", "value": -1},
        {"feature": "plants", "value": "many"},
        {"feature": "plants", "value": 1.5},
        {"feature": "plants", "value": 1, "reason": " "},
        {"feature": "plants", "value": 1, "expires_at": "2020-01-01T00:00:00Z"},
    ):
        answer = grant(**{"reason": "A pilot", **wrong})
        assert answer.status_code == 400, (wrong, answer.text)
    assert grant(feature="nonsense", value=1, reason="A pilot").status_code == 404
    unknown = grant(organization_id=str(uuid4()), feature="sso", value=True, reason="A pilot")
    assert unknown.status_code == 404
    assert starter.request(
        "POST", "rpc/grant_entitlement", json={}, headers=profile
    ).status_code in (403, 404, 406)
    revocation = {
        "organization_id": starter.organization_id, "feature": "plants", "reason": "It is over",
    }  # fmt: skip
    answers = [
        staff.request("POST", "rpc/revoke_entitlement", json=revocation, headers=profile)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [204, 404]
    assert entitlement(starter, "plants")["limit_value"] == 1


def test_counters_are_exact(database: psycopg.Connection) -> None:
    """After all that has happened on this instance."""
    assert database.execute("select * from usage.counter_drifts").fetchall() == []
