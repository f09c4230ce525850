"""Demo data: one organization that came in by the front door, like any customer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import click
import httpx
import psycopg

from unison_cli.credentials import Credentials, load_credentials, read_assignments
from unison_cli.databases import Databases, find_databases
from unison_cli.errors import UnisonError
from unison_cli.paths import Instance, load_instance

EMAIL = "demo@unison.test"
ORGANIZATION = "Demo Works"
FULL_NAME = "Dana Demo"

WAIT_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.1


@click.group()
def demo() -> None:
    """Demo data, and time that passes on request."""


@demo.command("load")
def load_command() -> None:
    """Sign up the demo organization and let it pay, unless that has been done."""
    instance = load_instance()
    credentials = load_credentials(instance.state)
    made = load(instance, credentials, find_databases(instance, credentials))
    click.echo(f"{ORGANIZATION} ({EMAIL}) {'has signed up and paid' if made else 'is there'}.")


@demo.command()
@click.option("--days", type=click.IntRange(1, 3660), required=True, help="How many days pass.")
def advance(days: int) -> None:
    """Let days pass: for the platform and for the embedded Stripe together.

    Day by day, with the jobs that go by the clock, so that what falls due happens in its order.
    """
    instance = load_instance()
    databases = find_databases(instance, load_credentials(instance.state))
    with (
        psycopg.connect(databases.unison_owner, autocommit=True) as connection,
        _stripe_control(instance) as stripe,
    ):
        names = connection.execute(
            "select name from jobs.registry where is_per_clock order by name"
        ).fetchall()
        for _ in range(days):
            row = connection.execute(
                "select extract(epoch from util.advance_clock(null, util.now() + interval '24 h'))"
            ).fetchone()
            assert row is not None  # noqa: S101  (a select without from has a row)
            stripe.post("/_control/advance", json={"to": int(row[0])}).raise_for_status()
            for name in names:
                connection.execute("call jobs.run(%s)", name)
            click.echo(".", nl=False)
    click.echo(f"\n{days} days have passed.")


def is_loaded(instance: Instance) -> bool:
    """Tell whether the demo organization is known to be there."""
    path = instance.state / "env"
    return path.exists() and read_assignments(path).get("DEMO_EMAIL") == EMAIL


def load(instance: Instance, credentials: Credentials, databases: Databases) -> bool:
    """Bring the demo organization to a paid subscription; tell whether it had to be signed up.

    Raises:
        UnisonError: the address is taken by somebody else, or the payment does not come through.
    """
    if is_loaded(instance):
        return False
    with httpx.Client(base_url=f"{instance.api_url}/", timeout=30) as api:
        account = {"email": EMAIL, "password": credentials.demo_password}
        session = api.post("rpc/sign_in", json=account)
        is_new = session.status_code != 200
        if is_new:
            names = {"organization_name": ORGANIZATION, "full_name": FULL_NAME}
            session = api.post("rpc/sign_up", json=account | names)
        body = _expect(session)
        api.headers["Authorization"] = f"Bearer {body['access_token']}"
        with psycopg.connect(databases.unison_owner) as connection:
            connection.execute("select identity.mark_as_demo(%s)", (body["organization_id"],))
        if _expect(api.get("subscription"))[0]["status"] != "active":
            _pay(instance, api)
    return is_new


def _pay(instance: Instance, api: httpx.Client) -> None:
    """Check out as a person would, with the embedded Stripe's page filled in by its control."""
    wish = {"plan_code": "professional", "cycle": "monthly", "end_trial": True}
    command = _expect(api.post("rpc/start_checkout", json=wish))["id"]

    def page() -> Any:
        row = _expect(api.get(f"commands?id=eq.{command}"))[0]
        if row["status"] == "failed":
            raise UnisonError(f"the demo's checkout failed: {row['error']}")
        return row["result_url"]

    checkout = str(_eventually(page, "a checkout page"))
    with _stripe_control(instance) as stripe:
        payment = {"session": checkout.rpartition("/")[2], "outcome": "pay"}
        _expect(stripe.post("/_control/complete_checkout", json=payment))
    _eventually(
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


def _eventually(look: Callable[[], Any], what: str) -> Any:
    """Ask again until there is an answer; what is asked for is the work of other processes."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise UnisonError(f"the demo still lacks {what}; see the logs")
        time.sleep(LOOK_AGAIN_SECONDS)
    return seen
