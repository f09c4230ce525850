"""Revenue figures over HTTP: for the staff, under the profile analytics, and for nobody else."""

from typing import Any

import pytest

PROFILE = {"Accept-Profile": "analytics", "Content-Profile": "analytics"}
VIEWS = [
    "cancellation_reasons",
    "churn",
    "cohort_retention",
    "mrr_breakdown",
    "mrr_movements",
    "revenue_retention",
    "trial_conversion",
    "unit_economics",
]
FUNCTIONS = [
    "forecast_backtest",
    "mrr_at",
    "mrr_breakdown",
    "mrr_movements",
    "mrr_movements?grain=day&as_of=2026-01-31",
    "churn?as_of=2026-01-31&known_at=2026-02-01",
    "summary",
    "health_indicators?as_of=2026-01-31",
    "cohort_retention",
    "what_if_price_change?code=starter&percent=10",
    "what_if_dunning?suspend_after_days=7",
    "what_if_migration?from_plan_code=starter&to_plan_code=professional",
]


@pytest.mark.parametrize("path", [*VIEWS, *(f"rpc/{name}" for name in FUNCTIONS)])
def test_the_staff_read_figures(path: str, staff: Any) -> None:
    assert staff.request("GET", path, headers=PROFILE).status_code == 200


def test_a_summary_is_one_object(staff: Any) -> None:
    summary = staff.request("GET", "rpc/summary", headers=PROFILE).json()
    assert {"mrr", "arr", "customers", "movements", "breakdown", "forecast"} <= summary.keys()


@pytest.mark.parametrize("path", [*VIEWS, *(f"rpc/{name}" for name in FUNCTIONS)])
def test_customers_do_not(path: str, acme: Any) -> None:
    assert acme.request("GET", path, headers=PROFILE).status_code == 403


def test_visitors_do_not(http: Any) -> None:
    assert http.get("rpc/summary", headers=PROFILE).status_code == 401


def test_a_grain_that_is_none_is_refused(staff: Any) -> None:
    answer = staff.request("GET", "rpc/mrr_movements?grain=year", headers=PROFILE)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_argument")


def test_too_little_history_is_said_so(staff: Any) -> None:
    answer = staff.request("GET", "rpc/forecast?as_of=1999-01-01", headers=PROFILE)
    assert (answer.status_code, answer.json()["code"]) == (409, "history_too_short")


def test_the_staff_say_what_was_spent(staff: Any, acme: Any) -> None:
    spend = {"spent_on": "1999-01-01", "amount_cents": 100, "channel": "fairs"}
    headers = {"Content-Profile": "admin"}
    for _ in range(2):
        answer = staff.request("POST", "rpc/set_acquisition_spend", json=spend, headers=headers)
        assert answer.status_code == 200, answer.text
    rows = staff.request("GET", "acquisition_spend?spent_on=eq.1999-01-01", headers=PROFILE).json()
    assert [row["amount_cents"] for row in rows] == [100]
    refused = acme.request("POST", "rpc/set_acquisition_spend", json=spend, headers=headers)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("address", "function"),
    [
        ("mrr/breakdown", "mrr_breakdown"),
        ("mrr/growth?grain=week&as_of=2026-01-31", "mrr_movements?grain=week&as_of=2026-01-31"),
        ("trials/conversion", "trial_conversion"),
        ("churn?as_of=2026-01-31", "churn?as_of=2026-01-31"),
        ("cohorts/retention", "cohort_retention"),
        ("forecast?as_of=1999-01-01", "forecast?as_of=1999-01-01"),
        ("dashboard/summary?known_at=2026-01-31", "summary?known_at=2026-01-31"),
    ],
)
def test_the_original_addresses_answer(address: str, function: str, staff: Any, acme: Any) -> None:
    answer = staff.request("GET", f"analytics/{address}")
    meant = staff.request("GET", f"rpc/{function}", headers=PROFILE)
    assert (answer.status_code, answer.json()) == (meant.status_code, meant.json())
    assert acme.request("GET", f"analytics/{address}").status_code == 403
