"""Faults that control calls plan for requests to the API."""

import threading
from dataclasses import dataclass
from typing import Any

from sidecar.embedded_stripe.errors import api_error, invalid, rate_limited
from sidecar.embedded_stripe.tx import Engine

KINDS = ("timeout", "before", "after", "slow")
_SETTING = "request_faults"


@dataclass(frozen=True)
class RequestFault:
    """What is to go wrong with one request.

    A status is answered instead of doing anything. ``timeout`` holds the connection for
    ``seconds`` and cuts it, ``before`` cuts it at once, ``after`` does the work and cuts it before
    the answer, ``slow`` waits ``seconds`` before the work.
    """

    status: int | str
    seconds: float

    def cuts_before(self, stopping: threading.Event) -> bool:
        """Hold the connection as planned; tell whether it is to be cut without any work."""
        if self.status == "timeout":
            stopping.wait(self.seconds)
        return self.status in ("timeout", "before")

    @property
    def cuts_after(self) -> bool:
        """Whether the connection is to be cut after the work."""
        return self.status == "after"

    def strike(self, stopping: threading.Event) -> None:
        """Wait before the work, or raise the error that is answered instead of it."""
        if self.status == "slow":
            stopping.wait(self.seconds)
        if isinstance(self.status, int):
            raise rate_limited() if self.status == 429 else api_error(self.status)


def plan_request_faults(engine: Engine, wish: dict[str, Any]) -> None:
    """Plan that the next ``count`` requests (to paths that begin with ``path``) fail."""
    status = wish.get("status", 500)
    if status not in KINDS and not (isinstance(status, int) and 400 <= status <= 599):
        raise invalid(f"status must be 400 to 599 or one of {', '.join(KINDS)}", "status")
    plan = {
        "count": int(wish.get("count", 1)),
        "status": status,
        "path": str(wish.get("path", "/v1/")),
        "seconds": float(wish.get("seconds", 100)),
    }
    with engine.store.transaction():
        plans = engine.store.setting(_SETTING, []) if plan["count"] > 0 else []
        engine.store.set_setting(_SETTING, [*plans, plan] if plan["count"] > 0 else [])


def take_request_fault(engine: Engine, path: str) -> RequestFault | None:
    """Return what is planned for this request, and count it off."""
    with engine.store.transaction():
        plans = engine.store.setting(_SETTING, [])
        for plan in plans:
            if path.startswith(plan["path"]):
                plan["count"] -= 1
                engine.store.set_setting(_SETTING, [one for one in plans if one["count"] > 0])
                return RequestFault(plan["status"], plan["seconds"])
    return None
