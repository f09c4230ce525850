"""What the worker promises: nothing lost, nothing done twice without need, never gone for good."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from sidecar import worker
from sidecar.mail import samples
from sidecar.settings import Settings
from sidecar.tests.servers import Place, Process, ScriptedStripe, Sink, wait_until, working
from sidecar.tests.test_documents import INVOICE

SettingsMaker = Callable[..., Settings]

OK = (200, b'{"id": "cus_1"}')
TRY_AGAIN = (503, b'{"error": {"type": "api_error"}}')
REFUSED = (400, b'{"error": {"type": "invalid_request_error"}}')


def add_command(place: Place, *, notify: bool = False) -> str:
    row = place.row("insert into sidecar.stripe_commands default values returning id::text")
    if notify:
        place.rows("notify stripe_commands")
    return str(row["id"])


def commands(place: Place) -> list[tuple[str, int]]:
    rows = place.rows("select status, attempts from sidecar.stripe_commands order by due_at, id")
    return [(row["status"], row["attempts"]) for row in rows]


def add_emails(place: Place, number: int = 1) -> None:
    place.rows(
        "insert into sidecar.emails (recipient)"
        " select 'a' || n || '@example.com' from generate_series(1, %s) as n",
        number,
    )


def emails(place: Place) -> list[tuple[str, int]]:
    rows = place.rows("select status, attempts from sidecar.emails order by due_at, id")
    return [(row["status"], row["attempts"]) for row in rows]


# Calls to Stripe


def test_a_command_is_called_and_its_answer_recorded(
    place: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    command = add_command(place)
    with working(make_settings()):
        wait_until(lambda: commands(place) == [("succeeded", 1)])
    row = place.row("select http_status, body, error from sidecar.stripe_commands")
    assert row == {"http_status": 200, "body": '{"id": "cus_1"}', "error": None}
    assert [r["headers"]["idempotency-key"] for r in stripe_server.requests] == [command]


def test_what_to_try_again_is_decided_by_sql_and_repeated_under_the_same_key(
    place: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    stripe_server.answers = [TRY_AGAIN, TRY_AGAIN, OK]
    command = add_command(place)
    with working(make_settings()):
        wait_until(lambda: commands(place) == [("succeeded", 3)])
    assert [r["headers"]["idempotency-key"] for r in stripe_server.requests] == [command] * 3


def test_what_stripe_refuses_is_reported(
    place: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    stripe_server.answers = [REFUSED]
    add_command(place)
    with working(make_settings()):
        wait_until(lambda: commands(place) == [("failed", 1)])
    assert place.row("select body from sidecar.stripe_commands")["body"] == REFUSED[1].decode()


@pytest.mark.usefixtures("stripe_server")
def test_a_notification_wakes_the_worker(
    place: Place, make_settings: SettingsMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "COMMAND_POLL_SECONDS", 60)
    with working(make_settings()):
        wait_until(place.is_listened_to)
        for _ in range(3):
            add_command(place, notify=True)
            wait_until(lambda: {status for status, _ in commands(place)} == {"succeeded"}, 30)


@pytest.mark.usefixtures("stripe_server")
def test_listening_is_taken_up_again(
    place: Place, make_settings: SettingsMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "COMMAND_POLL_SECONDS", 60)
    with working(make_settings()):
        wait_until(place.is_listened_to)
        place.end_sessions()
        # What came while nobody listened is looked for as soon as somebody does.
        add_command(place)
        wait_until(lambda: commands(place) == [("succeeded", 1)])
        add_command(place, notify=True)
        wait_until(lambda: commands(place) == [("succeeded", 1)] * 2, 30)


@pytest.mark.usefixtures("stripe_server")
def test_without_notifications_the_poll_finds_it(
    place: Place, make_settings: SettingsMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LISTEN_AGAIN_SECONDS", 60)
    with working(make_settings()):
        wait_until(place.is_listened_to)
        place.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %%'"
        )
        add_command(place)
        wait_until(lambda: commands(place) == [("succeeded", 1)], 30)


def test_several_commands_at_once_but_not_too_many(
    place: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    for _ in range(worker.COMMANDS_AT_ONCE + 4):
        add_command(place)
    stripe_server.may_answer.clear()
    with working(make_settings()):
        wait_until(lambda: len(stripe_server.requests) == worker.COMMANDS_AT_ONCE)
        time.sleep(2 * worker.COMMAND_POLL_SECONDS)
        assert len(stripe_server.requests) == worker.COMMANDS_AT_ONCE
        stripe_server.may_answer.set()
        wait_until(lambda: set(commands(place)) == {("succeeded", 1)})


# A database that is away, or fails


def test_a_worker_waits_for_its_database(
    place: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    add_command(place)
    settings = make_settings()
    place.cluster.stop()
    try:
        with working(settings):
            time.sleep(0.5)
            place.cluster.start()
            wait_until(lambda: commands(place) == [("succeeded", 1)])
    finally:
        place.cluster.start()
    assert len(stripe_server.requests) == 1


def test_an_answer_outlives_a_database_that_is_away(
    place: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    add_command(place)
    stripe_server.may_answer.clear()
    with working(make_settings()):
        wait_until(lambda: stripe_server.requests)
        with place.cluster.stopped():
            stripe_server.may_answer.set()
            time.sleep(0.5)
        wait_until(lambda: commands(place) == [("succeeded", 1)])
    assert len(stripe_server.requests) == 1


def test_an_answer_that_is_refused_is_told_again(
    place: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    place.break_function("record_stripe_response")
    add_command(place)
    with working(make_settings()):
        wait_until(lambda: stripe_server.requests)
        time.sleep(0.5)
        assert commands(place) == [("running", 1)]
        place.mend()
        wait_until(lambda: commands(place) == [("succeeded", 1)])
    assert len(stripe_server.requests) == 1


def test_a_mail_is_not_sent_twice_because_the_database_was_away(
    place: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    sink.seconds_a_mail = 1
    add_emails(place)
    with working(make_settings(), lease_seconds=2):
        wait_until(lambda: sink.peers)
        with place.cluster.stopped():
            # Longer than the lease: nobody else can have taken it up.
            time.sleep(2.5)
        wait_until(lambda: emails(place) == [("sent", 1)])
    assert len(sink.mails) == 1


@pytest.mark.usefixtures("stripe_server")
@pytest.mark.parametrize(
    "broken", ["claim_stripe_commands", "claim_emails", "apply_pending_events"]
)
def test_a_loop_that_fails_stops_no_other(
    place: Place, sink: Sink, make_settings: SettingsMaker, broken: str
) -> None:
    place.break_function(broken)
    add_command(place)
    add_emails(place)
    with working(make_settings()):
        if broken != "claim_stripe_commands":
            wait_until(lambda: commands(place) == [("succeeded", 1)])
        if broken != "claim_emails":
            wait_until(lambda: len(sink.mails) == 1)
        wait_until(lambda: place.rows("select from sidecar.heartbeats"))
        place.mend()
        wait_until(lambda: commands(place) == [("succeeded", 1)])
        wait_until(lambda: emails(place) == [("sent", 1)])


# Mail


def test_mails_leave_over_one_connection(
    place: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    add_emails(place, 12)
    with working(make_settings()):
        wait_until(lambda: emails(place) == [("sent", 1)] * 12)
    assert len({mail["To"] for mail in sink.mails}) == 12
    assert sink.connections == 1


def test_a_mail_that_is_tried_again_keeps_its_message_id(
    place: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    sink.replies = {"data": ["451 later", "451 later"]}
    add_emails(place)
    with working(make_settings()):
        wait_until(lambda: emails(place) == [("sent", 3)])
    row = place.row("select '<' || id || '@example.com>' as message_id from sidecar.emails")
    assert [mail["Message-ID"] for mail in sink.mails] == [row["message_id"]]


def test_a_refused_mail_is_reported(place: Place, sink: Sink, make_settings: SettingsMaker) -> None:
    sink.replies = {"rcpt": ["550 no such user"]}
    add_emails(place, 2)
    with working(make_settings()):
        wait_until(lambda: sorted(emails(place)) == [("failed", 1), ("sent", 1)])
    rows = place.rows("select detail from sidecar.emails where status = 'failed'")
    assert rows == [{"detail": "550 no such user"}]


def test_an_invoice_that_cannot_be_set_holds_up_no_other(
    place: Place, make_settings: SettingsMaker
) -> None:
    for data in ("{}", json.dumps(INVOICE)):
        place.rows("insert into sidecar.invoice_documents (data) values (%s)", data)
    with working(make_settings()):
        wait_until(
            lambda: (
                {
                    row["status"]
                    for row in place.rows("select status from sidecar.invoice_documents")
                }
                == {"failed", "ready"}
            )
        )
    (failed,) = place.rows("select error from sidecar.invoice_documents where pdf is null")
    assert failed["error"] == "UndefinedError: 'number' is undefined"


def test_a_letter_to_look_at_is_written_and_not_sent(
    place: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    for kind, data in (("trial_ended", samples()["trial_ended"]), ("trial_ended", {})):
        place.rows(
            "insert into sidecar.email_previews (kind, data) values (%s, %s)",
            kind,
            json.dumps(data),
        )
    with working(make_settings()):
        wait_until(
            lambda: (
                len(
                    place.rows(
                        "select from sidecar.email_previews where num_nonnulls(subject, error) = 1"
                    )
                )
                == 2
            )
        )
    assert sink.mails == []


def test_a_slow_mail_server_costs_no_leases(
    place: Place, sink: Sink, make_settings: SettingsMaker
) -> None:
    """What might be taken up by another worker before we are done is given back instead."""
    sink.seconds_a_mail = 0.6
    add_emails(place, worker.EMAILS_AT_ONCE)
    with working(make_settings(), lease_seconds=2):
        wait_until(lambda: {status for status, _ in emails(place)} == {"sent"})
    assert len(sink.mails) == worker.EMAILS_AT_ONCE
    assert max(attempts for _, attempts in emails(place)) > 1


# Stopping and dying


def test_a_stopping_worker_finishes_what_is_in_hand(
    place: Place, stripe_server: ScriptedStripe, sink: Sink, make_settings: SettingsMaker
) -> None:
    stripe_server.may_answer.clear()
    sink.seconds_a_mail = 0.5
    add_command(place)
    add_emails(place)
    with Process(make_settings(), "worker") as process:
        wait_until(lambda: stripe_server.requests and sink.peers)
        process.send(signal.SIGTERM)
        # Until it says so a claim may be under way; what is left then is the call.
        process.says('"claims nothing more"')
        assert emails(place) == [("sent", 1)]
        add_command(place, notify=True)
        stripe_server.may_answer.set()
        status, log = process.ended()
    assert status == 0, log
    assert sorted(commands(place)) == [("queued", 0), ("succeeded", 1)]
    assert emails(place) == [("sent", 1)]
    assert '"level": "error"' not in log
    assert len(stripe_server.requests) == 1


def test_a_stopping_worker_does_not_wait_for_a_database_for_ever(
    place: Place,
    stripe_server: ScriptedStripe,
    make_settings: SettingsMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "STOP_SECONDS", 0.5)
    stripe_server.may_answer.clear()
    add_command(place)
    with place_stopped_within(place), working(make_settings()):
        wait_until(lambda: stripe_server.requests)
        place.cluster.stop()
        stripe_server.may_answer.set()
    assert commands(place) == [("running", 1)]


@contextmanager
def place_stopped_within(place: Place) -> Iterator[None]:
    try:
        yield
    finally:
        place.cluster.start()


def test_what_a_killed_worker_leaves_is_taken_up(
    place: Place, stripe_server: ScriptedStripe, make_settings: SettingsMaker
) -> None:
    stripe_server.may_answer.clear()
    command = add_command(place)
    with Process(make_settings(worker_lease_seconds=1), "worker") as process:
        wait_until(lambda: stripe_server.requests)
        process.send(signal.SIGKILL)
        assert process.ended()[0] == -signal.SIGKILL
    stripe_server.may_answer.set()
    with working(make_settings()):
        wait_until(lambda: commands(place)[0][0] == "succeeded")
    # On a busy machine a lease of a second ends before the kill, and one try more is made.
    keys = [request["headers"]["idempotency-key"] for request in stripe_server.requests]
    assert len(keys) >= 2
    assert set(keys) == {command}


def test_the_worker_has_metrics(place: Place, make_settings: SettingsMaker) -> None:
    settings = make_settings()
    add_command(place)
    with Process(settings, "worker") as process:
        wait_until(lambda: commands(place)[0][1] > 0)
        text = httpx.get(f"http://127.0.0.1:{settings.worker_metrics_port}/metrics").text
        assert "sidecar_stripe_command_seconds" in text
        process.send(signal.SIGTERM)
        assert process.ended()[0] == 0
