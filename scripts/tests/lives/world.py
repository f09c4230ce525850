"""Our database beside the embedded Stripe, on one clock: whatever either side waits for is done."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from typing import Any

import psycopg
import stripe
from psycopg.rows import tuple_row

from sidecar.tests.embedded_stripe.doubles import DAY, KEY, Receiver, Shop
from tests.lives.model import COUPONS
from tests.stripe.books import Books
from unison_cli import stripe_catalog
from unison_cli.testing import broken_invariants


class World:
    """Time, the two sides, and the people of one example."""

    def __init__(self, books: Books, shop: Shop, receiver: Receiver, start: int) -> None:
        """Begin at a second, with the prices and coupons known to both sides."""
        self.shop = shop
        self.receiver = receiver
        self.seen = 0
        self.sent: list[tuple[str, str, str]] = []
        self.address = books.owner
        self.owner = psycopg.connect(books.owner, autocommit=True, row_factory=tuple_row)
        self.sidecar = psycopg.connect(
            books.address("sidecar"), autocommit=True, row_factory=tuple_row
        )
        self.jobs = [
            name for (name,) in self.rows("select function from jobs.registry where is_per_clock")
        ]
        # What a crash would lose is thrown away with the database.
        for connection in (self.owner, self.sidecar):
            connection.execute("set synchronous_commit = off")
        self.rows("select util.set_setting('password_hash_cost', '4')")
        self.set_clocks(start)
        self.rows(
            "select set_config('identity.user_id', identity.create_user("
            "'staff@example.com', 'correct horse battery', 'Staff')::text, false)"
        )
        for code, coupon in COUPONS.items():
            duration = {None: "forever", 0: "once"}.get(coupon.months, "repeating")
            self.rows(
                "select catalog.create_coupon("
                "%s, 'A test', %s::numeric, %s, %s, %s, %s, null, null, null, 'A test')",
                code,
                float(coupon.percent) or None,
                coupon.amount or None,
                "usd" if coupon.amount else None,
                duration,
                coupon.months or None,
            )
        self.rows("select set_config('identity.user_id', '', false)")
        stripe_catalog.sync(books.owner, KEY, shop.url)
        self.settle()

    def close(self) -> None:
        """Leave both sides."""
        self.owner.close()
        self.sidecar.close()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a statement as the owner."""
        cursor = self.owner.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description is not None else []

    def now(self) -> int:
        """Return the second that it is."""
        return int(self.rows("select extract(epoch from util.now())")[0][0])

    def revenue(self, moments: list[int]) -> list[int]:
        """Return what all subscriptions brought in a year at moments, as the analysts are told."""
        return [
            round(mrr * 12)
            for (mrr,) in self.rows(
                "select m.mrr from unnest(%s::bigint[]) with ordinality as t (at, position)"
                " cross join analytics.mrr_at(to_timestamp(t.at)) as m order by t.position",
                moments,
            )
        ]

    def broken(self) -> set[tuple[Any, ...]]:
        """Return what is as it must never be."""
        return broken_invariants(self.address)

    # Time

    def pass_days(self, days: int, *, at_once: bool) -> list[int]:
        """Let days pass, with our jobs after each, or only in the end, as after a time away.

        Returns the seconds at which jobs were run.
        """
        steps = [days * DAY] if at_once and days else [DAY] * days
        return [moment for seconds in steps for moment in self.move(seconds)]

    def move(self, seconds: int) -> list[int]:
        """Let time pass on both sides at once, and all that falls due happen.

        Stops where a pending change is to be made, for it is made before Stripe renews. Returns the
        seconds at which jobs were run.
        """
        end = self.now() + seconds
        stops: list[int] = []
        while not stops or stops[-1] < end:
            ((stop,),) = self.rows(
                "select ceil(extract(epoch from"
                " least(billing.next_pending_change_at(util.now()), to_timestamp(%s))))::bigint",
                end,
            )
            self._pass_until(stop)
            stops.append(stop)
        return stops

    def set_clocks(self, moment: int) -> None:
        """Let it be that late on both sides, unless it is later already: both clocks tick."""
        self.rows(
            "select identity.advance_clock(null, to_timestamp(%s))"
            " where to_timestamp(%s) > util.now()",
            moment,
            moment,
        )
        ahead = moment - self.shop.now
        if ahead > 0:
            self.shop.control("advance", seconds=ahead)

    def _pass_until(self, moment: int) -> None:
        self.set_clocks(moment)
        self.hear()
        for job in self.jobs:
            self.rows(f"select {job}(null)")
        self.settle()
        # Of one subscription one change after the other: the next when Stripe has answered.
        while self.rows("select billing.apply_pending_changes(null)") != [(0,)]:
            self.settle()

    # What the sidecar does

    def settle(self) -> None:
        """Do what is to be done at the border, until nothing is left."""
        while self.hear() + self.command():
            pass
        self.send()

    def hear(self) -> int:
        """Take in the events that Stripe has delivered since."""
        self.shop.control("flush")
        events = self.receiver.events[self.seen :]
        self.seen += len(events)
        for event in events:
            self.sidecar.execute("select sidecar.receive_stripe_event(%s)", [json.dumps(event)])
        self.sidecar.execute("select sidecar.apply_pending_events()")
        return len(events)

    def command(self) -> int:
        """Carry out what Stripe is asked for."""
        claimed = self.sidecar.execute(
            "select id, attempt, method, path, params, idempotency_key"
            " from sidecar.claim_stripe_commands('tests', 50, 60)"
        ).fetchall()
        for command, attempt, method, path, params, key in claimed:
            try:
                answer = self.shop.client.raw_request(
                    method.lower(), path, **params, idempotency_key=key
                )
                status, body = answer.code, answer.body
            except stripe.StripeError as error:
                status, body = error.http_status, error.http_body
            self.sidecar.execute(
                "select sidecar.record_stripe_response(%s, %s, %s, %s, null)",
                [command, attempt, status, body],
            )
        return len(claimed)

    def send(self) -> None:
        """Send every letter that is due; the last look at whether it still matters is SQL's."""
        while claimed := self.sidecar.execute(
            "select id, attempt, kind, recipient, message_id"
            " from sidecar.claim_emails('tests', 100, 60)"
        ).fetchall():
            for letter, attempt, kind, recipient, message_id in claimed:
                self.sent.append((recipient, kind, message_id))
                self.sidecar.execute(
                    "select sidecar.record_email_result(%s, %s, 'sent', '')", [letter, attempt]
                )


