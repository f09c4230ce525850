"""Random lives of customers: our platform and a model that shares nothing with it agree.

A hundred lives, in `make soak` a thousand; LIVES=n says otherwise.
"""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.embedded_stripe.server import EmbeddedStripe
from sidecar.tests.embedded_stripe.doubles import KEY, SECRET, Receiver, Shop
from tests.lives.model import Customer
from tests.lives.world import Person, World
from tests.stripe.conftest import opened, template
from unison_cli.testing import Stack, amount

__all__ = ["template"]

AT_ONCE = 10
LIVES = amount("LIVES", test=100, soak=1000)

PLANS = st.tuples(
    st.sampled_from(["starter", "professional"]), st.sampled_from(["monthly", "annual"])
)
SUBSCRIBE = st.tuples(st.just("subscribe"), PLANS)
STEPS = st.one_of(
    st.just(("rest",)),
    SUBSCRIBE,
    st.tuples(st.just("change"), PLANS),
    st.just(("leave",)),
    st.just(("stay",)),
    st.tuples(st.just("refuse"), st.integers(1, 4)),
)
ROUNDS = 6
# Most buy early: there is more to see then.
LIFE = st.tuples(
    st.one_of(SUBSCRIBE, SUBSCRIBE, STEPS),
    st.lists(STEPS, min_size=ROUNDS - 1, max_size=ROUNDS - 1),
).map(lambda life: [life[0], *life[1]])
# Ends of months, the 29th of February, the nights in which clocks are changed.
STARTS = st.sampled_from(
    [(2027, 1, 31), (2027, 3, 13), (2027, 10, 30), (2028, 1, 29), (2028, 2, 28), (2028, 8, 31)]
)
GAPS = st.lists(st.sampled_from([0, 1, 3, 8, 14, 31, 40]), min_size=ROUNDS, max_size=ROUNDS)


def take(person: Person, model: Customer, step: Any) -> str:
    """Do a step on both sides, if the platform has it at this moment; return what was done."""
    name, *rest = step
    if name == "rest" or not model.can(name):
        return "rest"
    if name == "subscribe":
        model.subscribe(person.subscribe(*rest[0]), *rest[0])
    elif name == "change":
        if not model.is_more(*rest[0]):
            return "rest"
        person.ask("change_plan", *rest[0])
        model.change(person.billed_at(), *rest[0])
    elif name == "leave":
        person.ask("cancel_subscription", "too_expensive", None, True)
        model.leave()
    elif name == "stay":
        person.ask("undo_cancellation")
        model.leaves = False
    elif name == "refuse":
        person.refuse(rest[0])
        model.refuse(rest[0])
    return str(name)


def expected_letters(model: Customer) -> Counter[str]:
    """Return the model's letters by the kinds that letters have here."""
    found: Counter[str] = Counter()
    for name, count in model.letters.items():
        found["trial_ending" if name.startswith("ends in") else name] += count
    return found


def check(person: Person, model: Customer, told: Any) -> None:
    """Compare all that a customer can see."""
    assert person.standing() == (model.status, model.access, model.arr), told
    assert person.bills() == model.bills, told
    assert person.letters() == expected_letters(model), told


def lead(world: World, lives: list[Any], gaps: list[int]) -> Counter[str]:
    """Lead lives side by side, and compare after each round; return what they were made of."""
    done: Counter[str] = Counter()
    people = [Person(world) for _ in lives]
    models = [Customer(person.signed_up) for person in people]
    world.settle()
    for number, gap in enumerate(gaps):
        for person, model, life in zip(people, models, lives, strict=True):
            done[take(person, model, life[number])] += 1
        # Two hours more: what is billed at the end of a period is collected an hour later.
        for now in [*world.pass_days(gap), world.move(7_200)]:
            for model in models:
                model.pass_until(now)
        for person, model, life in zip(people, models, lives, strict=True):
            check(person, model, (life[: number + 1], gaps[: number + 1]))
    for model in models:
        done["bill"] += len(model.bills)
        done["refused"] += model.letters["payment_failed"]
        done[model.status] += 1
    return done


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_random_lives_are_what_the_model_says(
    stack: Stack, template: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    done: Counter[str] = Counter()

    @settings(
        max_examples=max(1, LIVES // AT_ONCE),
        deadline=None,
        # The same lives in every run: what changes from day to day is for the long form.
        derandomize=LIVES <= 100,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(STARTS, st.lists(LIFE, min_size=AT_ONCE, max_size=AT_ONCE), GAPS)
    def led(start: tuple[int, int, int], lives: list[Any], gaps: list[int]) -> None:
        folder = tmp_path_factory.mktemp("life")
        receiver = Receiver()
        server = EmbeddedStripe(
            port=0, state=folder, api_key=KEY, webhook_url=receiver.url, webhook_secret=SECRET
        )
        server.start()
        try:
            with opened(stack, template, _made(folder / "state")) as books:
                shop = Shop(server.url)
                # The account gives up after one retry of its own: within the month.
                shop.control("dunning", retry_days=[8], end="cancel", give_up_invoice=True)
                began = calendar.timegm(datetime(*start, 9, tzinfo=UTC).timetuple())
                world = World(books, shop, receiver, began)
                try:
                    done.update(lead(world, lives, gaps))
                finally:
                    world.close()
        finally:
            server.stop()
            receiver.close()

    led()
    if LIVES >= 100:
        # Lives in which nothing happens would agree, too.
        steps = ("subscribe", "change", "leave", "stay", "refuse", "bill", "refused", "canceled")
        assert all(done[step] for step in steps), done


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
