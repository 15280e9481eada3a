"""Notifications in Redis; every change is one script, so no crash leaves half of one.

========================================  ====================================================
key                                       holds
========================================  ====================================================
``notification:<id>``                     hash: record (JSON), status, before, delivered_at
``notification:<id>:attempts``            list of attempts (JSON), oldest first
``notification:<id>:lease``               the sender at work; expires when it stops renewing
``notification:inbox:<user>``             sorted set: ``<microseconds>:<id>``, in text order
``notification:inbox:<user>:<channel>``   the same for one channel
``outbox``                                hash of lms_redis: events still to be published
========================================  ====================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

from lms_events import announce
from lms_kernel import (
    Place,
    Provider,
    derived_id,
    envelope,
    is_id,
    new_id,
    utc_now,
)
from lms_metrics import notifications as deliveries
from lms_notifications._events import NotificationRequested
from lms_notifications._model import (
    Attempt,
    Channel,
    Notification,
    NotificationPage,
    NotificationWish,
    Outcome,
)
from lms_notifications._settings import NotificationSettings
from lms_notifications.errors import DeliveryInProgress, NotificationNotFound
from lms_redis import RedisOutbox, Script, redis, redis_errors

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DETAIL_LENGTH = 500

# Answers whether it was made now, and the event if that is still unpublished, so that a repeat
# can publish it at once.
_ADD = Script("""
local record, inbox, channel_inbox, outbox = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local json, status, member, oldest, retention = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local event_id, event = ARGV[6], ARGV[7]
local is_new = 1 - redis.call('EXISTS', record)
if is_new == 1 then
    redis.call('HSET', record, 'record', json, 'status', status)
    if status == 'delivered' then
        redis.call('HSET', record, 'delivered_at', ARGV[8])
        redis.call('EXPIRE', record, retention)
    end
    for _, list in ipairs({inbox, channel_inbox}) do
        redis.call('ZADD', list, 0, member)
        -- What is old may still be open, or delivered late: only what is gone leaves the list.
        local old = redis.call('ZRANGEBYLEX', list, '-', '(' .. oldest, 'LIMIT', 0, 100)
        for _, entry in ipairs(old) do
            local id = string.match(entry, ':(.*)')
            if redis.call('EXISTS', 'notification:' .. id) == 0 then
                redis.call('ZREM', list, entry)
            end
        end
        redis.call('EXPIRE', list, 2 * retention)
    end
    if event ~= '' then
        redis.call('HSET', outbox, event_id, event)
    end
end
return {is_new, redis.call('HGET', outbox, event_id) or ''}
""")

_BEGIN = Script("""
local record, lease = KEYS[1], KEYS[2]
local status = redis.call('HGET', record, 'status')
if not status then return 'missing' end
if status == 'delivered' then return 'delivered' end
-- Our own lease: the client repeats a call whose answer was lost.
if not redis.call('SET', lease, ARGV[1], 'NX', 'PX', ARGV[2])
    and redis.call('GET', lease) ~= ARGV[1] then return 'leased' end
if status ~= 'sending' then redis.call('HSET', record, 'before', status) end
redis.call('HSET', record, 'status', 'sending')
return 'begun'
""")

_RENEW = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
""")

