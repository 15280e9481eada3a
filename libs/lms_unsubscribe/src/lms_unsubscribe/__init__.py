"""The signed link at the end of a mail that switches such mails off."""

from __future__ import annotations

from lms_signatures import BrokenLink
from lms_unsubscribe._links import (
    UnsubscribeLink,
    read_link,
    unsubscribe,
    unsubscribe_url,
)

__all__ = [
    "BrokenLink",
    "UnsubscribeLink",
    "read_link",
    "unsubscribe",
    "unsubscribe_url",
]
