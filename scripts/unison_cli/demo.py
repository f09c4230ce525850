"""Demo data: organizations that came in by the front door, and a book of three years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click
import httpx
import psycopg

from unison_cli import demo_book
from unison_cli.credentials import Credentials, load_credentials, read_assignments
from unison_cli.databases import Databases, find_databases
from unison_cli.errors import UnisonError
from unison_cli.passing_time import pass_days, wait_until
from unison_cli.paths import Instance, load_instance

EMAIL = "demo@unison.test"
FULL_NAME = "Dana Demo"


@dataclass(frozen=True)
class Customer:
    """An organization of the demo: who signs up for it, what it buys, what it does then.

    `then` is a function of the API and its arguments; of a customer who `fails`, the bank refuses
    every payment but the first.
    """

    email: str
    organization: str
    plan: str | None = None
    cycle: str = "monthly"
    then: tuple[str, Mapping[str, object]] | None = None
    fails: bool = False


CUSTOMERS = (
    Customer(EMAIL, "Demo Works", "professional"),
    Customer("trial@unison.test", "Demo Trial"),
    Customer("annual@unison.test", "Demo Annual", "professional", "annual"),
    Customer(
        "downgrade@unison.test", "Demo Downgrade", "professional",
        then=("change_plan", {"plan_code": "starter", "cycle": "monthly"}),
    ),
    Customer(
        "leaver@unison.test", "Demo Leaver", "starter",
        then=("cancel_subscription", {"reason": "too_expensive"}),
    ),
    Customer("declined@unison.test", "Demo Declined", "starter", fails=True),
)  # fmt: skip


@click.group()
def demo() -> None:
    """Demo data, and time that passes on request."""


@demo.command("load")
def load_command() -> None:
    """Sign up the demo's organizations and let them buy, unless that has been done."""
    instance = load_instance()
    credentials = load_credentials(instance.state)
    made = load(instance, credentials, find_databases(instance, credentials))
    click.echo(f"{CUSTOMERS[0].organization} ({EMAIL}) {'is there now' if made else 'is there'}.")


@demo.command()
@click.option(
    "--organizations",
    type=click.IntRange(1, 10_000),
    default=demo_book.ORGANIZATIONS,
    show_default=True,
    help="How many organizations have signed up.",
)
def book(organizations: int) -> None:
    """Make a book of three years of business, up to today, and show how its forecasts did.

    Sign-ups, trials, payments that fail, changes, departures: all happen through the functions that
    do it in earnest, at their time. The figures are the same for the same last day. Made once; run
    again after an interruption it makes what is missing, and otherwise changes nothing. Refused
    (exit code 2) in production, and where there is a book of another size.
    """
    instance = load_instance()
    dsn = find_databases(instance, load_credentials(instance.state)).unison_owner
    made, count = demo_book.make(dsn, organizations)
    click.echo(
        f"{made.organizations} organizations until {made.until}: "
        + (f"{count} have been made." if count else "all are there.")
    )
    click.echo("Forecasts of the last two years beside what came:")
    click.echo("  months ahead  forecasts  median error  within 80 %  within 95 %")
    for score in demo_book.scores(dsn):
        click.echo(
            f"  {score.horizon:12}  {score.forecasts:9}  {score.median_error:12.1%}"
            f"  {score.in_80:11.0%}  {score.in_95:11.0%}"
        )


@demo.command()
@click.option("--days", type=click.IntRange(1, 3660), required=True, help="How many days pass.")
def advance(days: int) -> None:
    """Let days pass: for the platform and for the embedded Stripe together.

    Day by day, with the jobs that go by the clock, so that what falls due happens in its order.
    """
    instance = load_instance()
    databases = find_databases(instance, load_credentials(instance.state))
    with (
        _stripe_control(instance) as stripe,
        click.progressbar(
            pass_days(databases.unison_owner, stripe, days),
            length=days,
            item_show_func=lambda day: f"{day:%-d %B %Y}" if day else None,
        ) as passing,
    ):
        for day in passing:
            last = day
    click.echo(f"{days} days have passed; it is {last:%-d %B %Y}.")


def is_loaded(instance: Instance) -> bool:
    """Tell whether the demo organization is known to be there."""
    path = instance.state / "env"
    return path.exists() and read_assignments(path).get("DEMO_EMAIL") == EMAIL


def load(instance: Instance, credentials: Credentials, databases: Databases) -> bool:
    """Bring the demo's organizations to where they shall be; tell whether any had to be signed up.

    Raises:
        UnisonError: an address is taken by somebody else, or a payment does not come through.
    """
    if is_loaded(instance):
        return False
    # Not `any` of a generator: each is to be there.
    made = [_bring_in(one, instance, credentials, databases) for one in CUSTOMERS]
    return any(made)


def _bring_in(
    customer: Customer, instance: Instance, credentials: Credentials, databases: Databases
) -> bool:
    with httpx.Client(base_url=f"{instance.api_url}/", timeout=30) as api:
        account = {"email": customer.email, "password": credentials.demo_password}
        session = api.post("rpc/sign_in", json=account)
        is_new = session.status_code != 200
        if is_new:
            names = {"organization_name": customer.organization, "full_name": FULL_NAME}
            session = api.post("rpc/sign_up", json=account | names)
        body = _expect(session)
        api.headers["Authorization"] = f"Bearer {body['access_token']}"
        with psycopg.connect(databases.unison_owner) as connection:
            connection.execute("select identity.mark_as_demo(%s)", (body["organization_id"],))
        (subscription,) = _expect(api.get("subscription"))
        if customer.plan is not None and subscription["status"] == "trialing":
            _pay(instance, api, customer)
            if customer.then is not None:
                function, arguments = customer.then
                _expect(api.post(f"rpc/{function}", json=arguments))
    return is_new


def _pay(instance: Instance, api: httpx.Client, customer: Customer) -> None:
    """Check out as a person would, with the embedded Stripe's page filled in by its control."""
    wish = {"plan_code": customer.plan, "cycle": customer.cycle, "end_trial": True}
    command = _expect(api.post("rpc/start_checkout", json=wish))["id"]
    page = ""

    def has_page() -> bool:
        nonlocal page
        (row,) = _expect(api.get(f"commands?id=eq.{command}"))
        if row["status"] == "failed":
            raise UnisonError(f"the demo's checkout failed: {row['error']}")
        page = row["result_url"] or ""
        return bool(page)

    wait_until(has_page, "a page to check out on")
    with _stripe_control(instance) as stripe:
        payment = {"session": page.rpartition("/")[2], "outcome": "pay"}
        paid = _expect(stripe.post("/_control/complete_checkout", json=payment))
        if customer.fails:
            failure = {"customer": paid["session"]["customer"], "count": 1_000}
            _expect(stripe.post("/_control/fail_next_payment", json=failure))
    wait_until(
        lambda: _expect(api.get("subscription"))[0]["status"] == "active", "an active subscription"
    )


def _stripe_control(instance: Instance) -> httpx.Client:
    return httpx.Client(base_url=instance.stripe_url, headers={"X-Control": "1"}, timeout=120)


def _expect(response: httpx.Response) -> Any:
    if response.is_error:
        raise UnisonError(
            f"{response.request.url} answered {response.status_code}: {response.text}"
        )
    return response.json()
