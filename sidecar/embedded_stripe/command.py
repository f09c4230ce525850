"""The command line of the embedded Stripe."""

import logging
from pathlib import Path

import click

from sidecar.embedded_stripe.server import RefusedError, serve


@click.command("embedded-stripe")
@click.option("--port", type=int, required=True, help="Port on 127.0.0.1.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for everything it remembers.",
)
@click.option("--webhook-url", help="Where events go.")
@click.option("--webhook-secret", help="Secret that signs them (whsec_…).")
@click.option("--api-key", required=True, help="The key it accepts (sk_test_…).")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
def command(
    port: int,
    state: Path,
    webhook_url: str | None,
    webhook_secret: str | None,
    api_key: str,
    host: str,
) -> None:
    """Run a fake of Stripe for development, on this machine only."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if webhook_url is not None and not webhook_secret:
        raise click.UsageError("--webhook-url needs --webhook-secret.")
    try:
        serve(port, state, webhook_url, webhook_secret, api_key, host)
    except RefusedError as error:
        raise click.ClickException(str(error)) from error
