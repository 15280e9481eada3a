"""A message through every channel: to a browser, to a phone, and to the fallback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from starlette.responses import Response

from libs.lms_push.tests.push import Browser
from lms_kernel import close_providers, new_id
from lms_preferences import devices_key, preferences
from lms_redis import RedisSettings, redis
from tests.e2e.learners import Learner, make_learners
from tests.e2e.platform import eventually

if TYPE_CHECKING:
    from tests.e2e.channels import LoopbackPushService
    from tests.e2e.platform import Platform

# Time for a cold start of each function on the way, on a busy machine.
SOON = 60


@pytest.fixture
async def ana(platform: Platform) -> Learner:
    """Return somebody without any messages."""
    (learner,) = await make_learners(platform, 1)
    return learner


def write(platform: Platform, to: Learner, channel: str) -> dict[str, Any]:
    """Let an admin write to somebody, with the inbox as fallback; return how it ended."""
    body = {
        "recipient_id": to.id,
        "channel": channel,
        "fallbacks": ["in_app"],
        "subject": "The next lesson is open",
        "text": "¿Vienes? 😀",
    }
    with platform.as_role("admin") as admin:
        answer = admin.post("/api/notifications", json=body)
        assert answer.status_code == 202, answer.text
        notification: dict[str, Any] = answer.json()

        def has_ended() -> bool:
            notification.update(admin.get(f"/api/notifications/{notification['id']}").json())
            return notification["status"] not in {"queued", "sending"}

        eventually(has_ended, within_seconds=SOON)
    return notification


def subscribe(platform: Platform, to: Learner, browser: Browser) -> None:
    """Let a browser show somebody's messages."""
    with platform.client(headers=to.headers) as http:
        answer = http.post("/api/push-subscriptions", json=browser.as_json)
    assert answer.status_code == 201, answer.text


async def test_a_browser_shows_what_only_it_can_read(
    platform: Platform, push_service: LoopbackPushService, ana: Learner
) -> None:
    """Signed by the key that browsers know; the ledger has the push service's response."""
    browser = Browser(f"/{new_id()}", push_service.origin)
    subscribe(platform, ana, browser)

    notification = write(platform, ana, "push")

    assert (notification["channel"], notification["status"]) == ("push", "delivered")
    assert (
        notification["attempts"][-1]["detail"] == "The push service answered 201 (1 of 1 devices)"
    )
    (got,) = [each for each in push_service.received if browser.endpoint.endswith(each.path)]
    shown = browser.read(got.body)
    assert (shown["id"], shown["title"]) == (notification["id"], "The next lesson is open")
    assert shown["body"] == "¿Vienes? 😀"
    with platform.client(headers=ana.headers) as http:
        listed = http.get("/api/push-subscriptions").json()
    assert listed["application_server_key"] == got.claims["k"]
    assert len(listed["items"]) == 1


async def test_a_browser_that_is_gone_is_forgotten(
    platform: Platform, push_service: LoopbackPushService, ana: Learner
) -> None:
    """And the message goes to the inbox."""
    browser = Browser(f"/{new_id()}", push_service.origin)
    subscribe(platform, ana, browser)
    push_service.answers[browser.endpoint.removeprefix(push_service.origin)] = Response("", 410)

    notification = write(platform, ana, "push")

    assert (notification["channel"], notification["status"]) == ("in_app", "delivered")
    assert [each["outcome"] for each in notification["attempts"]] == ["failed", "delivered"]
    with platform.client(headers=ana.headers) as http:
        assert http.get("/api/push-subscriptions").json()["items"] == []


@pytest.mark.parametrize("endpoint", ["https://.push.services.mozilla.com/1", 7])
async def test_what_cannot_be_sent_takes_the_next_channel_within_a_minute(
    platform: Platform, ana: Learner, endpoint: object
) -> None:
    """A device that was stored before it was refused, and one that breaks the sender."""
    with platform.client(headers=ana.headers) as http:
        refused = http.post(
            "/api/push-subscriptions", json={**Browser().as_json, "endpoint": endpoint}
        )
    browser = Browser().subscription
    device = {
        **msgspec.to_builtins(browser),
        "endpoint": endpoint,
        "id": new_id(),
        "created_at": "2026-11-01T00:00:00Z",
        "seen_at": "2026-11-01T00:00:00Z",
        "expires_at": None,
    }
    with RedisSettings.override(redis_url=platform.environment()["REDIS_URL"]):
        await redis().hset(devices_key(ana.id), str(device["id"]), msgspec.json.encode(device))
        await close_providers()

    notification = write(platform, ana, "push")

    assert refused.status_code == 422
    assert (notification["channel"], notification["status"]) == ("in_app", "delivered")
    assert notification["attempts"][-2]["outcome"] == "failed"


async def test_a_text_goes_to_a_confirmed_number_only(platform: Platform, ana: Learner) -> None:
    """Before that the message goes to the inbox; afterwards SNS's id of it is in the ledger."""
    phone = "+346" + str(int(new_id().replace("-", ""), 16))[-8:]
    with platform.client(headers=ana.headers) as http:
        assert http.put("/api/preferences", json={"phone": phone}).status_code == 200
    before = write(platform, ana, "sms")

    with RedisSettings.override(redis_url=platform.environment()["REDIS_URL"]):
        present = await preferences().get(ana.id)
        await preferences().put(ana.id, msgspec.structs.replace(present, phone_confirmed=True))
        await close_providers()
    after = write(platform, ana, "sms")

    assert (before["channel"], before["status"]) == ("in_app", "delivered")
    assert (after["channel"], after["status"]) == ("sms", "delivered")
    sent = [each for each in platform.texts() if each["to"] == phone]
    (text,) = [each for each in sent if "code" not in each["text"]]
    assert text["text"] == "The next lesson is open: ¿Vienes? 😀"
    assert text["id"] in after["attempts"][-1]["detail"]
