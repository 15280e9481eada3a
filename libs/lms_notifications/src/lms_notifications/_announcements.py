"""Announcements: one wish, one notification for each learner of a course, told as it goes on.

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

The request writes this record and one event, however many learners there are. Who answers the
event asks for a batch of notifications and, by the next event, for the rest. Every notification
has its id from the announcement and the learner, so no batch makes one twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

import msgspec

from lms_events import announce
from lms_kernel import (
    DomainEvent,
    Id,
    Part,
    Place,
    Provider,
    derived_id,
    envelope,
    is_id,
    new_id,
    utc_now,
)
from lms_notifications._categories import Channel
from lms_notifications._lists import id_in, member
from lms_notifications._model import (
    Fallbacks,
    NotificationStatus,
    NotificationWish,
    Subject,
    Text,
    require_distinct,
)
from lms_notifications._settings import NotificationSettings
from lms_notifications._store import notifications
from lms_notifications.errors import AnnouncementNotFound
from lms_redis import RedisOutbox, Script, redis, redis_errors

# As many requests of a batch are under way at once: enough to hide Redis' round trips, few enough
# to leave it to others.
_REQUESTS_AT_ONCE = 8
_STATE = "state:"


class NewAnnouncement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wish to write to all learners of a course.

    When it cannot be delivered to one of them by ``channel`` the ``fallbacks`` are tried.
    """

    course_id: Id
    subject: Subject
    text: Text
    channel: Channel = "in_app"
    fallbacks: Fallbacks = ()


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """A message to all learners of a course, and how far it has come.

    ``recipients`` is how many learners there were when the first batch was made, null until then;
    ``requested`` how many notifications there are by now, ``states`` how many of them are in
    which status. ``finished_at`` is when the last batch was requested: who has enrolled since
    gets none.
    """

    id: Id
    course_id: Id
    course_title: str
    sender_id: str
    subject: str
    text: str
    channel: Channel
    fallbacks: tuple[Channel, ...]
    created_at: datetime
    recipients: int | None
    requested: int
    states: dict[NotificationStatus, int]
    finished_at: datetime | None

    def id_for(self, learner_id: str) -> str:
        """Return the id of a learner's notification, the same in every batch that has them."""
        return derived_id("announcement", self.id, learner_id)

    def wish_for(self, learner_id: str, *, email: str) -> NotificationWish:
        """Return what to tell the learner; ``email`` is their address."""
        return NotificationWish(
            recipient_id=learner_id,
            channel=self.channel,
            fallbacks=self.fallbacks,
            category="announcement",
            email=email,
            subject=self.subject,
            text=self.text,
            sender_id=self.sender_id,
            link=f"/courses/{self.course_id}",
            announcement_id=self.id,
        )


class AnnouncementRequested(DomainEvent, frozen=True, kw_only=True):
    """The learners after this user id are to be written to; null: from the first."""

    type: ClassVar[str] = "org.learning.announcement.requested.v1"

    announcement_id: Id
    after: Id | None = None


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an announcement that never changes."""

    wanted: NewAnnouncement
    course_title: str
    sender_id: str
    created_at: datetime


# KEYS outbox; ARGV id, what is written. Answers the event if it is still unpublished.
_ADD = Script("""
local outbox, id, told = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local key = 'announcement:' .. id

-- An unfinished one is never forgotten, however old: only what is gone leaves a list.
local function prune(list)
    local old = redis.call('ZRANGEBYLEX', list, '-', '(' .. told.oldest, 'LIMIT', 0, 100)
    for _, entry in ipairs(old) do
        if redis.call('EXISTS', 'announcement:' .. string.match(entry, ':(.*)')) == 0 then
            redis.call('ZREM', list, entry)
        end
    end
end

if redis.call('EXISTS', key) == 0 then
    redis.call('HSET', key, 'record', told.record, 'member', told.member)
    for _, list in ipairs(told.lists) do
        redis.call('ZADD', list, 0, told.member)
        prune(list)
        redis.call('EXPIRE', list, 2 * told.retention)
    end
    redis.call('HSET', outbox, told.event_id, told.event)
end
return redis.call('HGET', outbox, told.event_id) or ''
""")

# KEYS announcement; ARGV field, value, seconds to keep it from now on or ''. The first word counts.
_NOTE = Script("""
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 1 and ARGV[3] ~= '' then
    redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return 1
