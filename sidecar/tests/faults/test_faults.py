"""Exactly once in effect: nothing is lost, nothing applied twice, whoever dies on the way."""

from __future__ import annotations

import json
import re

import psycopg
import pytest

from sidecar.tests.faults.checks import everything, wrong
from sidecar.tests.faults.conftest import Subject
from sidecar.tests.faults.mutants import MUTANTS, Mutant
from sidecar.tests.faults.rig import (
    endure,
    faults,
    halt_wal_writer,
    kill_database,
    line,
    shuffle,
)
from sidecar.tests.servers import Sink
from unison_cli.testing import broken_invariants

LOST_ANSWERS = 0.1


def short_form(subject: Subject, mails: Sink, mutant: Mutant) -> list[str]:
    """Deliver 300 events and 60 duplicates, with four kills; return what is wrong in the end."""
    place = subject.make_place()
    mutant.apply(place)
    with line(
        place, smtp_port=mails.setting, lost_answers=LOST_ANSWERS, module=mutant.module
    ) as found:
        endure(
            found,
            shuffle(subject.history.events, seed=1, volley=4),
            faults(found, database=2, worker=1, receiver=1, seed=1),
        )
    return wrong(place, subject.history, subject.reference)


def test_short_form(small: Subject, mails: Sink) -> None:
    assert small.history.neighbours_within_a_second() >= 0.5
    assert short_form(small, mails, Mutant("none", symptom="")) == []


def test_what_is_answered_together_is_on_the_disk(small: Subject) -> None:
    """Also what came before a duplicate, which by itself has nothing to wait for."""
    place = small.make_place()
    first, second = (json.dumps(event) for event in small.history.events[:2])
    with psycopg.connect(place.setting, autocommit=True) as connection:
        halt_wal_writer(place.cluster)
        for payloads, outcomes in (
            ([first], ["applied"]),
            ([second, first], ["applied", "duplicate"]),
        ):
            row = connection.execute(
                "call sidecar.receive_stripe_events(%b)", [payloads]
            ).fetchone()
            assert row is not None
            assert [answer["outcome"] for answer in row[0]] == outcomes
        kill_database(place.cluster)
    assert place.row("select count(*) from webhooks.stripe_events") == {"count": 2}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_is_caught(mutant: Mutant, small: Subject, mails: Sink) -> None:
    found = short_form(small, mails, mutant)
    assert [fault for fault in found if re.search(mutant.symptom, fault)], found


@pytest.mark.slow
@pytest.mark.timeout(900, func_only=True)
def test_whole_form(large: Subject, mails: Sink) -> None:
    history = large.history
    assert len(history.events) >= 3000
    assert history.neighbours_within_a_second() >= 0.5
    place = large.make_place()
    with line(place, smtp_port=mails.setting, lost_answers=LOST_ANSWERS) as found:
        deliveries = endure(
            found,
            shuffle(history.events, seed=1),
            faults(found, database=10, worker=10, receiver=5, seed=1),
        )
        assert set(deliveries.refused) <= {0, 503}
        assert deliveries.refused.total() > 0
        assert 0.05 < found.proxy.lost / found.proxy.answered < 0.15
        assert wrong(place, history, large.reference) == []
        assert broken_invariants(place.address("unison_owner")) == set()

        before = everything(place)
        endure(found, shuffle(history.events, seed=2), [])
        assert everything(place) == before
