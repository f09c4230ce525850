"""Letters: what they say, what they can never be made to say, and how they leave the house."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sidecar.delivery import Delivery
from sidecar.errors import MailRefusedError
from sidecar.mail import Letter, Mailer, compose, render, samples
from sidecar.settings import Settings
from sidecar.smtp import SmtpConnection
from sidecar.tests.servers import Place, Sink, free_port, make_certificate

SettingsMaker = Callable[..., Settings]
ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "sidecar/templates"
KINDS = sorted(samples())
LINKS = {"url", "unsubscribe_url"}
HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "Eve\r\nBcc: all@example.com",
        "Eve\n\nYour account is closed. Write to eve@example.com.",
        "</p><script>alert(1)</script><a href='http://evil.example'>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}{% raw %}",
        "\u202egnp.exe\u2028next\x00\x1b[31m",
        "=?utf-8?q?Bcc?= =_alternative\n--=_alternative--",
    ]
)


def parse(message: bytes) -> EmailMessage:
    return message_from_bytes(message, EmailMessage, policy=policy.default)


def part(mail: EmailMessage, subtype: str) -> str:
    body = mail.get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


class Outline(HTMLParser):
    """What a browser makes of a page: its tags with attributes, and its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.links: set[str | None] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.links |= {value for name, value in attrs if name in {"href", "src"}}


# Rendering


def test_every_letter_has_both_parts_and_a_sample() -> None:
    names = {path.name for path in TEMPLATES.glob("*.j2")} - {"layout.html.j2", "layout.txt.j2"}
    assert names == {f"{kind}.{part}.j2" for kind in KINDS for part in ("html", "txt")}


def test_every_kind_that_sql_knows_is_a_letter_and_the_other_way_round(real: Place) -> None:
    rows = real.rows("select kind, is_optional from notify.kinds")
    assert sorted(row["kind"] for row in rows) == KINDS
    # What can be ended says how, so SQL gives it a link.
    optional = {row["kind"] for row in rows if row["is_optional"]}
    assert {kind for kind in KINDS if "unsubscribe_url" in samples()[kind]} == optional


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_all_that_it_is_told(kind: str) -> None:
    data = samples()[kind]
    letter = render(kind, data)
    assert Outline(letter.html).links == {data[key] for key in LINKS & data.keys()}
    for key, value in data.items():
        escaped = str(value).replace("&", "&amp;")
        if key in LINKS:
            assert str(value) in letter.text
        else:
            assert str(value) in letter.subject + letter.text, key
            assert escaped in letter.html, key
    assert letter.subject
    assert f"<title>{letter.subject.replace('&', '&amp;')}</title>" in letter.html


def test_links_lead_to_pages_that_there_are() -> None:
    """Those of the samples, and those that SQL puts together: an id may follow, or a question."""
    pages = [
        re.sub(r":\w+", "[^/]+", path)
        for path in re.findall(
            r'route\("([^":]*(?::\w+)?)"', (ROOT / "web/app/routes.ts").read_text()
        )
    ]
    made = [
        path + "an-id" * bool(more)
        for file in (ROOT / "db/functions").rglob("*.sql")
        for path, more in re.findall(
            r"(?:setting\('web_url'\)\s*\|\||token_url\()\s*'(/[^']*)'(\s*\|\|)?",
            file.read_text(),
        )
        if not path.startswith("/api/")
    ]
    assert len(made) > 10
    shown = [
        data[key].removeprefix("http://localhost:8080")
        for data in samples().values()
        for key in LINKS & data.keys()
    ]
    for link in made + [link for link in shown if link.startswith("/")]:
        path = re.split("[?#]", link)[0].strip("/")
        assert any(re.fullmatch(page, path) for page in pages), link


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_not_sent_with_holes(kind: str) -> None:
    for missing in samples()[kind].keys() - {"unsubscribe_url"}:
        data = {key: value for key, value in samples()[kind].items() if key != missing}
        with pytest.raises(jinja2.UndefinedError):
            render(kind, data)


