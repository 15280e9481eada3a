"""How a person can be reached: preferences, addresses, and which of those are blocked."""

from __future__ import annotations

from collections.abc import Collection

from lms_notifications._model import Notification
from lms_notifications._planning import Recipient
from lms_notifications._records import blocked_key
from lms_preferences import (
    Channel,
    Preferences,
    devices_key,
    preferences_key,
    read_preferences,
)
from lms_redis import redis, redis_errors


async def find_recipient(
    user_id: str,
    *,
    channels: Collection[Channel],
    email: str | None = None,
    phone: str | None = None,
    preferences: Preferences | None = None,
) -> Recipient:
    """Return how the person can be reached before a message is requested.

    ``phone`` replaces the confirmed number of the preferences; a caller who has just read or
    written the preferences passes them, so that they are not read again.
    """
    async with redis_errors("recipient"), redis().pipeline(transaction=False) as pipe:
        pipe.hlen(devices_key(user_id))
        pipe.hget(blocked_key("email"), email or "")
        pipe.hget(blocked_key("sms"), phone or "")
        if preferences is None:
            pipe.get(preferences_key(user_id))
        devices, blocked_email, blocked_phone, *stored = await pipe.execute()
    if preferences is None:
        preferences = read_preferences(user_id, stored[0])
    number = _phone(phone, preferences)
    if number and not phone and "sms" in channels:
        async with redis_errors("recipient"):
            blocked_phone = await redis().hget(blocked_key("sms"), number)
    addresses: dict[Channel, str] = {"in_app": ""}
    blocked: dict[Channel, str] = {}
    if email:
        addresses["email"] = email
    if number:
        addresses["sms"] = number
    if devices:
        addresses["push"] = ""
    if blocked_email:
        blocked["email"] = blocked_email
    if blocked_phone:
        blocked["sms"] = str(blocked_phone)
    return Recipient(preferences=preferences, addresses=addresses, blocked=blocked)


def recipient_of(
    notification: Notification,
    *,
    preferences: Preferences,
    given_phone: str | None,
    has_devices: bool,
    blocked: str | None,
) -> Recipient:
    """Return how the person can be reached by the address that a notification goes to.

    ``blocked`` is why we no longer send to it. A phone number that the recipient has given up
    since may belong to anybody.
    """
    channel, address = notification.channel, notification.address
    is_theirs = channel != "sms" or address == _phone(given_phone, preferences)
    addresses: dict[Channel, str] = {"in_app": ""}
    if address and is_theirs:
        addresses[channel] = address
    if has_devices:
        addresses["push"] = ""
    return Recipient(
        preferences=preferences,
        addresses=addresses,
        blocked={channel: blocked} if blocked else {},
    )


def _phone(given: str | None, preferences: Preferences) -> str | None:
    """Return the number to write to: the one that was given, else the confirmed one."""
    return given or (preferences.phone if preferences.phone_confirmed else None)
