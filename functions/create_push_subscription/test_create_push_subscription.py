"""Letting a browser show one's notifications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from functions.create_push_subscription.main import create_push_subscription
from libs.lms_push.tests.push import Browser, push_settings
from lms_kernel import Actor
from lms_preferences import devices
from lms_testing import actor, client

ANA, BEN = actor("student", "ana"), actor("student", "ben")


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    with push_settings():
        yield


async def _post(body: Any, *, as_: Actor = ANA) -> httpx2.Response:
    async with client(create_push_subscription, as_=as_) as http:
        return await http.post("/api/push-subscriptions", json=body)


async def test_a_browser_is_kept_for_its_owner() -> None:
    """201 with its location; no key is returned."""
    browser = Browser()

    answer = await _post(browser.as_json)

    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/push-subscriptions/{body['id']}"
    assert set(body) == {"id", "service", "created_at", "seen_at", "expires_at"}
    (device,) = await devices().of(ANA.id)
    assert (device.id, device.endpoint) == (body["id"], browser.endpoint)


async def test_the_same_browser_is_the_same_device() -> None:
    """For its owner; when someone else signs in there, it becomes theirs."""
    browser = Browser()
    first, again = await _post(browser.as_json), await _post(browser.as_json)
    theirs = await _post(browser.as_json, as_=BEN)

    assert first.json()["id"] == again.json()["id"] == theirs.json()["id"]
    assert len(await devices().of(BEN.id)) == 1
    assert await devices().of(ANA.id) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"endpoint": "http://169.254.169.254/latest/meta-data"}, "endpoint"),
        ({"endpoint": "https://redis.data.svc.cluster.local:6379/"}, "endpoint"),
        ({"endpoint": "https://fcm.googleapis.com@evil.example/"}, "endpoint"),
        ({"endpoint": 7}, "endpoint"),
        ({"keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 22}}, "keys.p256dh"),
        ({"keys": {"p256dh": "", "auth": "A" * 22}}, "keys.p256dh"),
        ({"keys": {"auth": "A" * 22}}, "keys.p256dh"),
        ({"keys": None}, "keys"),
        ({"expirationTime": "soon"}, "expirationTime"),
        ({"user_id": BEN.id}, "user_id"),
    ],
)
async def test_what_no_browser_would_say_names_its_fault(
    changes: dict[str, Any], field: str
) -> None:
    """422, and nothing is stored: no caller chooses where our requests go."""
    answer = await _post({**Browser().as_json, **changes})

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert await devices().of(ANA.id) == []
