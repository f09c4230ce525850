"""The one exception base of the command line."""

from __future__ import annotations

import click


class UnisonError(click.ClickException):
    """A failure that a person can act on: click prints its message and ends with exit code 2.

    Exit code 1 is left to commands that answer a question with no (pending, drifted, unhealthy).
    """

    exit_code = 2
