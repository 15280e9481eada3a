"""Notifications as Redis stores them: reading one, several, or a part of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from lms_kernel import Part, Place, envelope, is_id
from lms_notifications._events import NotificationRequested
from lms_notifications._model import (
    Attempt,
    Notification,
    NotificationRequest,
)
from lms_notifications._settings import NotificationSettings
from lms_notifications.errors import NotificationNotFound
from lms_preferences import Channel
from lms_redis import Script, list_entry, redis, redis_errors

Stored = tuple[Mapping[str, str], Sequence[str]]
"""The fields of a notification's hash, and its ledger: one JSON text for each attempt."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a notification that never changes."""

    request: NotificationRequest
    created_at: datetime


async def load(notification_id: str) -> Notification:
    """Return the notification with its ledger; NotificationNotFound."""
    return notification_of(notification_id, *await load_stored(notification_id))


async def load_stored(notification_id: str) -> Stored:
    """Return the notification as it is stored; NotificationNotFound."""
    found = await _load_all([notification_id]) if is_id(notification_id) else {}
    if not found:
        raise NotificationNotFound
    return found[notification_id]


async def load_all(ids: Sequence[str]) -> list[Notification]:
    """Return those that (still) exist, in the order of the ids."""
    found = await _load_all(ids)
    return [notification_of(each, *stored) for each, stored in found.items()]


# KEYS list, others of which only sizes are wanted; ARGV newest, offset, limit. Returns the sizes of
# all, and id, record and ledger of each notification that still exists.
_PAGE = Script("""
local sizes, found = {}, {}
for place, key in ipairs(KEYS) do sizes[place] = redis.call('ZCARD', key) end
local entries = redis.call('ZREVRANGEBYLEX', KEYS[1], ARGV[1], '-', 'LIMIT', ARGV[2], ARGV[3])
for _, entry in ipairs(entries) do
    local id = string.match(entry, ':(.*)')
    local key = 'notification:' .. id
    local record = redis.call('HGETALL', key)
    if #record > 0 then
        found[#found + 1] = {id, record, redis.call('LRANGE', key .. ':attempts', 0, -1)}
    end
end
return {sizes, found}
""")


async def load_page(
    name: str, key: str, *others: str, limit: int, offset: int, after: Place | None
) -> tuple[Part[Notification], list[int]]:
    """Return a part of a list, newest first, and the sizes of others, in one round trip.

    ``name`` is that of the query in metrics.
    """
    newest = "+" if after is None else f"({list_entry(*after)}"
    async with redis_errors(name):
        (total, *sizes), found = await _PAGE.read(keys=[key, *others], args=[newest, offset, limit])
    items = [notification_of(id_, pairs(record), attempts) for id_, record, attempts in found]
    return Part(items, total), sizes


async def _load_all(ids: Sequence[str]) -> dict[str, Stored]:
    if not ids:
        return {}
    async with redis_errors("load_notifications"), redis().pipeline() as pipe:
        for each in ids:
            pipe.hgetall(record_key(each))
            pipe.lrange(f"{record_key(each)}:attempts", 0, -1)
        answers = await pipe.execute()
    found = zip(ids, answers[::2], answers[1::2], strict=True)
    return {each: (fields, attempts) for each, fields, attempts in found if fields}


def notification_of(
    notification_id: str, fields: Mapping[str, str], attempts: Sequence[str]
) -> Notification:
    """Return the notification that is stored as these fields and attempts."""
    record = record_of(fields)
    request = record.request
    addresses = msgspec.json.decode(fields["addresses"], type=dict[str, str])
    return msgspec.convert(
        {
            "id": notification_id,
            "recipient_id": request.recipient_id,
            "sender_id": request.sender_id,
            "channel": fields["channel"],
            "fallbacks": msgspec.json.decode(fields["fallbacks"]),
            "category": request.category,
            "template": request.template,
            "language": request.language,
            "address": addresses.get(fields["channel"]) or None,
            "subject": request.subject,
            "text": request.text,
            "short": request.short or request.subject,
            "link": request.link,
            "announcement_id": request.announcement_id,
            "status": fields["status"],
            "attempts": [msgspec.json.decode(each, type=Attempt) for each in attempts],
            "created_at": record.created_at,
            "delivered_at": fields.get("delivered_at"),
            "read_at": fields.get("read_at"),
            "held_until": fields.get("held_until"),
        },
        Notification,
    )


def record_of(fields: Mapping[str, str]) -> Record:
    """Return the part that never changes."""
    return msgspec.json.decode(fields["record"], type=Record)


def pairs(flat: Sequence[str]) -> dict[str, str]:
    """Return the hash that a script returns as a flat list of names and values."""
    return dict(zip(flat[::2], flat[1::2], strict=True))


def request_event(notification_id: str, channel: Channel, event_id: str) -> dict[str, object]:
    """Return the event that tells the function of the channel to deliver the notification."""
    requested = NotificationRequested(notification_id=notification_id)
    return envelope(requested, id=event_id, channel=channel)


def json_text(value: object) -> str:
    """Encode a value for a script."""
    return msgspec.json.encode(value).decode()


def seconds(at: datetime) -> int:
    """Return the score of a moment in the lists of what waits."""
    return int(at.timestamp())


def retention() -> int:
    """Return for how many seconds a notification is stored after its end."""
    return NotificationSettings.current().lms_notifications_retention_seconds


def record_key(notification_id: str) -> str:
    """Return the key of a notification's hash."""
    return f"notification:{notification_id}"


def inbox_key(recipient_id: str, channel: Channel | None = None) -> str:
    """Return the key of an inbox, or of its messages of one channel."""
    key = f"notification:inbox:{recipient_id}"
    return f"{key}:{channel}" if channel else key


def unread_key(recipient_id: str) -> str:
    """Return the key of the list of a person's unread in-app messages."""
    return f"notification:unread:{recipient_id}"


def blocked_key(channel: Channel) -> str:
    """Return the key of the addresses of a channel that we no longer send to."""
    return f"notification:blocked:{channel}"
