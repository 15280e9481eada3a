"""The inbox of a person: what was sent to them, and what they have not read."""

from __future__ import annotations

from lms_kernel import Part, Place, Provider, is_id, utc_now
from lms_notifications._model import Notification
from lms_notifications._records import (
    inbox_key,
    load_page,
    notification_of,
    pairs,
    record_key,
    retention,
    unread_key,
)
from lms_notifications.errors import NotificationNotFound
from lms_preferences import Channel
from lms_redis import Script, redis_errors

_MARKED_AT_ONCE = 500

# KEYS record, unread list; ARGV reader, the moment, empty to make it unread, and the retention.
# Returns record and ledger as they are afterwards, nothing when the reader has no such message.
# Records of the previous release do not say whether they count: only those of the inbox do.
_MARK = Script("""
local known = redis.call('HMGET', KEYS[1], 'record', 'member', 'channel', 'status', 'unread')
if not known[1] or cjson.decode(known[1]).request.recipient_id ~= ARGV[1] then return {} end
if ARGV[2] ~= '' then
    redis.call('HSETNX', KEYS[1], 'read_at', ARGV[2])
    redis.call('ZREM', KEYS[2], known[2])
else
    redis.call('HDEL', KEYS[1], 'read_at')
    if known[5] or (known[3] == 'in_app' and known[4] == 'delivered') then
        redis.call('ZADD', KEYS[2], 0, known[2])
        redis.call('EXPIRE', KEYS[2], 2 * ARGV[3])
    end
end
return {redis.call('HGETALL', KEYS[1]), redis.call('LRANGE', KEYS[1] .. ':attempts', 0, -1)}
""")

# KEYS unread list; ARGV the moment, how many at most. Returns how many are left.
_MARK_ALL = Script("""
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, ARGV[2] - 1)) do
    local record = 'notification:' .. string.match(member, ':(.*)')
    if redis.call('EXISTS', record) == 1 then redis.call('HSETNX', record, 'read_at', ARGV[1]) end
    redis.call('ZREM', KEYS[1], member)
end
return redis.call('ZCARD', KEYS[1])
""")


class InboxPart(Part[Notification], frozen=True, kw_only=True):
    """Part of an inbox, and the number of unread messages in the whole inbox."""

    unread: int


class RedisInbox:
    """The store behind ``inbox()``."""

    async def page(
        self,
        recipient_id: str,
        *,
        channel: Channel | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> InboxPart:
        """Return a part of an inbox, newest first; ``after`` = (created_at, id)."""
        part, (unread,) = await load_page(
            "list_notifications",
            inbox_key(recipient_id, channel),
            unread_key(recipient_id),
            limit=limit,
            offset=offset,
            after=after,
        )
        return InboxPart(part.items, part.total, part.gaps, unread=unread)

    async def mark(self, notification_id: str, *, reader_id: str, read: bool) -> Notification:
        """Mark a message as read, or as unread again, whichever channel it came by.

        Raises NotificationNotFound when there is none, or it is not the reader's.
        """
        if not is_id(notification_id):
            raise NotificationNotFound
        async with redis_errors("mark_notification"):
            stored = await _MARK(
                keys=[record_key(notification_id), unread_key(reader_id)],
                args=[reader_id, utc_now().isoformat() if read else "", retention()],
            )
        if not stored:
            raise NotificationNotFound
        fields, attempts = stored
        return notification_of(notification_id, pairs(fields), attempts)

    async def mark_all_read(self, recipient_id: str) -> None:
        """Mark every message as read, in steps that hold nobody else up."""
        now = utc_now().isoformat()
        async with redis_errors("mark_all_read"):
            while await _MARK_ALL(keys=[unread_key(recipient_id)], args=[now, _MARKED_AT_ONCE]):
                continue


inbox: Provider[RedisInbox] = Provider(RedisInbox)
