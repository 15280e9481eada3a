"""Announcements in Redis.

========================================  ====================================================
key                                       holds
========================================  ====================================================
``announcement:<id>``                     hash: record (JSON, never changed), member, recipients,
                                          finished_at, and state:<status>, which the scripts of
                                          notifications count
``announcement:all``                      sorted set: ``<microseconds>:<id>``, in text order
``announcement:all:<course>``             the same for one course
``announcement:by:<user>``                the same for one sender
``announcement:by:<user>:<course>``       the same for one sender and course
========================================  ====================================================

A request writes this record and one event, however many learners there are: ``reminder.requested``
for those who are stuck, else ``announcement.requested``. The subscriber of the event requests a
batch of notifications and, by the next event, the rest. The id of a notification is derived from
the announcement and the learner, so no batch makes one twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from lms_announcements._model import (
    Announcement,
    AnnouncementRequested,
    NewAnnouncement,
    ReminderRequested,
)
from lms_announcements.errors import AnnouncementNotFound
from lms_events import announce
from lms_kernel import (
    DomainEvent,
    Part,
    Place,
    Provider,
    derived_id,
    envelope,
    is_id,
    new_id,
    utc_now,
)
from lms_notifications import NotificationSettings, check_channels
from lms_records import read, read_json, reading
from lms_redis import (
    OUTBOX,
    RedisOutbox,
    Script,
    entry_id,
    list_entry,
    part_of,
    redis,
    redis_errors,
)

_STATE = "state:"


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an announcement that never changes."""

    new: NewAnnouncement
    course_title: str
    sender_id: str
    created_at: datetime


# KEYS outbox; ARGV id, what is written. Returns the event if it is still unpublished.
_ADD = Script(
    OUTBOX
    + """
local outbox, id, new = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local key = 'announcement:' .. id

-- An unfinished one is never forgotten, however old: only what is gone leaves a list.
local function prune(list)
    local old = redis.call('ZRANGEBYLEX', list, '-', '(' .. new.oldest, 'LIMIT', 0, 100)
    for _, entry in ipairs(old) do
        if redis.call('EXISTS', 'announcement:' .. string.match(entry, ':(.*)')) == 0 then
            redis.call('ZREM', list, entry)
        end
    end
end

if redis.call('EXISTS', key) == 0 then
    redis.call('HSET', key, 'record', new.record, 'member', new.member)
    for _, list in ipairs(new.lists) do
        redis.call('ZADD', list, 0, new.member)
        prune(list)
        redis.call('EXPIRE', list, 2 * new.retention)
    end
    put(outbox, new.event_id, new.event)
end
return redis.call('HGET', outbox, new.event_id) or ''
"""
)

# KEYS announcement; ARGV field, value, seconds after which it expires or ''. The first value stays.
_NOTE = Script("""
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 1 and ARGV[3] ~= '' then
    redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return 1
""")


