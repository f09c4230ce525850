"""What a section finds, and the table in which it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

_COLUMNS = ("work", "must", "stretch", "measured", "floor", "ratio", "")


class WrongEndStateError(Exception):
    """What was measured did not do its work, so there is no speed."""

    def __init__(self, faults: Sequence[str]) -> None:
        """`faults` are sentences for the reader."""
        super().__init__("\n".join(faults[:10]))


@dataclass(frozen=True)
class Figure:
    """One line: the work, how it did beside its floor, and how it should.

    `value` is what is judged, in `unit`: a multiple of the floor, or an amount of its own. If the
    stretch is above what must be, more is better.
    """

    work: str
    value: float
    must: float
    stretch: float
    unit: str = "x"
    measured: str = ""
    floor: str = ""

    @property
    def verdict(self) -> str:
        """The most that is reached."""
        for name, bound in (("stretch", self.stretch), ("must", self.must)):
            if self.value >= bound if self._is_more_better else self.value <= bound:
                return f"{name} reached"
        return "missed"

    def cells(self) -> tuple[str, ...]:
        """Return its words, a column each."""
        sign = "≥" if self._is_more_better else "≤"
        must, stretch = (f"{sign} {bound:g} {self.unit}" for bound in (self.must, self.stretch))
        value = f"{self.value:.2f} {self.unit}"
        return (self.work, must, stretch, self.measured, self.floor, value, self.verdict)

    @property
    def _is_more_better(self) -> bool:
        return self.stretch > self.must


def show(figures: Sequence[Figure]) -> None:
    """Print a table."""
    rows = [_COLUMNS, *(figure.cells() for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for work, *words in rows:
        aligned = (word.rjust(width) for word, width in zip(words[:-1], widths[1:-1], strict=True))
        click.echo("  ".join((work.ljust(widths[0]), *aligned, words[-1])).rstrip())