# What the provider accepted is delivered, whoever else has given up meanwhile; nothing else ever
# changes a delivered one. Only the sender at work may put a notification back.
_RECORD = Script("""
local record, attempts, lease = KEYS[1], KEYS[2], KEYS[3]
local token, outcome, attempt, now, retention = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local status = redis.call('HGET', record, 'status')
if not status then return 'missing' end
local holds = redis.call('GET', lease) == token
if token == '' and (status == 'delivered' or status == 'failed') then return status end
-- A repeat after a lost answer: no two attempts end in the same microsecond.
if redis.call('LINDEX', attempts, -1) == attempt then return status end
redis.call('RPUSH', attempts, attempt)
if outcome == 'delivered' and status ~= 'delivered' then
    redis.call('HSET', record, 'status', 'delivered', 'delivered_at', now)
elseif outcome == 'failed' and status ~= 'delivered' then
    redis.call('HSET', record, 'status', 'failed')
elseif outcome == 'deferred' and status == 'sending' and holds then
    redis.call('HSET', record, 'status', redis.call('HGET', record, 'before'))
end
if holds then redis.call('DEL', lease) end
status = redis.call('HGET', record, 'status')
for _, key in ipairs({record, attempts}) do
    if status == 'delivered' or status == 'failed' then
        redis.call('EXPIRE', key, retention)
    else
        redis.call('PERSIST', key)
    end
end
return status
""")


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a notification that never changes."""

    wish: NotificationWish
    created_at: datetime


class Lease(msgspec.Struct, frozen=True):
    """The right to deliver a notification now; nobody else has it until it is given back."""

    notification: Notification
    token: str


class NotificationStore(Protocol):
    """What functions may ask of notifications."""

    async def request(self, wish: NotificationWish, *, id: str | None = None) -> Notification:  # noqa: A002 - the word of every other interface
        """Store a notification and its event; the first one again when the id was seen before."""

    async def get(self, notification_id: str) -> Notification:
        """Answer the notification with its whole account; NotificationNotFound."""

    async def page(
        self,
        recipient_id: str,
        *,
        channel: Channel | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> NotificationPage:
        """Answer a part of an inbox, newest first; ``after`` = (created_at, id)."""

    async def begin(self, notification_id: str) -> Lease | None:
        """Take the right to deliver it, None when it was delivered before.

        Raises NotificationNotFound, and DeliveryInProgress while another sender is at work.
        """

    async def renew(self, lease: Lease) -> None:
        """Tell that the sender is still at work."""

    async def record(self, lease: Lease, outcome: Outcome, detail: str) -> None:
        """Write down how a try went, and give the lease back."""

    async def give_up(self, notification_id: str, reason: str) -> None:
        """Mark it failed because nobody will try again; nothing happens when it has ended."""


class RedisNotifications:
    """The store behind ``notifications()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def request(self, wish: NotificationWish, *, id: str | None = None) -> Notification:  # noqa: A002 - the word of every other interface
        """Store a notification and its event; see NotificationStore."""
        notification_id = id or new_id()
        now = utc_now()
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        event_id = derived_id(NotificationRequested.type, notification_id)
        event = b""
        if wish.channel != "in_app":
            requested = NotificationRequested(notification_id=notification_id)
            event = msgspec.json.encode(envelope(requested, id=event_id, channel=wish.channel))
        async with redis_errors("request_notification"):
            is_new, pending = await _ADD(
                keys=[
                    _record_key(notification_id),
                    _inbox_key(wish.recipient_id),
                    _inbox_key(wish.recipient_id, wish.channel),
                    RedisOutbox.KEY,
                ],
                args=[
                    msgspec.json.encode(_Record(wish=wish, created_at=now)),
                    "queued" if event else "delivered",
                    _member(now, notification_id),
                    _member(now - timedelta(seconds=retention), ""),
                    retention,
                    event_id,
                    event,
                    now.isoformat(),
                ],
            )
        if is_new:
            deliveries.labels(wish.channel, "requested").inc()
        if pending:
            announce(self._outbox, msgspec.json.decode(pending, type=dict[str, object]))
        return await self.get(notification_id)

    async def get(self, notification_id: str) -> Notification:
        """Answer the notification with its whole account; NotificationNotFound."""
        found = await self._load([notification_id]) if is_id(notification_id) else []
        if not found:
            raise NotificationNotFound
        return found[0]

    async def page(
        self,
        recipient_id: str,
        *,
        channel: Channel | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> NotificationPage:
        """Answer a part of an inbox; see NotificationStore."""
        inbox = _inbox_key(recipient_id, channel)
        newest = "+" if after is None else f"({_member(*after)}"
        async with redis_errors("list_notifications"), redis().pipeline() as pipe:
            pipe.zcard(inbox)
            pipe.zrevrangebylex(inbox, newest, "-", start=offset, num=limit)
            total, members = await pipe.execute()
        ids = [member.partition(":")[2] for member in members]
        return NotificationPage(await self._load(ids), total)

    async def begin(self, notification_id: str) -> Lease | None:
        """Take the right to deliver it; see NotificationStore."""
        token = new_id()
        async with redis_errors("begin_delivery"):
            state = await _BEGIN(
                keys=[_record_key(notification_id), _lease_key(notification_id)],
                args=[token, _lease_milliseconds()],
            )
        if state == "missing":
            raise NotificationNotFound
        if state == "leased":
            raise DeliveryInProgress
        if state == "delivered":
            return None
        return Lease(await self.get(notification_id), token)

    async def renew(self, lease: Lease) -> None:
        """Tell that the sender is still at work."""
        async with redis_errors("renew_delivery"):
            await _RENEW(
                keys=[_lease_key(lease.notification.id)], args=[lease.token, _lease_milliseconds()]
            )

    async def record(self, lease: Lease, outcome: Outcome, detail: str) -> None:
        """Write down how a try went, and give the lease back."""
        await self._record(lease.notification.id, lease.token, outcome, detail)
        deliveries.labels(lease.notification.channel, outcome).inc()

    async def give_up(self, notification_id: str, reason: str) -> None:
        """Mark it failed because nobody will try again; see NotificationStore."""
        before = await self.get(notification_id)
        await self._record(notification_id, "", "failed", reason)
        if before.status not in {"delivered", "failed"}:
            deliveries.labels(before.channel, "given_up").inc()

    async def _record(
        self, notification_id: str, token: str, outcome: Outcome, detail: str
    ) -> None:
        now = utc_now()
        async with redis_errors("record_delivery"):
            state = await _RECORD(
                keys=[
                    _record_key(notification_id),
                    _attempts_key(notification_id),
                    _lease_key(notification_id),
                ],
                args=[
                    token,
                    outcome,
                    msgspec.json.encode(Attempt(now, outcome, detail[:_DETAIL_LENGTH])),
                    now.isoformat(),
                    NotificationSettings.current().lms_notifications_retention_seconds,
                ],
            )
        if state == "missing":
            raise NotificationNotFound

    async def _load(self, ids: Sequence[str]) -> list[Notification]:
        """Answer those that are (still) there, in the order of the ids."""
        async with redis_errors("load_notifications"), redis().pipeline() as pipe:
            for each in ids:
                pipe.hgetall(_record_key(each))
                pipe.lrange(_attempts_key(each), 0, -1)
            answers = await pipe.execute()
        found = zip(ids, answers[::2], answers[1::2], strict=True)
        return [_notification(each, kept, attempts) for each, kept, attempts in found if kept]


def _notification(notification_id: str, kept: dict[str, str], attempts: list[str]) -> Notification:
    record = msgspec.json.decode(kept["record"], type=_Record)
    return msgspec.convert(
        {
            **msgspec.structs.asdict(record.wish),
            "id": notification_id,
            "status": kept["status"],
            "attempts": [msgspec.json.decode(each, type=Attempt) for each in attempts],
            "created_at": record.created_at,
            "delivered_at": kept.get("delivered_at"),
        },
        Notification,
    )


def _member(at: datetime, notification_id: str) -> str:
    """Answer the inbox entry: 16 digits of microseconds, so that text order is time order."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1):016d}:{notification_id}"


def _record_key(notification_id: str) -> str:
    return f"notification:{notification_id}"


def _attempts_key(notification_id: str) -> str:
    return f"notification:{notification_id}:attempts"


def _lease_key(notification_id: str) -> str:
    return f"notification:{notification_id}:lease"


def _inbox_key(recipient_id: str, channel: Channel | None = None) -> str:
    inbox = f"notification:inbox:{recipient_id}"
    return f"{inbox}:{channel}" if channel else inbox


def _lease_milliseconds() -> int:
    return int(NotificationSettings.current().lms_notifications_lease_seconds * 1000)


def _open() -> NotificationStore:
    return RedisNotifications()


notifications: Provider[NotificationStore] = Provider(_open)
