"""What Redis holds: what people want, messages to them, words of letters, events to publish."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from lms_announcements import NewAnnouncement
from lms_idempotency import Memory
from lms_identity import Role
from lms_kernel import Conflict, Id, Unreadable
from lms_notifications import notifications
from lms_preferences import Device, Preferences
from lms_redis import RedisOutbox, Script, redis, redis_errors
from lms_templates import Override
from tools.doctor.events import event_fault
from tools.doctor.examine import Record

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NOTIFICATION = re.compile(rf"notification:({_ID})")
_ANNOUNCEMENT = re.compile(rf"announcement:({_ID})")
_TEMPLATES = "notification:templates"
_SCANNED = 1000
_NUMBERS = ("version", "created_at", "seen_at")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
Seconds = Annotated[int, Meta(ge=0, lt=253_402_300_800)]

# KEYS key; ARGV what was read, what is written, and a hash's field or ''. Returns 0 when it has
# changed.
_REPLACE = Script("""
if ARGV[3] == '' then
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
else
    if redis.call('HGET', KEYS[1], ARGV[3]) ~= ARGV[1] then return 0 end
    redis.call('HSET', KEYS[1], ARGV[3], ARGV[2])
end
return 1
""")


class Changed(Conflict):
    """Somebody else wrote it in the meantime: the next run looks again."""

    title = "It was changed in the meantime"


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a session's hash should say; it has more than this."""

    id: Id
    user_id: Id
    role: Literal[Role, "service"]
    version: int
    created_at: Seconds
    seen_at: Seconds


async def records() -> AsyncIterator[Record]:
    """Return every record whose reader could stumble over it."""
    kinds = (_people, _words, _announcements, _notifications, _events, _sessions, _memories)
    for kind in kinds:
        async for record in kind():
            yield record


async def _people() -> AsyncIterator[Record]:
    """Return what people decided, and the browsers that they use."""
    async for key in _keys("notification:preferences:*"):
        async with redis_errors("doctor"):
            text = await redis().get(key)
        if text is not None:
            yield _record("preferences", key.rpartition(":")[2], str(text), Preferences, key)
    async for key in _keys("notification:devices:*"):
        async for field, device in _fields(key):
            yield _record("device", field, device, Device, key, field)


async def _words() -> AsyncIterator[Record]:
    async for template, text in _fields(_TEMPLATES):
        yield _record("template", template, text, Override, _TEMPLATES, template)


async def _announcements() -> AsyncIterator[Record]:
    async for key in _keys("announcement:*"):
        if found := _ANNOUNCEMENT.fullmatch(key):
            async with redis_errors("doctor"):
                text = await redis().hget(key, "record")
            yield _announcement(found[1], str(text or ""), key)


async def _notifications() -> AsyncIterator[Record]:
    async for key in _keys("notification:*"):
        if (found := _NOTIFICATION.fullmatch(key)) and (fault := await _unreadable(found[1])):
            yield Record(store="redis", kind="notification", id=found[1], fault=fault)


async def _events() -> AsyncIterator[Record]:
    for key in (RedisOutbox.KEY, RedisOutbox.PARKED):
        async for id_, text in _fields(key):
            event, fault = _json(text)
            # The field is the id, whatever the event says.
            event = event | {"id": id_} if isinstance(event, dict) else event
            if fault := fault or event_fault(event):
                yield Record(store="redis", kind="outbox", id=id_, value=text, fault=fault)


async def _sessions() -> AsyncIterator[Record]:
    """Return sign-ins. None is repaired: signing in again creates a new one."""
    async for key in _keys("session:*"):
        value: dict[str, Any] = {
            field: int(text) if field in _NUMBERS and _WHOLE.fullmatch(text) else text
            async for field, text in _fields(key)
        }
        id_ = key.partition(":")[2]
        # It may have ended since its key was read.
        if value:
            yield Record(
                store="redis", kind="session", id=id_, value={**value, "id": id_}, into=SignedIn
            )


async def _memories() -> AsyncIterator[Record]:
    """Return what repeated requests get. None is repaired: it is forgotten within a day."""
    async for key in _keys("idempotency:*"):
        async with redis_errors("doctor"):
            text = await redis().get(key)
        if text is not None:
            id_, (value, fault) = key.partition(":")[2], _json(str(text))
            into = None if fault else Memory
            yield Record(
                store="redis", kind="idempotency", id=id_, value=value, into=into, fault=fault
            )


def _record(kind: str, id_: str, text: str, into: Any, key: str, field: str = "") -> Record:
    value, fault = _json(text)
    if fault:
        return Record(store="redis", kind=kind, id=id_, value=text, fault=fault)
    save = partial(_replace, key, field, text)
    return Record(store="redis", kind=kind, id=id_, value=value, into=into, save=save)


def _announcement(id_: str, text: str, key: str) -> Record:
    """Return what was asked for; the rest of the record is ours."""
    record, fault = _json(text)
    if fault or not isinstance(record, dict):
        reason = fault or "must be an object"
        return Record(store="redis", kind="announcement", id=id_, value=text, fault=reason)

    async def save(normal: Any) -> None:
        await _replace(key, "record", text, {**record, "new": normal})

    return Record(
        store="redis",
        kind="announcement",
        id=id_,
        value=record.get("new"),
        into=NewAnnouncement,
        save=save,
    )


async def _replace(key: str, field: str, before: str, after: Any) -> None:
    """Write what is repaired, unless it was changed since it was read. Raises Changed."""
    async with redis_errors("doctor"):
        is_written = await _REPLACE(keys=[key], args=[before, msgspec.json.encode(after), field])
    if not is_written:
        raise Changed


async def _unreadable(notification_id: str) -> str:
    try:
        await notifications().get(notification_id)
    except Unreadable as fault:
        return fault.reason
    return ""


async def _keys(pattern: str) -> AsyncIterator[str]:
    cursor = 0
    while True:
        async with redis_errors("doctor"):
            cursor, keys = await redis().scan(cursor, match=pattern, count=_SCANNED)
        for key in keys:
            yield str(key)
        if not cursor:
            return


async def _fields(key: str) -> AsyncIterator[tuple[str, str]]:
    """Return a hash's fields in steps: an outbox may have any number. One may come twice."""
    cursor = 0
    while True:
        async with redis_errors("doctor"):
            answer: Any = await redis().hscan(key, cursor, count=_SCANNED)
        cursor, found = answer
        for field, text in found.items():
            yield str(field), str(text)
        if not cursor:
            return


def _json(text: str) -> tuple[Any, str]:
    """Return what a text says, and what is wrong with it as JSON."""
    try:
        return msgspec.json.decode(text), ""
    except (msgspec.DecodeError, RecursionError) as fault:
        return None, f"must be JSON: {fault}"
