"""A trial through the API: its letters, its end, what the staff do, and the jobs behind."""

from collections.abc import Callable
from typing import Any

import psycopg

ADMIN = {"Accept-Profile": "admin", "Content-Profile": "admin"}
SUBJECTS = [
    "Your trial ends in 7 days",
    "Your trial ends in 3 days",
    "Your trial ends in 1 day",
    "Your trial has ended",
]


def test_a_sandbox_moved_by_15_days_gets_its_letters_and_is_read_only(
    sign_up: Callable[..., Any],
    staff: Any,
    database: psycopg.Connection,
    inbox: Callable[[str], list[dict[str, Any]]],
    eventually: Callable[..., Any],
) -> None:
    owner = sign_up("Sandbox Gears")
    database.execute(
        "update identity.organizations set is_sandbox = true where id = %s",
        [owner.organization_id],
    )

    def admin(function: str, **arguments: Any) -> Any:
        return staff.request("POST", f"rpc/{function}", json=arguments, headers=ADMIN)

    def letters() -> list[str]:
        return [
            letter["subject"]
            for letter in inbox(owner.email)
            if letter["subject"].startswith("Your trial")
        ]

    (now,) = database.execute("select now() + interval '15 days'").fetchone() or ()
    moved = admin("advance_clock", organization_id=owner.organization_id, to_time=now.isoformat())
    assert moved.status_code == 200, moved.text
    # The next tick would do so, within a minute.
    database.execute("call jobs.run('expire_trials')")

    eventually(lambda: len(letters()) >= 4, seconds=20)
    assert sorted(letters()) == sorted(SUBJECTS)
    # The inbox reads several letters at once, and lists them as it is done with each.
    order = database.execute(
        "select data ->> 'days' from notify.emails"
        " where recipient = %s and kind like 'trial%%' and status = 'sent' order by finished_at",
        [owner.email],
    ).fetchall()
    assert order == [("7",), ("3",), ("1",), (None,)]
    (subscription,) = owner.get("subscription?select=status,access,status_reason")
    assert subscription == {
        "status": "suspended",
        "access": "read_only",
        "status_reason": "trial_ended",
    }
    assert owner.get("plants") == []
    refused = owner.call("create_plant", name="Kiel")
    assert (refused.status_code, refused.json()["code"]) == (402, "read_only")

    extended = admin(
        "extend_trial", organization_id=owner.organization_id, days=10, reason="They asked"
    )
    assert extended.status_code == 200, extended.text
    assert owner.get("subscription?select=status")[0]["status"] == "trialing"
    held = admin("suspend", organization_id=owner.organization_id, reason="Fraud")
    assert held.status_code == 200, held.text
    assert owner.get("subscription?select=status")[0]["status"] == "suspended"
    again = admin("suspend", organization_id=owner.organization_id, reason="Fraud")
    assert (again.status_code, again.json()["code"]) == (409, "transition_refused")
    admin("reactivate", organization_id=owner.organization_id, reason="An error")
    assert owner.get("subscription?select=status")[0]["status"] == "trialing"


def test_staff_see_the_jobs_and_have_one_run(staff: Any, eventually: Callable[..., Any]) -> None:
    def read(path: str) -> Any:
        response = staff.request("GET", path, headers=ADMIN)
        assert response.status_code == 200, response.text
        return response.json()

    asked = staff.request("POST", "rpc/run_job", json={"name": "purge_throttles"}, headers=ADMIN)
    assert asked.status_code == 200, asked.text
    since = asked.json()["requested_at"].replace("+", "%2B")
    path = f"job_runs?job_name=eq.purge_throttles&started_at=gte.{since}&outcome=not.is.null"
    (run, *_) = eventually(lambda: read(path), seconds=75)
    assert (run["outcome"], run["reason"], run["run_by"]) == (
        "succeeded",
        "request",
        "cron_runner",
    )
    (job,) = read("jobs?name=eq.purge_throttles")
    assert job["last_run_id"] >= run["id"]
    assert job["requested_at"] is None
    unknown = staff.request("POST", "rpc/run_job", json={"name": "nothing"}, headers=ADMIN)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "job_not_found")
