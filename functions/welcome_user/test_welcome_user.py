"""Welcoming a new learner."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.welcome_user.main import welcome_user
from lms_identity import UserRegistered
from lms_kernel import new_id
from lms_links import LinkSettings
from lms_notifications import inbox, notifications
from lms_preferences import Preferences, preferences
from lms_templates import TemplateChanges
from lms_testing import CapturedEvents, deliver, event
from lms_testing.templates import change

ANA = UserRegistered(
    user_id=new_id(), email="ana@example.org", name="Ana Lima", role="student", active=True
)


@pytest.fixture(autouse=True)
def _public_url() -> Iterator[None]:
    with LinkSettings.override(lms_public_url="https://learn.example.org"):
        yield


async def test_a_new_learner_is_welcomed_by_mail(published: CapturedEvents) -> None:
    """To the address of the account, with a link to the courses."""
    answer = await deliver(welcome_user, event(ANA))
    assert (answer.status_code, answer.content) == (204, b"")
    (requested,) = published
    assert (requested["type"], requested["channel"]) == (
        "org.learning.notification.requested.v1",
        "email",
    )
    mail = await notifications().get(str(requested["subject"]))
    assert (mail.recipient_id, mail.address) == (ANA.user_id, "ana@example.org")
    assert "Welcome" in mail.subject
    assert "Ana Lima" in mail.text
    assert "https://learn.example.org/courses" in mail.text


async def test_the_welcome_is_in_the_learners_language(published: CapturedEvents) -> None:
    """The notification says that the platform sent it, its language, and where a click leads."""
    await preferences().put(ANA.user_id, Preferences(language="es"))
    await deliver(welcome_user, event(ANA))

    mail = await notifications().get(str(published[0]["subject"]))
    assert mail.text.startswith("Hola, Ana Lima:")
    assert (mail.language, mail.template, mail.category) == ("es", "welcome", "account")
    assert (mail.short, mail.link, mail.sender_id) == (
        "Tu cuenta está lista. ¡Encuentra tu primer curso!",
        "/courses",
        None,
    )


async def test_the_welcome_goes_by_the_templates_channels() -> None:
    """A person without a device gets it by the next channel."""
    await change("welcome", TemplateChanges(channels=["push", "email", "in_app"]))
    await deliver(welcome_user, event(ANA))

    (welcome,) = (await inbox().page(ANA.user_id, limit=10)).items
    assert (welcome.channel, welcome.address) == ("email", "ana@example.org")
    assert welcome.fallbacks == ["in_app"]


async def test_a_name_cannot_break_the_welcome(published: CapturedEvents) -> None:
    """A name that looks like a template is printed as it is."""
    hostile = UserRegistered(
        user_id=new_id(),
        email="x@example.org",
        name="{{ 7*7 }}{% raw %}",
        role="student",
        active=True,
    )
    await deliver(welcome_user, event(hostile))

    mail = await notifications().get(str(published[0]["subject"]))
    assert mail.text.startswith("Hello {{ 7*7 }}{% raw %},")


async def test_a_redelivered_event_writes_no_second_mail(published: CapturedEvents) -> None:
    """Even after a crash in which the first delivery was forgotten."""
    from lms_redis import redis

    registered = event(ANA)
    await deliver(welcome_user, registered)
    for key in await redis().keys("handled:*"):
        await redis().delete(key)
    await deliver(welcome_user, registered)
    page = await inbox().page(ANA.user_id, limit=10)
    assert page.total == 1


async def test_an_event_that_cannot_be_read_is_dead_lettered() -> None:
    """422: a retry would not help."""
    assert (await deliver(welcome_user, {**event(ANA), "data": {}})).status_code == 422
