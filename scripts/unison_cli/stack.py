"""The stack of one instance: start what is not running, wait until all is well, stop all of it."""

from __future__ import annotations

import os
import shlex
import time
from pathlib import Path

import click
import psycopg
from psycopg.types.json import Jsonb

from unison_cli import demo, demo_book, pgtap, postgres, services, staff, stripe_catalog
from unison_cli.credentials import (
    Credentials,
    format_assignments,
    load_credentials,
    read_assignments,
)
from unison_cli.databases import Databases, find_databases, give_passwords
from unison_cli.deploy import bootstrap, migrate
from unison_cli.errors import UnisonError
from unison_cli.paths import (
    Instance,
    load_instance,
    locked,
    open_instance,
    remove_instance,
    state_folder,
    write_atomically,
)
from unison_cli.processes import (
    Service,
    answers,
    await_healthy,
    ensure_started,
    read_record,
    recorded_names,
    stop,
)

ADMIN_EMAIL = "admin@unison.test"
DATABASE_SERVICE = "postgresql"


@click.group()
def stack() -> None:
    """Start, look at and stop an instance."""


@stack.command()
def up() -> None:
    """Start what is not running, deploy what is new, and print the addresses."""
    began = time.monotonic()
    instance = open_instance()
    with locked(instance.state):
        started = _start(instance)
    seconds = time.monotonic() - began
    click.echo(_summary(instance, started, seconds))


@stack.command()
def down() -> None:
    """Stop exactly what `up` started."""
    instance = load_instance()
    with locked(instance.state):
        ended = _stop(instance)
    click.echo(f"Stopped: {', '.join(ended) or 'nothing was running'}.")


@stack.command()
@click.pass_context
def reset(context: click.Context) -> None:
    """Stop the instance, delete its state folder with all data in it, and start it afresh."""
    if (state_folder() / "instance.json").exists():
        instance = load_instance()
        if not instance.embedded:
            raise UnisonError("this instance uses a server of yours: empty that database yourself")
        with locked(instance.state):
            _stop(instance)
            remove_instance(instance)
        # The new instance begins at the port of the old one, unless another is asked for.
        os.environ.setdefault("UNISON_PORT", str(instance.ports.gateway))
    context.invoke(up)


@stack.command()
@click.pass_context
def status(context: click.Context) -> None:
    """List the programs and whether each is well; the exit code is 1 if one is not."""
    instance = load_instance()
    all_well = True
    for service in _services(instance, load_credentials(instance.state)):
        record = read_record(instance, service.name)
        word = "stopped" if record is None else "well" if service.healthy() else "not well"
        all_well = all_well and word == "well"
        pid = f"pid {record.pid}" if record else ""
        click.echo(f"{service.name:<12} {word:<9} port {service.port:<6} {pid}".rstrip())
    context.exit(0 if all_well else 1)


@stack.command()
@click.argument("names", nargs=-1)
def logs(names: tuple[str, ...]) -> None:
    """Follow the logs: all, or those of the programs NAMES."""
    instance = load_instance()
    paths = [instance.log / f"{name}.log" for name in names] or sorted(instance.log.glob("*.log"))
    os.execvp("tail", ["tail", "-n", "20", "-F", *map(str, paths)])


@stack.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(arguments: tuple[str, ...]) -> None:
    """Open psql as the owner; ARGUMENTS are handed on."""
    instance = load_instance()
    url = find_databases(instance, load_credentials(instance.state)).unison_owner
    os.execvp("psql", ["psql", url, *arguments])


@stack.command()
def env() -> None:
    """Print the instance's variables, as a shell can source them."""
    path = load_instance().state / "env"
    if not path.exists():
        raise UnisonError("the instance has not been started to the end; run `make up`")
    click.echo(path.read_text(), nl=False)


@stack.command("pgtap")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def pgtap_command(files: tuple[Path, ...]) -> None:
    """Build a fresh test database in the instance's cluster and run pgTAP: all FILES, or some."""
    pgtap.run(load_instance(), files)


def _services(instance: Instance, credentials: Credentials) -> list[Service]:
    """Return all programs of the instance, in the order in which they are started."""
    databases = find_databases(instance, credentials)
    return [
        *([postgres.server(instance)] if instance.embedded else []),
        services.embedded_stripe(instance, credentials),
        services.inbox(instance),
        services.gateway(instance),
        services.postgrest(instance, databases),
        *services.sidecar(instance, credentials, databases),
    ]


