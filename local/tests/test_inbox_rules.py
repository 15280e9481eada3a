"""What the inbox refuses, as mail servers do (RFC 5321, RFC 5322, RFC 2047, RFC 6531)."""

from __future__ import annotations

import asyncio
import smtplib
from typing import TYPE_CHECKING

import pytest

from local.inbox import Mailbox, MailServer
from local.inbox.rules import fault_of
from local.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

GOOD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Hello\r\n\r\nHi\r\n"


def _with(line: bytes) -> bytes:
    return line + b"\r\n" + GOOD


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        _with(b"X-Folded: one\r\n two"),
        _with(b"Comments: =?utf-8?q?" + b"x" * 54 + b"?="),
        GOOD + "ñ\r\n".encode(),
    ],
)
def test_a_good_mail_is_accepted(content: bytes) -> None:
    """Whatever its body has, as long as its lines are lines."""
    assert fault_of(content, is_utf8=False) is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (GOOD + b"a\nb\r\n", "alone"),
        (GOOD + b"a\rb\r\n", "alone"),
        (GOOD + b"a\0b\r\n", "NUL"),
        (_with("Comments: ñ".encode()), "8 bits"),
        (_with(b"Subject: again"), "subject is there 2 times"),
        (_with(b"From: c@example.org"), "from is there 2 times"),
        (GOOD.partition(b"\r\n")[2], "from is there 0 times"),
        (_with(b" Bcc: c@example.org"), "no name"),
        (_with(b"no colon"), "no name"),
        (_with(b"Comments: =?utf-8?q?" + b"x" * 64 + b"?="), "too long"),
        (_with(b"Comments: " + b"x" * 40 + b" =?utf-8?q?" + b"x" * 30 + b"?="), "too long"),
    ],
)
def test_a_mail_that_servers_refuse_is_refused(content: bytes, fault: str) -> None:
    """Each with its reason."""
    found = fault_of(content, is_utf8=False)

    assert found is not None
    assert fault in found


def test_8_bits_may_be_declared() -> None:
    """RFC 6531: with SMTPUTF8 headers are UTF-8."""
    assert fault_of(_with("Comments: ñ".encode()), is_utf8=True) is None


async def test_the_inbox_refuses_for_good(tmp_path: Path) -> None:
    """554: the sender does not try again, and nothing is kept."""
    server = MailServer(Mailbox(tmp_path), free_port(), "secret")
    await server.start()
    port = int(server.url.rsplit(":", 1)[1].split("?")[0])

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            client.login("learning", "secret")
            client.sendmail("a@example.org", ["b@example.org"], _with(b"Subject: again"))

    try:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await asyncio.to_thread(send)
    finally:
        await server.stop()
    assert refused.value.smtp_code == 554
    assert Mailbox(tmp_path).newest() == []
