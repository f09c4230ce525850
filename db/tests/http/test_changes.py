"""What customers change about their subscription: now, at the period's end, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb

from db.tests.http.accounts import DAY, Account, buy


@pytest.fixture
def account(
    stripe: httpx.Client,
    database: psycopg.Connection[tuple[Any, ...]],
    sign_up: Callable[..., Any],
    eventually: Callable[..., Any],
) -> Account:
    """Buy the starter plan, monthly, without a trial."""
    return buy(Account(sign_up("Changing Works"), database, stripe, eventually), end_trial=True)


def test_up_now_prorated_and_down_at_the_end(account: Account) -> None:
    command = account.command("change_plan", plan_code="professional", cycle="monthly")
    assert command["status"] == "succeeded", command
    account.agree()
    mine = account.subscription()
    assert (mine["plan_code"], mine["mrr_cents"]) == ("professional", 19900)
    invoice = account.invoices()[-1]
    parts = [line["amount_cents"] for line in invoice["invoice_lines"]]
    assert len(parts) == 2
    assert all(line["is_proration"] for line in invoice["invoice_lines"])
    assert sum(parts) == invoice["total_cents"] == invoice["amount_paid_cents"]
    assert 14990 <= sum(parts) <= 15000, "next to nothing of the month has passed"

    end = account.period_end()
    answer = account.owner.call("change_plan", plan_code="starter")
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "scheduled"
    (pending,) = account.owner.get("pending_change")
    assert (pending["kind"], pending["plan_code"], pending["cycle"]) == (
        "plan",
        "starter",
        "monthly",
    )
    assert datetime.fromisoformat(pending["effective_at"]).timestamp() == end
    assert account.subscription()["plan_code"] == "professional"

    account.move_clock(end - 3600)
    account.run_job("apply_pending_changes")
    assert account.owner.get("pending_change")[0]["status"] == "pending", "an hour is too early"
    account.move_clock(end - 300)
    account.run_job("apply_pending_changes")
    account.eventually(lambda: not account.owner.get("pending_change"))
    account.agree()
    assert account.subscription()["plan_code"] == "starter"
    assert len(account.invoices()) == 2, "it costs nothing now"

    account.move_clock(end + 2 * 3600)
    renewal = account.invoices()[-1]
    assert (renewal["total_cents"], renewal["status"]) == (4900, "paid")
    assert account.period_end() == account.months_after(end, 1)


def test_letters_tell_of_a_change_and_of_the_end(
    account: Account, inbox: Callable[[str], list[dict[str, Any]]]
) -> None:
    account.command("change_plan", plan_code="professional")
    account.command("cancel_subscription", reason="unused")
    told = "Your subscription has changed", "Your subscription is canceled"
    account.eventually(
        lambda: set(told) <= {letter["subject"] for letter in inbox(account.owner.email)}
    )
    assert Counter(letter["subject"] for letter in inbox(account.owner.email))[told[0]] == 1


def test_a_pending_change_is_taken_back(account: Account, rival: Any) -> None:
    account.command("change_plan", plan_code="enterprise")
    account.owner.call("change_plan", plan_code="professional")
    (first,) = account.owner.get("pending_change")
    account.owner.call("change_plan", plan_code="starter")
    (second,) = account.owner.get("pending_change")
    assert (first["plan_code"], second["plan_code"]) == ("professional", "starter")

    assert rival.call("cancel_pending_change", id=second["id"]).status_code == 404
    assert account.owner.call("cancel_pending_change").json() == {"canceled": 1}
    assert account.owner.get("pending_change") == []
    assert account.owner.call("cancel_pending_change").json()["code"] == "pending_change_not_found"
    account.move_clock(account.period_end() - 60)
    account.run_job("apply_pending_changes")
    assert account.subscription()["plan_code"] == "enterprise"


def test_a_worker_that_was_away_over_the_end_bills_no_more_for_it(account: Account) -> None:
    account.command("change_plan", plan_code="professional")
    account.owner.call("change_plan", plan_code="starter")
    end = account.period_end()
    account.move_clock(end + 3 * DAY)
    renewal = account.invoices()[-1]
    assert renewal["total_cents"] == 19900, "Stripe renewed before anybody told it"

    account.run_job("apply_pending_changes")
    account.eventually(lambda: not account.owner.get("pending_change"))
    account.agree()
    correction = account.invoices()[-1]
    assert correction["total_cents"] == 4900 - 19900, "as of the renewal, not of today"
    assert account.look(f"customers/{account.at_stripe()['customer']}")["balance"] == -15000
    assert account.subscription()["plan_code"] == "starter"
    assert account.period_end() == account.months_after(end, 1)


def test_to_annual_now_and_back_at_the_end_of_the_year(account: Account) -> None:
    account.command("set_add_on", add_on_code="users", quantity=2)
    assert account.command("change_plan", plan_code="starter", cycle="annual")["status"] == (
        "succeeded"
    )
    account.agree()
    mine = account.subscription()
    assert (mine["cycle"], mine["add_ons"]) == ("annual", {"users": 2})
    assert mine["mrr_cents"] == round((52900 + 2 * 6000) / 12)
    year_end = account.period_end()

    answer = account.owner.call("change_plan", plan_code="starter", cycle="monthly").json()
    assert answer["status"] == "scheduled"
    before = len(account.invoices())
    account.move_clock(year_end - 300)
    account.run_job("apply_pending_changes")
    account.eventually(lambda: not account.owner.get("pending_change"))
    account.agree()
    mine = account.subscription()
    assert (mine["status"], mine["cycle"]) == ("active", "monthly"), "paid until then, no trial"
    assert mine["mrr_cents"] == 4900 + 2 * 500
    paid = [invoice["total_cents"] for invoice in account.invoices()[before:]]
    assert not any(paid), "nothing is billed before the year is over"

    account.move_clock(year_end + 2 * 3600)
    renewal = account.invoices()[-1]
    assert (renewal["total_cents"], renewal["status"]) == (5900, "paid")
    assert account.subscription()["status"] == "active"
    assert account.period_end() == account.months_after(year_end, 1)


def test_to_monthly_when_the_year_was_renewed_first(account: Account) -> None:
    account.command("change_plan", plan_code="starter", cycle="annual")
    year_end = account.period_end()
    account.owner.call("change_plan", plan_code="starter", cycle="monthly")
    account.move_clock(year_end + DAY)
    account.run_job("apply_pending_changes")
    account.eventually(lambda: not account.owner.get("pending_change"))
    account.agree()
    assert account.invoices()[-1]["total_cents"] == 4900 - 52900
    assert account.subscription()["cycle"] == "monthly"


def test_add_ons_up_now_and_down_at_the_end(account: Account) -> None:
    assert account.command("set_add_on", add_on_code="users", quantity=5)["status"] == "succeeded"
    (limit,) = account.owner.get("entitlements?feature=eq.users")
    assert limit["limit_value"] == 8, "the limit is raised at once"
    assert account.invoices()[-1]["total_cents"] in range(2490, 2501)

    assert account.owner.call("set_add_on", add_on_code="users", quantity=5).json()["code"] == (
        "unchanged"
    )
    assert account.owner.call("set_add_on", add_on_code="users", quantity=1).status_code == 200
    (pending,) = account.owner.get("pending_change")
    assert (pending["kind"], pending["add_on_code"], pending["quantity"]) == ("add_on", "users", 1)
    end = account.period_end()
    account.move_clock(end - 60)
    account.run_job("apply_pending_changes")
    account.eventually(lambda: not account.owner.get("pending_change"))
    account.move_clock(end + 2 * 3600)
    account.agree()
    assert account.subscription()["add_ons"] == {"users": 1}
    assert account.invoices()[-1]["total_cents"] == 5400


def test_less_of_an_add_on_waits_for_the_end_wherever_that_goes(account: Account) -> None:
    account.command("set_add_on", add_on_code="users", quantity=5)
    account.owner.call("set_add_on", add_on_code="users", quantity=0)
    account.command("change_plan", plan_code="professional", cycle="annual")
    (pending,) = account.owner.get("pending_change")
    assert datetime.fromisoformat(pending["effective_at"]).timestamp() == account.period_end()


def test_a_declined_card_is_told_and_changes_nothing(account: Account) -> None:
    account.command("change_plan", plan_code="professional")
    account.owner.call("change_plan", plan_code="starter")
    account.control("fail_next_payment", customer=account.at_stripe()["customer"], count=1)
    refused = account.command("change_plan", plan_code="enterprise")
    assert refused["status"] == "failed"
    assert refused["error"]["code"] == "card_declined"
    assert refused["error"]["message"]
    account.control("flush")
    account.agree()
    assert account.subscription()["plan_code"] == "professional"
    assert account.owner.get("pending_change")[0]["plan_code"] == "starter", "as it was before"


def test_what_stripe_refuses_at_the_end_is_tried_again_and_then_given_up(account: Account) -> None:
    account.command("change_plan", plan_code="professional")
    account.owner.call("change_plan", plan_code="starter")
    account.move_clock(account.period_end() - 60)
    path = f"/v1/subscriptions/{account.stripe_id}"
    for attempt in (1, 2, 3):
        account.control("fail_requests", status=400, count=1, path=path)
        account.run_job("apply_pending_changes")
        account.eventually(
            lambda attempt=attempt: account.one(
                "select attempts = %s and status <> 'applying' from billing.pending_changes"
                " where organization_id = %s and price_id is not null",
                attempt,
                account.owner.organization_id,
            )
        )
        waiting = account.owner.get("pending_change")
        assert [row["status"] for row in waiting] == (["pending"] if attempt < 3 else [])
        assert all(row["error"]["code"] for row in waiting)


def test_leaving_with_a_reason_and_staying_after_all(account: Account) -> None:
    reasons = {row["code"] for row in account.owner.get("cancellation_reasons")}
    assert "too_expensive" in reasons
    unknown = account.owner.call("cancel_subscription", reason="boredom")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "invalid_argument")
    early = account.owner.call("cancel_subscription", reason="unused", at_period_end=False)
    assert (early.status_code, early.json()["code"]) == (409, "transition_refused")

    account.command("cancel_subscription", reason="too_expensive", comment="A pity")
    account.agree()
    end = account.period_end()
    mine = account.subscription()
    assert mine["status"] == "active"
    assert datetime.fromisoformat(mine["cancel_at"]).timestamp() == end
    details = account.at_stripe()["cancellation_details"]
    assert (details["feedback"], details["comment"]) == ("too_expensive", "A pity")
    refused = account.owner.call("change_plan", plan_code="professional")
    assert refused.json()["code"] == "transition_refused"
    assert refused.json()["hint"] == "Take the cancellation back with undo_cancellation"
    again = account.owner.call("cancel_subscription", reason="unused")
    assert again.json()["code"] == "unchanged"

    account.command("undo_cancellation")
    account.agree()
    assert account.subscription()["cancel_at"] is None
    assert account.owner.call("undo_cancellation").json()["code"] == "unchanged"

    account.command("cancel_subscription", reason="business_closed")
    account.move_clock(end + 60)
    account.eventually(lambda: account.subscription()["status"] == "canceled")
    account.agree()
    assert account.subscription()["status_reason"] == "business_closed"

    page = account.command("reactivate_subscription")
    assert page["status"] == "succeeded"
    assert httpx.get(page["result_url"], timeout=10).status_code == 200


def test_an_end_that_was_called_off_elsewhere_takes_its_reason_along(account: Account) -> None:
    account.command("cancel_subscription", reason="too_expensive")
    account.next_second()
    path = f"/v1/subscriptions/{account.stripe_id}"
    account.stripe.post(path, data={"cancel_at_period_end": "false"}).raise_for_status()
    account.control("flush")
    account.eventually(lambda: account.subscription()["cancel_at"] is None)
    account.next_second()
    account.stripe.delete(path).raise_for_status()
    account.control("flush")
    account.eventually(lambda: account.subscription()["status"] == "canceled")
    assert account.subscription()["status_reason"] == "cancellation_requested"


def test_a_pause_ends_by_itself(account: Account) -> None:
    now = account.one("select extract(epoch from util.now(%s))::bigint", None)
    too_soon = account.owner.call("pause_subscription", resumes_at=_moment(now + 3600))
    assert too_soon.json()["code"] == "invalid_argument"
    account.command("pause_subscription", resumes_at=_moment(now + 10 * DAY))
    account.agree()
    mine = account.subscription()
    assert (mine["status"], mine["access"]) == ("paused", "read_only")
    assert datetime.fromisoformat(mine["resumes_at"]).timestamp() == now + 10 * DAY
    refused = account.owner.call("create_plant", name="Not now")
    assert (refused.status_code, refused.json()["code"]) == (402, "read_only")
    assert account.owner.call("change_plan", plan_code="professional").json()["code"] == (
        "transition_refused"
    )
    account.move_clock(now + 10 * DAY + 60)
    account.eventually(lambda: account.subscription()["status"] == "active")
    account.agree()
    assert account.owner.call("resume_subscription").json()["code"] == "transition_refused"


def test_a_pause_is_ended_early(account: Account) -> None:
    until = account.one("select extract(epoch from util.now(%s))::bigint", None) + 20 * DAY
    account.command("pause_subscription", resumes_at=_moment(until))
    account.command("resume_subscription")
    account.agree()
    assert account.subscription()["status"] == "active"


def test_two_changes_at_once_are_one(account: Account) -> None:
    path = f"/v1/subscriptions/{account.stripe_id}"
    account.control("fail_requests", status="slow", seconds=3, count=1, path=path)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda plan: account.owner.call("change_plan", plan_code=plan),
                ["professional", "enterprise"] * 4,
            )
        )
    assert sorted(answer.status_code for answer in answers) == [202] + [409] * 7
    assert {answer.json().get("code") for answer in answers} == {None, "change_under_way"}
    account.eventually(lambda: not account.owner.get("commands?finished_at=is.null"))
    account.agree()
    assert len(account.invoices()) == 2


def test_who_has_bought_nothing_is_led_to_the_checkout(sign_up: Callable[..., Any]) -> None:
    visitor = sign_up("Trying Works")
    for function, arguments in (
        ("change_plan", {"plan_code": "starter"}),
        ("set_add_on", {"add_on_code": "users", "quantity": 1}),
        ("cancel_subscription", {"reason": "unused"}),
        ("reactivate_subscription", {}),
    ):
        answer = visitor.call(function, **arguments)
        assert (answer.status_code, answer.json()["code"]) == (409, "checkout_required"), function


def test_a_trial_at_stripe_changes_at_once_and_costs_nothing(
    stripe: httpx.Client,
    database: psycopg.Connection[tuple[Any, ...]],
    sign_up: Callable[..., Any],
    eventually: Callable[..., Any],
) -> None:
    trying = buy(
        Account(sign_up("Patient Changers"), database, stripe, eventually), end_trial=False
    )
    trying.command("change_plan", plan_code="professional", cycle="annual")
    trying.agree()
    assert trying.subscription()["plan_code"] == "professional"
    trying.command("change_plan", plan_code="starter", cycle="monthly")
    trying.agree()
    mine = trying.subscription()
    assert (mine["plan_code"], mine["status"]) == ("starter", "trialing")
    assert not any(invoice["total_cents"] for invoice in trying.invoices())
    trying.command("cancel_subscription", reason="other", at_period_end=False)
    assert trying.subscription()["status"] == "canceled"


@dataclass(frozen=True)
class Case:
    """What there is, what is wanted, and whether a discount counts."""

    owned: dict[str, int]
    plan_code: str
    cycle: str
    add_ons: dict[str, int]
    coupon: dict[str, Any] | None = None


CASES = {
    "a higher tier": Case({}, "professional", "monthly", {}),
    "a higher tier with add-ons": Case({"users": 3, "plants": 2}, "enterprise", "monthly", {}),
    "more of an add-on": Case({"users": 3}, "starter", "monthly", {"users": 7}),
    "a new add-on": Case({"users": 3}, "starter", "monthly", {"storage": 33}),
    "the annual cycle": Case({"users": 3, "storage": 7}, "starter", "annual", {}),
    "another tier and cycle": Case({"plants": 1}, "enterprise", "annual", {}),
    "a percentage off": Case(
        {"users": 7}, "professional", "monthly", {}, {"percent_off": "33.3", "duration": "forever"}
    ),
    "an amount off": Case(
        {"users": 7},
        "enterprise",
        "annual",
        {},
        {"amount_off": "1234", "currency": "usd", "duration": "forever"},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_preview_says_is_what_stripe_bills(account: Account, case: Case) -> None:
    if case.coupon is not None:
        coupon = account.stripe.post("/v1/coupons", data=case.coupon).json()["id"]
        path = f"/v1/subscriptions/{account.stripe_id}"
        account.stripe.post(path, data={"discounts[0][coupon]": coupon}).raise_for_status()
        account.control("flush")
        # Stripe's events name a discount by its id; what it is worth is asked for.
        account.one("select billing.fetch_marked_objects()")
        account.eventually(
            lambda: account.one(
                "select discount is not null from billing.subscriptions where id = %s",
                account.subscription_id,
            )
        )
        account.next_second()
    for add_on_code, quantity in case.owned.items():
        account.command("set_add_on", add_on_code=add_on_code, quantity=quantity)
    start = account.one("select extract(epoch from util.now(%s))::bigint", None)
    account.move_clock(start + 12 * DAY + 34_567)

    # The bill depends on the second in which Stripe gets to it.
    now = account.one("select util.now(%s)", account.owner.organization_id)
    wish = (account.owner.organization_id, case.plan_code, case.cycle, Jsonb(case.add_ons))
    previews = dict(
        account.database.execute(
            "select extract(epoch from date_trunc('second', t))::bigint,"
            " billing.preview_change(%s, %s, %s, %s, t)"
            " from generate_series(%s - interval '2 s', %s + interval '20 s', interval '1 s') as t",
            (*wish, now, now),
        ).fetchall()
    )
    shown = account.owner.call(
        "preview_change", plan_code=case.plan_code, cycle=case.cycle, add_ons=case.add_ons
    ).json()
    assert shown["effect"] == "now"
    before = len(account.invoices())
    if (case.plan_code, case.cycle) != ("starter", "monthly"):
        account.command("change_plan", plan_code=case.plan_code, cycle=case.cycle)
    for add_on_code, quantity in case.add_ons.items():
        account.command("set_add_on", add_on_code=add_on_code, quantity=quantity)
    account.agree()
    (invoice,) = account.invoices()[before:]
    billed_at = min(line["service_start"] for line in invoice["invoice_lines"])
    preview = previews[int(datetime.fromisoformat(billed_at).timestamp())]

    assert preview["is_exact"]
    assert preview["due_now_cents"] == invoice["amount_due_cents"]
    assert Counter(line["amount_cents"] for line in preview["lines"]) == Counter(
        line["amount_cents"] for line in invoice["invoice_lines"]
    )
    parts = sum(line["amount_cents"] - line["discount_cents"] for line in preview["lines"])
    assert parts == invoice["total_cents"]
    renewal = datetime.fromisoformat(preview["next_renewal"]["at"]).timestamp()
    assert renewal == account.period_end()
    account.move_clock(renewal + 2 * 3600)
    assert account.invoices()[-1]["amount_due_cents"] == preview["next_renewal"]["amount_cents"]


def test_a_preview_tells_what_is_gained_lost_and_too_much(account: Account) -> None:
    up = account.owner.call("preview_change", plan_code="professional").json()
    assert (up["effect"], up["features_lost"], up["limits_exceeded"]) == ("now", [], [])
    assert len(up["features_gained"]) == 8
    account.command("change_plan", plan_code="professional")
    for name in ("North", "South"):
        assert account.owner.call("create_plant", name=name).status_code == 200
    down = account.owner.call("preview_change", plan_code="starter").json()
    assert (down["effect"], down["due_now_cents"], down["lines"]) == ("period_end", 0, [])
    assert len(down["features_lost"]) == 8
    assert down["limits_exceeded"] == [
        {"feature_code": "plants", "limit_value": 1, "used": 2, "excess": 1}
    ]
    assert down["next_renewal"]["amount_cents"] == 4900
    with_add_on = account.owner.call(
        "preview_change", plan_code="starter", add_ons={"plants": 1}
    ).json()
    assert (with_add_on["effect"], with_add_on["limits_exceeded"]) == ("both", [])
    assert len(account.owner.get("plants")) == 2, "a preview changes nothing"


def test_a_preview_before_anything_was_bought(sign_up: Callable[..., Any]) -> None:
    visitor = sign_up("Curious Works")
    preview = visitor.call("preview_change", plan_code="enterprise", cycle="annual").json()
    assert (preview["effect"], preview["due_now_cents"]) == ("checkout", 0)
    assert preview["next_renewal"]["amount_cents"] == 1078900
    (trial,) = visitor.get("subscription")
    renewal = datetime.fromisoformat(preview["next_renewal"]["at"])
    assert renewal == datetime.fromisoformat(trial["trial_ends_at"]), "the trial's days stay free"


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
