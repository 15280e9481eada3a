"""A provider of text messages that is a list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lms_kernel import Problem
from lms_sms import SmsReceipt, Text, texter


class FakeTexter:
    """Keeps what it is given; ``fails_with`` is raised instead, until it is taken away."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[Text] = []
        self.fails_with: Problem | None = None

    async def send(self, text: Text) -> SmsReceipt:
        """Keep the text, or fail as told."""
        if self.fails_with is not None:
            raise self.fails_with
        self.sent.append(text)
        return SmsReceipt("OK", f"sms-{len(self.sent)}")


@contextmanager
def fake_texter() -> Iterator[FakeTexter]:
    """Put a fake provider of texts into the ``with`` block."""
    fake = FakeTexter()
    with texter.override(fake):
        yield fake
