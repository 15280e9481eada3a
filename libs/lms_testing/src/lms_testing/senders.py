"""Providers of mails and text messages that are lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from lms_kernel import Problem
from lms_mail import Mail, mailer
from lms_sms import SmsReceipt, Text, texter

T = TypeVar("T")


class _Fake(Generic[T]):
    """Stores what it is given; ``fails_with`` is raised instead, until it is taken away."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[T] = []
        self.fails_with: Problem | None = None

    def _take(self, message: T) -> None:
        if self.fails_with is not None:
            raise self.fails_with
        self.sent.append(message)


class FakeMailer(_Fake[Mail]):
    """A mail server."""

    async def send(self, mail: Mail) -> str:
        """Store the mail, or fail as told."""
        self._take(mail)
        return "OK"


class FakeTexter(_Fake[Text]):
    """A provider of text messages."""

    async def send(self, text: Text) -> SmsReceipt:
        """Store the text, or fail as told."""
        self._take(text)
        return SmsReceipt("OK", f"sms-{len(self.sent)}")


@contextmanager
def fake_mailer() -> Iterator[FakeMailer]:
    """Put a fake mail server into the ``with`` block."""
    fake = FakeMailer()
    with mailer.override(fake):
        yield fake


@contextmanager
def fake_texter() -> Iterator[FakeTexter]:
    """Put a fake provider of texts into the ``with`` block."""
    fake = FakeTexter()
    with texter.override(fake):
        yield fake