@pytest.mark.parametrize(("number", "words"), [(1, "1 hour."), (48, "48 hours.")])
def test_one_is_singular(number: int, words: str) -> None:
    letter = render("verify_email", samples()["verify_email"] | {"expires_hours": number})
    assert f"works for {words}" in letter.text


def test_an_unknown_letter() -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        render("../settings", {})


@pytest.mark.parametrize("kind", KINDS)
@given(hostile=HOSTILE)
def test_data_adds_nothing_to_a_letter_but_words(kind: str, hostile: str) -> None:
    """The same tags, the same links, the same lines, whatever somebody calls themselves."""
    data = samples()[kind]
    told = {
        key: hostile if isinstance(value, str) and key not in LINKS else value
        for key, value in data.items()
    }
    plain, changed = render(kind, data), render(kind, told)
    assert Outline(changed.html).tags == Outline(plain.html).tags
    assert Outline(changed.html).links == Outline(plain.html).links
    assert changed.text.count("\n") == plain.text.count("\n")
    assert len(changed.text.splitlines()) == len(plain.text.splitlines())
    assert changed.subject.isprintable()
    mail = parse(composed(changed))
    assert mail.keys() == parse(composed(plain)).keys()
    assert [p.get_content_type() for p in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("kind", KINDS)
@given(url=st.text(max_size=40))
@example(url="javascript:alert(1)//http://")
@example(url='http://localhost/" onmouseover="alert(1)')
def test_a_link_stays_in_its_attribute(kind: str, url: str) -> None:
    data = samples()[kind]
    letter = render(kind, data | dict.fromkeys(LINKS & data.keys(), url))
    plain = render(kind, data)
    assert Outline(letter.html).tags == Outline(plain.html).tags


# Composing


def composed(letter: Letter, **changes: str) -> bytes:
    header = {
        "sender": "Unison Commerce <no-reply@example.com>",
        "recipient": "maren@example.com",
        "message_id": "<email-1@example.com>",
    }
    return compose(letter, **(header | changes))


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_is_what_was_rendered(kind: str) -> None:
    letter = render(kind, samples()[kind] | {"organization_name": "Zoë & Søn, Gießerei 鋳造"})
    message = composed(letter)
    mail = parse(message)
    assert mail["Subject"] == letter.subject
    assert mail["From"] == "Unison Commerce <no-reply@example.com>"
    assert mail["To"] == "maren@example.com"
    assert mail["Message-ID"] == "<email-1@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime is not None
    assert mail.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in mail.iter_parts()] == ["text/plain", "text/html"]
    assert part(mail, "plain").strip() == letter.text.strip()
    assert part(mail, "html").strip() == letter.html.strip()
    assert message.isascii()
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", message) is None
    assert max(map(len, message.split(b"\r\n"))) <= 998


@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=400
    )
)
@example(text="=_alternative\n--=_alternative\n--=_alternative--\n.\n..\n")
@example(text=" \n\t\nx \n" + "=" * 200 + "é" * 100)
def test_any_text_arrives_as_it_was(text: str) -> None:
    mail = parse(composed(Letter("Subject", text, f"<p>{text}</p>")))
    sent, *others = mail.iter_parts()
    assert len(others) == 1
    content = sent.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


@given(subject=st.text(min_size=1, max_size=300))
@example(subject="Eve\r\nBcc: all@example.com")
@example(subject="Eve\r\n Bcc: all@example.com")
@example(subject="é\r\nBcc: all@example.com")
@example(subject="x" * 400)
def test_a_subject_is_one_header_or_refused(subject: str) -> None:
    try:
        message = composed(Letter(subject, "text", "html"))
    except (MailRefusedError, UnicodeEncodeError):
        return
    mail = parse(message)
    assert sorted(mail.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
         "Content-Type"]
    )  # fmt: skip


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "maren",
        "maren@",
        "@example.com",
        "maren@example.com, eve@example.com",
        "maren@example.com\r\nBcc: eve@example.com",
        "maren@example.com\n",
        "Maren <maren@example.com>",
        "<maren@example.com>",
        '"maren hollis"@example.com',
        "maren@example.com (Maren)",
        "mären@example.com",
        "maren@exämple.com",
        f"{'m' * 65}@example.com",
    ],
)
def test_addresses_that_are_refused(recipient: str) -> None:
    with pytest.raises(MailRefusedError):
        composed(Letter("Subject", "text", "html"), recipient=recipient)


