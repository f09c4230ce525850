"""Mail: render a letter, make a message of it, hand it to the provider.

Who gets which letter, when, and how often it is tried is decided by SQL.
"""

import asyncio
import binascii
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr, formatdate, parseaddr
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import jinja2

from sidecar.delivery import Delivery
from sidecar.errors import MailRefusedError
from sidecar.ses import SesConnection
from sidecar.settings import Settings
from sidecar.smtp import SmtpConnection

_TEMPLATES = Path(__file__).parent / "templates"

# Never occurs inside quoted-printable text, so it needs to be neither random nor looked for.
_BOUNDARY = "=_alternative"

_CRLF = "\r\n"

# What every mail server takes; the forms with quotes or comments are nobody's address.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_URL = re.compile(r"https?://[!-;=?-~]{1,900}")
_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,500}")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads."""

    subject: str
    text: str
    html: str


# Rendering


def _units(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        # Off by default in Jinja, and its own select_autoescape() does not know x.html.j2.
        autoescape=lambda name: name is None or not name.endswith(".txt.j2"),  # noqa: S701
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["units"] = _units
    return environment


_ENVIRONMENT = _environment()


def render(kind: str, data: Mapping[str, Any]) -> Letter:
    """Render the letter `kind` from the data that SQL gave.

    Every text in `data` is made a single line first: a name cannot begin a paragraph of its own,
    nor a header. Raises jinja2.TemplateError for an unknown kind or missing data.
    """
    values = {key: _one_line(value) for key, value in data.items()}
    text = _ENVIRONMENT.get_template(f"{kind}.txt.j2")
    subject = _one_line("".join(text.blocks["subject"](text.new_context(values))))
    html = _ENVIRONMENT.get_template(f"{kind}.html.j2")
    return Letter(subject, text.render(values), html.render(values, subject=subject))


def _one_line(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return "".join(char for char in " ".join(value.split()) if char.isprintable())


def samples() -> dict[str, dict[str, Any]]:
    """Return example data for every kind of letter there is."""
    kinds: dict[str, dict[str, Any]] = json.loads((_TEMPLATES / "samples.json").read_text())
    return kinds


# Composing


def compose(
    letter: Letter,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    one_click_url: str | None = None,
) -> bytes:
    """Return the message as it goes over the wire.

    With `one_click_url` the reader's mail program can unsubscribe by itself (RFC 8058).

    Written out by hand: email.message takes 20 times as long for the same bytes. Raises
    MailRefusedError for an address, a Message-ID or a subject that would not stay where it belongs.
    """
    shapes = [(recipient, _ADDRESS), (message_id, _MESSAGE_ID), (letter.subject, _LINE)]
    if one_click_url is not None:
        shapes.append((one_click_url, _URL))
    for value, shape in shapes:
        if not shape.fullmatch(value):
            raise MailRefusedError(f"not fit for a header: {value!r}")
    charset = "us-ascii" if letter.subject.isascii() else "utf-8"
    subject = Header(letter.subject, charset, header_name="Subject").encode(linesep=_CRLF)
    unsubscribe = (
        f"List-Unsubscribe: <{one_click_url}>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        if one_click_url is not None
        else ""
    )
    head = (
        f"From: {formataddr(parseaddr(sender))}\r\n"
        f"To: {recipient}\r\n"
        f"Subject: {subject}\r\n"
        f"Date: {formatdate(usegmt=True)}\r\n"
        f"Message-ID: {message_id}\r\n"
        "Auto-Submitted: auto-generated\r\n"
        f"{unsubscribe}"
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n'
    )
    return b"".join(
        (
            head.encode(),
            _part("plain", letter.text),
            _part("html", letter.html),
            f"\r\n--{_BOUNDARY}--\r\n".encode(),
        )
    )


def _part(subtype: str, content: str) -> bytes:
    head = (
        f"\r\n--{_BOUNDARY}\r\n"
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    lines = content.replace("\n", _CRLF).encode()
    return head.encode() + binascii.b2a_qp(lines, istext=True)


# Delivering


def _connection(settings: Settings) -> SmtpConnection | SesConnection:
    return SesConnection(settings) if settings.mail_provider == "ses" else SmtpConnection(settings)


class Mailer:
    """Sends letters one after the other from a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        self._sender = settings.mail_sender
        self._connection = _connection(settings)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Finish the letter in hand and hang up."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()

    async def send(
        self, kind: str, data: Mapping[str, Any], *, recipient: str, message_id: str
    ) -> Delivery:
        """Render, compose and deliver one letter; raises nothing."""
        try:
            message = compose(
                render(kind, data),
                sender=self._sender,
                recipient=recipient,
                message_id=message_id,
                one_click_url=data.get("one_click_url"),
            )
        except MailRefusedError as error:
            return Delivery("refused", str(error))
        except Exception as error:  # noqa: BLE001 - a letter that a newer version may know how to write
            return Delivery("retry", f"{type(error).__name__}: {error}")
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self._connection.deliver, recipient, message
        )
