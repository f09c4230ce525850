"""Runs timed tasks when Stripe's clock reaches them, and moves the clock on request."""

import logging
import threading

from sidecar.embedded_stripe import clock, renewal
from sidecar.embedded_stripe.errors import StripeError, invalid
from sidecar.embedded_stripe.store import Task
from sidecar.embedded_stripe.tx import Engine, Tx

_LOG = logging.getLogger(__name__)

_LONGEST_WAIT = 60.0


def advance(engine: Engine, target: int, customer: str = "") -> int:
    """Move a clock to ``target`` (Unix time), doing on the way what falls due; return how much.

    The common clock takes every customer along; a customer's own clock moves that one alone.
    Raises ``StripeError`` (400) if the target is in the past.
    """
    with engine.transaction() as tx:
        if target < clock.now(tx.store, customer):
            raise invalid("A clock can only be moved forward.", "to")
    done = 0
    while _run_next(engine, target, customer):
        done += 1
    with engine.transaction() as tx:
        clock.set_now(tx.store, target, customer)
    return done


def run_due(engine: Engine) -> None:
    """Do everything that is due by now."""
    while _run_next(engine, None, ""):
        pass


def _run_next(engine: Engine, target: int | None, customer: str) -> bool:
    """Run the first task due by ``target`` (default: now), at its own moment; False if none is."""
    task: Task | None = None
    try:
        with engine.transaction() as tx:
            found = tx.store.next_task(customer or None)
            if found is None:
                return False
            task, ahead = found
            reached = task.due if customer else task.due - ahead
            if reached > (clock.now(tx.store, customer) if target is None else target):
                return False
            clock.set_now(tx.store, reached, customer)
            tx.pin(task.due)
            renewal.run(tx, task)
    except (StripeError, LookupError, ValueError):
        if task is None:
            raise
        # A task that cannot be done must not hold up all others for ever.
        _LOG.exception("task %s of %s failed", task.task, task.object)
        with engine.transaction() as tx:
            tx.store.clear_task(task.object, task.task)
            failures = tx.store.setting("failed_tasks", [])
            tx.store.set_setting("failed_tasks", [*failures, f"{task.task} {task.object}"])
    return True


class Scheduler(threading.Thread):
    """Waits for the next task and runs it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(name="embedded-stripe-scheduler", daemon=True)
        self._engine = engine
        self._wake = threading.Event()
        self._stopping = False
        engine.listen(self._wake.set)

    def run(self) -> None:
        """Run tasks until stopped."""
        while not self._stopping:
            self._wake.clear()
            run_due(self._engine)
            self._wake.wait(self._until_next())

    def stop(self) -> None:
        """End the thread after the task at hand."""
        self._stopping = True
        self._wake.set()
        self.join()

    def _until_next(self) -> float:
        with self._engine.transaction() as tx:
            return _seconds_until_next(tx)


def _seconds_until_next(tx: Tx) -> float:
    found = tx.store.next_task()
    if found is None:
        return _LONGEST_WAIT
    task, ahead = found
    return min(max(task.due - ahead - clock.now(tx.store), 0.0), _LONGEST_WAIT)
