"""What should become of a customer: a second opinion, of nothing but dates and arithmetic.

It knows what is promised, not SQL nor the code beside it: amounts in cents, times in seconds
since 1970. The world tells it at which seconds things are done; it tells what must have come of it.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction

DAY = 86_400
HOUR = 3_600
TRIAL_DAYS = 14
LETTERS_BEFORE_END = (1, 3, 7)
# What was long ago when we hear of it is no news, and brings no letter.
NEWS = 3 * DAY

PRICES = {
    ("starter", "monthly"): 4_900,
    ("starter", "annual"): 52_900,
    ("professional", "monthly"): 19_900,
    ("professional", "annual"): 214_900,
    ("users", "monthly"): 500,
    ("users", "annual"): 6_000,
}
MONTHS = {"monthly": 1, "annual": 12}
REMINDERS = (3 * DAY, 7 * DAY)
READ_ONLY_AFTER = 14 * DAY
SUSPENDED_AFTER = 21 * DAY


@dataclass(frozen=True)
class Coupon:
    """What a coupon takes off each bill, and for how many months; with 0 off one bill."""

    percent: Fraction = Fraction(0)
    amount: int = 0
    months: int | None = None


COUPONS = {
    "EIGHTH": Coupon(percent=Fraction(25, 2)),
    "FIFTH": Coupon(percent=Fraction(20), months=2),
    "TENNER": Coupon(amount=1_000),
    "HELLO": Coupon(percent=Fraction(50), months=0),
}


def later(anchor: int, months: int) -> int:
    """Return the same day and time so many months later, or the last day of a month without it."""
    start = datetime.fromtimestamp(anchor, UTC)
    count = start.year * 12 + start.month - 1 + months
    year, month = count // 12, count % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def rounded(value: Fraction) -> int:
    """Return the nearest whole number, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def share(amount: int, left: int, whole: int) -> int:
    """Return the part of an amount for what is left of a time."""
    return rounded(Fraction(amount * left, whole))


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Return parts of a total as large as the weights want, which add up to it."""
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [int(part) for part in exact]
    # The cents that are left go to those who lose most by rounding down.
    order = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


@dataclass
class Discount:
    """A coupon that was redeemed, and when it ends."""

    coupon: Coupon
    end: int | None = None

    def off(self, total: int) -> int:
        """Return what it takes off a total."""
        return min(rounded(total * self.coupon.percent / 100) or self.coupon.amount, total)


@dataclass
class Invoice:
    """One bill; `dunned` is when its dunning began, `steps` are the days of steps taken."""

    total: int
    created: int
    status: str
    attempts: list[int] = field(default_factory=list)
    dunned: int = 0
    steps: set[int] = field(default_factory=set)


@dataclass
class Customer:
    """An organization from its sign-up on.

    `last_attempt` is how long after the first the account tries for the last time by itself, and
    then gives the subscription up.
    """

    signed_up: int
    last_attempt: int
    now: int = 0
    status: str = "trialing"
    is_read_only: bool = False
    plan: str = ""
    cycle: str = ""
    users: int = 0
    anchor: int = 0
    number: int = 0
    leaves: bool = False
    is_subscribed: bool = False
    resumes_at: int | None = None
    refusals: int = 0
    pending: dict[str, tuple[str, str] | int] = field(default_factory=dict)
    discounts: list[Discount] = field(default_factory=list)
    redeemed: set[str] = field(default_factory=set)
    # What was billed of each item for the running period, and from when on.
    billed: dict[str, tuple[int, int]] = field(default_factory=dict)
    invoices: list[Invoice] = field(default_factory=list)
    credit: int = 0
    letters: Counter[str] = field(default_factory=lambda: Counter({"verify_email": 1}))

    # What the customer sees

    @property
    def access(self) -> str:
        """Return what the organization may do."""
        is_full = self.status in ("trialing", "active", "past_due") and not self.is_read_only
        return "full" if is_full else "read_only"

    @property
    def arr(self) -> int:
        """Return what the subscription brings in a year."""
        if self.status not in ("active", "past_due"):
            return 0
        times = 12 // MONTHS[self.cycle]
        total = sum(amount * times for amount in self.prices.values())
        for one in self._discounts(self.now):
            if one.coupon.months != 0:
                total -= min(
                    rounded(total * one.coupon.percent / 100) or one.coupon.amount * times, total
                )
        return total

    @property
    def bills(self) -> list[tuple[str, int]]:
        """Return all invoices that were issued, by status and total."""
        return sorted((one.status, one.total) for one in self.invoices if one.status != "draft")

    @property
    def prices(self) -> dict[str, int]:
        """Return what each item costs in a period."""
        found = {self.plan: PRICES[self.plan, self.cycle]}
        if self.users:
            found["users"] = PRICES["users", self.cycle] * self.users
        return found

    # What the customer does

    def can(self, step: str) -> bool:
        """Tell whether the platform lets the customer do this now, and the model can follow."""
        owes = any(one.status in ("draft", "open") for one in self.invoices)
        live = self.status == "active" and not owes and not self.leaves
        plain = live and self.refusals == 0 and not any(d.end == 0 for d in self.discounts)
        return {
            "subscribe": not self.is_subscribed and self.refusals == 0,
            "change": plain,
            "users": plain,
            "take back": bool(self.pending),
            "leave": not self.leaves and not owes and self.status in ("active", "paused"),
            "stay": self.leaves and not owes,
            "refuse": live and self.refusals == 0,
            "new card": any(one.status == "open" for one in self.invoices),
            "pause": plain and not self.pending,
            "resume": self.status == "paused",
            "coupon": live,
        }[step]

    def is_more(self, plan: str, cycle: str) -> bool:
        """Tell whether this is more than what is paid for: a higher tier, or a longer cycle."""
        tier = PRICES[plan, self.cycle] - PRICES[self.plan, self.cycle]
        return tier > 0 or (tier == 0 and (cycle, self.cycle) == ("annual", "monthly"))

    def subscribe(self, at: int, plan: str, cycle: str) -> None:
        """Pay for a plan on the hosted page."""
        self.status, self.plan, self.cycle, self.users = "active", plan, cycle, 0
        self.anchor, self.number = at, 1
        self.leaves, self.is_subscribed, self.resumes_at = False, True, None
        self.discounts, self.pending, self.is_read_only = [], {}, False
        self._bill(at, self._bill_period())

    def change(self, at: int, plan: str, cycle: str) -> None:
        """Take more, at once: what is left of the period is credited, the rest is billed."""
        if cycle == self.cycle:
            credit = self._unused(self.plan, at)
            self.plan = plan
            total = self._rest(plan, at) - credit
        else:
            credit = sum(self._unused(name, at) for name in self.prices)
            self.plan, self.cycle = plan, cycle
            self.anchor, self.number = at, 1
            total = self._bill_period() - credit
        self.pending.pop("plan", None)
        self.letters["plan_changed"] += 1
        self._bill(at, total)

    def set_users(self, at: int, count: int) -> None:
        """Have more of the add-on, at once."""
        credit = self._unused("users", at) if self.users else 0
        self.users = count
        self.pending.pop("users", None)
        self.letters["plan_changed"] += 1
        self._bill(at, self._rest("users", at) - credit)

    def leave(self) -> None:
        """Ask for the end, at the end of what is paid."""
        self.leaves = True
        self.letters["subscription_canceled"] += 1

    def pause(self, until: int) -> None:
        """Pay nothing and write nothing, until a moment."""
        self.status, self.resumes_at = "paused", until

    def resume(self) -> None:
        """End a pause."""
        self.status, self.resumes_at = "active", None

    def redeem(self, at: int, code: str) -> None:
        """Pay less from the next bill on."""
        months = COUPONS[code].months
        self.redeemed.add(code)
        self.discounts.append(Discount(COUPONS[code], later(at, months) if months else months))

    def retry(self, at: int) -> None:
        """Have what is owed collected once more, at once."""
        self.now = at
        for one in self.invoices:
            if one.status == "open":
                self._attempt(one, at)

    # What time does

    @property
    def start(self) -> int:
        """Return when the running period began."""
        return later(self.anchor, MONTHS[self.cycle] * (self.number - 1))

    @property
    def end(self) -> int:
        """Return when the running period ends."""
        return later(self.anchor, MONTHS[self.cycle] * self.number)

    def pass_until(self, now: int) -> None:
        """Let everything happen that falls due at Stripe, in its order; then our jobs run."""
        self.now = now
        while due := min(self._due(), default=None):
            at, what, place = due
            if at > now:
                break
            if what == "resume":
                self.resume()
            elif what == "renew":
                self._renew(at)
            else:
                self._collect(self.invoices[place], at)
        # Our jobs ask Stripe a few minutes before the end of a period.
        if self.pending and not self.leaves and self.end - 10 * 60 <= now:
            self._apply_pending()
        for one in self.invoices:
            self._take_steps(one)
        if self.status == "trialing":
            self._run_trial()

    def _due(self) -> Iterator[tuple[int, str, int]]:
        if self.is_subscribed:
            yield self.end, "renew", 0
            if self.resumes_at is not None:
                yield self.resumes_at, "resume", 0
        for place, one in enumerate(self.invoices):
            if one.status == "draft":
                yield one.created + HOUR, "collect", place
            elif one.status == "open":
                yield one.attempts[0] + self.last_attempt, "collect", place

    def _renew(self, at: int) -> None:
        if self.leaves:
            self._end()
            return
        self.number += 1
        self.discounts = self._discounts(at)
        self.invoices.append(Invoice(self._bill_period(), at, "draft"))

    def _apply_pending(self) -> None:
        for wanted in self.pending.values():
            self.letters["plan_changed"] += 1
            if isinstance(wanted, int):
                self.users = wanted
                continue
            self.plan, cycle = wanted
            if cycle != self.cycle:
                # Until the period's end nothing is to pay, and so says a bill.
                self.anchor, self.number, self.cycle = self.end, 0, cycle
                self._bill(self.now, 0)
        self.pending = {}

    def _collect(self, one: Invoice, at: int) -> None:
        if one.status == "open":
            self._attempt(one, at)
            if one.status == "open":
                one.status = "uncollectible"
                self._end()
                self._tell("subscription_canceled", at)
            return
        if self.status == "paused":
            one.status = "void"
            return
        one.status = "open"
        if self._owed(one.total):
            self._attempt(one, at)
        else:
            one.status = "paid"

    def _end(self) -> None:
        self.status, self.is_subscribed, self.is_read_only = "canceled", False, False
        self.resumes_at, self.leaves, self.pending = None, False, {}

    def _attempt(self, one: Invoice, at: int) -> None:
        one.attempts.append(at)
        if not self.refusals:
            one.status = "paid"
            self.status, self.is_read_only = "active", False
            self._tell("payment_succeeded", at)
            return
        self.refusals -= 1
        if len(one.attempts) == 1:
            self.status = "past_due"
            # Nobody is hurried for what we hear of late.
            one.dunned = at if at >= self.now - NEWS else self.now
            self.letters["payment_failed"] += 1

    def _take_steps(self, one: Invoice) -> None:
        """Remind, retry and restrict, each once; of what is due together the newest counts."""
        if one.status != "open":
            return
        every = (*REMINDERS, READ_ONLY_AFTER, SUSPENDED_AFTER)
        due = [step for step in every if one.dunned + step <= self.now]
        new = set(due) - one.steps
        one.steps |= new
        if SUSPENDED_AFTER in new:
            self.status = "suspended"
        elif READ_ONLY_AFTER in new:
            self.is_read_only = True
        if new.intersection([step for step in due if step in REMINDERS][-1:]):
            self._attempt(one, self.now)
            # What is paid before the letter leaves is not reminded of.
            self.letters["payment_reminder"] += one.status == "open"

    def _run_trial(self) -> None:
        end = self.signed_up + TRIAL_DAYS * DAY
        if end <= self.now:
            self.status = "suspended"
            self.letters["trial_ended"] += 1
            return
        for days in LETTERS_BEFORE_END:
            if end - days * DAY <= self.now:
                self.letters[f"ends in {days}"] = 1
                return

    def _tell(self, letter: str, at: int) -> None:
        self.letters[letter] += at >= self.now - NEWS

    # Sums

    def _discounts(self, at: int) -> list[Discount]:
        return [one for one in self.discounts if not one.end or one.end > at]

    def _bill_period(self) -> int:
        """Note what the running period costs, item by item, and return the sum."""
        nets = list(self.prices.values())
        for one in self._discounts(self.start):
            nets = [
                net - part for net, part in zip(nets, spread(one.off(sum(nets)), nets), strict=True)
            ]
        self.billed = {name: (net, self.start) for name, net in zip(self.prices, nets, strict=True)}
        self.discounts = [one for one in self.discounts if one.end != 0]
        return sum(nets)

    def _unused(self, name: str, at: int) -> int:
        """Return what is left of what was billed for an item."""
        amount, since = self.billed[name]
        return share(amount, self.end - at, self.end - since)

    def _rest(self, name: str, at: int) -> int:
        """Note and return what an item costs for the rest of the period."""
        whole = left = sum(self.prices.values())
        for one in self._discounts(at):
            left -= one.off(left)
        amount = rounded(Fraction(self.prices[name] * left, whole))
        amount = share(amount, self.end - at, self.end - self.start)
        self.billed[name] = amount, at
        return amount

    def _bill(self, at: int, total: int) -> None:
        self.invoices.append(Invoice(total, at, "paid", [at]))
        # What credit has paid is no payment.
        self.letters["payment_succeeded"] += self._owed(total) > 0

    def _owed(self, total: int) -> int:
        """Return what is left to pay after the credit of earlier bills; keep what is too much."""
        owed = total - self.credit
        self.credit = max(-owed, 0)
        return max(owed, 0)
