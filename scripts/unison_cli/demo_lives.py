"""The story of the demo book: who signs up when, and what becomes of them. A fiction, drawn once.

Nothing here knows the time of day or the platform: the same last day gives the same story. The
draws of an organization come from its number, and it signs up where that stands in the whole.
"""

from __future__ import annotations

import calendar
import math
import random
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MONTHS = 36
DAY = 86_400
HOUR = 3_600
TRIAL_DAYS = 14

USAGE_DAYS = 30
"""For how many days back the calls of programs are told; earlier ones come too late."""

FIRST_WORDS = (
    "Alder Amber Anvil Arbor Basalt Beacon Birch Bramble Bronze Cedar Cinder Cobalt Copper Coral "
    "Crest Delta Ember Fern Flint Garnet Granite Harbor Hazel Heron Indigo Iron Juniper Larch "
    "Linden Maple Marble Meadow Moss Oak Onyx Opal Pine Quartz Ridge River Rowan Saffron Slate "
    "Spruce Sterling Summit Tarn Timber Umber Willow"
)
SECOND_WORDS = (
    "Bearings Boilers Brewing Cables Castings Ceramics Coatings Components Dairy Fabrics Fasteners "
    "Foods Forge Foundry Gears Glass Instruments Joinery Labels Lighting Machining Metals Mills "
    "Molding Optics Packaging Papers Plastics Polymers Presses Pumps Springs Textiles Tools Valves"
)

SEASON = (1.15, 1.1, 1.1, 1.0, 1.0, 0.9, 0.75, 0.7, 1.15, 1.2, 1.05, 0.65)
"""How many sign up in a calendar month, to an ordinary one."""

LEAVING = (1.3, 1.1, 1.0, 0.95, 0.9, 0.95, 1.1, 1.0, 0.9, 0.9, 0.95, 1.25)
"""How many give notice in a calendar month, to an ordinary one."""

GROWTH = 1.015
"""By which sign-ups grow from month to month."""

CAMPAIGN = 20
"""In this month a campaign brings half as many again, who buy less and leave sooner."""

MATURE = 15
"""From this month on the product does more: of those who try it more buy, and fewer leave."""

REASONS = (
    ("too_expensive", 24),
    ("missing_features", 18),
    ("unused", 17),
    ("switched_service", 13),
    ("too_complex", 8),
    ("business_closed", 7),
    ("customer_service", 4),
    ("low_quality", 3),
    ("other", 6),
)
TIERS = ("starter", "professional", "enterprise")
SITES = (1, 5, 30)
LEAVING_A_MONTH = {"starter": 0.055, "professional": 0.033, "enterprise": 0.012}


@dataclass(frozen=True)
class Step:
    """Something that happens at a second (UTC)."""

    at: int
    """When."""


@dataclass(frozen=True)
class Remind(Step):
    """The job that reminds of a trial's end has its hour."""


@dataclass(frozen=True)
class Expire(Step):
    """The job that ends trials has its hour."""


@dataclass(frozen=True)
class Dun(Step):
    """The job that follows unpaid bills has its hour; what it charges anew is declined."""


@dataclass(frozen=True)
class Grow(Step):
    """Plants are added."""

    plants: int


@dataclass(frozen=True)
class Join(Step):
    """Somebody is invited, and accepts."""

    role: str


@dataclass(frozen=True)
class Report(Step):
    """Programs have called: so often on each of the days before, the latest last."""

    calls: tuple[int, ...]


@dataclass(frozen=True)
class Subscribe(Step):
    """A plan is bought and paid for."""

    plan: str
    cycle: str
    add_ons: tuple[tuple[str, int], ...]
    coupon: str | None


@dataclass(frozen=True)
class Change(Step):
    """Another plan or cycle, or more add-ons, from the renewal of this moment on."""

    plan: str
    cycle: str
    add_ons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Renew(Step):
    """A period begins, and its bill is paid an hour later, or not."""

    is_paid: bool


@dataclass(frozen=True)
class Pay(Step):
    """What was declined is paid after all."""


@dataclass(frozen=True)
class GiveNotice(Step):
    """The end is asked for, at the end of the period, for a reason."""

    reason: str


@dataclass(frozen=True)
class End(Step):
    """The subscription ends."""

    is_unpaid: bool


@dataclass(frozen=True)
class Life:
    """An organization, from its sign-up to the last day."""

    number: int
    name: str
    signed_up_at: int
    steps: tuple[Step, ...]

    @property
    def address(self) -> str:
        """Return the founder's mail address, at which nobody can be reached."""
        return self.address_of("founder")

    def address_of(self, role: str) -> str:
        """Return the address of somebody there."""
        return f"{role}@{self.name.lower().replace(' ', '-')}.invalid"