class RedisAnnouncements:
    """The store behind ``announcements()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def request(
        self,
        new: NewAnnouncement,
        *,
        course_title: str,
        sender_id: str,
        id: str | None = None,  # noqa: A002 - the word of every other interface
    ) -> Announcement:
        """Store an announcement and its event; the first one again when the id was seen before.

        Raises Invalid when a channel is named twice.
        """
        check_channels(new.channel, new.fallbacks)
        announcement_id, now = id or new_id(), utc_now()
        event_id = derived_id(AnnouncementRequested.type, announcement_id)
        event = envelope(_requested(announcement_id, new.stuck_since), id=event_id)
        record = _Record(new=new, course_title=course_title, sender_id=sender_id, created_at=now)
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        written = {
            "record": _text(record),
            "member": list_entry(now, announcement_id),
            "oldest": list_entry(now - timedelta(seconds=retention), ""),
            "lists": [
                _list_key(whose, course)
                for whose in (None, sender_id)
                for course in (None, new.course_id)
            ],
            "retention": retention,
            "event_id": event_id,
            "event": _text(event),
        }
        async with redis_errors("request_announcement"):
            pending = await _ADD(
                keys=[RedisOutbox.KEY], args=[announcement_id, msgspec.json.encode(written)]
            )
        if pending:
            announce(self._outbox, msgspec.json.decode(pending, type=dict[str, object]))
        return await self.get(announcement_id)

    async def get(self, announcement_id: str) -> Announcement:
        """Return the announcement and how far it has come; AnnouncementNotFound."""
        stored = await self._stored([announcement_id]) if is_id(announcement_id) else {}
        if not stored:
            raise AnnouncementNotFound
        return _announcement(announcement_id, stored[announcement_id])

    async def page(
        self,
        sender_id: str | None,
        *,
        course_id: str | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Announcement]:
        """Return a part of a sender's announcements, or of all; ``after`` = (created_at, id)."""
        key = _list_key(sender_id, course_id)
        newest = "+" if after is None else f"({list_entry(*after)}"
        async with redis_errors("list_announcements"), redis().pipeline() as pipe:
            pipe.zcard(key)
            pipe.zrevrangebylex(key, newest, "-", start=offset, num=limit)
            total, members = await pipe.execute()
        stored = await self._stored([entry_id(each) for each in members])
        return part_of(members, total, stored, _announcement)

    async def expect(self, announcement_id: str, recipients: int) -> None:
        """Record how many learners there are; the first value stays."""
        await self._note(announcement_id, "recipients", str(recipients))

    async def finish(self, announcement_id: str) -> None:
        """Record that the last batch was requested; the retention counts from now."""
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        await self._note(announcement_id, "finished_at", utc_now().isoformat(), str(retention))

    async def _note(self, announcement_id: str, field: str, value: str, keep: str = "") -> None:
        async with redis_errors("note_announcement"):
            is_there = await _NOTE(keys=[_key(announcement_id)], args=[field, value, keep])
        if not is_there:
            raise AnnouncementNotFound

    async def _stored(self, ids: Sequence[str]) -> dict[str, Mapping[str, str]]:
        """Return the hashes of those that are (still) there, in the order of the ids."""
        if not ids:
            return {}
        async with redis_errors("load_announcements"), redis().pipeline() as pipe:
            for each in ids:
                pipe.hgetall(_key(each))
            answers = await pipe.execute()
        found = zip(ids, answers, strict=True)
        return {each: fields for each, fields in found if fields}


def _requested(announcement_id: str, stuck_since: datetime | None) -> DomainEvent:
    if stuck_since is None:
        return AnnouncementRequested(announcement_id=announcement_id)
    return ReminderRequested(announcement_id=announcement_id, stuck_since=stuck_since)


def _announcement(announcement_id: str, fields: Mapping[str, str]) -> Announcement:
    record = read_json(fields.get("record"), _Record, id=announcement_id)
    with reading(Announcement.__name__, announcement_id):
        states = {
            field.removeprefix(_STATE): int(count)
            for field, count in fields.items()
            if field.startswith(_STATE) and int(count)
        }
        recipients = int(fields["recipients"]) if "recipients" in fields else None
    return read(
        {
            **msgspec.structs.asdict(record.new),
            "id": announcement_id,
            "course_title": record.course_title,
            "sender_id": record.sender_id,
            "created_at": record.created_at,
            "recipients": recipients,
            # Each notification is counted in one status from its first moment.
            "requested": sum(states.values()),
            "states": states,
            "finished_at": fields.get("finished_at"),
        },
        Announcement,
        id=announcement_id,
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _key(announcement_id: str) -> str:
    return f"announcement:{announcement_id}"


def _list_key(sender_id: str | None, course_id: str | None) -> str:
    key = f"announcement:by:{sender_id}" if sender_id else "announcement:all"
    return f"{key}:{course_id}" if course_id else key


announcements: Provider[RedisAnnouncements] = Provider(RedisAnnouncements)
