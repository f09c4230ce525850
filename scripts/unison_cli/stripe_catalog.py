"""The catalogue at Stripe: each of our prices is known there by its lookup key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click
import psycopg
import stripe
from psycopg.rows import dict_row

from unison_cli.credentials import load_credentials
from unison_cli.databases import find_databases
from unison_cli.errors import UnisonError
from unison_cli.paths import load_instance

# It would write a file under the home directory.
stripe.enable_telemetry = False

KEYS_PER_REQUEST = 10
"""Stripe takes no more lookup keys at once."""


class CatalogueError(UnisonError):
    """Stripe's catalogue contradicts ours."""


@click.group("stripe")
def commands() -> None:
    """Stripe's side of the catalogue."""


@commands.command()
def sync_catalog() -> None:
    """Make Stripe's catalogue have every published price, and remember the ids."""
    instance = load_instance()
    credentials = load_credentials(instance.state)
    databases = find_databases(instance, credentials)
    made = sync(databases.unison_owner, credentials.stripe_api_key, instance.stripe_url)
    click.echo(f"Made at Stripe: {', '.join(made) or 'nothing, all prices were there'}.")


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
    return made


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
    ours = (row["unit_amount_cents"], row["currency"], row["recurring_interval"])
    recurring = price.recurring
    theirs = (price.unit_amount, price.currency, recurring.interval if recurring else None)
    if ours != theirs:
        raise CatalogueError(
            f"lookup key {row['lookup_key']} is {ours} here and {theirs} at Stripe ({price.id}): "
            "move the key to a right price there"
        )
