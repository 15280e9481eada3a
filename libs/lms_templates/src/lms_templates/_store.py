"""Overrides of templates in Redis, next to the built-in words.

==========================  ========================================================
key                         holds
==========================  ========================================================
``notification:templates``  hash: template id -> Override (JSON); none was never touched
``outbox``                  hash of lms_redis: events still to be published
==========================  ========================================================
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import msgspec
from msgspec import UNSET

from lms_events import announce
from lms_kernel import DomainEvent, FieldError, Invalid, Provider, Unreadable, envelope, utc_now
from lms_preferences import Language
from lms_records import read_json
from lms_redis import OUTBOX, RedisOutbox, Script, redis, redis_errors
from lms_templates._templates import (
    BuiltIn,
    Override,
    Template,
    TemplateChanges,
    TemplateReset,
    TemplateUpdated,
    Words,
    WordsChanges,
    built_in,
    template_ids,
)
from lms_templates.errors import StaleTemplate

_KEY = "notification:templates"

WordsCheck = Callable[[Template, Words, str], Iterable[FieldError]]
"""Returns the faults of a template's words; the text is their path, like ``words.es``."""

# Returns whether the override is the one that was read, or already the one to be written: the
# client repeats a call whose answer was lost.
_WRITE = Script(
    OUTBOX
    + """
local overrides, outbox = KEYS[1], KEYS[2]
local template, read, written, event_id, event = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local now = redis.call('HGET', overrides, template) or ''
if now == written then return 1 end
if now ~= read then return 0 end
redis.call('HSET', overrides, template, written)
put(outbox, event_id, event)
return 1
"""
)


class RedisTemplates:
    """The store behind ``templates()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def all(self) -> list[Template]:
        """Return all templates, by id."""
        async with redis_errors("list_templates"):
            overrides = await redis().hgetall(_KEY)
        return [
            built_in(id_).under(_usable(id_, overrides.get(id_)), id=id_) for id_ in template_ids()
        ]

    async def get(self, template_id: str) -> Template:
        """Return a template as it is used; TemplateNotFound."""
        original = built_in(template_id)
        return original.under(_usable(template_id, await self._load(template_id)), id=template_id)

    async def update(
        self,
        template_id: str,
        changes: TemplateChanges,
        *,
        check: WordsCheck,
        versions: Collection[int] | None = None,
    ) -> Template:
        """Change a template; ``versions`` are those that the caller may have read, None for any.

        Raises TemplateNotFound, StaleTemplate, and Invalid naming each field at fault, among them
        what ``check`` finds in the new words.
        """
        original = built_in(template_id)
        changed = sorted(_paths(changes))
        while True:
            read = await self._load(template_id)
            before = _expected(template_id, read, versions)
            after = _revised(before, changes)
            template = original.under(after, id=template_id)
            _refuse(template, changes, original, check)
            event = TemplateUpdated(template_id=template_id, version=after.version, changed=changed)
            if await self._write(template_id, read, after, event):
                return template

    async def reset(self, template_id: str, *, versions: Collection[int] | None = None) -> None:
        """Take every override back, if there is any; raises as ``update`` does."""
        built_in(template_id)
        while True:
            read = await self._load(template_id)
            before = _expected(template_id, read, versions)
            if not before.words and before.channels is None:
                return
            after = Override(version=before.version + 1, updated_at=utc_now())
            event = TemplateReset(template_id=template_id, version=after.version)
            if await self._write(template_id, read, after, event):
                return

    async def _load(self, template_id: str) -> str | bytes | None:
        async with redis_errors("get_template"):
            return await redis().hget(_KEY, template_id)

    async def _write(
        self, template_id: str, read: str | bytes | None, after: Override, happened: DomainEvent
    ) -> bool:
        """Write an override with its event, unless it has changed since it was read."""
        event = envelope(happened)
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


def _usable(template_id: str, stored: str | bytes | None) -> Override:
    """Return an override; what cannot be read overrides nothing, for letters have to leave."""
    try:
        return read_json(stored, Override, id=template_id) if stored else Override()
    except Unreadable:
        return Override()


def _expected(
    template_id: str, stored: str | bytes | None, versions: Collection[int] | None
) -> Override:
    """Return the override that is about to be replaced; one that cannot be read counts as none."""
    override = _usable(template_id, stored)
    if versions is not None and override.version not in versions:
        raise StaleTemplate(f"The newest version is {override.version}.")
    return override


def _revised(before: Override, changes: TemplateChanges) -> Override:
    words: dict[Language, WordsChanges] = dict(before.words)
    for language, new_words in changes.words.changes().items():
        if new_words is None:
            words.pop(language, None)
        else:
            old_words = before.words.get(language, WordsChanges())
            words[language] = msgspec.structs.replace(old_words, **new_words.changes())
    channels = before.channels if changes.channels is UNSET else changes.channels
    return Override(
        version=before.version + 1, words=words, channels=channels, updated_at=utc_now()
    )


def _refuse(
    template: Template, changes: TemplateChanges, original: BuiltIn, check: WordsCheck
) -> None:
    """Raise Invalid when the template cannot be used as it would be."""
    faults = [
        fault
        for language, new_words in changes.words.changes().items()
        if new_words is not None
        for fault in check(template, template.words[language], f"words.{language}")
    ]
    if template.has_fixed_channels and template.channels != original.channels:
        faults.append(FieldError("channels", "are fixed for this template"))
    if len(set(template.channels)) < len(template.channels):
        faults.append(FieldError("channels", "names a channel twice"))
    if faults:
        raise Invalid(errors=faults)


def _paths(changes: TemplateChanges) -> list[str]:
    """Name what is changed, like words.es.subject; words.es when those are taken back."""
    paths = [] if changes.channels is UNSET else ["channels"]
    for language, new_words in changes.words.changes().items():
        names = [""] if new_words is None else [f".{name}" for name in new_words.changes()]
        paths += [f"words.{language}{name}" for name in names]
    return paths


templates: Provider[RedisTemplates] = Provider(RedisTemplates)
