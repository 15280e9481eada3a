"""One call writes a letter and requests its delivery."""

from __future__ import annotations

from typing import Any

import pytest
from cloudevents.http import CloudEvent

from lms_kernel import Invalid, new_id, request_scope
from lms_letters import Addressee, compose, send_letter, send_phone_code
from lms_notifications import Notification, inbox, notifications
from lms_preferences import PHONE_CODE, preferences
from lms_templates import TemplateChanges, TemplateNotFound
from lms_testing import CapturedEvents
from lms_testing.preferences import decide
from lms_testing.templates import change

ANA, BEN = Addressee(new_id(), email="ana@example.org"), Addressee(new_id(), email="ben@x.example")
PHONE = "+34600111222"


def _event(source: str = "/functions/register_user", id_: str = "1") -> CloudEvent:
    return CloudEvent({"type": "org.learning.test.v1", "source": source, "id": id_}, {})


async def _welcome(person: Addressee = ANA, **changes: Any) -> Notification:
    """Send the letter for one event, different where ``changes`` say so."""
    given: dict[str, Any] = {"cause": _event(), "link": "/courses", "name": "Ana", **changes}
    async with request_scope(function="welcome_user"):
        return await send_letter("welcome", person, **given)


async def test_a_letter_takes_its_templates_channels() -> None:
    """Category and channels are the template's, words and language the reader's."""
    await change("welcome", TemplateChanges(channels=["in_app", "email"]))
    await decide(ANA.id, language="es")

    letter = await _welcome()

    words = await compose("welcome", "es", name="Ana", link="/courses")
    assert (letter.subject, letter.text, letter.short) == (words.subject, words.text, words.short)
    assert (letter.category, letter.template, letter.language) == ("account", "welcome", "es")
    assert (letter.channel, letter.recipient_id, letter.sender_id) == ("in_app", ANA.id, None)
    assert letter.link == "/courses"


async def test_one_event_is_one_letter(published: CapturedEvents) -> None:
    """However often it is redelivered, whatever the letter would say by then."""
    first = await _welcome()
    await decide(ANA.id, language="ar")

    again = await _welcome(name="Another name")

    assert again == first
    assert len(published) == 1
    assert (await inbox().page(ANA.id, limit=10)).total == 1


@pytest.mark.parametrize(
    ("person", "cause"),
    [
        (ANA, _event(source="/functions/update_user")),
        (ANA, _event(id_="2")),
        (ANA, "/functions/register_user 1"),
        (ANA, "1"),
        (ANA, None),
        (BEN, _event()),
    ],
)
async def test_another_cause_is_another_letter(
    person: Addressee, cause: CloudEvent | str | None
) -> None:
    """An id means something together with its source alone; each person has their own letter."""
    first = await _welcome()

    assert (await _welcome(person, cause=cause)).id != first.id


async def test_two_templates_of_one_event_are_two_letters() -> None:
    """One event may be worth a letter to two departments."""
    values = {"name": "Ana", "course_title": "Gardening", "cause": _event(), "link": "/courses/1"}
    ids = set()
    for template in ("enrollment-confirmed", "enrollment-cancelled"):
        async with request_scope(function="confirm_enrollment"):
            ids.add((await send_letter(template, ANA, **values)).id)  # type: ignore[arg-type]

    assert len(ids) == 2


async def test_an_occasion_is_a_cause() -> None:
    """What no event tells is named by a text; without a cause each call is a letter."""
    first, again = await _welcome(cause="birthday 2026"), await _welcome(cause="birthday 2026")
    one, two = await _welcome(cause=None), await _welcome(cause=None)

    assert first == again
    assert one.id != two.id


async def test_what_the_template_does_not_take_is_refused() -> None:
    """A value too many or too few, or no such template: nothing is requested."""
    for wrong in ({"colour": "red"}, {"name": 7}):
        with pytest.raises(Invalid):
            await _welcome(**wrong)
    with pytest.raises(TemplateNotFound):
        await send_letter("no-such-letter", ANA, cause=None)

    assert (await inbox().page(ANA.id, limit=10)).total == 0


async def test_what_was_decided_applies_to_letters() -> None:
    """Switched off is suppressed, as for every message."""
    await decide(ANA.id, off={"enrollment": ["email", "in_app", "push", "sms"]})

    async with request_scope(function="confirm_enrollment"):
        letter = await send_letter(
            "enrollment-confirmed",
            ANA,
            cause=_event(),
            link="/courses/1",
            name="Ana",
            course_title="Gardening",
        )

    assert letter.status == "suppressed"


async def test_preferences_that_are_known_are_not_read_again() -> None:
    """A caller who has just written them passes them on."""
    known = await decide(ANA.id, language="es", phone=PHONE)
    await decide(ANA.id, language="ar")

    async with request_scope(function="update_preferences"):
        message = await send_phone_code(ANA.id, PHONE, preferences=known)

    assert (message.template, message.language, message.address) == (PHONE_CODE, "es", PHONE)
    assert await notifications().get(message.id) == message
    assert (await preferences().get(ANA.id)).language == "ar"
