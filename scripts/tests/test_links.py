"""Documents name files and headings that exist, and pictures say what they show."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from unison_cli.paths import ROOT

LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def documents() -> list[Path]:
    """Return all documents of the repository."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in found.stdout.splitlines()]


def anchors(text: str) -> set[str]:
    """Return what a heading is called in an address."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def wrong(text: str, folder: Path) -> list[str]:
    """Return what is wrong with the links of a text that stands in a folder."""
    found = []
    for picture, words, address in LINK.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        if picture and not words:
            found.append(f"{address} does not say what it shows")
        if re.match(r"[a-z]+:", address):
            continue
        path, _, anchor = address.partition("#")
        target = folder / path
        if path and not target.exists():
            found.append(f"{path} does not exist")
        elif anchor and anchor not in anchors(target.read_text() if path else text):
            found.append(f"{address}: no such heading")
    return found


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links(path: Path) -> None:
    assert wrong(path.read_text(), path.parent) == []


def test_dead_ones_are_seen() -> None:
    text = "# One\n[a](gone.md) [b](README.md#gone) [c](#one) [d](README.md) ![](README.md)"
    assert wrong(text, ROOT) == [
        "gone.md does not exist",
        "README.md#gone: no such heading",
        "README.md does not say what it shows",
    ]
