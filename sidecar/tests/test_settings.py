from pathlib import Path
from typing import Any

import pydantic
import pytest

from sidecar.settings import Settings, env_example, load

ROOT = Path(__file__).parents[2]

REQUIRED = {
    "SIDECAR_DATABASE_URL": "postgresql://sidecar:hidden-one@127.0.0.1/unison",
    "INTERNAL_API_KEY": "hidden-two-hidden-two-hidden-two-hidden",
    "STRIPE_API_KEY": "sk_test_hidden-three",
    "STRIPE_WEBHOOK_SECRETS": "whsec_hidden-four",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_the_example_is_generated_from_the_settings() -> None:
    committed = (ROOT / ".env.example").read_text()
    assert committed == env_example(), "run python -m sidecar.settings > .env.example"


def test_the_example_is_enough_to_start(environment: pytest.MonkeyPatch) -> None:
    for line in env_example().splitlines():
        if line and not line.startswith("#"):
            environment.setenv(*line.split("=", 1))
    assert load().stripe_api_base is None


def test_every_variable_is_documented() -> None:
    assert [n for n, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.usefixtures("environment")
def test_secrets_are_never_shown() -> None:
    assert "hidden" not in repr(load())


def test_an_empty_variable_counts_as_not_set(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SMTP_USER", "")
    environment.setenv("SMTP_PORT", "")
    assert (load().smtp_user, load().smtp_port) == (None, 25)


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("whsec_a", ["whsec_a"]),
        ("whsec_a,whsec_b", ["whsec_a", "whsec_b"]),
        (" whsec_a , whsec_b,, ", ["whsec_a", "whsec_b"]),
    ],
)
def test_several_webhook_secrets(
    environment: pytest.MonkeyPatch, text: str, secrets: list[str]
) -> None:
    environment.setenv("STRIPE_WEBHOOK_SECRETS", text)
    assert [secret.get_secret_value() for secret in load().stripe_webhook_secrets] == secrets


@pytest.mark.parametrize(
    "changes",
    [
        {"STRIPE_WEBHOOK_SECRETS": " , "},
        {"INTERNAL_API_KEY": "short"},
        {"SMTP_TLS": "yes"},
        {"SMTP_USER": "somebody"},
        {"SIDECAR_PORT": "0"},
        {"WORKER_LEASE_SECONDS": "61"},
        {"MAIL_SENDER": "nobody"},
        {"MAIL_SENDER": "Unison <no-reply@example.com>\nBcc: all@example.com"},
        {"ENVIRONMENT": "production", "STRIPE_API_BASE": "http://127.0.0.1:8084"},
        {"ENVIRONMENT": "production", "OUTGOING_LOOPBACK": "true"},
    ],
)
def test_what_is_refused(environment: pytest.MonkeyPatch, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        environment.setenv(name, value)
    with pytest.raises(pydantic.ValidationError):
        load()
