"""Links that can be used once: a mail carries the signed id of its own notification.

A notification can be read by its recipient's sessions and by administrators, so its text has only
a mark, and the token is put in at the moment of sending: its holder has read the mail.
"""

from __future__ import annotations

from lms_kernel import is_id
from lms_links import TICKET
from lms_signatures._signing import read_signed, sign
from lms_signatures.errors import BrokenLink

_USE = "ticket"


def with_ticket(text: str, notification_id: str) -> str:
    """Return the text of a mail with the token in place of the mark, if it has one."""
    if TICKET not in text:
        return text
    return text.replace(TICKET, sign(notification_id, use=_USE))


def ticket_id(token: str) -> str:
    """Return which notification a link came with. Raises BrokenLink."""
    value = read_signed(token, use=_USE)
    if not isinstance(value, str) or not is_id(value):
        raise BrokenLink
    return value
