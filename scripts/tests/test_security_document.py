"""docs/security.md promises that each threat is tried: by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unison_cli.paths import ROOT

LINES = (ROOT / "docs" / "security.md").read_text().splitlines()
ROWS = [line for line in LINES if line.startswith("| ") and "tests/" in line]


def missing(row: str) -> list[str]:
    """Return the tests that a row names and nobody has."""
    return [name for name in re.findall(r"`([^`]*tests/[^`]*)`", row) if not _exists(name)]


def _exists(name: str) -> bool:
    path, _, test = name.partition("::")
    file = ROOT / Path(path)
    return file.is_file() and (not test or f"def {test}(" in file.read_text())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_every_test_that_is_named_exists(row: str) -> None:
    assert not missing(row)


def test_every_row_names_a_test() -> None:
    promised, under = [], False
    for line in LINES:
        if line.startswith("|") and not under:
            under = "| tried by |" in line
        elif line.startswith("| "):
            promised.append(line)
        elif not line.startswith("|"):
            under = False
    assert promised == ROWS
    assert len(ROWS) > 50


def test_a_test_that_is_gone_is_missed() -> None:
    assert missing("| a | b | `db/tests/http/test_tokens.py::test_of_yesterday` |")
    assert missing("| a | b | `db/tests/gone.sql` |")
