"""docs/security-inventory.md says what the code says: figures, cryptography, logs and locks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from unison_cli.paths import ROOT
from unison_cli.testing import Stack

TEXT = (ROOT / "docs" / "security-inventory.md").read_text()
FIGURE = re.compile(r"^\| (.+?) \| (\d+(?: \w+)?) \| `([^`]+)`: `([^`]+)` \|$", re.MULTILINE)
FIGURES = [(what, figure, path, said.replace(r"\|", "|")) for what, figure, path, said
           in FIGURE.findall(TEXT)]  # fmt: skip


def section(name: str) -> str:
    """Return what stands under a heading."""
    return TEXT.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def marked(name: str) -> set[str]:
    """Return what is marked as code in the rows of a section."""
    rows = [line for line in section(name).splitlines() if line.startswith("| ")]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


@pytest.mark.parametrize(("what", "figure", "path", "said"), FIGURES)
def test_a_figure_is_the_code_s(what: str, figure: str, path: str, said: str) -> None:
    assert said in (ROOT / path).read_text(), what
    number, _, unit = figure.partition(" ")
    assert number in re.findall(r"\d+", said), (what, said)
    assert not unit or unit == "seconds" or f"{number} {unit}" in said, (what, said)


def test_every_figure_is_compared() -> None:
    rows = section("Figures of signing in") + section("Figures of sessions and links")
    assert len(FIGURES) == len(re.findall(r"^\| \w", rows, flags=re.MULTILINE)) - 2 > 20


# Locks, and names of them, are made of hashes as well; nobody keeps a secret by those.
USES_IN_SQL = re.compile(
    r"\bext\.(?:crypt|decrypt\w*|digest|encrypt\w*|gen_random_bytes|gen_salt|hmac|pgp_\w+)\("
    r"|\bsha\d+\(|\bmd5\("
)
USES_IN_PYTHON = re.compile(
    r"^(?:import|from) (?:cryptography|hashlib|hmac|secrets|ssl)\b|stripe\.WebhookSignature",
    re.MULTILINE,
)


def uses() -> set[str]:
    """Return the functions and modules that do something with cryptography."""
    functions = ROOT / "db" / "functions"
    found = {
        f"{path.parent.name}.{path.stem}"
        for path in functions.rglob("*.sql")
        if USES_IN_SQL.search(path.read_text())
    }
    for folder in (ROOT / "sidecar", ROOT / "scripts" / "unison_cli"):
        found |= {
            str(path.relative_to(ROOT))
            for path in folder.glob("*.py")
            if USES_IN_PYTHON.search(path.read_text())
        }
    return found


def test_every_use_of_cryptography_is_listed() -> None:
    listed = marked("Cryptography")
    assert uses() - listed == set()


def test_what_is_listed_is_used() -> None:
    listed = {
        word
        for word in marked("Cryptography")
        if re.fullmatch(r"[a-z]+\.[a-z_]+|\S+\.py", word) and word != "identity.rotate_signing_keys"
    }
    assert listed - uses() == set()


def test_no_other_algorithm_is_named() -> None:
    """In SQL by words, where pgcrypto would take md5, des and ecb as gladly."""
    named = set()
    for path in (ROOT / "db" / "functions").rglob("*.sql"):
        for call in re.findall(
            r"\bext\.(?:hmac|digest|encrypt\w*|decrypt\w*|gen_salt)\((?:[^;]*?)'([a-z0-9/:-]+)'[,\s)]",
            re.sub(r"'UTF8'|'hex'|'base64'|'\.'", "", path.read_text()),
        ):
            named.add(call)
    assert named == {"aes", "bf", "sha1", "sha256"}


LOGS = marked("Logs")


def test_every_log_is_listed_and_is_there(stack: Stack) -> None:
    """But for those of the tests' own steps, which stand beside them."""
    written = {
        path.name for path in stack.instance.log.iterdir() if not path.name.startswith("tests-")
    }
    listed = {name for name in LOGS if name.endswith(".log")}
    assert written <= listed
    # A cluster that was made before, or elsewhere, has no notes of how.
    assert listed - written <= {"initdb.log"}


ZONED = {
    "gateway-access": r'^{"time":"\d{4}-\d\d-\d\dT[\d:]+[+-]\d\d:\d\d"',
    "postgresql": r"^\d{4}-\d\d-\d\d [\d:.]+ UTC \[",
    "postgrest": r"^\d\d/\w{3}/\d{4}:[\d:]+ [+-]\d{4}: ",
    "worker": r'"timestamp": "\d{4}-\d\d-\d\dT[\d:.]+Z"',
}


@pytest.mark.parametrize("name", ZONED)
def test_a_time_says_its_zone(name: str, stack: Stack) -> None:
    begins = stack.log(name).read_text()[:100_000]
    assert re.search(ZONED[name], begins, flags=re.MULTILINE), begins[:300]


def test_everything_of_python_is_locked_with_hashes() -> None:
    locked = (ROOT / "requirements.lock").read_text()
    wanted = set(re.findall(r'^\s*"?(?:\w+ = \[)?"([\w-]+)(?:\[\w+\])?==([^"]+)"',
                            (ROOT / "pyproject.toml").read_text(), flags=re.MULTILINE))  # fmt: skip
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+) \\$", locked, flags=re.MULTILINE))
    assert len(wanted) > 25
    assert {name: version for name, version in wanted if pinned.get(name.lower()) != version} == {}
    entries = re.split(r"^(?=[\w.-]+==)", locked, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert len(entries) == len(pinned)


@pytest.mark.parametrize("folder", [".", "web", "deploy/dev-inbox"])
def test_everything_of_npm_is_locked_with_hashes(folder: str) -> None:
    packages = json.loads((ROOT / Path(folder) / "package-lock.json").read_text())["packages"]
    fetched = {name: one for name, one in packages.items() if name and not one.get("link")}
    assert fetched
    bare = [
        name
        for name, one in fetched.items()
        if not one.get("inBundle") and not one.get("integrity", "").startswith("sha512-")
    ]
    assert bare == []


def test_days_are_promised_for_every_kind_of_hole() -> None:
    days = [int(found) for found in re.findall(r"\| (\d+) \|", section("Libraries"))]
    assert days == sorted(days)
    assert len(days) == 4
