"""Devices: what their store promises, on whichever Redis a subclass runs."""

from __future__ import annotations

from typing import Any

import msgspec

from libs.lms_push.tests.push import Browser
from lms_kernel import derived_id
from lms_preferences import Device, NewPushSubscription, RedisDevices

ANA, BEN = derived_id("test-ana"), derived_id("test-ben")
_MOST_DEVICES = 10


def subscription(browser: Browser, **changes: Any) -> NewPushSubscription:
    """Return the subscription of a browser, as a request's body contains it."""
    return msgspec.convert({**browser.as_json, **changes}, NewPushSubscription)


async def have_browser(user_id: str, browser: Browser) -> Device:
    """Let somebody have a device."""
    return await RedisDevices().add(user_id, subscription(browser))
