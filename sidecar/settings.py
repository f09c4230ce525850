"""Settings from the environment. Each variable is documented here, and nowhere else.

`python -m sidecar.settings` prints `.env.example`, which is generated from this module.
"""

import sys
import textwrap
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Annotated, Literal, Self, get_args, get_origin

from pydantic import Field, HttpUrl, SecretStr, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Port = Annotated[int, Field(ge=1, le=65535)]
LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """What an instance of the sidecar has to know. An empty variable counts as not set."""

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, extra="ignore")

    environment: Literal["development", "production"] = Field(
        "development",
        description="Production refuses whatever is meant for trying out, above all a Stripe "
        "that is not the real one.",
    )

    sidecar_database_url: SecretStr = Field(
        description="PostgreSQL as the role `sidecar`. PgBouncer in transaction mode will do: "
        "nothing is prepared, and where LISTEN is not heard the worker polls.",
        examples=["postgresql://sidecar:password@127.0.0.1:5432/unison"],
    )
    sidecar_database_connections: int = Field(
        4,
        ge=1,
        le=100,
        description="Connections that a process keeps open at most. Calls are bound by the "
        "processor: many more than the database has cores only make each dearer.",
    )

    sidecar_host: str = Field("127.0.0.1", description="Address that HTTP and metrics listen on.")
    sidecar_port: Port = Field(8083, description="Port of `sidecar serve`.")
    internal_api_key: SecretStr = Field(
        min_length=32,
        description="Guards /internal/, sent as X-Internal-Key. At least 32 characters.",
        examples=["a-long-random-text-of-your-own-making"],
    )

    internal_url: HttpUrl = Field(
        HttpUrl("http://127.0.0.1:8083"),
        description="Where the worker reaches `sidecar serve`. Of all that is not public, the "
        "database may ask only this to be called.",
    )

    worker_metrics_port: Port = Field(8088, description="Port of the worker's /metrics.")
    worker_lease_seconds: int = Field(
        45,
        ge=1,
        le=60,
        description="How long claimed work belongs to a worker before another may take it up. A "
        "call to Stripe is given up after two thirds of it.",
    )

    stripe_api_key: SecretStr = Field(
        description="Stripe's secret or restricted key.", examples=["sk_test_..."]
    )
    stripe_api_base: HttpUrl | None = Field(
        None,
        description="Where Stripe is, if not at Stripe: the embedded one's address. Not allowed "
        "in production.",
    )
    stripe_webhook_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        min_length=1,
        description="Signing secrets of the webhook endpoint, separated by commas; several while "
        "one is being rotated.",
        examples=["whsec_..."],
    )

    outgoing_loopback: bool = Field(
        False,
        description="Lets calls to addresses of customers' choice reach this machine, with or "
        "without TLS: for trying out webhooks. Not allowed in production.",
    )

    dns_server: str | None = Field(
        None,
        pattern=r"^[0-9a-fA-F.:]+:[0-9]{1,5}$",
        description="Address and port of the DNS server that is asked whose a domain is, if it is "
        "not the system's.",
    )

    mail_sender: str = Field(
        "Unison Commerce <no-reply@localhost>", description="From: of every mail."
    )
    mail_provider: Literal["smtp", "ses"] = Field(
        "smtp",
        description="Who carries the mail. Amazon SES needs the extra `ses`, and finds its "
        "credentials as every AWS client does.",
    )
    ses_region: str | None = Field(None, description="Region of SES, for MAIL_PROVIDER=ses.")
    ses_configuration_set: str | None = Field(
        None, description="Configuration set that publishes bounces and complaints."
    )
    ses_endpoint: HttpUrl | None = Field(
        None, description="Where SES is, if not at Amazon: for tests. Not allowed in production."
    )
    smtp_host: str = Field("127.0.0.1", description="Mail server.")
    smtp_port: Port = Field(25, description="Its port; usually 587 with starttls, 465 with tls.")
    smtp_tls: Literal["none", "starttls", "tls"] = Field(
        "none", description="How the connection is encrypted. Certificates are always checked."
    )
    smtp_user: str | None = Field(None, description="Name to log in with; none if not set.")
    smtp_password: SecretStr | None = Field(None, description="Password for SMTP_USER.")

    log_level: LogLevel = Field("info", description="Least severe log line that is written.")
    sentry_dsn: SecretStr | None = Field(None, description="Errors are sent there if it is set.")

    @field_validator("stripe_webhook_secrets", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return [secret for part in value.split(",") if (secret := part.strip())]
        return value

    @field_validator("mail_sender")
    @classmethod
    def _is_one_address(cls, value: str) -> str:
        _, address = parseaddr(value)
        if "@" not in address or not value.isprintable():
            raise ValueError("must look like Name <name@example.com>")
        return value

    @model_validator(mode="after")
    def _fits_the_environment(self) -> Self:
        if self.environment == "production" and self.stripe_api_base is not None:
            raise ValueError("STRIPE_API_BASE is not allowed in production")
        if self.environment == "production" and self.outgoing_loopback:
            raise ValueError("OUTGOING_LOOPBACK is not allowed in production")
        if self.environment == "production" and self.ses_endpoint is not None:
            raise ValueError("SES_ENDPOINT is not allowed in production")
        if self.mail_provider == "ses" and self.ses_region is None:
            raise ValueError("MAIL_PROVIDER=ses needs SES_REGION")
        if self.smtp_user is not None and self.smtp_password is None:
            raise ValueError("SMTP_USER needs SMTP_PASSWORD")
        return self


def load() -> Settings:
    """Read the environment.

    Raises pydantic.ValidationError naming what is missing or wrong.
    """
    return Settings.model_validate({})


def env_example() -> str:
    """Return the text of `.env.example`: what must be set is, what has a default is a comment."""
    head = "# Generated by `python -m sidecar.settings`, where each variable is documented.\n"
    return head + "".join(
        f"\n{''.join(_comments(field))}{_assignment(name, field)}\n"
        for name, field in Settings.model_fields.items()
    )


def _comments(field: FieldInfo) -> Iterator[str]:
    text = f"{field.description}{_choices(field)}"
    for line in textwrap.wrap(text, width=97, break_on_hyphens=False):
        yield f"# {line}\n"


def _choices(field: FieldInfo) -> str:
    if get_origin(field.annotation) is not Literal:
        return ""
    return f" One of {', '.join(get_args(field.annotation))}."


def _assignment(name: str, field: FieldInfo) -> str:
    variable = name.upper()
    if field.is_required():
        return f"{variable}={field.examples[0] if field.examples else ''}"
    return f"#{variable}={_quoted(field.default)}"


def _quoted(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}'" if " " in text else text


if __name__ == "__main__":
    sys.stdout.write(env_example())
