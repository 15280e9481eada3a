"""Phone numbers: asking for a code, and reading it as the owner of the phone does."""

from __future__ import annotations

import re

from lms_kernel import request_scope
from lms_letters import send_phone_code
from lms_notifications import Notification
from lms_preferences import phones
from lms_testing.devices import ANA

PHONE = "+34600111222"


async def ask(phone: str = PHONE, user_id: str = ANA) -> Notification:
    """Have a code sent, in a request of its own."""
    async with request_scope(function="update_preferences"):
        return await send_phone_code(user_id, phone)


async def read_code(message: Notification) -> str:
    """Return the code as the owner of the phone reads it in the text message."""
    found = re.search(r"\b[0-9]{6}\b", await text_of(message))
    assert found, "the message has no code"
    return found[0]


def another(code: str) -> str:
    """Return a code that is wrong."""
    return f"{(int(code) + 1) % 10**6:06d}"


async def text_of(message: Notification) -> str:
    """Return the text as it is sent to the phone."""
    return await phones().fill(
        message.short, user_id=message.recipient_id, phone=message.address or ""
    )
