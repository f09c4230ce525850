"""Many clicks at once, while the worker sends and records what they asked for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from typing import Any

import psycopg

CHOICES = [("starter", "monthly"), ("starter", "annual"), ("professional", "monthly")]


def test_eight_clicks_at_one_moment_are_one_checkout(sign_up: Callable[..., Any]) -> None:
    owner = sign_up("Nervous Works")

    def click(_: int) -> str:
        accepted = owner.call("start_checkout", plan_code="starter", cycle="monthly")
        assert accepted.status_code == 202, accepted.text
        return str(accepted.json()["id"])

    with ThreadPoolExecutor(8) as people:
        assert len(set(people.map(click, range(8)))) == 1
    assert len(owner.get("commands?kind=eq.checkout_session.create")) == 1
    assert len(owner.get("commands?kind=eq.customer.create")) == 1


def test_changing_one_s_mind_leaves_one_page(
    sign_up: Callable[..., Any], eventually: Callable[..., Any]
) -> None:
    owner = sign_up("Undecided Works")

    def choose(choice: tuple[str, str]) -> None:
        plan_code, billed = choice
        accepted = owner.call("start_checkout", plan_code=plan_code, cycle=billed)
        assert accepted.status_code == 202, accepted.text

    with ThreadPoolExecutor(4) as people:
        list(people.map(choose, islice(cycle(CHOICES), 60)))

    eventually(lambda: not owner.get("commands?status=in.(queued,running)"), seconds=20)
    assert owner.get("commands?status=neq.succeeded") == []
    assert len(owner.get("commands?kind=eq.customer.create")) == 1
    (usable,) = owner.get("checkout_sessions?url=not.is.null")
    others = owner.get(f"checkout_sessions?id=neq.{usable['id']}")
    assert {other["status"] for other in others} == {"expired"}


def test_a_command_whose_answer_is_being_recorded_holds_up_nobody(
    sign_up: Callable[..., Any], eventually: Callable[..., Any], database: psycopg.Connection
) -> None:
    owner = sign_up("Patient Works")
    first = owner.call("start_checkout", plan_code="starter", cycle="monthly").json()["id"]
    eventually(lambda: owner.get(f"commands?id=eq.{first}&status=eq.succeeded"))

    with database.transaction():
        # Whatever it answers, it has locked the command that the next one will depend on.
        database.execute("select billing.record_stripe_response(%s, 0, 500, null, null)", [first])
        accepted = owner.call("start_checkout", plan_code="starter", cycle="annual")
    assert accepted.status_code == 202, accepted.text
