"""A message in few words: for a text message, and for a push."""

from __future__ import annotations

import textwrap

from lms_notifications._model import Notification
from lms_preferences import MESSAGE_LENGTHS


def brief(notification: Notification) -> str:
    """Return what a text message says: the short line, else subject and beginning of the text."""
    if notification.short != notification.subject:
        return notification.short
    whole = f"{notification.subject}: {notification.text}"
    return textwrap.shorten(whole, MESSAGE_LENGTHS["short"], placeholder="…")


def body_of(notification: Notification) -> str:
    """Return what a push says below its title, the subject."""
    if notification.short != notification.subject:
        return notification.short
    return " ".join(notification.text.split())
