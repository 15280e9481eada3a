"""What the store of templates promises, on the fake Redis and on a real server."""

from __future__ import annotations

import asyncio

import pytest

from lms_redis import RedisOutbox
from lms_templates import (
    LanguageChanges,
    StaleTemplate,
    TemplateChanges,
    TemplateReset,
    TemplateUpdated,
    WordsChanges,
    templates,
)
from lms_testing._events import CapturedEvents
from lms_testing.templates import change, reset, spanish


class TemplateContract:
    """What the store promises; a subclass decides which Redis it runs on."""

    async def test_words_can_be_replaced(self) -> None:
        """New words replace the built-in; what is left out stays, also from an earlier change."""
        before = await templates().get("welcome")
        await change("welcome", spanish("¡Hola!"))
        await change(
            "welcome",
            TemplateChanges(
                words=LanguageChanges(es=WordsChanges(short="Ven")), channels=["push", "email"]
            ),
        )

        after = await templates().get("welcome")

        assert (after.words["es"].subject, after.words["es"].short) == ("¡Hola!", "Ven")
        assert after.words["es"].text == before.words["es"].text
        assert after.words["en"] == before.words["en"]
        assert after.built_in == before.words
        assert (before.overridden, after.overridden) == ([], ["es"])
        assert (before.channels, after.channels) == (["email"], ["push", "email"])
        assert (before.version, after.version) == (1, 3)
        assert before.updated_at is None
        assert after.updated_at is not None

    async def test_null_takes_the_built_in_again(self) -> None:
        """For the words of one language, and for the order of channels."""
        both = LanguageChanges(en=WordsChanges(subject="Hi"), es=WordsChanges(subject="¡Hola!"))
        await change("welcome", TemplateChanges(words=both, channels=["in_app"]))

        await change("welcome", TemplateChanges(words=LanguageChanges(es=None), channels=None))

        after = await templates().get("welcome")
        assert (after.overridden, after.words["en"].subject) == (["en"], "Hi")
        assert after.words["es"] == after.built_in["es"]
        assert after.channels == ["email"]

    async def test_a_reset_goes_back_to_the_built_in(self, published: CapturedEvents) -> None:
        """To all of it, under a new version; once more changes nothing."""
        await change("welcome", spanish("¡Hola!"))
        await reset("welcome")
        await reset("welcome")

        after = await templates().get("welcome")

        assert after.words == after.built_in
        assert (after.overridden, after.version) == ([], 3)
        assert published.types() == [TemplateUpdated.type, TemplateReset.type]

    async def test_a_change_is_told_with_what_changed(self, published: CapturedEvents) -> None:
        """As an administrator's action, so that the audit trail keeps it."""
        await change("welcome", spanish("¡Hola!"))

        (event,) = published
        assert (event["subject"], event["privileged"]) == ("welcome", "true")
        assert event["data"] == {
            "template_id": "welcome",
            "version": 2,
            "changed": ["words.es.subject"],
        }
        assert await RedisOutbox().unpublished() == []

    async def test_a_change_and_its_event_are_one(self, published: CapturedEvents) -> None:
        """While the broker is down the event waits in the outbox."""
        published.is_away = True
        await change("welcome", spanish("¡Hola!"))

        (left,) = await RedisOutbox().unpublished()

        assert (left["type"], left["subject"]) == (TemplateUpdated.type, "welcome")

    async def test_a_stale_copy_changes_nothing(self, published: CapturedEvents) -> None:
        """An author who has read an older version is told; a reset counts as a version too."""
        await change("welcome", spanish("¡Hola!"), versions={1})
        with pytest.raises(StaleTemplate):
            await change("welcome", spanish("¡Adiós!"), versions={1})
        with pytest.raises(StaleTemplate):
            await reset("welcome", versions={1})
        await reset("welcome", versions={2})
        with pytest.raises(StaleTemplate):
            await change("welcome", spanish("¡Adiós!"), versions={1})

        assert published.types() == [TemplateUpdated.type, TemplateReset.type]

    async def test_simultaneous_changes_are_all_made(self, published: CapturedEvents) -> None:
        """One after the other, each on the result of the one before, each with its event."""
        all_changes = [
            TemplateChanges(words=LanguageChanges(en=WordsChanges(subject="Hi"))),
            spanish("¡Hola!"),
            TemplateChanges(words=LanguageChanges(ar=WordsChanges(subject="أهلًا"))),
            TemplateChanges(channels=["email", "in_app"]),
        ]

        await asyncio.gather(*(change("welcome", each) for each in all_changes))

        after = await templates().get("welcome")
        assert (after.version, after.overridden) == (5, ["en", "es", "ar"])
        assert after.channels == ["email", "in_app"]
        assert sorted(each["data"]["version"] for each in published) == [2, 3, 4, 5]  # type: ignore[index]

    async def test_templates_are_strangers_to_each_other(self) -> None:
        """All are listed by id, and a change of one touches no other."""
        await change("welcome", spanish("¡Hola!"))

        listed = {each.id: each for each in await templates().all()}

        assert list(listed) == sorted(listed)
        assert [id_ for id_ in listed if listed[id_].overridden] == ["welcome"]
        assert listed["welcome"] == await templates().get("welcome")
