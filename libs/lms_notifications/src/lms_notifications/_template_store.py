"""Overrides of templates in Redis, beside the built-in words.

==========================  ========================================================
key                         holds
==========================  ========================================================
``notification:templates``  hash: template id -> Override (JSON); none was never touched
``outbox``                  hash of lms_redis: events still to be published
==========================  ========================================================
"""

from __future__ import annotations

from typing import Protocol

import msgspec
from msgspec import UNSET

from lms_events import announce
from lms_kernel import DomainEvent, FieldError, Invalid, Provider, envelope, utc_now
from lms_notifications._preferences import Language
from lms_notifications._templates import (
    BuiltIn,
    Override,
    StaleTemplate,
    Template,
    TemplateChanges,
    TemplateReset,
    TemplateUpdated,
    WordsChanges,
    built_in,
    template_ids,
)
from lms_notifications._words import faults
from lms_redis import RedisOutbox, Script, redis, redis_errors

_KEY = "notification:templates"

# Answers whether the override is the one that was read, or already the one to be written: the
# client repeats a call whose answer was lost.
_WRITE = Script("""
local kept, outbox = KEYS[1], KEYS[2]
local template, read, written, event_id, event = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local now = redis.call('HGET', kept, template) or ''
if now == written then return 1 end
if now ~= read then return 0 end
redis.call('HSET', kept, template, written)
redis.call('HSET', outbox, event_id, event)
return 1
""")


class TemplateStore(Protocol):
    """What functions may ask of templates."""

    async def all(self) -> list[Template]:
        """Return all templates, by id."""

    async def get(self, template_id: str) -> Template:
        """Return a template as it is used; TemplateNotFound."""

    async def update(
        self, template_id: str, changes: TemplateChanges, *, version: int | None = None
    ) -> Template:
        """Change a template; ``version`` is the one that the caller has read, if they say.

        Raises TemplateNotFound, StaleTemplate, and Invalid naming each field at fault.
        """

    async def reset(self, template_id: str, *, version: int | None = None) -> None:
        """Take every override back; nothing happens when there is none. As ``update``."""


class RedisTemplates:
    """The store behind ``templates()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def all(self) -> list[Template]:
        """Return all templates; see TemplateStore."""
        async with redis_errors("list_templates"):
            kept = await redis().hgetall(_KEY)
        return [built_in(id_).under(_read(kept.get(id_)), id=id_) for id_ in template_ids()]

    async def get(self, template_id: str) -> Template:
        """Return a template as it is used; see TemplateStore."""
        original = built_in(template_id)
        return original.under(_read(await self._load(template_id)), id=template_id)

    async def update(
        self, template_id: str, changes: TemplateChanges, *, version: int | None = None
    ) -> Template:
        """Change a template; see TemplateStore."""
        original = built_in(template_id)
        changed = sorted(_paths(changes))
        while True:
            read = await self._load(template_id)
            before = _expected(read, version)
            after = _revised(before, changes)
            template = original.under(after, id=template_id)
            _refuse(template, changes, original)
            news = TemplateUpdated(template_id=template_id, version=after.version, changed=changed)
            if await self._write(template_id, read, after, news):
                return template

    async def reset(self, template_id: str, *, version: int | None = None) -> None:
        """Take every override back; see TemplateStore."""
        built_in(template_id)
        while True:
            read = await self._load(template_id)
            before = _expected(read, version)
            if not before.words and before.channels is None:
                return
            after = Override(version=before.version + 1, updated_at=utc_now())
            news = TemplateReset(template_id=template_id, version=after.version)
            if await self._write(template_id, read, after, news):
                return

    async def _load(self, template_id: str) -> str | bytes | None:
        async with redis_errors("get_template"):
            return await redis().hget(_KEY, template_id)

    async def _write(
        self, template_id: str, read: str | bytes | None, after: Override, news: DomainEvent
    ) -> bool:
        """Write an override with its event, unless somebody else was faster."""
        event = envelope(news)
        async with redis_errors("write_template"):
            is_written = await _WRITE(
                keys=[_KEY, RedisOutbox.KEY],
                args=[
                    template_id,
                    read or "",
                    msgspec.json.encode(after),
                    str(event["id"]),
                    msgspec.json.encode(event),
                ],
            )
        if is_written:
            announce(self._outbox, event)
        return bool(is_written)


def _read(kept: str | bytes | None) -> Override:
    return msgspec.json.decode(kept, type=Override) if kept else Override()


def _expected(kept: str | bytes | None, version: int | None) -> Override:
    override = _read(kept)
    if version not in {None, override.version}:
        raise StaleTemplate(f"You read version {version}; the newest is {override.version}.")
    return override


def _revised(before: Override, changes: TemplateChanges) -> Override:
    words: dict[Language, WordsChanges] = dict(before.words)
    for language, said in changes.words.said().items():
        if said is None:
            words.pop(language, None)
        else:
            kept = before.words.get(language, WordsChanges())
            words[language] = msgspec.structs.replace(kept, **said.said())
    channels = before.channels if changes.channels is UNSET else changes.channels
    return Override(
        version=before.version + 1, words=words, channels=channels, updated_at=utc_now()
    )


def _refuse(template: Template, changes: TemplateChanges, original: BuiltIn) -> None:
    """Raise Invalid when the template cannot be used as it would be."""
    wrong = [
        fault
        for language, said in changes.words.said().items()
        if said is not None
        for fault in faults(template, template.words[language], where=f"words.{language}")
    ]
    if template.has_fixed_channels and template.channels != original.channels:
        wrong.append(FieldError("channels", "are fixed for this template"))
    if len(set(template.channels)) < len(template.channels):
        wrong.append(FieldError("channels", "names a channel twice"))
    if wrong:
        raise Invalid(errors=wrong)


def _paths(changes: TemplateChanges) -> list[str]:
    """Name what is changed, like words.es.subject; words.es when those are taken back."""
    paths = [] if changes.channels is UNSET else ["channels"]
    for language, said in changes.words.said().items():
        names = [""] if said is None else [f".{name}" for name in said.said()]
        paths += [f"words.{language}{name}" for name in names]
    return paths


def _open() -> TemplateStore:
    return RedisTemplates()


templates: Provider[TemplateStore] = Provider(_open)
