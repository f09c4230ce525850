"""An organization that bought a plan, as its owner, our database and Stripe see it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import psycopg
from psycopg.types.json import Jsonb

DAY = 86_400


@dataclass(frozen=True)
class Account:
    """An organization that bought a plan, seen from here and from Stripe."""

    owner: Any
    database: psycopg.Connection[tuple[Any, ...]]
    stripe: httpx.Client
    eventually: Callable[..., Any]

    def one(self, query: str, *arguments: object) -> Any:
        """Return the one value of the one row."""
        row = self.database.execute(query, arguments).fetchone()
        assert row is not None, query
        return row[0]

    @property
    def subscription_id(self) -> UUID:
        """The live subscription, by our id."""
        found: UUID = self.one(
            "select id from billing.subscriptions"
            " where organization_id = %s and stripe_subscription_id is not null",
            self.owner.organization_id,
        )
        return found

    @property
    def stripe_id(self) -> str:
        """The same by Stripe's id."""
        return str(
            self.one(
                "select stripe_subscription_id from billing.subscriptions where id = %s",
                self.subscription_id,
            )
        )

    def ask(self, kind: str, **params: Any) -> str:
        """Queue a command; its id."""
        return str(
            self.one(
                "select (billing.enqueue_stripe_command(%s, %s, %s)).id",
                self.owner.organization_id,
                kind,
                Jsonb(params),
            )
        )

    def finished(self, command_id: str) -> dict[str, Any]:
        """Wait until a command is finished, as the asker does."""
        found: dict[str, Any] = self.eventually(
            lambda: next(
                iter(self.owner.get(f"commands?id=eq.{command_id}&finished_at=not.is.null")), None
            )
        )
        return found

    def do(self, kind: str, **params: Any) -> dict[str, Any]:
        """Have something done, and the subscription compared; the command.

        No event arrives meanwhile: the answer alone must bring the state.
        """
        if kind.startswith("subscription."):
            params["subscription_id"] = str(self.subscription_id)
        self.control("deliveries", drop=1)
        try:
            command = self.finished(self.ask(kind, **params))
            assert command["status"] == "succeeded", command
            self.agree()
        finally:
            self.control("deliveries", drop=0)
        return command

    def look(self, path: str) -> dict[str, Any]:
        """Ask Stripe for an object."""
        answer = self.stripe.get(f"/v1/{path}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def at_stripe(self) -> dict[str, Any]:
        """Return the subscription as Stripe has it."""
        return self.look(f"subscriptions/{self.stripe_id}")

    def agree(self) -> None:
        """Check that what we say of the subscription is what Stripe says."""
        ours = self.one("select billing.stripe_state() -> 'subscriptions' -> %s", self.stripe_id)
        theirs = self.at_stripe()
        for name in (
            "status",
            "cancel_at_period_end",
            "cancel_at",
            "canceled_at",
            "ended_at",
            "trial_end",
            "latest_invoice",
        ):
            assert ours[name] == theirs[name], name
        rows = self.database.execute(
            "select stripe_item_id, p.stripe_price_id, quantity"
            " from billing.subscription_items as i join catalog.stripe_prices as p using (price_id)"
            " where i.subscription_id = %s",
            (self.subscription_id,),
        ).fetchall()
        assert set(rows) == {
            (item["id"], item["price"]["id"], item["quantity"]) for item in theirs["items"]["data"]
        }

    def control(self, call: str, **wish: Any) -> None:
        """Make a control call to the embedded Stripe."""
        self.stripe.post(f"/_control/{call}", json=wish).raise_for_status()

    def command(self, function: str, **arguments: Any) -> dict[str, Any]:
        """Ask for something as the owner, and wait until Stripe has done or refused it."""
        answer = self.owner.call(function, **arguments)
        assert answer.status_code == 202, answer.text
        command = self.finished(answer.json()["id"])
        self.control("flush")
        return command

    def subscription(self) -> dict[str, Any]:
        """Return what the owner sees of the subscription."""
        found: dict[str, Any] = self.owner.get("subscription")[0]
        return found

    def invoices(self) -> list[dict[str, Any]]:
        """Return the invoices with their lines, oldest first, once Stripe has told of all."""
        self.control("flush")
        found: list[dict[str, Any]] = self.owner.get(
            "invoices?select=*,invoice_lines(*)&order=issued_at,number"
        )
        return found

    def move_clock(self, to: float) -> None:
        """Let time pass for this organization alone, here and at Stripe."""
        self.database.execute(
            "update identity.organizations set is_sandbox = true where id = %s",
            (self.owner.organization_id,),
        )
        # Stripe last: what it tells of the new day is no future here.
        self.database.execute(
            "select util.advance_clock(%s, to_timestamp(%s))", (self.owner.organization_id, to)
        )
        self.control("advance", to=int(to), customer=self.at_stripe()["customer"])
        self.control("flush")

    def next_second(self) -> None:
        """Let a second begin: Stripe's events of one second have no order but their own."""
        begun = int(time.time())
        self.eventually(lambda: int(time.time()) > begun)

    def months_after(self, moment: int, months: int) -> int:
        """Return a moment moved by months, as util.add_months moves it."""
        return int(
            self.one(
                "select extract(epoch from util.add_months(to_timestamp(%s), %s))", moment, months
            )
        )

    def run_job(self, name: str) -> None:
        """Run a job as the platform does, for this organization's clock."""
        self.one(f"select billing.{name}(%s)", self.owner.organization_id)

    def period_end(self) -> int:
        """Return when the period ends, by Stripe."""
        return int(self.at_stripe()["items"]["data"][0]["current_period_end"])

    def price(self, lookup_key: str) -> str:
        """Return the id of a price of ours."""
        return str(self.one("select id from catalog.prices where lookup_key = %s", lookup_key))


def buy(account: Account, *, end_trial: bool) -> Account:
    accepted = account.owner.call(
        "start_checkout", plan_code="starter", cycle="monthly", end_trial=end_trial
    ).json()
    page = account.finished(accepted["id"])["result_url"]
    session = urlsplit(page).path.rsplit("/", 1)[-1]
    account.control("complete_checkout", session=session, outcome="pay")
    account.control("flush")
    wanted = "active" if end_trial else "trialing"
    account.eventually(
        lambda: account.owner.get(f"subscription?status=eq.{wanted}&plan_code=eq.starter")
    )
    account.agree()
    return account