class Person:
    """Somebody who signed up."""

    def __init__(self, world: World) -> None:
        """Sign up."""
        self.world = world
        self.email = f"{secrets.token_hex(6)}@example.com"
        ((answer,),) = world.rows(
            "select api.sign_up(%s, 'correct horse battery', 'Works', 'Somebody')", self.email
        )
        self.organization = answer["organization_id"]
        ((signed_up,),) = world.rows(
            "select extract(epoch from started_at) from billing.trials where organization_id = %s",
            self.organization,
        )
        self.signed_up = int(signed_up)

    def ask(self, function: str, *values: object) -> None:
        """Ask for something, and wait until Stripe has answered and told."""
        places = ", ".join(["%s"] * (len(values) + 1))
        self.world.rows(f"select billing.{function}({places})", self.organization, *values)
        self.world.settle()

    def subscribe(self, plan: str, cycle: str) -> int:
        """Pay on the hosted page; return when."""
        self.ask("start_checkout", plan, cycle, True)
        ((page,),) = self.world.rows(
            "select result_url from billing.stripe_commands where organization_id = %s"
            " and kind = 'checkout_session.create' order by created_at desc limit 1",
            self.organization,
        )
        self.world.shop.control("complete_checkout", session=page.rpartition("/")[2], outcome="pay")
        self.world.settle()
        return self.billed_at()

    def billed_at(self) -> int:
        """Return when the newest bill was made."""
        ((at,),) = self.world.rows(
            "select extract(epoch from max(created_at))::bigint from billing.invoices"
            " where organization_id = %s",
            self.organization,
        )
        return int(at)

    def pause(self, days: int) -> int:
        """Pause for so many days; return until when."""
        until = self.world.now() + days * DAY
        self.ask_until("pause_subscription", until)
        return until

    def ask_until(self, function: str, moment: int) -> None:
        """Ask for something that has a moment."""
        self.world.rows(
            f"select billing.{function}(%s, to_timestamp(%s))", self.organization, moment
        )
        self.world.settle()

    @property
    def customer(self) -> str:
        """Return Stripe's id."""
        ((customer,),) = self.world.rows(
            "select stripe_customer_id from billing.customers where organization_id = %s",
            self.organization,
        )
        return str(customer)

    def refuse(self, count: int) -> None:
        """Have the bank refuse so many attempts."""
        self.world.shop.control("fail_next_payment", customer=self.customer, count=count)

    def replace_card(self) -> int:
        """Save another card to be charged from now on; return when."""
        v1 = self.world.shop.v1
        card = v1.payment_methods.attach("pm_card_mastercard", {"customer": self.customer})
        settings = {"invoice_settings": {"default_payment_method": card.id}}
        v1.customers.update(self.customer, settings)
        now = self.world.now()
        self.world.settle()
        return now

    # What there is to see

    def standing(self) -> tuple[str, str, int]:
        """Return status, access, and what it brings in a year."""
        ((status, access, arr),) = self.world.rows(
            """
            select s.status, s.access, coalesce(v.net_arr_cents, 0)
            from billing.subscriptions as s
            left join billing.subscription_versions as v
                on s.organization_id = v.organization_id and s.id = v.subscription_id
                and upper_inf(v.known_during) and v.valid_during @> util.now()
                and v.status in ('active', 'past_due')
            where s.organization_id = %s
            order by s.is_primary desc, s.created_at desc, s.source = 'stripe' desc limit 1
            """,
            self.organization,
        )
        return status, access, arr

    def bills(self) -> list[tuple[str, int]]:
        """Return all invoices that were issued, by status and total."""
        return sorted(
            self.world.rows(
                "select status, total_cents from billing.invoices"
                " where organization_id = %s and status <> 'draft'",
                self.organization,
            )
        )

    def letters(self) -> Counter[str]:
        """Return how many letters of each kind have left; none may have left twice."""
        sent = [letter for letter in self.world.sent if letter[0] == self.email]
        assert len(set(sent)) == len(sent), sent
        return Counter(kind for _, kind, _ in sent)
