"""The inbox: emails over real SMTP, on disk, once each."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from local.inbox import Mailbox, MailServer, mailbox as mailbox_module
from local.ports import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PASSWORD = "secret"


def mail(message_id: str = "<1@here>", subject: str = "Grüße") -> EmailMessage:
    """Return an email with a text and an HTML part."""
    message = EmailMessage()
    message["From"] = "Learning <no-reply@example.org>"
    message["To"] = "ana@example.org"
    message["Subject"] = subject
    if message_id:
        message["Message-ID"] = message_id
    message.set_content("Hello Ana,\nyou are in.\n")
    message.add_alternative("<p>Hello <b>Ana</b></p>", subtype="html")
    return message


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[MailServer]:
    """Return a running mail server over an empty mailbox."""
    mail_server = MailServer(Mailbox(tmp_path), free_port(), PASSWORD)
    await mail_server.start()
    yield mail_server
    await mail_server.stop()
    await mail_server.stop()


async def send(server: MailServer, message: EmailMessage, *, password: str = PASSWORD) -> None:
    """Send as any program would."""
    port = int(server.url.rsplit(":", 1)[1].split("?")[0])

    def deliver() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
            client.login("learning", password)
            client.send_message(message)

    await asyncio.to_thread(deliver)


async def test_a_mail_is_in_the_box_and_on_disk(server: MailServer, tmp_path: Path) -> None:
    """With everything the inbox shows, also in the next run."""
    await send(server, mail())
    (stored,) = Mailbox(tmp_path).newest()
    assert stored.message_id == "<1@here>"
    assert stored.sender == "Learning <no-reply@example.org>"
    assert stored.to == ("ana@example.org",)
    assert stored.subject == "Grüße"
    assert stored.text == "Hello Ana,\nyou are in.\n"
    assert "<b>Ana</b>" in stored.html
    assert stored.as_json()["from"] == stored.sender


async def test_the_same_message_id_is_stored_once(server: MailServer, tmp_path: Path) -> None:
    """A sender that lost our response sends again; the reader sees one email."""
    await send(server, mail())
    await send(server, mail(subject="again"))
    assert [each.subject for each in Mailbox(tmp_path).newest()] == ["Grüße"]


async def test_a_mail_without_an_id_gets_one_of_its_own(server: MailServer, tmp_path: Path) -> None:
    """Two such emails are two emails."""
    await send(server, mail(message_id=""))
    await send(server, mail(message_id=""))
    assert len(Mailbox(tmp_path).newest()) == 2


async def test_nobody_sends_without_the_password(server: MailServer, tmp_path: Path) -> None:
    """Neither with a wrong one nor without any."""
    with pytest.raises(smtplib.SMTPAuthenticationError):
        await send(server, mail(), password="wrong")
    port = int(server.url.rsplit(":", 1)[1].split("?")[0])

    def without() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
            client.send_message(mail())

    with pytest.raises(smtplib.SMTPSenderRefused):
        await asyncio.to_thread(without)
    assert Mailbox(tmp_path).newest() == []


async def test_a_mail_that_cannot_be_stored_is_not_accepted(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """451: the sender keeps it and retries."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mailbox_module, "write_whole", full)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        await send(server, mail())
    assert refused.value.smtp_code == 451


def test_mails_are_listed_newest_first(tmp_path: Path) -> None:
    """And found by their id."""
    box = Mailbox(tmp_path)
    first = box.keep("a@x", ["b@x"], mail("<1@x>").as_bytes())
    second = box.keep("a@x", ["b@x", "c@x"], mail("<2@x>").as_bytes())
    assert {each.id for each in box.newest()} == {first.id, second.id}
    assert box.newest()[0].received_at >= box.newest()[1].received_at
    assert box.find(second.id) == second
    assert box.find("none") is None


def test_an_odd_mail_is_shown_as_far_as_it_can_be_read() -> None:
    """An unknown charset, no parts at all."""
    odd = b"Content-Type: text/plain; charset=martian\r\nSubject: x\r\n\r\nhello\r\n"
    assert mailbox_module.read_mail("1", odd).text == "hello\n"
    assert mailbox_module.read_mail("1", b"\r\n").text == ""
    image = b"Content-Type: image/png\r\n\r\nx"
    assert mailbox_module.read_mail("1", image).text == ""
