"""The signed link at the end of a mail that switches such mails off."""

from __future__ import annotations

from lms_unsubscribe._links import (
    UnsubscribeLink,
    UnsubscribeSettings,
    read_link,
    unsubscribe,
    unsubscribe_url,
)
from lms_unsubscribe.errors import BrokenLink

__all__ = [
    "BrokenLink",
    "UnsubscribeLink",
    "UnsubscribeSettings",
    "read_link",
    "unsubscribe",
    "unsubscribe_url",
]