""")


class AnnouncementStore(Protocol):
    """What functions may ask of announcements."""

    async def request(
        self,
        wanted: NewAnnouncement,
        *,
        course_title: str,
        sender_id: str,
        id: str | None = None,  # noqa: A002 - the word of every other interface
    ) -> Announcement:
        """Store an announcement and its event; the first one again when the id was seen before.

        Raises Invalid when a channel is named twice.
        """

    async def get(self, announcement_id: str) -> Announcement:
        """Return the announcement and how far it has come; AnnouncementNotFound."""

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

    async def expect(self, announcement_id: str, recipients: int) -> None:
        """Write down how many learners there are; what was written down first counts."""

    async def finish(self, announcement_id: str) -> None:
        """Write down that the last batch was requested; the retention counts from now."""


class RedisAnnouncements:
    """The store behind ``announcements()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def request(
        self,
        wanted: NewAnnouncement,
        *,
        course_title: str,
        sender_id: str,
        id: str | None = None,  # noqa: A002 - the word of every other interface
    ) -> Announcement:
        """Store an announcement and its event; see AnnouncementStore."""
        require_distinct(wanted.channel, wanted.fallbacks)
        announcement_id, now = id or new_id(), utc_now()
        event_id = derived_id(AnnouncementRequested.type, announcement_id)
        event = envelope(AnnouncementRequested(announcement_id=announcement_id), id=event_id)
        record = _Record(
            wanted=wanted, course_title=course_title, sender_id=sender_id, created_at=now
        )
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        written = {
            "record": _text(record),
            "member": member(now, announcement_id),
            "oldest": member(now - timedelta(seconds=retention), ""),
            "lists": [
                _list_key(whose, course)
                for whose in (None, sender_id)
                for course in (None, wanted.course_id)
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
        found = await self._load([announcement_id]) if is_id(announcement_id) else []
        if not found:
            raise AnnouncementNotFound
        return found[0]

    async def page(
        self,
        sender_id: str | None,
        *,
        course_id: str | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Announcement]:
        """Return a part of a list, newest first; see AnnouncementStore."""
        key = _list_key(sender_id, course_id)
        newest = "+" if after is None else f"({member(*after)}"
        async with redis_errors("list_announcements"), redis().pipeline() as pipe:
            pipe.zcard(key)
            pipe.zrevrangebylex(key, newest, "-", start=offset, num=limit)
            total, members = await pipe.execute()
        return Part(await self._load([id_in(each) for each in members]), total)

    async def expect(self, announcement_id: str, recipients: int) -> None:
        """Write down how many learners there are; see AnnouncementStore."""
        await self._note(announcement_id, "recipients", str(recipients))

    async def finish(self, announcement_id: str) -> None:
        """Write down that the last batch was requested; see AnnouncementStore."""
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        await self._note(announcement_id, "finished_at", utc_now().isoformat(), str(retention))

    async def _note(self, announcement_id: str, field: str, value: str, keep: str = "") -> None:
        async with redis_errors("note_announcement"):
            is_there = await _NOTE(keys=[_key(announcement_id)], args=[field, value, keep])
        if not is_there:
            raise AnnouncementNotFound

    async def _load(self, ids: Sequence[str]) -> list[Announcement]:
        """Return those that are (still) there, in the order of the ids."""
        if not ids:
            return []
        async with redis_errors("load_announcements"), redis().pipeline() as pipe:
            for each in ids:
                pipe.hgetall(_key(each))
            answers = await pipe.execute()
        found = zip(ids, answers, strict=True)
        return [_announcement(each, kept) for each, kept in found if kept]


async def request_all(wishes: Mapping[str, NotificationWish]) -> None:
    """Request many notifications, by their ids, a few at a time.

    Each is tried; then the first failure is raised, and what was requested stays so.
    """
    slots = asyncio.Semaphore(_REQUESTS_AT_ONCE)

    async def request(notification_id: str, wish: NotificationWish) -> None:
        async with slots:
            await notifications().request(wish, id=notification_id)

    outcomes = await asyncio.gather(
        *(request(*each) for each in wishes.items()), return_exceptions=True
    )
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome


def _announcement(announcement_id: str, kept: Mapping[str, str]) -> Announcement:
    record = msgspec.json.decode(kept["record"], type=_Record)
    states = {
        field.removeprefix(_STATE): int(count)
        for field, count in kept.items()
        if field.startswith(_STATE) and int(count)
    }
    return msgspec.convert(
        {
            **msgspec.structs.asdict(record.wanted),
            "id": announcement_id,
            "course_title": record.course_title,
            "sender_id": record.sender_id,
            "created_at": record.created_at,
            "recipients": int(kept["recipients"]) if "recipients" in kept else None,
            # Each notification is counted in one status from its first moment.
            "requested": sum(states.values()),
            "states": states,
            "finished_at": kept.get("finished_at"),
        },
        Announcement,
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _key(announcement_id: str) -> str:
    return f"announcement:{announcement_id}"


def _list_key(sender_id: str | None, course_id: str | None) -> str:
    key = f"announcement:by:{sender_id}" if sender_id else "announcement:all"
    return f"{key}:{course_id}" if course_id else key


def _open() -> AnnouncementStore:
    return RedisAnnouncements()


announcements: Provider[AnnouncementStore] = Provider(_open)
