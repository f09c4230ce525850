"""``python -m sidecar.embedded_stripe``."""

from sidecar.embedded_stripe.command import command

command()
