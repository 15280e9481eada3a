"""A mail server that is a list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lms_kernel import Problem
from lms_mail import Mail, mailer


class FakeMailer:
    """Stores what it is given; ``fails_with`` is raised instead, until it is taken away."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[Mail] = []
        self.fails_with: Problem | None = None

    async def send(self, mail: Mail) -> str:
        """Store the mail, or fail as told."""
        if self.fails_with is not None:
            raise self.fails_with
        self.sent.append(mail)
        return "OK"


@contextmanager
def fake_mailer() -> Iterator[FakeMailer]:
    """Put a fake mail server into the ``with`` block."""
    fake = FakeMailer()
    with mailer.override(fake):
        yield fake
