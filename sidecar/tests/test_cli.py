"""The command line, and the processes behind it: how they begin, log and end."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
import pytest
from click.testing import CliRunner

from sidecar.cli import main
from sidecar.mail import render, samples
from sidecar.settings import Settings
from sidecar.tests.servers import Place, Process, answers, free_port, wait_until
from sidecar.tests.signing import EVENT, sign

SettingsMaker = Callable[..., Settings]


def run(*words: str, environment: dict[str, str] | None = None) -> tuple[int, str]:
    cleared: dict[str, str | None] = {name.upper(): None for name in Settings.model_fields}
    result = CliRunner().invoke(main, words, env=cleared | (environment or {}))
    return result.exit_code, result.output


@pytest.mark.parametrize("kind", sorted(samples()))
@pytest.mark.parametrize("part", ["html", "text", "subject"])
def test_a_letter_can_be_looked_at(kind: str, part: str) -> None:
    status, output = run("mail", "preview", kind, "--part", part)
    assert status == 0
    assert output == f"{getattr(render(kind, samples()[kind]), part)}\n"


@pytest.mark.parametrize("kind", sorted(samples()))
def test_a_letter_can_be_written_into_a_folder(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    status, output = run("mail", "preview", kind, "--output", str(folder))
    assert status == 0
    assert output.split() == [str(folder / f"{kind}.html"), str(folder / f"{kind}.txt")]
    letter = render(kind, samples()[kind])
    assert (folder / f"{kind}.html").read_text() == letter.html
    assert (folder / f"{kind}.txt").read_text() == f"Subject: {letter.subject}\n\n{letter.text}"


def test_help_names_every_command() -> None:
    status, output = run("--help")
    assert status == 0
    for command in ("serve", "worker", "tick", "mail", "embedded-stripe"):
        assert re.search(rf"^  {command} ", output, re.MULTILINE)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_wrong_settings_are_named_without_their_values(command: str) -> None:
    status, output = run(command, environment={"INTERNAL_API_KEY": "too-short"})
    assert status == 1
    assert "STRIPE_API_KEY: Field required" in output
    assert "INTERNAL_API_KEY: Value should have at least 32 items" in output
    assert "too-short" not in output


def test_the_server_begins_without_a_database_and_logs_json(make_settings: SettingsMaker) -> None:
    settings = make_settings(sidecar_port=free_port())
    address = f"http://127.0.0.1:{settings.sidecar_port}"
    with Process(settings, "serve") as process:
        wait_until(lambda: answers(address))
        answer = httpx.post(
            f"{address}/webhooks/stripe",
            content=EVENT,
            headers={"Stripe-Signature": sign(EVENT), "X-Request-Id": "request-1"},
            trust_env=False,
        )
        assert answer.status_code == 503
        process.send(signal.SIGTERM)
        _, log = process.ended()
    lines = [json.loads(line) for line in log.splitlines()]
    (line,) = [line for line in lines if line.get("request_id") == "request-1"]
    assert (line["process"], line["level"]) == ("serve", "warning")
    for secret in (settings.stripe_api_key, settings.internal_api_key):
        assert secret.get_secret_value() not in log


def test_a_stopping_server_answers_what_it_has_begun(
    place: Place, make_settings: SettingsMaker
) -> None:
    settings = make_settings(sidecar_port=free_port())
    address = f"http://127.0.0.1:{settings.sidecar_port}"
    statuses: list[int] = []

    def send() -> None:
        headers = {"Stripe-Signature": sign(EVENT)}
        answer = httpx.post(
            f"{address}/webhooks/stripe", content=EVENT, headers=headers, trust_env=False
        )
        statuses.append(answer.status_code)

    with Process(settings, "serve") as process:
        wait_until(lambda: answers(address))
        with psycopg.connect(place.superuser) as blocker:
            blocker.execute("lock table sidecar.stripe_events")
            sender = threading.Thread(target=send)
            sender.start()
            wait_until(
                lambda: place.rows("select from pg_stat_activity where wait_event_type = 'Lock'")
            )
            process.send(signal.SIGTERM)
            wait_until(lambda: not answers(address))
        sender.join()
        process.ended()
    assert statuses == [200]
    assert len(place.rows("select from sidecar.stripe_events")) == 1


def test_python_runs_the_package(make_settings: SettingsMaker) -> None:
    with Process(make_settings(), "--help") as process:
        assert process.ended()[0] == os.EX_OK
