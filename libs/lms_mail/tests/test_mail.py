"""Settings and messages; conversations with real servers: tests/integration/test_mail.py."""

from __future__ import annotations

import pytest

from lms_mail import Mail, MailRefused, MailSettings
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
    assert first.get_content() == "Línea\n"
    assert first.get_content_type() == "text/plain"


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
    ],
)
def test_nothing_breaks_out_of_a_header(changes: dict[str, str]) -> None:
    """No line break, no second recipient: such a mail is refused for good."""
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