@pytest.mark.parametrize(
    "message_id", ["", "x@y", "<x@y>\r\nBcc: eve@example.com", "<x y@z>", "<<>>"]
)
def test_message_ids_that_are_refused(message_id: str) -> None:
    with pytest.raises(MailRefusedError):
        composed(Letter("Subject", "text", "html"), message_id=message_id)


@pytest.mark.parametrize("recipient", ["maren@example.com", "m.h+x@sub.example.com", "o'neil@x.de"])
def test_addresses_that_are_taken(recipient: str) -> None:
    mail = parse(composed(Letter("Subject", "text", "html"), recipient=recipient))
    assert mail["To"] == recipient


# Delivering

MESSAGE = composed(Letter("Subject", "text\n.\nmore\n", "<p>html</p>\n"))


@pytest.fixture
def connection(sink: Sink, make_settings: SettingsMaker) -> Iterator[SmtpConnection]:
    found = SmtpConnection(make_settings(smtp_port=sink.setting))
    yield found
    found.close()


def test_many_messages_over_one_connection(connection: SmtpConnection, sink: Sink) -> None:
    for _ in range(5):
        assert connection.deliver("maren@example.com", MESSAGE).outcome == "sent"
    assert sink.recipients == [["maren@example.com"]] * 5
    assert sink.raw == [MESSAGE] * 5
    assert sink.connections == 1


def test_a_server_that_wants_a_new_connection_gets_one(
    connection: SmtpConnection, sink: Sink
) -> None:
    sink.mails_a_connection = 2
    for _ in range(5):
        assert connection.deliver("maren@example.com", MESSAGE).outcome == "sent"
    assert (len(sink.mails), sink.connections) == (5, 3)


def test_a_connection_that_died_is_replaced(sink: Sink, make_settings: SettingsMaker) -> None:
    connection = SmtpConnection(make_settings())
    assert connection.deliver("maren@example.com", MESSAGE).outcome == "sent"
    assert connection._smtp is not None
    assert connection._smtp.sock is not None
    connection._smtp.sock.shutdown(2)
    assert connection.deliver("maren@example.com", MESSAGE).outcome == "sent"
    assert (len(sink.mails), sink.connections) == (2, 2)
    connection.close()


@pytest.mark.parametrize(
    ("step", "reply", "outcome"),
    [
        ("mail", "451 later", "retry"),
        ("mail", "550 sender not allowed", "retry"),
        ("rcpt", "450 greylisted", "retry"),
        ("rcpt", "421 too busy", "retry"),
        ("rcpt", "550 no such user", "refused"),
        ("data", "451 later", "retry"),
        ("data", "552 too big", "refused"),
        ("data", "554 spam", "refused"),
    ],
)
def test_what_the_server_says_decides(
    connection: SmtpConnection, sink: Sink, step: str, reply: str, outcome: str
) -> None:
    assert connection.deliver("maren@example.com", MESSAGE).outcome == "sent"
    # Twice, for MAIL is tried again over a new connection.
    sink.replies = {step: [reply, reply]}
    delivery = connection.deliver("maren@example.com", MESSAGE)
    assert delivery.outcome == outcome
    assert reply.split(" ", 1)[1] in delivery.detail
    sink.replies = {}
    assert connection.deliver("maren@example.com", MESSAGE).outcome == "sent"
    assert len(sink.mails) == 2


