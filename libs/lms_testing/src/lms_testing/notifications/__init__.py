"""Notifications for tests: request one, send it, report about it.

There is no fake store: the real one runs on the fake Redis of the unit tests. What it promises is
in the modules of this package, a room each; integration tests try it again on a real server.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from lms_kernel import Invalid, Unavailable, derived_id, request_scope, utc_now
from lms_notifications import (
    Attempt,
    Notification,
    NotificationRequest,
    Outcome,
    Receipt,
    holds,
    inbox,
    notifications,
)
from lms_preferences import Channel, Preferences
from lms_records import Failures
from lms_redis import redis
from lms_testing import preferences

RECIPIENT = derived_id("test-recipient")


def a_message(**changes: Any) -> NotificationRequest:
    """Return the request of an email, different where ``changes`` say so."""
    ordinary = NotificationRequest(
        recipient_id=RECIPIENT,
        channel="email",
        category="message",
        email="ana@example.org",
        subject="Hello",
        text="How are you?",
    )
    return msgspec.structs.replace(ordinary, **changes)


def entry(outcome: Outcome, detail: str = "accepted", **more: Any) -> Attempt:
    """Return an entry of the ledger, of this moment and by mail."""
    return Attempt(at=utc_now(), channel="email", outcome=outcome, detail=detail, **more)


async def request(
    message: NotificationRequest | None = None, id_: str | None = None
) -> Notification:
    """Request a notification in a request of its own."""
    async with request_scope(function="create_notification"):
        return await notifications().request(message or a_message(), id=id_)


async def replay(id_: str, *, email: str | None = None) -> Notification:
    """Replay a notification in a request of its own."""
    async with request_scope(function="replay_notification"):
        return await notifications().replay(id_, email=email)


async def release(now: datetime) -> int:
    """Release what is held back until this moment, in a run of its own."""
    async with request_scope(function="release_notifications"):
        return await holds().release(now, Failures("notifications"))


async def decide(user_id: str | None = None, **decisions: Any) -> Preferences:
    """Let the recipient, or somebody else, decide something."""
    return await preferences.decide(user_id or RECIPIENT, **decisions)


async def count_unread(user_id: str) -> int:
    """Count the messages in somebody's inbox that wait to be read."""
    return (await inbox().page(user_id, limit=1)).unread


async def block(channel: Channel, address: str, reason: str) -> None:
    """Block the address, as a report does."""
    await redis().hset(f"notification:blocked:{channel}", address, reason)


async def have_device(user_id: str | None = None) -> None:
    """Let the recipient have a device that takes push messages."""
    await redis().hset(f"notification:devices:{user_id or RECIPIENT}", "one", "{}")


async def accepted(_: Notification) -> Receipt:
    """Send as a provider that accepts everything."""
    return Receipt("accepted")


async def away(_: Notification) -> Receipt:
    """Send as a provider that cannot be reached."""
    raise Unavailable("The provider is down.")


async def broken(_: Notification) -> Receipt:
    """Send with a fault of ours."""
    raise ZeroDivisionError


async def refused(_: Notification) -> Receipt:
    """Send as a provider that refuses the message for good."""
    raise Invalid("No such mailbox.")


async def never_asked(_: Notification) -> Receipt:
    """Send where nothing may be sent."""
    raise AssertionError("it was delivered before")