def _start(instance: Instance) -> list[str]:
    """Bring the whole stack up; return the names of the programs that had to be started."""
    credentials = load_credentials(instance.state)
    databases = find_databases(instance, credentials)
    if instance.embedded:
        postgres.make_cluster(instance)
    services.publish_pages(instance)

    every = {service.name: service for service in _services(instance, credentials)}
    # What asks the database at its start waits for the deploy; the rest starts beside it.
    later = {"postgrest", "sidecar", "worker"}
    started = [
        name
        for name, service in every.items()
        if name not in later and ensure_started(instance, service)
    ]
    if instance.embedded:
        await_healthy(instance, every[DATABASE_SERVICE])
    _prepare_database(instance, databases, credentials)
    started += [name for name in every if name in later and ensure_started(instance, every[name])]

    await_healthy(instance, every["stripe"])
    stripe_catalog.sync(databases.unison_owner, credentials.stripe_api_key, instance.stripe_url)
    if not (instance.state / "env").exists():
        staff.ensure_staff(
            databases.unison_owner,
            ADMIN_EMAIL,
            credentials.admin_password,
            "Admin",
            credentials.admin_totp_secret,
        )
    for service in every.values():
        await_healthy(instance, service)
    if not answers(instance.ports.gateway, "/api/v1/health"):
        raise UnisonError(f"{instance.api_url}/health does not answer; see {instance.log}")

    wish = os.environ.get("UNISON_DEMO", "1")
    if wish != "0":
        demo.load(instance, credentials, databases)
        if wish == "book":
            demo_book.make(databases.unison_owner, demo_book.ORGANIZATIONS)
        has_demo = True
    else:
        has_demo = demo.is_loaded(instance)
    variables = _variables(instance, credentials, databases, has_demo=has_demo)
    write_atomically(instance.state / "env", format_assignments(variables), mode=0o600)
    return started


def _prepare_database(instance: Instance, databases: Databases, credentials: Credentials) -> None:
    if databases.superuser is not None:
        bootstrap(databases.superuser)
    give_passwords(databases)
    migrate(databases.unison_owner, report=click.echo)
    settings = {
        "web_url": instance.web_url,
        "stripe_livemode": False,
        "webhook_allow_loopback": True,
    }
    with psycopg.connect(databases.unison_owner) as connection:
        for key, value in settings.items():
            connection.execute("select util.set_setting(%s, %s)", (key, Jsonb(value)))
        connection.execute(
            "select jobs.set_sidecar(%s, %s)", (instance.sidecar_url, credentials.internal_api_key)
        )


def _stop(instance: Instance) -> list[str]:
    """End the programs that use the database together, and then the database."""
    names = recorded_names(instance)
    ended = stop(instance, [name for name in names if name != DATABASE_SERVICE])
    return ended + stop(instance, [name for name in names if name == DATABASE_SERVICE])


def _variables(
    instance: Instance, credentials: Credentials, databases: Databases, *, has_demo: bool
) -> dict[str, str]:
    """Return what `$UNISON_STATE/env` tells; without demo data the demo's values are empty."""
    return {
        "UNISON_STATE": str(instance.state),
        "UNISON_PORT": str(instance.ports.gateway),
        "WEB_URL": instance.web_url,
        "API_URL": instance.api_url,
        "SIDECAR_URL": instance.sidecar_url,
        "DATABASE_URL": databases.unison_owner,
        "ANALYST_DATABASE_URL": databases.analyst,
        "STRIPE_API_BASE": instance.stripe_url,
        "STRIPE_WEBHOOK_SECRET": credentials.stripe_webhook_secret,
        "INBOX_URL": instance.inbox_url,
        "ADMIN_EMAIL": ADMIN_EMAIL,
        "ADMIN_PASSWORD": credentials.admin_password,
        "ADMIN_TOTP_SECRET": credentials.admin_totp_secret,
        "DEMO_EMAIL": demo.EMAIL if has_demo else "",
        "DEMO_PASSWORD": credentials.demo_password if has_demo else "",
    }


def _summary(instance: Instance, started: list[str], seconds: float) -> str:
    """Return what a person wants to know next."""
    variables = read_assignments(instance.state / "env")
    rows = {
        "web": instance.web_url,
        "API": instance.api_url,
        "inbox": instance.inbox_url,
        "Stripe": f"{instance.stripe_url} (embedded)",
        "database": "make psql",
        "staff": f"{variables['ADMIN_EMAIL']} / {variables['ADMIN_PASSWORD']}",
        "code": f"by an authenticator app with the key {variables['ADMIN_TOTP_SECRET']}",
    }
    if variables["DEMO_EMAIL"]:
        rows["demo"] = f"{variables['DEMO_EMAIL']} / {variables['DEMO_PASSWORD']}"
    rows["variables"] = f". {shlex.quote(str(instance.state / 'env'))}"
    lines = [f"  {name:<10} {value}" for name, value in rows.items()]
    done = f"started {', '.join(started)}" if started else "everything was running already"
    return "\n".join([f"Unison Commerce is up ({seconds:.1f} s; {done}).", "", *lines])
