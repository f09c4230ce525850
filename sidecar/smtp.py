"""Mail through a server that speaks SMTP, over one connection that is kept."""

import contextlib
import smtplib
import socket
import ssl
from email.utils import parseaddr

from sidecar.delivery import Delivery
from sidecar.settings import Settings

TIMEOUT_SECONDS = 10.0
"""How long the mail server may take over each step of a conversation."""


class SmtpConnection:
    """A conversation with the mail server, kept open from message to message. It blocks."""

    def __init__(self, settings: Settings) -> None:
        """Connect only when there is something to say."""
        self._settings = settings
        self._sender = parseaddr(settings.mail_sender)[1]
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, recipient: str, message: bytes) -> Delivery:
        """Hand over one message; raises nothing, whatever server and network do.

        Only what the server says of this recipient or this message can refuse it for good. Its
        trouble with us (log-in, sender, connection) ends, so that is a reason to retry.
        """
        try:
            smtp = self._begin()
            try:
                code, reply = smtp.rcpt(recipient)
                if code in {250, 251}:
                    code, reply = smtp.data(message)
            except smtplib.SMTPDataError as error:
                code, reply = error.smtp_code, _bytes(error.smtp_error)
        except OSError as error:
            self.close()
            return Delivery("retry", f"{type(error).__name__}: {error}")
        detail = f"{code} {reply.decode(errors='replace')}"
        if code == 250:
            return Delivery("sent", detail)
        # The transaction is half done; the next message begins with a clean conversation.
        self.close()
        return Delivery("refused" if code >= 500 else "retry", detail)

    def close(self) -> None:
        """Say good-bye if anybody listens."""
        if self._smtp is not None:
            with contextlib.suppress(OSError):
                self._smtp.quit()
            self._smtp = None

    def _begin(self) -> smtplib.SMTP:
        """Begin a message, over a new connection if the server has had enough of the old one."""
        if self._smtp is not None:
            with contextlib.suppress(OSError):
                code, _ = self._smtp.mail(self._sender)
                if code == 250:
                    return self._smtp
            self.close()
        self._smtp = self._connect()
        code, reply = self._smtp.mail(self._sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, reply, self._sender)
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        # A look-up of our own full name can take seconds, and nobody needs it.
        name = socket.gethostname()
        host, port = settings.smtp_host, settings.smtp_port
        smtp: smtplib.SMTP
        if settings.smtp_tls == "tls":
            smtp = smtplib.SMTP_SSL(
                host, port, name, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(host, port, name, timeout=TIMEOUT_SECONDS)
        try:
            if settings.smtp_tls == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if settings.smtp_user is not None and settings.smtp_password is not None:
                smtp.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            else:
                smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()