def test_no_server(make_settings: SettingsMaker) -> None:
    delivery = SmtpConnection(make_settings(smtp_port=free_port())).deliver(
        "m@example.com", MESSAGE
    )
    assert delivery.outcome == "retry"
    assert "refused" in delivery.detail


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("tls", ["tls", "starttls"])
@pytest.mark.parametrize("trusted", [True, False])
def test_encrypted_connections_and_whom_they_trust(
    certificate: Path,
    make_settings: SettingsMaker,
    monkeypatch: pytest.MonkeyPatch,
    tls: str,
    trusted: bool,
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = Sink(tls=context) if tls == "tls" else Sink(starttls=context)
    with server.running():
        connection = SmtpConnection(make_settings(smtp_port=server.setting, smtp_tls=tls))
        outcomes = [connection.deliver("maren@example.com", MESSAGE) for _ in range(3)]
        connection.close()
    if trusted:
        assert [outcome.outcome for outcome in outcomes] == ["sent"] * 3
        assert server.connections == 1
    else:
        assert {outcome.outcome for outcome in outcomes} == {"retry"}
        assert "CERTIFICATE_VERIFY_FAILED" in outcomes[0].detail
    assert len(server.mails) == (3 if trusted else 0)


def test_encryption_that_is_not_offered_is_not_done_without(
    sink: Sink, make_settings: SettingsMaker
) -> None:
    connection = SmtpConnection(make_settings(smtp_tls="starttls"))
    assert connection.deliver("maren@example.com", MESSAGE).outcome == "retry"
    assert sink.mails == []


# All together


def sent(settings: Settings, *letters: tuple[str, dict[str, Any], str]) -> list[Delivery]:
    async def run() -> list[Delivery]:
        async with Mailer(settings) as mailer:
            return [
                await mailer.send(kind, data, recipient=recipient, message_id=f"<{n}@example.com>")
                for n, (kind, data, recipient) in enumerate(letters)
            ]

    return asyncio.run(run())


def test_letters_leave_over_one_connection(sink: Sink, make_settings: SettingsMaker) -> None:
    outcomes = sent(
        make_settings(), *((kind, samples()[kind], f"{kind}@example.com") for kind in KINDS)
    )
    assert [outcome.outcome for outcome in outcomes] == ["sent"] * len(KINDS)
    assert [mail["To"] for mail in sink.mails] == [f"{kind}@example.com" for kind in KINDS]
    assert [mail["Message-ID"] for mail in sink.mails] == [
        f"<{n}@example.com>" for n in range(len(KINDS))
    ]
    assert sink.connections == 1


def test_letters_that_cannot_be_sent_are_reported(sink: Sink, make_settings: SettingsMaker) -> None:
    good = samples()["verify_email"]
    outcomes = sent(
        make_settings(),
        ("not_known_yet", good, "a@example.com"),
        ("verify_email", {}, "a@example.com"),
        ("verify_email", good, "a@example.com\nBcc: b@example.com"),
        ("verify_email", good, "a@example.com"),
    )
    assert [o.outcome for o in outcomes] == ["retry", "retry", "refused", "sent"]
    assert all(outcome.detail for outcome in outcomes)
    assert len(sink.mails) == 1


def test_what_is_optional_can_be_ended_by_the_mail_program() -> None:
    letter = Letter("Usage", "text", "<p>html</p>")
    where = {"sender": "a@example.com", "recipient": "b@example.com", "message_id": "<1@x.example>"}
    plain = compose(letter, **where)
    assert b"List-Unsubscribe" not in plain
    message = compose(letter, **where, one_click_url="https://x.example/u?token=t")
    assert b"\r\nList-Unsubscribe: <https://x.example/u?token=t>\r\n" in message
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in message
    with pytest.raises(MailRefusedError):
        compose(letter, **where, one_click_url="https://x.example/\r\nBcc: all@example.com")


def test_a_letter_that_can_be_done_without_says_how_to_end_it() -> None:
    assert "No more letters of this kind" in render("usage_alert", samples()["usage_alert"]).text
    assert "No more letters" not in render("payment_failed", samples()["payment_failed"]).text