def month_of(until: date, index: int) -> date:
    """Return the first day of a month of the book; the last, in which `until` lies, is MONTHS."""
    count = until.year * 12 + until.month - 1 - MONTHS + index
    return date(count // 12, count % 12 + 1, 1)


def spend_of(index: int, sign_ups: int) -> int:
    """Return what was spent in a month to win customers, in cents."""
    return round(sign_ups * (21_000 + 150 * index) * (1.6 if index == CAMPAIGN else 1))


def sign_ups(organizations: int, until: date) -> list[int]:
    """Return how many sign up in each month, from the first to the one of `until`."""
    weights = []
    for index in range(MONTHS + 1):
        month = month_of(until, index)
        weight = GROWTH**index * SEASON[month.month - 1] * (1.5 if index == CAMPAIGN else 1)
        if index == MONTHS:
            weight *= (until.day - 1) / calendar.monthrange(until.year, until.month)[1]
        weights.append(weight)
    sums = [sum(weights[: index + 1]) for index in range(MONTHS + 1)]
    ends = [round(organizations * reached / sums[-1]) for reached in sums]
    return [end - start for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def lives(organizations: int, until: date) -> Iterator[Life]:
    """Tell the story of every organization, in the order in which they sign up."""
    number = 0
    for index, count in enumerate(sign_ups(organizations, until)):
        month = month_of(until, index)
        length = calendar.monthrange(month.year, month.month)[1]
        days = until.day - 1 if index == MONTHS else length
        for place in range(count):
            number += 1
            chance = random.Random(f"demo book {number}")  # noqa: S311  (a story, no secret)
            # Spread evenly, at some hour of business.
            day = month + timedelta(days=min(days - 1, days * place // count))
            at = _second(day) + chance.randrange(7 * HOUR, 19 * HOUR)
            yield Life(number, _name(number), at, tuple(_Telling(chance, index, at, until).tell()))


def _second(day: date) -> int:
    return calendar.timegm(day.timetuple())


def _name(number: int) -> str:
    """Return a name of its own for each: the second word changes with every round of the first."""
    firsts, seconds = FIRST_WORDS.split(), SECOND_WORDS.split()
    rounds, first = divmod(number - 1, len(firsts))
    name = f"{firsts[first]} {seconds[(first * 11 + rounds) % len(seconds)]}"
    generation = rounds // len(seconds)
    return f"{name} {generation + 1}" if generation else name


def later(anchor: int, months: int) -> int:
    """Return the same day and time so many months later, or the last day of a month without it."""
    start = datetime.fromtimestamp(anchor, UTC)
    count = start.year * 12 + start.month - 1 + months
    year, month = count // 12, count % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


class _Telling:
    """One life, told step by step until the last day."""

    def __init__(self, chance: random.Random, index: int, signed_up_at: int, until: date) -> None:
        self.chance = chance
        self.signed_up_at = signed_up_at
        self.end = _second(until)
        # Cohorts differ: by what the product could do then, and by whom the campaign brought.
        self.buying = (0.56 if index >= MATURE else 0.47) * (0.7 if index == CAMPAIGN else 1)
        self.leaving = (0.8 if index >= MATURE else 1.25) * (1.7 if index == CAMPAIGN else 1)
        self.coupon = "launch" if index == CAMPAIGN else None
        self.plan = chance.choices(TIERS, (52, 38, 10))[0]
        self.cycle = "annual" if chance.random() < (0.22, 0.3, 0.55)[self.tier] else "monthly"
        self.users = self.plants = 0
        self.sites = 1
        self.is_first = True

    @property
    def tier(self) -> int:
        return TIERS.index(self.plan)

    @property
    def add_ons(self) -> tuple[tuple[str, int], ...]:
        return tuple(
            (code, count)
            for code, count in (("plants", self.plants), ("users", self.users))
            if count
        )

    @property
    def months(self) -> int:
        return 12 if self.cycle == "annual" else 1

    def tell(self) -> list[Step]:
        """Return all steps but the sign-up, in their order."""
        told = sorted(self._steps(), key=lambda step: step.at)
        return [step for step in told if step.at < self.end]

    def _people(self, at: int) -> Iterator[Step]:
        """Tell who joins after a purchase, and how much more is produced."""
        for place, role in enumerate(("billing", "member", "admin")[: self.tier + 1]):
            if self.is_first and self.tier and self.chance.random() < 0.6:
                yield Join(at + (place + 2) * DAY, role)
        more = self.chance.randrange(1, 4) * self.tier
        if 0 < more <= SITES[self.tier] - self.sites:
            self.sites += more
            yield Grow(at + DAY, more)
        self.is_first = False

    def _steps(self) -> Iterator[Step]:
        trial_end = self.signed_up_at + TRIAL_DAYS * DAY
        yield Grow(self.signed_up_at + HOUR, self.sites)
        bought = None
        if self.chance.random() < self.buying:
            # Most decide near the end; some weeks later, when nothing can be written any more.
            days = self.chance.choices(
                (*range(1, TRIAL_DAYS + 1), 17, 21, 26, 40),
                (3, 3, 3, 2, 3, 4, 4, 3, 3, 4, 6, 9, 14, 12, 6, 4, 3, 2),
            )[0]
            bought = self.signed_up_at + days * DAY - self.chance.randrange(HOUR, 6 * HOUR)
        for before in (7, 3, 1):
            if bought is None or bought > trial_end - before * DAY:
                yield Remind(trial_end - before * DAY + 60)
        if bought is None or bought > trial_end:
            yield Expire(trial_end + HOUR)
        while bought is not None and bought < self.end:
            ended = yield from self._subscription(bought)
            bought = None
            if ended is not None and self.chance.random() < 0.16:
                self.coupon = None
                bought = ended + round(self.chance.expovariate(1 / 110) * DAY) + 12 * DAY
                self.leaving *= 0.8

    def _subscription(self, at: int) -> Generator[Step, None, int | None]:
        """Tell a subscription from its purchase; return when it ended, if it did."""
        if self.tier and self.chance.random() < 0.35:
            self.users = self.chance.randrange(2, 12)
        if self.coupon is None and self.chance.random() < 0.07:
            self.coupon = "partner"
        yield Subscribe(at, self.plan, self.cycle, self.add_ons, self.coupon)
        yield from self._people(at)
        anchor, number, start = at, 0, at
        while (renewal := later(anchor, number := number + self.months)) < self.end:
            if self._leaves(renewal, number):
                reason = self.chance.choices(*zip(*REASONS, strict=True))[0]
                # Notice is given at some time in the period, but not in its first or last hours.
                length = renewal - start
                yield GiveNotice(
                    start + round(length * self.chance.uniform(0.2, 0.95)), str(reason)
                )
                yield End(renewal, is_unpaid=False)
                return renewal
            if self._changes():
                yield Change(renewal, self.plan, self.cycle, self.add_ons)
                anchor, number = renewal, 0
            if self.chance.random() < 0.035:
                ended = yield from self._decline(renewal)
                if ended is not None:
                    return ended
            else:
                yield Renew(renewal, is_paid=True)
            start = renewal
        if self._leaves(renewal, number):
            # The end is known already, and lies ahead.
            asked = start + round((renewal - start) * self.chance.uniform(0.2, 0.95))
            yield GiveNotice(asked, "too_expensive" if self.tier else "unused")
        if self.tier:
            usual = self.chance.randrange(200, 2_000) * self.tier
            calls = (round(usual * self.chance.uniform(0.6, 1.4)) for _ in range(USAGE_DAYS))
            yield Report(self.end - 1, tuple(calls))
        return None

    def _leaves(self, at: int, months: int) -> bool:
        """Draw whether a period is the last; the longer they stay, the longer they stay."""
        season = LEAVING[datetime.fromtimestamp(at, UTC).month - 1]
        monthly = LEAVING_A_MONTH[self.plan] * self.leaving * season
        tenure = 0.45 + 0.9 * math.exp(-months / 7)
        chance = 1 - (1 - min(monthly * tenure, 0.9)) ** self.months
        return self.chance.random() < chance * (0.8 if self.cycle == "annual" else 1)

    def _changes(self) -> bool:
        """Draw what becomes of the contract at a renewal; tell whether anything does."""
        drawn = self.chance.random() / (3 if self.cycle == "annual" else 1)
        if drawn < 0.02 and self.tier < 2:
            self.plan = TIERS[self.tier + (1 if self.tier == 0 or drawn < 0.004 else 0)]
            self.users = self.users or 4
        elif drawn < 0.028 and self.tier > 0:
            self.plan, self.users, self.plants = TIERS[self.tier - 1], 0, 0
        elif drawn < 0.065 and self.tier > 0:
            self.users += self.chance.randrange(1, 6)
        elif drawn < 0.075 and self.tier == 1:
            self.plants += 1
        elif drawn < 0.085 and self.users > 3:
            self.users -= 3
        elif drawn < 0.1 and self.cycle == "monthly":
            self.cycle = "annual"
        else:
            return False
        return True

    def _decline(self, renewal: int) -> Generator[Step, None, int | None]:
        """Tell of a bill that the bank declines; return when the subscription ended, if it did."""
        yield Renew(renewal, is_paid=False)
        declined = renewal + HOUR
        # Soon, after a reminder, just before or after the restrictions, or never.
        days = self.chance.choices((1, 2, 4, 8, 15, 23, None), (24, 22, 18, 10, 5, 5, 16))[0]
        for day in (3, 7, 14, 21):
            if days is None or day < days:
                yield Dun(declined + day * DAY + HOUR)
        if days is not None:
            yield Pay(declined + days * DAY + 2 * HOUR)
            return None
        ended = declined + 27 * DAY
        yield End(ended, is_unpaid=True)
        return ended if ended < self.end else None
