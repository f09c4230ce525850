"""`python -m bench [SECTION]…`: measure, and print beside what must be reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from bench import admin, analytics, ingest, limits, mail, usage, web
from bench.figures import Figure, WrongEndStateError, show

SECTIONS: dict[str, Callable[[], Sequence[Figure]]] = {
    "ingest": ingest.measure,
    "usage": usage.measure,
    "limits": limits.measure,
    "mail": mail.measure,
    "analytics": analytics.measure,
    "admin": admin.measure,
    "web": web.measure,
}
"""A section measures one kind of work. It raises WrongEndStateError rather than a wrong figure."""


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)))
def main(sections: tuple[str, ...]) -> None:
    """Run all SECTIONS, or those named; a figure that is missed is no failure."""
    figures: list[Figure] = []
    faults: list[str] = []
    for section in sections or SECTIONS:
        try:
            figures += SECTIONS[section]()
        except WrongEndStateError as error:
            faults.append(f"{section}: the end state is wrong, so there is no speed:\n{error}")
    show(figures)
    if faults:
        raise click.ClickException("\n".join(faults))


if __name__ == "__main__":
    main(prog_name="python -m bench")
