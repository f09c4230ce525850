"""The log of changes from the command line: `audit verify` and `audit export`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg

ORGANIZATION = "insert into identity.organizations (name, created_at) values (%s, now())"

# Each leaves what the former did: all of it stays found.
TAMPERING = {
    "entry_edited": "update audit.entries set reason = 'None' where id = %(first)s",
    "entry_missing": "delete from audit.entries where id = %(last)s",
    "entry_inserted": """
        insert into audit.entries (id, occurred_at, actor_kind, action)
        overriding system value values (%(gap)s, now(), 'database', 'forged')
    """,
    "seal_altered": "update audit.seals set sealed_at = sealed_at + interval '1 s' where id = 1",
}

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def count_entries(connection: psycopg.Connection) -> int:
    """Return how many entries there are; a fresh database has those of its roles and jobs."""
    row = connection.execute("select count(*) from audit.entries").fetchone()
    assert row is not None
    return int(row[0])


def test_what_was_done_to_the_log_is_named(own_database: str, run: Run, tmp_path: Path) -> None:
    with psycopg.connect(own_database, autocommit=True) as connection:
        before = count_entries(connection)
        connection.execute(ORGANIZATION, ["Acme"])
        with connection.transaction(force_rollback=True):
            connection.execute(ORGANIZATION, ["Nobody"])
        connection.execute(ORGANIZATION, ["Globex"])
        connection.execute("select audit.seal_entries()")
        row = connection.execute(
            "select min(e.id), max(e.id)"
            " from (select id from audit.entries order by id desc limit 2) as e"
        ).fetchone()
        assert row is not None
        ids = {"first": row[0], "last": row[1], "gap": row[1] - 1}

        intact = run("audit", "verify")
        assert intact.returncode == 0, intact.stderr
        seal = intact.stdout.partition("last seal ")[2].partition(",")[0]
        assert seal.startswith("1:")
        assert run("audit", "verify", "--expect", seal).returncode == 0
        rewritten = run("audit", "verify", "--expect", "1:" + "0" * 64)
        assert (rewritten.returncode, rewritten.stdout.split(":")[0]) == (1, "seal_unknown")

        file = tmp_path / "log.jsonl"
        assert run("audit", "export", file).returncode == 0
        entries = [json.loads(line) for line in file.read_text().splitlines()]
        assert [entry["action"] for entry in entries[before:]] == ["created", "created"]
        assert "Acme" not in file.read_text()
        assert "Acme" in run("audit", "export", "--readable", "-").stdout
        assert run("audit", "export", "--after", ids["first"], "-").stdout.count("\n") == 1

        connection.execute("alter table audit.entries disable trigger user")
        connection.execute("alter table audit.seals disable trigger user")
        found: list[str] = []
        for finding, change in TAMPERING.items():
            connection.execute(change, ids)
            found.append(finding)
            answer = run("audit", "verify")
            assert answer.returncode == 1
            assert {word for word in found if f"{word}: seal 1" in answer.stdout} == set(found)

        connection.execute("truncate audit.entries")
        emptied = run("audit", "verify")
        assert (emptied.returncode, emptied.stdout.count("entry_missing: seal 1")) == (
            1,
            before + 2,
        )
        connection.execute("truncate audit.seals")
        assert run("audit", "verify").returncode == 0, "nothing is left to be compared"
        forgotten = run("audit", "verify", "--expect", seal)
        assert (forgotten.returncode, forgotten.stdout.split(":")[0]) == (1, "seal_unknown")

        nowhere = run("audit", "verify", "--database-url", "postgresql://127.0.0.1:1/none")
        assert (nowhere.returncode, nowhere.stdout) == (2, "")


def test_what_is_still_being_written_is_sealed_later(own_database: str) -> None:
    """Ids are drawn before they are committed: a seal must not pass over one that is under way."""
    seal = "select audit.seal_entries()"
    with (
        psycopg.connect(own_database) as slow,
        psycopg.connect(own_database, autocommit=True) as quick,
    ):
        before = count_entries(quick)
        slow.execute(ORGANIZATION, ["Slow"])
        quick.execute(ORGANIZATION, ["Quick"])
        assert quick.execute(seal).fetchone() == (0,)
        slow.commit()
        assert quick.execute(seal).fetchone() == (before + 2,)
        assert quick.execute("select * from audit.find_tampering()").fetchall() == []
