"""A message in few words: for a text message, for a push and for the mail of the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lms_notifications._model import Notification


def brief(notification: Notification, shorten: Callable[[str], str]) -> str:
    """Return what a text message says: the short line whole, else subject and text, shortened."""
    if _has_own_line(notification):
        return notification.short
    return shorten(f"{notification.subject}: {body_of(notification)}")


def body_of(notification: Notification) -> str:
    """Return what a push says below its title, the subject: the short line, else the text.

    The text's lines stay lines: a greeting is not the beginning of the sentence after it.
    """
    if _has_own_line(notification):
        return notification.short
    lines = (" ".join(line.split()) for line in notification.text.splitlines())
    return "\n".join(filter(None, lines))


def previews(items: Sequence[Notification]) -> list[dict[str, str | None]]:
    """Return subject, text and link of each, for a list; the text is one line.

    A stroke stands where a line ended.
    """
    return [
        {"subject": each.subject, "text": body_of(each).replace("\n", " / "), "link": each.link}
        for each in items
    ]


def _has_own_line(notification: Notification) -> bool:
    return notification.short != notification.subject
