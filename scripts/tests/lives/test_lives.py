"""Random lives of customers: our platform and a model that shares nothing with it agree.

A hundred lives, in `make soak` a thousand; LIVES=n says otherwise. People buy, change, pause,
redeem, leave, owe and pay late; after each round the platform is compared with the model in all
that a customer can see, and in the end all revenue, as of every round.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sidecar.embedded_stripe.server import EmbeddedStripe
from sidecar.tests.embedded_stripe.doubles import DAY, KEY, SECRET, Receiver, Shop
from tests.lives.model import COUPONS, Customer
from tests.lives.world import Person, World
from tests.stripe.conftest import opened, template
from unison_cli.testing import Stack, amount

__all__ = ["template"]

AT_ONCE = 20
LIVES = amount("LIVES", test=100, soak=1000)

PLANS = st.tuples(
    st.sampled_from(["starter", "professional"]), st.sampled_from(["monthly", "annual"])
)
# What somebody would do, if the platform has it at that moment: one of what there is.
WISH = st.fixed_dictionaries(
    {
        "choice": st.integers(0, 59),
        "subscribe": PLANS,
        "change": PLANS,
        "users": st.integers(0, 5),
        "refuse": st.sampled_from([1, 2, 5, 9]),
        "pause": st.sampled_from([2, 9, 33]),
        "coupon": st.sampled_from(list(COUPONS)),
    }
)
ROUNDS = 6
LIFE = st.lists(WISH, min_size=ROUNDS, max_size=ROUNDS)
# Ends of months, the 29th of February, the nights in which clocks are changed.
STARTS = st.sampled_from(
    [(2027, 1, 31), (2027, 3, 13), (2027, 10, 30), (2028, 1, 29), (2028, 2, 28), (2028, 8, 31)]
)
# Days that pass, and whether our jobs were away meanwhile.
GAPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([0, 1, 3, 8, 14, 31, 33, 40]), st.just(False)),
        st.tuples(st.integers(2, 6), st.just(True)),
    ),
    min_size=ROUNDS,
    max_size=ROUNDS,
)
# Days after which the account gives an unpaid subscription up: before or after our own policy has
# restricted it.
PATIENCE = st.sampled_from([8, 25])


def take(person: Person, model: Customer, wish: dict[str, Any]) -> str:
    """Do one of what can be done, on both sides; return what was done."""
    possible = [name for name in TAKEN if model.can(name)]
    place = wish["choice"] % (len(possible) + 1)
    if place == len(possible):
        return "rest"
    name = possible[place]
    return TAKEN[name](person, model, *([wish[name]] if name in wish else [])) or name


def change(person: Person, model: Customer, wish: tuple[str, str]) -> str:
    """Take another plan or cycle: more at once, less at the end of the period."""
    if wish == (model.plan, model.cycle):
        return "rest"
    person.ask("change_plan", *wish)
    if model.is_more(*wish):
        model.change(person.billed_at(), *wish)
        return "more"
    model.pending["plan"] = wish
    return "less"


def set_users(person: Person, model: Customer, count: int) -> str:
    """Have more users at once, or fewer from the next period on."""
    if count == model.users:
        return "rest"
    person.ask("set_add_on", "users", count)
    if count > model.users:
        model.set_users(person.billed_at(), count)
        return "more users"
    model.pending["users"] = count
    return "fewer users"


def redeem(person: Person, model: Customer, code: str) -> str | None:
    """Redeem a coupon, each once."""
    if code in model.redeemed:
        return "rest"
    at = person.world.now()
    person.ask("apply_coupon", code)
    model.redeem(at, code)
    return None


def take_back(person: Person, model: Customer) -> None:
    """Take back what was to change."""
    person.ask("cancel_pending_change")
    model.pending = {}


def leave(person: Person, model: Customer) -> None:
    """Ask for the end of the subscription."""
    person.ask("cancel_subscription", "too_expensive", None, True)
    model.leave()


def stay(person: Person, model: Customer) -> None:
    """Think better of it."""
    person.ask("undo_cancellation")
    model.leaves = False


def refuse(person: Person, model: Customer, count: int) -> None:
    """Have the bank refuse the next attempts."""
    person.refuse(count)
    model.refusals = count


def resume(person: Person, model: Customer) -> None:
    """End a pause before its time."""
    person.ask("resume_subscription")
    model.resume()


TAKEN: dict[str, Callable[..., str | None]] = {
    "subscribe": lambda person, model, wish: model.subscribe(person.subscribe(*wish), *wish),
    "change": change,
    "users": set_users,
    "take back": take_back,
    "leave": leave,
    "stay": stay,
    "refuse": refuse,
    "new card": lambda person, model: model.retry(person.replace_card()),
    "pause": lambda person, model, days: model.pause(person.pause(days)),
    "resume": resume,
    "coupon": redeem,
}


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


def lead(world: World, lives: list[Any], gaps: list[Any], patience: int) -> Counter[str]:
    """Lead lives side by side, and compare after each round; return what they were made of."""
    done: Counter[str] = Counter()
    people = [Person(world) for _ in lives]
    models = [Customer(person.signed_up, patience * DAY) for person in people]
    diaries: list[list[str]] = [[] for _ in lives]
    revenue: dict[int, int] = {}
    world.settle()
    for number, (days, at_once) in enumerate(gaps):
        for person, model, life, diary in zip(people, models, lives, diaries, strict=True):
            diary.append(take(person, model, life[number]))
        # Two hours more: what is billed at the end of a period is collected an hour later.
        for now in [*world.pass_days(days, at_once=at_once), *world.move(7_200)]:
            for model in models:
                model.pass_until(now)
        for person, model, life, diary in zip(people, models, lives, diaries, strict=True):
            check(person, model, (diary, life[: number + 1], gaps[: number + 1]))
        revenue[now] = sum(model.arr for model in models)
        # What is done next is not of the second that was looked at.
        world.set_clocks(now + 1)
    # What was true then is still known, whatever was heard since.
    assert world.revenue(list(revenue)) == list(revenue.values()), (lives, gaps)
    assert world.broken() == set(), (lives, gaps)
    for model, diary in zip(models, diaries, strict=True):
        done.update(diary)
        done["bill"] += len(model.bills)
        done["refused"] += model.letters["payment_failed"]
        done["reminded"] += model.letters["payment_reminder"]
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
        # Whoever differs is told with what led to it; to look for a shorter way takes very long.
        phases=[Phase.generate],
        # The same lives in every run: what changes from day to day is for the long form.
        derandomize=LIVES <= 100,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(STARTS, st.lists(LIFE, min_size=AT_ONCE, max_size=AT_ONCE), GAPS, PATIENCE)
    def led(start: tuple[int, int, int], lives: list[Any], gaps: list[Any], patience: int) -> None:
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
                shop.control("dunning", retry_days=[patience], end="cancel", give_up_invoice=True)
                began = calendar.timegm(datetime(*start, 9, tzinfo=UTC).timetuple())
                world = World(books, shop, receiver, began)
                try:
                    done.update(lead(world, lives, gaps, patience))
                finally:
                    world.close()
        finally:
            server.stop()
            receiver.close()

    led()
    if LIVES == 100:
        # Lives in which nothing happens would agree, too; others are as chance has them.
        steps = {"subscribe", "more", "less", "more users", "fewer users", "coupon", "pause"}
        steps |= {"resume", "take back", "leave", "stay", "refuse", "new card"}
        ends = {"bill", "refused", "reminded", "active", "paused", "canceled"}
        assert not {one for one in steps | ends if not done[one]}, done


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
