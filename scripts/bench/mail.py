"""Letters over STARTTLS, rendered and sent: over the connection that is kept, or each over its own.

The server is aiosmtpd in this very process, which takes what comes and keeps nothing but a count.
"""

from __future__ import annotations

import os
import ssl
import statistics
import tempfile
import time
from pathlib import Path
from unittest import mock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.figures import Figure, WrongEndStateError
from sidecar.mail import compose, render, samples
from sidecar.settings import Settings
from sidecar.smtp import SmtpConnection
from sidecar.tests.servers import free_port, make_certificate

LETTERS = 50
"""So many in a round, each way."""

ROUNDS = 11
WARM_UP = 1


class _Counting:
    """What becomes of a message: it is counted."""

    def __init__(self) -> None:
        self.letters = 0

    async def handle_DATA(self, _: SMTP, __: Session, ___: Envelope) -> str:  # noqa: N802
        self.letters += 1
        return "250 counted"


def measure() -> list[Figure]:
    """Measure what a letter takes, both ways in changing order."""
    kept: list[float] = []
    single: list[float] = []
    counting = _Counting()
    with tempfile.TemporaryDirectory(prefix="unison-bench-") as folder:
        certificate = make_certificate(Path(folder))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)

        class Server(Controller):
            def factory(self) -> SMTP:
                return SMTP(counting, tls_context=context, require_starttls=True)

        port = free_port()
        server = Server(counting, "127.0.0.1", port)
        server.start()
        try:
            with mock.patch.dict(os.environ, SSL_CERT_FILE=str(certificate)):
                for number in range(WARM_UP + ROUNDS):
                    pairs = [(True, kept), (False, single)]
                    for is_kept, seconds in pairs if number % 2 else pairs[::-1]:
                        seconds.append(_send(_settings(port), is_kept=is_kept))
        finally:
            server.stop()
    expected = 2 * LETTERS * (WARM_UP + ROUNDS)
    if counting.letters != expected:
        raise WrongEndStateError([f"{counting.letters} of {expected} letters arrived"])
    kept, single = kept[WARM_UP:], single[WARM_UP:]
    return [
        Figure(
            work="Mail over STARTTLS, connection kept",
            value=statistics.median(s / k for s, k in zip(single, kept, strict=True)),
            must=1.8,
            stretch=2.3,
            measured=f"{statistics.median(kept) * 1e3:.2f} ms a letter",
            floor=f"{statistics.median(single) * 1e3:.2f} ms",
        )
    ]


def _settings(port: int) -> Settings:
    return Settings.model_validate(
        {
            "sidecar_database_url": "postgresql://sidecar@127.0.0.1:1/nowhere",
            "internal_api_key": "a-key-for-benchmarks-of-32-characters",
            "stripe_api_key": "sk_test_bench",
            "stripe_webhook_secrets": "whsec_bench",
            "smtp_port": port,
            "smtp_tls": "starttls",
        }
    )


def _send(settings: Settings, *, is_kept: bool) -> float:
    """Send a round of letters; return how many seconds each took."""
    connection = SmtpConnection(settings)
    data = samples()["payment_succeeded"]
    began = time.perf_counter()
    for number in range(LETTERS):
        message = compose(
            render("payment_succeeded", data),
            sender=settings.mail_sender,
            recipient="person@example.com",
            message_id=f"<{number}@example.com>",
        )
        delivery = connection.deliver("person@example.com", message)
        if delivery.outcome != "sent":
            raise WrongEndStateError([delivery.detail])
        if not is_kept:
            connection.close()
    connection.close()
    return (time.perf_counter() - began) / LETTERS
