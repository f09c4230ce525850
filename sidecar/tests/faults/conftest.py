"""A cluster that is killed again and again, and histories that are delivered to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from sidecar.tests.faults.checks import Contents, contents
from sidecar.tests.faults.history import History, live
from sidecar.tests.faults.rig import deploy, own_cluster
from sidecar.tests.servers import Cluster, Place, Sink


@dataclass
class Subject:
    """A history, and what comes of it when its events arrive in their order, one by one."""

    history: History
    template: Place
    reference: Contents
    made: int = 0

    def make_place(self) -> Place:
        """Make a database to which nothing has been delivered."""
        self.made += 1
        return self.template.cluster.create_database(
            f"{self.template.name}_{self.made}", self.template
        )


@pytest.fixture(scope="session")
def victim() -> Iterator[Cluster]:
    """Start a cluster of these tests' own."""
    with own_cluster() as found:
        yield found


@pytest.fixture(scope="session")
def mails() -> Iterator[Sink]:
    """Start a mail server that keeps what it gets."""
    with Sink().running() as found:
        yield found


@pytest.fixture(scope="session")
def make_subject(
    victim: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int, int], Subject]:
    """Return a function that has organizations live, and their events arrive without a fault."""

    def make(events: int, organizations: int) -> Subject:
        folder: Path = tmp_path_factory.mktemp("stripe")
        history = live(folder, seed=1, events=events, organizations=organizations)
        subject = Subject(history, deploy(victim, history.organizations, history.prices), {})
        place = subject.make_place()
        with psycopg.connect(place.setting, autocommit=True) as connection:
            for event in history.events:
                row = connection.execute(
                    "select sidecar.receive_stripe_event(%s) ->> 'outcome'", [json.dumps(event)]
                ).fetchone()
                assert row == ("applied",), event["id"]
        with psycopg.connect(place.superuser) as connection:
            subject.reference = contents(connection)
        return subject

    return make


@pytest.fixture(scope="session")
def small(make_subject: Callable[[int, int], Subject]) -> Subject:
    """Return what the short form delivers: much about few, so that events meet."""
    return make_subject(300, 14)


@pytest.fixture(scope="session")
def large(make_subject: Callable[[int, int], Subject]) -> Subject:
    """Return what the whole form delivers."""
    return make_subject(3000, 200)
