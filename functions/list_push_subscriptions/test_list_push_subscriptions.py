"""The browsers that show one's notifications."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from functions.list_push_subscriptions.main import list_push_subscriptions
from libs.lms_push.tests.push import Browser, push_settings
from lms_kernel import Actor
from lms_push import application_server_key
from lms_testing import actor, client
from lms_testing.devices import have_browser

ANA, BEN = actor("student", "ana"), actor("student", "ben")


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    with push_settings():
        yield


async def _get(*, as_: Actor = ANA) -> httpx2.Response:
    async with client(list_push_subscriptions, as_=as_) as http:
        return await http.get("/api/push-subscriptions")


async def test_ones_own_browsers_are_listed_without_their_keys() -> None:
    """200, last seen first; nobody else's, and nothing that allows sending to them."""
    browsers = [Browser("/one"), Browser("/two", "https://fcm.googleapis.com")]
    subscriptions = [await have_browser(ANA.id, each) for each in browsers]
    await have_browser(BEN.id, Browser("/ben"))

    answer = await _get()

    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [each["id"] for each in items] == [subscriptions[1].id, subscriptions[0].id]
    assert [each["service"] for each in items] == [
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
    ]
    for each in browsers:
        assert each.endpoint not in answer.text
        assert each.subscription.p256dh not in answer.text
        assert each.subscription.auth not in answer.text


async def test_a_browser_is_told_the_key_to_subscribe_with() -> None:
    """Even without a device."""
    body = (await _get()).json()

    assert body == {"items": [], "application_server_key": application_server_key()}
    assert len(body["application_server_key"]) == 87
