"""`sidecar`: thin commands over functions that live elsewhere."""

import asyncio
from pathlib import Path

import click
import pydantic
import uvicorn

from sidecar import http, log, mail, settings, tick, worker
from sidecar.database import Database

# Longer than a gateway keeps an idle connection: it must never write into one we just closed.
KEEP_ALIVE_SECONDS = 75

# Below the time after which Stripe counts a webhook as failed.
CALL_SECONDS = 8


class _Commands(click.Group):
    """The embedded Stripe is imported by nobody but those who start it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "embedded-stripe"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name != "embedded-stripe":
            return super().get_command(ctx, cmd_name)
        from sidecar.embedded_stripe.command import command

        return command


@click.group(cls=_Commands)
def main() -> None:
    """Stripe, mail and HTTP for Unison Commerce."""


@main.command()
def serve() -> None:
    """Answer HTTP: Stripe's webhooks, internal endpoints, health and metrics."""
    chosen = _settings("serve")
    database = Database(
        chosen.sidecar_database_url.get_secret_value(),
        connections=chosen.sidecar_database_connections,
        application_name="sidecar serve",
        timeout_seconds=CALL_SECONDS,
    )
    uvicorn.run(
        http.create_app(chosen, database),
        host=chosen.sidecar_host,
        port=chosen.sidecar_port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=CALL_SECONDS,
    )


@main.command("worker")
def work() -> None:
    """Call Stripe, send mail and apply what waits, as the database asks for it."""
    asyncio.run(worker.run(_settings("worker")))


@main.command("tick")
@click.option("--loop", is_flag=True, help="Go on every minute, instead of once.")
def tick_command(loop: bool) -> None:
    """Run the jobs that are due, where there is no pg_cron. The worker does so too."""
    chosen = _settings("tick")
    database = Database(
        chosen.sidecar_database_url.get_secret_value(),
        connections=0,
        application_name="sidecar tick",
        timeout_seconds=CALL_SECONDS,
    )
    asyncio.run(tick.run_forever(database) if loop else database.tick())


@main.group("mail")
def mail_commands() -> None:
    """Look at letters."""


@mail_commands.command()
@click.argument("kind", type=click.Choice(sorted(mail.samples())))
@click.option(
    "--part",
    type=click.Choice(["html", "text", "subject"]),
    default="html",
    show_default=True,
    help="What of it to print.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write KIND.html and KIND.txt into this folder instead.",
)
def preview(kind: str, part: str, output: Path | None) -> None:
    """Show the letter KIND with example data, as it is printed or as files to open and picture."""
    letter = mail.render(kind, mail.samples()[kind])
    if output is None:
        click.echo(getattr(letter, part))
        return
    output.mkdir(parents=True, exist_ok=True)
    text = f"Subject: {letter.subject}\n\n{letter.text}"
    for suffix, content in (("html", letter.html), ("txt", text)):
        path = output / f"{kind}.{suffix}"
        path.write_text(content, encoding="utf-8")
        click.echo(path)


def _settings(process: str) -> settings.Settings:
    """Read the settings and begin to log; what is wrong is said by name, without its value."""
    try:
        chosen = settings.load()
    except pydantic.ValidationError as error:
        faults = (
            f"{'.'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}".lstrip(": ")
            for fault in error.errors(include_input=False)
        )
        raise click.ClickException("\n  ".join(("wrong settings", *faults))) from None
    log.configure(chosen, process)
    return chosen
