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
from lms_records import Rows, read, read_each, read_json, reading
from lms_redis import Script, entry_id, list_entry, part_of, redis, redis_errors

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


async def load_all(ids: Sequence[str]) -> Rows[Notification]:
    """Return those that (still) exist, in the order of the ids."""
    found = await _load_all(ids)
    return read_each(found.items(), lambda each: notification_of(each[0], *each[1]))


async def load_channels(ids: Sequence[str]) -> dict[str, str | None]:
    """Return the channel of each, as it is stored; None for one that no longer exists."""
    async with redis_errors("load_channels"), redis().pipeline() as pipe:
        for each in ids:
            pipe.hget(record_key(each), "channel")
        return dict(zip(ids, await pipe.execute(), strict=True)) if ids else {}


# KEYS list, others of which only sizes are wanted; ARGV the place after which it begins (empty: at
# the newest), offset, limit; and of a selection from the list, another one that must have it, and
# how many entries are looked at. Returns the sizes of all, and each entry with record and ledger of
# its notification, empty when that is gone.
_PAGE = Script("""
local list, after, offset, limit = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local sizes, entries, found = {}, {}, {}
for place, key in ipairs(KEYS) do sizes[place] = redis.call('ZCARD', key) end
if ARGV[4] == '' then
    local newest = after == '' and '+' or '(' .. after
    entries = redis.call('ZREVRANGEBYLEX', list, newest, '-', 'LIMIT', offset, limit)
else
    sizes[1] = 0
    for _, entry in ipairs(redis.call('ZREVRANGEBYLEX', list, '+', '-', 'LIMIT', 0, ARGV[5])) do
        if redis.call('ZSCORE', ARGV[4], entry) then
            sizes[1] = sizes[1] + 1
            if after == '' or entry < after then
                if offset == 0 and #entries < limit then entries[#entries + 1] = entry end
                offset = math.max(offset - 1, 0)
            end
        end
    end
end
for _, entry in ipairs(entries) do
    local key = 'notification:' .. (string.match(entry, ':(.*)') or '')
    found[#found + 1] = {
        entry, redis.call('HGETALL', key), redis.call('LRANGE', key .. ':attempts', 0, -1)}
end
return {sizes, found}
""")
# Whatever a list of one person holds, a page of a selection from it reads no more.
SELECTED_FROM = 1000


async def load_page(
    name: str,
    key: str,
    *others: str,
    limit: int,
    offset: int,
    after: Place | None,
    selection: str = "",
) -> tuple[Part[Notification], list[int]]:
    """Return a part of a list, newest first, and the sizes of others, in one round trip.

    ``name`` is that of the query in metrics. With a ``selection``, the part is of those among the
    list's newest ``SELECTED_FROM`` that are in that list as well, and so is its total.
    """
    place = "" if after is None else list_entry(*after)
    async with redis_errors(name):
        (total, *sizes), found = await _PAGE.read(
            keys=[key, *others], args=[place, offset, limit, selection, SELECTED_FROM]
        )
    entries = [str(entry) for entry, _, _ in found]
    stored = {entry_id(entry): (pairs(record), ledger) for entry, record, ledger in found if record}
    return part_of(entries, total, stored, lambda id_, each: notification_of(id_, *each)), sizes


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
    record = record_of(notification_id, fields)
    request = record.request
    with reading(Notification.__name__, notification_id):
        addresses = msgspec.json.decode(fields["addresses"], type=dict[str, str])
        left = msgspec.json.decode(fields["fallbacks"])
        channel, status = fields["channel"], fields["status"]
    return read(
        {
            "id": notification_id,
            "recipient_id": request.recipient_id,
            "sender_id": request.sender_id,
            "channel": channel,
            "fallbacks": left,
            "category": request.category,
            "template": request.template,
            "language": request.language,
            "address": addresses.get(channel) or None,
            "subject": request.subject,
            "text": request.text,
            "short": request.short or request.subject,
            "link": request.link,
            "announcement_id": request.announcement_id,
            "status": status,
            "attempts": [read_json(each, Attempt, id=notification_id) for each in attempts],
            "created_at": record.created_at,
            "delivered_at": fields.get("delivered_at"),
            "read_at": fields.get("read_at"),
            "unread": "read_at" not in fields and _counts(fields),
            "held_until": fields.get("held_until"),
        },
        Notification,
        id=notification_id,
    )


def _counts(fields: Mapping[str, str]) -> bool:
    # The previous release counted in-app messages and wrote nothing down.
    return "unread" in fields or (fields["channel"], fields["status"]) == ("in_app", "delivered")


def record_of(notification_id: str, fields: Mapping[str, str]) -> Record:
    """Return the part that never changes."""
    return read_json(fields.get("record"), Record, id=notification_id)


def pairs(flat: Sequence[str]) -> dict[str, str]:
    """Return the hash that a script returns as a flat list of names and values."""
    return dict(zip(flat[::2], flat[1::2], strict=True))


def request_event(notification_id: str, channel: str, event_id: str) -> dict[str, object]:
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
    """Return the key of the list of a person's unread messages."""
    return f"notification:unread:{recipient_id}"


def blocked_key(channel: Channel) -> str:
    """Return the key of the addresses of a channel that we no longer send to."""
    return f"notification:blocked:{channel}"
