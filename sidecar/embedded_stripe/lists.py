"""Listings: filters, newest first, cursors, ``has_more``."""

from collections.abc import Callable

from sidecar.embedded_stripe.errors import invalid, missing
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json, Page
from sidecar.embedded_stripe.tx import Tx, public

_MAX_LIMIT = 100


def created_filter(params: Params) -> Json | None:
    """Return the bounds of ``created`` (a Unix time, or gt, gte, lt, lte)."""
    if not params.has("created"):
        return None
    if params.is_text("created"):
        exact = params.required_integer("created")
        return {"gte": exact, "lte": exact}
    bounds = params.section("created")
    found = {name: bounds.integer(name) for name in ("gt", "gte", "lt", "lte")}
    return {name: value for name, value in found.items() if value is not None}


def listing(
    tx: Tx,
    params: Params,
    kind: str,
    url: str,
    equal: Json | None = None,
    render: Callable[[Tx, Json], Json] | None = None,
    bounds: Json | None = None,
) -> Json:
    """Return one page of the objects of ``kind`` that match ``equal``.

    ``bounds`` limits ``created`` where the request does not.
    """
    limit = params.integer("limit", 1)
    limit = 10 if limit is None else limit
    if limit > _MAX_LIMIT:
        raise invalid(f"Invalid integer: {limit}; it must be at most {_MAX_LIMIT}", "limit")
    after, before = params.text("starting_after"), params.text("ending_before")
    if after and before:
        raise invalid("You can only use one of starting_after and ending_before.", "starting_after")
    page = Page(
        limit=limit + 1,
        older_than=_position(tx, kind, after, "starting_after"),
        newer_than=_position(tx, kind, before, "ending_before"),
    )
    created = {**(bounds or {}), **(created_filter(params) or {})}
    rows = tx.select(kind, equal, created, page)
    has_more = len(rows) > limit
    if has_more:
        rows = rows[1:] if before else rows[:limit]
    shown = [render(tx, row) if render else public(row) for row in rows]
    return list_object(shown, url, has_more=has_more)


def list_object(rows: list[Json], url: str, *, has_more: bool = False) -> Json:
    """Return Stripe's list object around ``rows``."""
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}


def counted_list(rows: list[Json], url: str) -> Json:
    """Return a list object as it stands inside another object, with its count."""
    return {**list_object(rows, url), "total_count": len(rows)}


def _position(tx: Tx, kind: str, identifier: str | None, param: str) -> int | None:
    if identifier is None:
        return None
    position = tx.store.position(kind, identifier)
    if position is None:
        raise missing(kind, identifier, param)
    return position
