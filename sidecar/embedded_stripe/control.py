"""Control calls: time, faults, and what people outside of the system do. JSON in and out."""

import logging
from collections.abc import Callable
from typing import Any

from sidecar.embedded_stripe import (
    checkout_page,
    clock,
    collection,
    discounts,
    money_back,
    scheduler,
)
from sidecar.embedded_stripe.cards import BY_NUMBER, CARDS
from sidecar.embedded_stripe.deliveries import Deliverer
from sidecar.embedded_stripe.errors import StripeError, invalid, missing_parameter, unknown_route
from sidecar.embedded_stripe.faults import plan_request_faults
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import API_VERSION, Engine, Tx, public

_LOG = logging.getLogger(__name__)

_FLUSH_SECONDS = 60.0
_DECLINED_CARD = "4000000000000002"
_ENDS = ("cancel", "unpaid", "past_due", "pause")


class Control:
    """Answers requests to ``/_control/…``."""

    def __init__(self, engine: Engine, deliverer: Deliverer) -> None:
        self._engine = engine
        self._deliverer = deliverer
        self._calls: dict[str, Callable[[Json], Json]] = {
            "GET health": self._health,
            "GET state": self._state,
            "POST advance": self._advance,
            "POST complete_checkout": self._complete_checkout,
            "POST customer_discount": self._customer_discount,
            "POST deliveries": self._deliveries,
            "POST dispute": self._dispute,
            "POST close_dispute": self._close_dispute,
            "POST dunning": self._dunning,
            "POST fail_next_payment": self._fail_next_payment,
            "POST fail_requests": self._fail_requests,
            "POST flush": self._flush,
            "POST refund": self._refund,
            "POST resend": self._resend,
            "POST reset": self._reset,
            "POST webhook_endpoint": self._webhook_endpoint,
        }

    def answer(self, method: str, name: str, wish: Json) -> Json:
        """Carry out a control call; raises ``StripeError``."""
        call = self._calls.get(f"{method} {name}")
        if call is None:
            raise unknown_route(method, f"/_control/{name}")
        try:
            return call(wish)
        except (TypeError, ValueError) as error:
            _LOG.info("control call %s: %s", name, error)
            raise invalid(f"A value is not what it should be: {error}") from error

    def _health(self, _: Json) -> Json:
        with self._engine.transaction() as tx:
            return {"status": "ok", "api_version": API_VERSION, "now": tx.now}

    def _state(self, _: Json) -> Json:
        with self._engine.transaction() as tx:
            store = tx.store
            return {
                "now": tx.now,
                "ahead_seconds": store.clock(""),
                "objects": store.counts(),
                "deliveries": store.delivery_counts(),
                "endpoint": store.setting("endpoint"),
                "faults": store.setting("faults", {}),
                "payment_failures": store.setting("payment_failures", []),
                "request_faults": store.setting("request_faults", []),
                "dunning": collection.dunning(tx),
                "tasks": [vars(task) for task in store.tasks()],
                "failed_tasks": store.setting("failed_tasks", []),
            }

    def _advance(self, wish: Json) -> Json:
        customer = str(wish.get("customer") or "")
        with self._engine.transaction() as tx:
            now = clock.now(tx.store, customer)
        if "to" in wish:
            target = int(wish["to"])
        elif "seconds" in wish:
            target = now + int(wish["seconds"])
        else:
            raise missing_parameter("seconds")
        done = scheduler.advance(self._engine, target, customer)
        counts = self._deliverer.flush(float(wish.get("timeout", _FLUSH_SECONDS)))
        return {"now": target, "tasks": done, "deliveries": counts}

    def _complete_checkout(self, wish: Json) -> Json:
        outcome = wish.get("outcome", "pay")
        if outcome not in ("pay", "decline"):
            raise invalid("outcome must be pay or decline", "outcome")
        number = str(
            wish.get("card") or (_DECLINED_CARD if outcome == "decline" else CARDS[0].number)
        )
        if number not in BY_NUMBER:
            raise invalid(f"No such test card: {number}", "card")
        with self._engine.transaction() as tx:
            session = tx.get("checkout.session", str(wish.get("session")), "session")
            tx.follow(session["customer"])
            if session["status"] != "open":
                raise invalid(f"This session is {session['status']}.", "session")
            name, email = wish.get("name"), wish.get("email")
            try:
                checkout_page.pay(tx, session, BY_NUMBER[number], email=email, name=name)
            except StripeError as error:
                return {"outcome": "declined", "message": error.message}
            return {"outcome": "paid", "session": public(session)}

    def _customer_discount(self, wish: Json) -> Json:
        """Do what only the dashboard can: give a customer a coupon, or take it away with null."""
        with self._engine.transaction() as tx:
            customer = tx.get("customer", str(wish.get("customer")), "customer")
            tx.follow(customer["id"])
            coupon = wish.get("coupon")
            given = coupon and {"coupon": str(coupon), "promotion_code": None}
            discounts.give_to_customer(tx, customer, given)
            return public(customer)

    def _deliveries(self, wish: Json) -> Json:
        faults = {
            "duplicate": float(wish.get("duplicate", 0)),
            "drop": float(wish.get("drop", 0)),
            "shuffle": bool(wish.get("shuffle", False)),
            "delay_ms": int(wish.get("delay_ms", 0)),
        }
        with self._engine.transaction() as tx:
            tx.store.set_setting("faults", faults)
        return faults

    def _dispute(self, wish: Json) -> Json:
        with self._engine.transaction() as tx:
            charge = _charge(tx, wish)
            reason = str(wish.get("reason", "fraudulent"))
            return public(money_back.dispute(tx, charge, wish.get("amount"), reason))

    def _close_dispute(self, wish: Json) -> Json:
        status = str(wish.get("status", "lost"))
        if status not in ("won", "lost"):
            raise invalid("status must be won or lost", "status")
        with self._engine.transaction() as tx:
            dispute = tx.get("dispute", str(wish.get("dispute")), "dispute")
            tx.follow(tx.get("charge", dispute["charge"])["customer"])
            money_back.close_dispute(tx, dispute, status)
            return public(dispute)

    def _dunning(self, wish: Json) -> Json:
        with self._engine.transaction() as tx:
            settings = {**collection.dunning(tx), **wish}
            if set(settings) != set(collection.DUNNING) or settings["end"] not in _ENDS:
                raise invalid(
                    f"end is one of {', '.join(_ENDS)}; others: retry_days, give_up_invoice"
                )
            tx.store.set_setting("dunning", settings)
            return settings

    def _fail_next_payment(self, wish: Json) -> Json:
        plan: Json = {
            "customer": wish.get("customer"),
            "count": int(wish.get("count", 1)),
            "code": str(wish.get("code", "card_declined")),
        }
        with self._engine.transaction() as tx:
            plans = tx.store.setting("payment_failures", []) if plan["count"] > 0 else []
            tx.store.set_setting("payment_failures", [*plans, plan] if plan["count"] > 0 else [])
        return plan

    def _fail_requests(self, wish: Json) -> Json:
        plan_request_faults(self._engine, wish)
        return wish

    def _flush(self, wish: Json) -> Json:
        scheduler.run_due(self._engine)
        return self._deliverer.flush(float(wish.get("timeout", _FLUSH_SECONDS)))

    def _refund(self, wish: Json) -> Json:
        with self._engine.transaction() as tx:
            charge = _charge(tx, wish)
            return public(money_back.refund(tx, charge, wish.get("amount"), wish.get("reason")))

    def _resend(self, wish: Json) -> Json:
        with self._engine.transaction() as tx:
            event = tx.get("event", str(wish.get("event")), "event")
            tx.redeliver(event)
        return self._deliverer.flush(_FLUSH_SECONDS)

    def _reset(self, _: Json) -> Json:
        with self._engine.transaction() as tx:
            tx.store.erase()
        return self._health({})

    def _webhook_endpoint(self, wish: Json) -> Json:
        with self._engine.transaction() as tx:
            endpoint = tx.store.setting("endpoint") or endpoint_of(None, None)
            if "url" in wish:
                endpoint["url"] = wish["url"]
            if "secret" in wish:
                endpoint["secrets"] = [str(wish["secret"])]
            if "secrets" in wish:
                endpoint["secrets"] = [str(secret) for secret in wish["secrets"]]
            if "enabled_events" in wish:
                endpoint["enabled_events"] = [str(kind) for kind in wish["enabled_events"]]
            if endpoint["url"] and not endpoint["secrets"]:
                raise missing_parameter("secret")
            tx.store.set_setting("endpoint", endpoint)
            return {"url": endpoint["url"], "enabled_events": endpoint["enabled_events"]}


def endpoint_of(url: str | None, secret: str | None) -> dict[str, Any]:
    """Return the settings of a webhook endpoint that gets every event."""
    return {"url": url, "secrets": [secret] if secret else [], "enabled_events": ["*"]}


def _charge(tx: Tx, wish: Json) -> Json:
    """Return the charge that a wish names, or the newest paid one of its invoice or customer."""
    if "charge" in wish:
        charge = tx.get("charge", str(wish["charge"]), "charge")
    elif "invoice" in wish:
        payments = tx.select("invoice_payment", {"invoice": str(wish["invoice"]), "status": "paid"})
        if not payments:
            raise invalid("This invoice has no payment.", "invoice")
        intent = tx.get("payment_intent", payments[0]["payment"]["payment_intent"])
        charge = tx.get("charge", intent["latest_charge"])
    else:
        found = tx.select("charge", {"customer": wish.get("customer"), "status": "succeeded"})
        if not found:
            raise invalid("There is no such charge.", "charge")
        charge = found[0]
    tx.follow(charge["customer"])
    return charge
