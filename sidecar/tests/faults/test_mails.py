"""No letter is lost, and a kill doubles one at most, under its Message-ID."""

from __future__ import annotations

import random
import re
import signal
from collections import Counter
from collections.abc import Callable

import psycopg
import pytest

from sidecar.settings import Settings
from sidecar.tests.faults.mutants import Mutant, Rewrite
from sidecar.tests.servers import Place, Process, Sink, wait_until, working
from unison_cli.testing import amount

SettingsMaker = Callable[..., Settings]

SOUND = Mutant("none", symptom="")

MUTANTS = (
    Mutant("commit, then send", symptom="^lost: ", fault="commit-then-send"),
    Mutant("send, then commit", symptom="^doubled by kills: ", fault="send-then-commit"),
    Mutant(
        "claimed is as good as sent",
        symptom="^lost: ",
        rewrites=[
            Rewrite(
                "notify.claim_emails",
                r"status = 'sending',",
                "status = 'sent', finished_at = v_now,",
            )
        ],
    ),
    Mutant(
        "a Message-ID for each attempt",
        symptom="^under a strange Message-ID: ",
        rewrites=[
            Rewrite(
                "notify.claim_emails",
                r"notify\.message_id\(c\.id\)",
                "notify.message_id(gen_random_uuid())",
            )
        ],
    ),
)


def queue(place: Place, number: int) -> None:
    """Queue letters, as a transaction that causes them does."""
    place.rows(
        """
        select notify.enqueue(
            'reset_password', 'person' || n || '@example.com', null, null,
            '{"full_name": "Person", "url": "http://localhost/", "expires_minutes": 60}',
            'letter:' || n
        )
        from generate_series(1, %s) as n
        """,
        number,
    )


def endure(
    place: Place, sink: Sink, settings: Settings, *, mails: int, kills: int, module: str
) -> None:
    """Have letters sent by workers that are killed, each a few letters after it began."""
    queue(place, mails)
    sink.seconds_a_mail = 0.05
    chance = random.Random(1)
    for _ in range(kills):
        # Amid the first that it has claimed, which are five.
        enough = len(sink.mails) + chance.randint(2, 4)
        with Process(settings, "worker", module=module) as process:
            wait_until(lambda enough=enough: sink.has_at_least(enough), 120)  # type: ignore[misc]
            process.send(signal.SIGKILL)
            process.ended()


def settle(place: Place, settings: Settings) -> None:
    """Let a worker that nobody kills finish."""
    waiting = "select from notify.emails where finished_at is null limit 1"
    with working(settings):
        wait_until(lambda: not place.rows(waiting), 120)


def wrong(place: Place, sink: Sink, kills: int) -> list[str]:
    """Return what is wrong with what arrived, a line each."""
    rows = place.rows(
        "select recipient, status, notify.message_id(id) as message_id from notify.emails"
    )
    received = Counter(str(mail["To"]) for mail in sink.mails)
    ids = {row["recipient"]: row["message_id"] for row in rows}
    doubles = received.total() - len(received)
    return [
        *(f"lost: {name}" for name in ids.keys() - received.keys()),
        *(f"{row['status']}: {row['recipient']}" for row in rows if row["status"] != "sent"),
        *([f"doubled by kills: {doubles} by {kills}"] if doubles > kills else []),
        *(
            f"under a strange Message-ID: {mail['Message-ID']}"
            for mail in sink.mails
            if mail["Message-ID"] != ids[mail["To"]]
        ),
    ]


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_killed_again_and_again(real: Place, sink: Sink, make_settings: SettingsMaker) -> None:
    mails = amount("MAILS", test=200, soak=1000)
    kills = amount("KILLS", test=20, soak=200)
    settings = make_settings(worker_lease_seconds=1)
    endure(real, sink, settings, mails=mails, kills=kills, module=SOUND.module)
    settle(real, settings)
    assert len({str(mail["To"]) for mail in sink.mails}) == mails
    assert wrong(real, sink, kills) == []


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_is_caught(
    mutant: Mutant, real: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    mutant.apply(real)
    settings = make_settings(worker_lease_seconds=1)
    endure(real, sink, settings, mails=30, kills=4, module=mutant.module)
    settle(real, settings)
    found = wrong(real, sink, 4)
    assert [fault for fault in found if re.search(mutant.symptom, fault)], found


def test_a_letter_that_was_out_already_comes_again_as_the_same(
    real: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    """The one moment that no order of steps avoids: it is sent, and that is not noted yet."""
    queue(real, 1)
    sink.seconds_a_mail = 1
    settings = make_settings(worker_lease_seconds=2)
    with psycopg.connect(real.superuser) as holder, Process(settings, "worker") as process:
        wait_until(lambda: sink.peers)
        # Claimed it is; who notes the result waits for this.
        holder.execute("select from notify.emails for update")
        wait_until(lambda: real.rows("select from pg_locks where not granted"))
        process.send(signal.SIGKILL)
        process.ended()
        # Its session would go on without it.
        real.end_sessions()
    assert len(sink.mails) == 1
    settle(real, settings)
    assert len(sink.mails) == 2
    assert wrong(real, sink, kills=1) == []
    assert wrong(real, sink, kills=0) == ["doubled by kills: 1 by 0"]
