"""The catalogue at Stripe: each of our prices is known there by its lookup key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psycopg
import stripe
from psycopg.rows import dict_row

from unison_cli.errors import UnisonError

# It would write a file under the home directory.
stripe.enable_telemetry = False

KEYS_PER_REQUEST = 10
"""Stripe takes no more lookup keys at once."""


class CatalogueError(UnisonError):
    """Stripe's catalogue contradicts ours, or cannot be read."""


@dataclass(frozen=True)
class ImportedCatalogue:
    """Lookup keys: those linked, those that the file lacks, and those that are none of ours."""

    linked: list[str]
    lacking: list[str]
    unknown: list[str]


def sync(database_url: str, api_key: str, api_base: str | None = None) -> list[str]:
    """Create at Stripe the prices it lacks, link all, and return the lookup keys of new ones.

    Repeatable at any time: a product is found by its id, a price by its lookup key.

    Raises:
        CatalogueError: a lookup key stands for another amount, currency or interval at Stripe.
        stripe.StripeError: Stripe does not answer, or refuses.
    """
    client = stripe.StripeClient(
        api_key, base_addresses={"api": api_base} if api_base else {}, max_network_retries=2
    )
    made = []
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        wanted = connection.execute("select * from catalog.stripe_price_list()").fetchall()
        known = dict(_known_prices(client, [row["lookup_key"] for row in wanted]))
        for row in wanted:
            key = row["lookup_key"]
            price = known.get(key)
            if price is None:
                price = _create_price(client, row)
                made.append(key)
            _check_equal(row, price)
            if price.id != row["stripe_price_id"]:
                product = price.product if isinstance(price.product, str) else price.product.id
                connection.execute(
                    "select catalog.link_stripe_price(%s, %s, %s)", (key, price.id, product)
                )
        made += _sync_coupons(client, connection)
    return made


def _sync_coupons(
    client: stripe.StripeClient, connection: psycopg.Connection[dict[str, Any]]
) -> list[str]:
    """Create the coupons that Stripe lacks, by their code; return the codes of new ones."""
    made = []
    for row in connection.execute("select * from catalog.stripe_coupon_list()").fetchall():
        if row.pop("stripe_coupon_id") is not None:
            continue
        code = row.pop("code")
        terms = {name: value for name, value in row.items() if value is not None}
        if "percent_off" in terms:
            terms["percent_off"] = float(terms["percent_off"])
        try:
            coupon = client.v1.coupons.retrieve(code)
        except stripe.InvalidRequestError as error:
            if error.http_status != 404:
                raise
            coupon = client.v1.coupons.create(cast("Any", {"id": code, **terms}))
            made.append(code)
        if any(getattr(coupon, name) != value for name, value in terms.items() if name != "name"):
            raise CatalogueError(
                f"coupon {code} is worth something else at Stripe: remove it there"
            )
        connection.execute("select catalog.link_stripe_coupon(%s, %s)", (code, coupon.id))
    return made


def import_file(database_url: str, path: Path) -> ImportedCatalogue:
    """Link the prices of a file, `{"prices": {lookup key: {"id", "product"}}}`; all or none.

    Where the file also tells `unit_amount`, `currency` and `interval`, they have to be ours.

    Raises:
        CatalogueError: the file is not of that form, or a price bills something else.
        psycopg.Error: a price at Stripe stands for another of ours already.
    """
    prices = _read_prices(path)
    linked, lacking = [], []
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        for row in connection.execute("select * from catalog.stripe_price_list()").fetchall():
            key = row["lookup_key"]
            price = prices.pop(key, None)
            if price is None:
                lacking.append(key)
                continue
            told = tuple(price.get(name) for name in ("unit_amount", "currency", "interval"))
            ours = _terms(row)
            if any(theirs not in (None, own) for theirs, own in zip(told, ours, strict=True)):
                raise CatalogueError(f"lookup key {key} is {ours} here and {told} in {path}")
            connection.execute(
                "select catalog.link_stripe_price(%s, %s, %s)",
                (key, price["id"], price["product"]),
            )
            linked.append(key)
    return ImportedCatalogue(linked, lacking, unknown=list(prices))


def _read_prices(path: Path) -> dict[str, dict[str, Any]]:
    try:
        prices = json.loads(path.read_bytes())["prices"]
        return {
            str(key): {**price, "id": str(price["id"]), "product": str(price["product"])}
            for key, price in prices.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CatalogueError(
            f'{path} does not look like {{"prices": {{lookup key: {{"id", "product"}}}}}}'
        ) from None


def _known_prices(
    client: stripe.StripeClient, keys: Sequence[str]
) -> Iterator[tuple[str, stripe.Price]]:
    for start in range(0, len(keys), KEYS_PER_REQUEST):
        some = list(keys[start : start + KEYS_PER_REQUEST])
        for price in client.v1.prices.list({"lookup_keys": some, "active": True, "limit": 100}):
            yield str(price.lookup_key), price


def _create_price(client: stripe.StripeClient, row: dict[str, Any]) -> stripe.Price:
    return client.v1.prices.create(
        {
            "lookup_key": row["lookup_key"],
            "product": _product(client, row["product_code"], row["product_name"]),
            "unit_amount": row["unit_amount_cents"],
            "currency": row["currency"],
            "recurring": {"interval": row["recurring_interval"]},
            "metadata": row["metadata"],
        }
    )


def _product(client: stripe.StripeClient, code: str, name: str) -> str:
    """Return the id of a product, which is made from our code for it; create it if need be."""
    identifier = f"unison_{code}"
    try:
        client.v1.products.retrieve(identifier)
    except stripe.InvalidRequestError as error:
        if error.http_status != 404:
            raise
        client.v1.products.create({"id": identifier, "name": name})
    return identifier


def _check_equal(row: dict[str, Any], price: stripe.Price) -> None:
    """Refuse a price that would bill something else; neither Stripe's nor ours can be changed."""
    ours = _terms(row)
    recurring = price.recurring
    theirs = (price.unit_amount, price.currency, recurring.interval if recurring else None)
    if ours != theirs:
        raise CatalogueError(
            f"lookup key {row['lookup_key']} is {ours} here and {theirs} at Stripe ({price.id}): "
            "move the key to a right price there"
        )


def _terms(row: dict[str, Any]) -> tuple[int, str, str]:
    """Return what one of our prices bills: cents, currency and interval."""
    return row["unit_amount_cents"], row["currency"], row["recurring_interval"]
