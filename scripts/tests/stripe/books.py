"""A database of a test's own to bring an account into, and the ten lives at Stripe."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from unison_cli.paths import ROOT

DATA = ROOT / "db" / "tests" / "data" / "stripe"
CATALOG = DATA / "catalog.json"
EXPECTED = json.loads((DATA / "expected.json").read_text())
SHAPES = ["endive", "2023-08-16"]

Event = dict[str, Any]


@dataclass(frozen=True)
class Books:
    """A deployed database, and the state folder of an instance that uses it."""

    superuser: str
    state_folder: Path

    @property
    def owner(self) -> str:
        """The owner's address."""
        return self.address("unison_owner")

    def address(self, role: str) -> str:
        """Return a role's address; the socket trusts everybody who reaches it."""
        return self.superuser.replace("//postgres@", f"//{role}@")

    def begin(self, *words: object) -> subprocess.Popen[str]:
        """Start a command of `unison stripe` for this instance."""
        return subprocess.Popen(
            [str(ROOT / "scripts" / "unison"), "stripe", *map(str, words)],
            env={**os.environ, "UNISON_STATE": str(self.state_folder), "DATABASE_URL": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: object) -> tuple[int, str, str]:
        """Run a command to its end: exit code, stdout and stderr."""
        with self.begin(*words) as process:
            output, errors = process.communicate()
            return process.returncode, output, errors

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a statement as the owner."""
        with psycopg.connect(self.owner) as connection:
            cursor = connection.execute(query.encode(), values or None)
            return cursor.fetchall() if cursor.description is not None else []

    def state(self) -> Any:
        """Return what `stripe state` prints."""
        code, output, _ = self.run("state")
        assert code == 0
        return json.loads(output)

    def content(self) -> dict[str, str]:
        """Return a digest of every table that events can change."""
        names = self.rows(
            """
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname in ('billing', 'webhooks', 'identity', 'notify')
            """
        )
        return {
            name: self.rows(f"select md5(string_agg(t::text, '' order by t::text)) from {name} t")[
                0
            ][0]
            for (name,) in names
        }

    def found(self) -> None:
        """Make the ten organizations, whose lives are in the files."""
        for customer in EXPECTED["customers"].values():
            self.rows(
                "select identity.import_organization(%s, %s, null)",
                customer["org_id"],
                customer["name"],
            )

    def deliver(self, events: Iterable[Event]) -> list[str]:
        """Hand over events in this order, as the sidecar does, and apply what had to wait."""
        with psycopg.connect(self.address("sidecar"), autocommit=True) as connection:
            outcomes = []
            for event in events:
                ((answer,),) = connection.execute(
                    "select sidecar.receive_stripe_event(%s)", [json.dumps(event)]
                )
                outcomes.append(answer["outcome"])
        self.settle()
        return outcomes

    def settle(self) -> None:
        """Do what the worker does, until nothing is due any more."""
        with psycopg.connect(self.address("sidecar"), autocommit=True) as worker:
            while True:
                worker.execute("select sidecar.apply_pending_events()")
                queues = worker.execute(
                    "select queue, depth - retrying from sidecar.queue_status()"
                )
                waiting: dict[str, int] = dict(iter(queues))
                if waiting["stripe_events"] == 0:
                    return

    def ask(self, stripe_api: str, key: str, now: int) -> int:
        """Do what job and worker do about what events leave open, at Stripe's time."""
        self.follow_clock(now)
        asked = 0
        while self.rows("select billing.fetch_marked_objects()") != [(0,)]:
            asked += self.answer_questions(stripe_api, key)
        return asked

    def reconcile(self, stripe_api: str, key: str, now: int, *jobs: str) -> None:
        """Run jobs that ask Stripe, and all that they lead to, at Stripe's time."""
        self.follow_clock(now)
        for job in jobs:
            self.rows(f"select {job}()")
        self.answer_questions(stripe_api, key)
        self.settle()
        self.ask(stripe_api, key, now)

    def follow_clock(self, now: int) -> None:
        """Bring the platform's time to Stripe's, unless it has passed it meanwhile."""
        self.rows(
            "select identity.advance_clock(null, to_timestamp(%s))"
            " where to_timestamp(%s) > util.now()",
            now + 1,
            now + 1,
        )

    def answer_questions(self, stripe_api: str, key: str) -> int:
        """Hand Stripe's answers to what is asked of it, until nothing is; return how many."""
        asked = 0
        with psycopg.connect(self.address("sidecar"), autocommit=True) as worker:
            while claimed := worker.execute(
                "select id, attempt, path, params"
                " from sidecar.claim_stripe_commands('tests', 9, 60)"
            ).fetchall():
                for command, attempt, path, params in claimed:
                    answer = httpx.get(stripe_api + path, params=_form(params), auth=(key, ""))
                    worker.execute(
                        "select sidecar.record_stripe_response(%s, %s, %s, %s, null)",
                        [command, attempt, answer.status_code, answer.text],
                    )
                    asked += 1
        return asked

    def unsettled(self) -> list[tuple[Any, ...]]:
        """Return the events that are neither applied nor of no interest."""
        return self.rows(
            "select id, type, status, error from webhooks.stripe_events"
            " where status not in ('applied', 'ignored')"
        )


def _form(params: dict[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for name, value in params.items():
        if isinstance(value, list):
            form[f"{name}[]"] = value
        elif isinstance(value, dict):
            form |= {f"{name}[{part}]": bound for part, bound in value.items()}
        else:
            form[name] = value
    return form


def read_events(shape: str) -> list[Event]:
    """Return the ten lives, as they happened."""
    lines = (DATA / f"lifecycle.{shape}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def arrange(events: list[Event], order: str) -> list[Event]:
    """Return events as they might arrive; a number is the seed of a shuffle with duplicates."""
    if order == "as it happened":
        return events
    if order == "backwards":
        return events[::-1]
    chance = random.Random(order)
    arrived = events + chance.sample(events, len(events) // 5)
    chance.shuffle(arrived)
    return arrived


def write_lines(path: Path, events: Iterable[Event]) -> Path:
    """Write events as a file to import."""
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    return path


def assert_expected(state: Any, shape: str) -> None:
    """Compare with what Stripe would say, but for what the payloads do not carry."""
    unknown = {"discount_percent"} | ({"pause_reason"} if shape != "endive" else set())

    def known(objects: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {
            stripe_id: {name: value for name, value in fields.items() if name not in unknown}
            for stripe_id, fields in objects.items()
        }

    assert state.keys() == EXPECTED.keys()
    for kind, objects in EXPECTED.items():
        assert known(state[kind]) == known(objects), kind
