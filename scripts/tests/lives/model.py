"""What should become of a customer: a second opinion, of nothing but dates and arithmetic.

It knows what is promised, not SQL nor the code beside it: amounts in cents, times in seconds
since 1970. The world tells it at which seconds things are done; it tells what must have come of it.
"""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

DAY = 86_400
HOUR = 3_600
TRIAL_DAYS = 14
LETTERS_BEFORE_END = (7, 3, 1)
PRICES = {
    ("starter", "monthly"): 4_900,
    ("starter", "annual"): 52_900,
    ("professional", "monthly"): 19_900,
    ("professional", "annual"): 214_900,
}
MONTHS = {"monthly": 1, "annual": 12}

# The account's own retry after the last of ours, and then the subscription is given up.
LAST_ATTEMPT = 8 * DAY
REMINDERS = (3 * DAY, 7 * DAY)


def later(anchor: int, months: int) -> int:
    """Return the same day and time so many months later, or the last day of a month without it."""
    start = datetime.fromtimestamp(anchor, UTC)
    count = start.year * 12 + start.month - 1 + months
    year, month = count // 12, count % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def share(amount: int, left: int, whole: int) -> int:
    """Return the part of an amount for what is left of a time: the nearest cent, halves up."""
    return (2 * amount * left + whole) // (2 * whole)


@dataclass
class Invoice:
    """One bill."""

    total: int
    created: int
    status: str
    attempts: list[int] = field(default_factory=list)
    reminded: int = 0


@dataclass
class Customer:
    """An organization from its sign-up on."""

    signed_up: int
    now: int = 0
    status: str = "trialing"
    plan: str = ""
    cycle: str = ""
    anchor: int = 0
    number: int = 0
    leaves: bool = False
    was_subscribed: bool = False
    refusals: int = 0
    invoices: list[Invoice] = field(default_factory=list)
    credit: int = 0
    letters: Counter[str] = field(default_factory=lambda: Counter({"verify_email": 1}))

    # What the customer sees

    @property
    def access(self) -> str:
        """Return what the organization may do."""
        return "full" if self.status in ("trialing", "active", "past_due") else "read_only"

    @property
    def arr(self) -> int:
        """Return what the subscription brings in a year."""
        if self.status not in ("active", "past_due"):
            return 0
        return PRICES[self.plan, self.cycle] * (12 // MONTHS[self.cycle])

    @property
    def bills(self) -> list[tuple[str, int]]:
        """Return all invoices that were issued, by status and total."""
        return sorted((one.status, one.total) for one in self.invoices if one.status != "draft")

    # What the customer does

    def can(self, step: str) -> bool:
        """Tell whether the platform lets the customer do this now."""
        live = self.status == "active" and not any(
            one.status in ("draft", "open") for one in self.invoices
        )
        return {
            "subscribe": self.status in ("trialing", "suspended", "canceled"),
            "change": live and not self.leaves and self.refusals == 0,
            "leave": live and not self.leaves,
            "stay": live and self.leaves,
            "refuse": live and not self.leaves and self.refusals == 0 and self.cycle == "monthly",
        }[step]

    def is_more(self, plan: str, cycle: str) -> bool:
        """Tell whether this is more than what is paid for: a higher tier, or a longer cycle."""
        tier = PRICES[plan, self.cycle] - PRICES[self.plan, self.cycle]
        return tier > 0 or (tier == 0 and (cycle, self.cycle) == ("annual", "monthly"))

    def subscribe(self, at: int, plan: str, cycle: str) -> None:
        """Pay for a plan on the hosted page."""
        self.status, self.plan, self.cycle = "active", plan, cycle
        self.anchor, self.number = at, 1
        self.leaves, self.was_subscribed = False, True
        self._bill(at, PRICES[plan, cycle])

    def change(self, at: int, plan: str, cycle: str) -> None:
        """Take more, at once: what is left of the period is credited, the rest is billed."""
        left, whole = self.end - at, self.end - self.start
        unused = share(PRICES[self.plan, self.cycle], left, whole)
        if cycle == self.cycle:
            total = share(PRICES[plan, cycle], left, whole) - unused
        else:
            total = PRICES[plan, cycle] - unused
            self.anchor, self.number = at, 1
        self.plan, self.cycle = plan, cycle
        self.letters["plan_changed"] += 1
        self._bill(at, total)

    def leave(self) -> None:
        """Ask for the end, at the end of what is paid."""
        self.leaves = True
        self.letters["subscription_canceled"] += 1

    def refuse(self, count: int) -> None:
        """Let the bank refuse the next attempts to collect from this customer."""
        self.refusals = count

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
        """Let everything happen that falls due, as Stripe does and as the daily jobs do."""
        self.now = now
        self._collect(now)
        if self.was_subscribed and self.status in ("active", "past_due") and self.end <= now:
            self._renew()
            self._collect(now)
        self._remind(now)
        if self.status == "trialing":
            self._run_trial(now)

    def _run_trial(self, now: int) -> None:
        end = self.signed_up + TRIAL_DAYS * DAY
        for days in LETTERS_BEFORE_END:
            if end - days * DAY <= now < end and self.letters[f"ends in {days}"] == 0:
                self.letters[f"ends in {days}"] = 1
        if end <= now:
            self.status = "suspended"
            self.letters["trial_ended"] += 1

    def _renew(self) -> None:
        at = self.end
        if self.leaves:
            self.status = "canceled"
            return
        self.number += 1
        self.invoices.append(Invoice(PRICES[self.plan, self.cycle], at, "draft"))

    def _collect(self, now: int) -> None:
        for one in self.invoices:
            if one.status == "draft" and one.created + HOUR <= now:
                one.status = "open"
                if self._owed(one.total):
                    self._attempt(one, one.created + HOUR)
                else:
                    one.status = "paid"
            elif one.status == "open" and one.attempts[0] + LAST_ATTEMPT <= now:
                self._attempt(one, one.attempts[0] + LAST_ATTEMPT)
                if one.status == "open":
                    one.status = "uncollectible"
                    self.status = "canceled"
                    self.letters["subscription_canceled"] += 1

    def _remind(self, now: int) -> None:
        for one in self.invoices:
            while (
                one.status == "open"
                and one.reminded < len(REMINDERS)
                and one.attempts[0] + REMINDERS[one.reminded] <= now
            ):
                one.reminded += 1
                self._attempt(one, now)
                # What is paid before the letter leaves is not reminded of.
                self.letters["payment_reminder"] += one.status == "open"

    def _attempt(self, one: Invoice, at: int) -> None:
        one.attempts.append(at)
        if self.refusals:
            self.refusals -= 1
            if len(one.attempts) == 1:
                self.letters["payment_failed"] += 1
                self.status = "past_due"
            return
        one.status = "paid"
        self.status = "active"
        self.letters["payment_succeeded"] += 1

    def _bill(self, at: int, total: int) -> None:
        self.invoices.append(Invoice(total, at, "paid", [at]))
        # What credit has paid is no payment.
        self.letters["payment_succeeded"] += self._owed(total) > 0

    def _owed(self, total: int) -> int:
        """Return what is left to pay after the credit of earlier bills; keep what is too much."""
        owed = total - self.credit
        self.credit = max(-owed, 0)
        return max(owed, 0)
