"""Handing messages to the push services of browsers."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from starlette.responses import Response

from functions.send_push.main import send_push
from libs.lms_push.tests.push import Browser, FakePusher, PushService, fake_pusher, push_settings
from lms_kernel import Unavailable, new_id
from lms_notifications import Notification, NotificationRequested, notifications
from lms_preferences import devices
from lms_push import PushRefused, SubscriptionGone, WebPusher, pusher
from lms_testing import CapturedEvents, deliver, event
from lms_testing.access import redis_away
from lms_testing.devices import have_browser
from lms_testing.notifications import RECIPIENT, a_message, request

ANA = RECIPIENT


@pytest.fixture
def services() -> Iterator[FakePusher]:
    """Return the push services of this test alone."""
    with fake_pusher() as fake:
        yield fake


@pytest.fixture
async def laptop() -> Browser:
    """Return a browser of Ana's."""
    browser = Browser("/laptop")
    await have_browser(ANA, browser)
    return browser


@pytest.fixture
async def phone() -> Browser:
    """Return another one."""
    browser = Browser("/phone")
    await have_browser(ANA, browser)
    return browser


@pytest.fixture
async def message(laptop: Browser, phone: Browser) -> Notification:
    """Return a message that waits for delivery to two browsers."""
    return await request(a_message(channel="push", fallbacks=("in_app",), link="/courses/1"))


def _event(notification_id: str) -> dict[str, object]:
    return event(NotificationRequested(notification_id=notification_id), channel="push")


async def test_every_browser_shows_the_message(
    message: Notification, laptop: Browser, phone: Browser
) -> None:
    """204; each gets a message that only it can read, with an id by which it recognizes a copy."""
    service = PushService()
    with (
        push_settings() as settings,
        pusher.override(WebPusher(settings, httpx2.ASGITransport(service))),
    ):
        answer = await deliver(send_push, _event(message.id))

    assert (answer.status_code, answer.content) == (204, b"")
    by_path = {each.path: each.body for each in service.received}
    shown = {"id": message.id, "title": "Hello", "body": "How are you?", "url": "/courses/1"}
    assert laptop.read(by_path["/laptop"]) == phone.read(by_path["/phone"]) == shown
    notification = await notifications().get(message.id)
    assert notification.status == "delivered"
    assert notification.attempts[0].detail == "The push service answered 201 (2 of 2 devices)"


async def test_what_has_no_link_leads_to_the_inbox(services: FakePusher, laptop: Browser) -> None:
    """And messages about the account are urgent."""
    message = await request(
        a_message(channel="push", category="account", short="Your password changed.")
    )

    await deliver(send_push, _event(message.id))

    (_, push) = services.sent[0]
    assert (push.url, push.urgency, push.body) == ("/inbox", "high", "Your password changed.")


async def test_no_copy_of_an_event_sends_twice(services: FakePusher, message: Notification) -> None:
    """Even when one of two browsers could not be reached: the message is delivered."""
    services.fails_with[Browser("/phone").endpoint] = Unavailable("busy")
    first = _event(message.id)

    for copy in (first, first, _event(message.id)):
        assert (await deliver(send_push, copy)).status_code == 204

    assert len(services.sent) == 1
    assert (await notifications().get(message.id)).status == "delivered"


async def test_browsers_that_are_gone_are_forgotten(
    services: FakePusher, message: Notification, laptop: Browser, phone: Browser
) -> None:
    """Without any left the message takes its fallback; the next message does so immediately."""
    for each in (laptop, phone):
        services.fails_with[each.endpoint] = SubscriptionGone("The push service answered 410")

    assert (await deliver(send_push, _event(message.id))).status_code == 204

    assert await devices().of(ANA) == []
    notification = await notifications().get(message.id)
    assert (notification.channel, notification.status) == ("in_app", "delivered")
    assert "no device" in notification.attempts[0].detail
    assert (await request(a_message(channel="push", fallbacks=("in_app",)))).channel == "in_app"


async def test_a_refusal_for_good_is_the_next_channels_turn(
    services: FakePusher, laptop: Browser
) -> None:
    """204: the message takes its fallback; without one it is a dead letter."""
    services.fails_with[laptop.endpoint] = PushRefused("The push service answered 403")
    message = await request(a_message(channel="push", fallbacks=("in_app",)))
    alone = await request(a_message(channel="push"))

    assert (await deliver(send_push, _event(message.id))).status_code == 204
    assert (await deliver(send_push, _event(alone.id))).status_code == 422

    assert (await notifications().get(message.id)).channel == "in_app"
    assert (await notifications().get(alone.id)).status == "failed"


async def test_while_push_services_are_away_the_event_comes_again(
    services: FakePusher, message: Notification, laptop: Browser, phone: Browser
) -> None:
    """503 and queued; when one is back, the same event is delivered."""
    requested = _event(message.id)
    services.fails_with[laptop.endpoint] = Unavailable("The push service cannot be reached.")
    services.fails_with[phone.endpoint] = PushRefused("The push service answered 400")
    away = await deliver(send_push, requested)
    put_off = await notifications().get(message.id)

    services.fails_with.clear()
    back = await deliver(send_push, requested)

    assert (away.status_code, put_off.status, back.status_code) == (503, "queued", 204)
    notification = await notifications().get(message.id)
    assert [each.outcome for each in notification.attempts] == ["deferred", "delivered"]


async def test_who_has_no_device_is_not_pushed_to(published: CapturedEvents) -> None:
    """The message is suppressed and no event requests its delivery."""
    assert (await request(a_message(channel="push"))).status == "suppressed"
    assert published == []


async def test_an_event_about_nothing_is_dead_lettered(services: FakePusher) -> None:
    """422 for a notification that does not exist, and for data that cannot be read."""
    unknown = await deliver(send_push, _event(new_id()))
    unreadable = await deliver(send_push, {**_event(new_id()), "data": {}})

    assert unknown.status_code == unreadable.status_code == 422


async def test_while_redis_is_away_nothing_is_sent(
    services: FakePusher, message: Notification
) -> None:
    """503: a message that cannot be recorded is not sent."""
    with redis_away():
        answer = await deliver(send_push, _event(message.id))

    assert answer.status_code == 503
    assert services.sent == []


async def test_an_unknown_answer_is_a_refusal(message: Notification) -> None:
    """A 4xx is final, and the push service's own explanation is kept."""
    service = PushService()
    for path in ("/laptop", "/phone"):
        service.answers[path] = Response("no such topic", 422)
    with (
        push_settings() as settings,
        pusher.override(WebPusher(settings, httpx2.ASGITransport(service))),
    ):
        await deliver(send_push, _event(message.id))

    notification = await notifications().get(message.id)
    assert notification.attempts[0].detail == "The push service answered 422 no such topic"
