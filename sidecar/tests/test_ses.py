"""Mail through SES, spoken to a server that answers as SES does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from sidecar.ses import SesConnection
from sidecar.settings import Settings
from sidecar.tests.servers import free_port

SettingsMaker = Callable[..., Settings]

MESSAGE = (
    b"From: no-reply@example.com\r\nTo: ada@example.com\r\nSubject: Hello\r\n\r\nGood news.\r\n"
)


@pytest.fixture(scope="module")
def ses() -> Iterator[str]:
    """Run a server that speaks as SES does, and return its address."""
    port = free_port()
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def settings(ses: str, make_settings: SettingsMaker, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Have credentials, and settings that lead to the server."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    httpx.post(f"{ses}/moto-api/reset").raise_for_status()
    return make_settings(
        mail_provider="ses",
        mail_sender="Unison <no-reply@example.com>",
        ses_region="eu-west-1",
        ses_endpoint=ses,
    )


def verify_sender(ses: str) -> None:
    client = boto3.client("ses", region_name="eu-west-1", endpoint_url=ses)
    client.verify_email_identity(EmailAddress="no-reply@example.com")
    client.close()


def test_a_message_is_handed_over_as_it_is(ses: str, settings: Settings) -> None:
    verify_sender(ses)
    connection = SesConnection(settings)
    delivery = connection.deliver("ada@example.com", MESSAGE)
    connection.close()
    assert delivery.outcome == "sent", delivery.detail
    data = httpx.get(f"{ses}/moto-api/data.json").json()
    (message,) = [m for kind in data["ses"].values() for m in kind if "raw_data" in m] or [None]
    assert message is not None
    assert "Good news." in message["raw_data"]


def test_trouble_with_the_account_is_tried_again(settings: Settings) -> None:
    connection = SesConnection(settings)
    delivery = connection.deliver("ada@example.com", MESSAGE)
    connection.close()
    assert delivery.outcome == "retry"
    assert delivery.detail.startswith("MessageRejected")


@pytest.mark.usefixtures("settings")
def test_a_server_that_is_away_is_tried_again(make_settings: SettingsMaker) -> None:
    away = make_settings(
        mail_provider="ses", ses_region="eu-west-1", ses_endpoint=f"http://127.0.0.1:{free_port()}"
    )
    connection = SesConnection(away)
    delivery = connection.deliver("ada@example.com", MESSAGE)
    connection.close()
    assert delivery.outcome == "retry"
    assert "EndpointConnectionError" in delivery.detail
