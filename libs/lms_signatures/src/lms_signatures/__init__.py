"""Links in mails that prove something: signed tokens, and those that can be used once."""

from __future__ import annotations

from lms_signatures._signing import LinkKeySettings, read_signed, sign
from lms_signatures._tickets import ticket_id, with_ticket
from lms_signatures.errors import BrokenLink

__all__ = [
    "BrokenLink",
    "LinkKeySettings",
    "read_signed",
    "sign",
    "ticket_id",
    "with_ticket",
]
