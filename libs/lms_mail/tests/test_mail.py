"""Settings and messages; conversations with real servers: tests/integration/test_mail.py."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import msgspec
import pytest

from lms_mail import Mail, MailRefused, MailSettings, provider_id
from lms_mail._message import compose
from lms_settings import SettingsError

SETTINGS = MailSettings(
    smtp_url="smtp://127.0.0.1:25", lms_mail_from="Learning Platform <no-reply@learn.example.org>"
)
MAIL = Mail(id="018f-1", to="ana@example.org", subject="Héllo", text="Línea\n")


def test_a_message_says_who_to_whom_and_which() -> None:
    """The Message-ID is the mail's id at the sender's domain, the same for every copy."""
    first, copy = compose(MAIL, SETTINGS), compose(MAIL, SETTINGS)

    assert first["Message-ID"] == copy["Message-ID"] == "<018f-1@learn.example.org>"
    assert first["From"] == "Learning Platform <no-reply@learn.example.org>"
    assert (first["To"], first["Subject"]) == ("ana@example.org", "Héllo")
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"].datetime.tzinfo is not None
    assert first["X-Notification-Id"] == "018f-1"
    assert first["Content-Language"] == "en"
    assert first["List-Unsubscribe"] is None
    assert first.get_content() == "Línea\n"
    assert first.get_content_type() == "text/plain"


def _received(**changes: str) -> EmailMessage:
    """Return the mail as its recipient reads it, parsed from its bytes."""
    mail = msgspec.structs.replace(MAIL, **changes)
    return message_from_bytes(compose(mail, SETTINGS).as_bytes(), policy=default)


def test_a_mail_may_say_the_same_in_html() -> None:
    """The plain text comes first and the HTML last: programs show the last that they can."""
    message = _received(html="<p>Línea</p>", language="es")

    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), plain.get_content()) == ("text/plain", "Línea\r\n")
    assert (html.get_content_type(), html.get_content()) == ("text/html", "<p>Línea</p>\r\n")
    assert message["Content-Language"] == "es"


def test_one_click_unsubscribes() -> None:
    """RFC 8058: the address whole and in one line, however long, and how it is to be asked."""
    url = "https://learn.example.org/unsubscribe?token=" + "aB3-_." * 60
    message = compose(msgspec.structs.replace(MAIL, unsubscribe_url=url), SETTINGS)

    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in message.as_bytes()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_that_is_too_large_is_refused() -> None:
    """What is counted is the whole mail as it would be sent."""
    settings = msgspec.structs.replace(SETTINGS, lms_mail_max_bytes=2048)
    compose(msgspec.structs.replace(MAIL, html="x" * 500), settings)

    with pytest.raises(MailRefused, match="2048 are allowed"):
        compose(msgspec.structs.replace(MAIL, html="x" * 2048), settings)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hello\r\nBcc: eve@example.org"},
        {"subject": "Hello\nBcc: eve@example.org"},
        {"to": "odd@exa..mple.org"},
        {"to": "ana@example.org\r\nBcc: eve@example.org"},
        {"to": "ana@example.org, eve@example.org"},
        {"to": "ana@example.org eve@example.org"},
        {"to": "Ana <ana@example.org>"},
        {"to": "ana"},
        {"to": ""},
        {"id": "1\r\nBcc: eve@example.org"},
        {"id": "1\nBcc: eve@example.org"},
        {"language": "en\r\nBcc: eve@example.org"},
        {"language": "en, Bcc"},
        {"language": ""},
        {"unsubscribe_url": "https://example.org/\r\nBcc: eve@example.org"},
        {"unsubscribe_url": "https://example.org/ https://eve.example"},
        {"unsubscribe_url": "https://example.org/>, <mailto:eve@example.org"},
        {"unsubscribe_url": "https://example.org/ñ"},
        {"unsubscribe_url": "mailto:eve@example.org"},
        {"unsubscribe_url": "https://example.org/" + "x" * 900},
        {"text": "\ud800"},
        {"html": "\ud800"},
    ],
)
def test_nothing_breaks_out_of_a_header(changes: dict[str, str]) -> None:
    """No line break, no second recipient, no half characters: such a mail is refused for good."""
    fields = {"id": "1", "to": "ana@example.org", "subject": "Hello", "text": "Hi", **changes}

    with pytest.raises(MailRefused):
        compose(Mail(**fields), SETTINGS)


@pytest.mark.parametrize(
    ("url", "is_tls", "starttls"),
    [
        ("smtp://mail.example.org", False, None),
        ("smtp://mail.example.org?starttls=off", False, False),
        ("smtp://mail.example.org/?starttls=required", False, True),
        ("smtp://ana:secret@mail.example.org", False, True),
        ("smtp://ana:secret@mail.example.org?starttls=off", False, False),
        ("smtps://ana:secret@mail.example.org", True, False),
    ],
)
def test_a_password_does_not_travel_in_the_open(
    url: str, is_tls: bool, starttls: bool | None
) -> None:
    """With a password STARTTLS is required unless it is switched off by name."""
    server = MailSettings(smtp_url=url, lms_mail_from="a@example.org").server

    assert (server.is_tls, server.starttls) == (is_tls, starttls)


def test_a_url_says_where_and_as_whom() -> None:
    """User and password may hold any character, percent-encoded."""
    settings = MailSettings(
        smtp_url="smtp://ana%40example.org:p%2Fw%3A@[::1]:2525", lms_mail_from="a@example.org"
    )

    server = settings.server
    assert (server.host, server.port) == ("::1", 2525)
    assert (server.user, server.password) == ("ana@example.org", "p/w:")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "http://mail.example.org"),
        ("SMTP_URL", "smtp://mail.example.org?starttls=maybe"),
        ("SMTP_URL", "smtp://"),
        ("LMS_MAIL_FROM", "nobody"),
        ("LMS_MAIL_FROM", "Platform <a@example.org>\nBcc: eve@example.org"),
        ("LMS_MAIL_SECONDS", "0"),
        ("LMS_MAIL_MAX_BYTES", "10"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A function does not start with a mail server or sender that cannot be."""
    good = {"SMTP_URL": "smtp://mail.example.org", "LMS_MAIL_FROM": "a@example.org"}
    for each, text in {**good, name: value}.items():
        monkeypatch.setenv(each, text)

    with pytest.raises(SettingsError) as refused:
        MailSettings.current()

    assert [each.field for each in refused.value.faults] == [name]


@pytest.mark.parametrize(
    ("answer", "id_"),
    [
        ("Ok 0100018f5a7c1f2e-7d9b-000000", "0100018f5a7c1f2e-7d9b-000000"),
        ("2.0.0 Ok: queued as 4ZQx1c0Xyz", "4ZQx1c0Xyz"),
        ("OK", None),
        ("kept", None),
        ("Ok 12345 and some words", None),
    ],
)
def test_what_the_provider_calls_a_mail(answer: str, id_: str | None) -> None:
    """SES and Postfix end their answer with an id of their own, by which they report later."""
    assert provider_id(answer) == id_
