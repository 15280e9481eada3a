"""Devices and phone numbers on the fake Redis; on a real one: tests/integration."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
import pytest

from libs.lms_preferences.tests.device_contract import DeviceContract
from libs.lms_preferences.tests.phone_contract import PhoneContract
from libs.lms_push.tests.push import Browser
from lms_preferences import (
    NewPushSubscription,
    Preferences,
    RedisPreferences,
    StalePreferences,
    phones,
    preferences,
)
from lms_testing.devices import ANA
from lms_testing.notifications import decide
from lms_testing.phones import PHONE, ask, read_code


class TestDevicesInMemory(DeviceContract):
    """The promises, kept on the fake Redis."""


class TestPhonesInMemory(PhoneContract):
    """The promises, kept on the fake Redis."""


class BusyPreferences(RedisPreferences):
    """A store whose keeper is always the second, for so many times."""

    def __init__(self, times: int) -> None:
        self.times = times

    async def put(
        self, user_id: str, preferences: Preferences, *, versions: Collection[int] | None = None
    ) -> Preferences:
        """Keep the preferences, unless somebody was faster."""
        if self.times:
            self.times -= 1
            raise StalePreferences
        return await super().put(user_id, preferences, versions=versions)


async def test_a_confirmation_survives_another_change() -> None:
    """Somebody decides something else at the same moment: it is tried again, not for ever."""
    await decide(ANA, phone=PHONE)
    code = await read_code(await ask())
    with preferences.override(BusyPreferences(5)), pytest.raises(StalePreferences):
        await phones().confirm(ANA, code)

    with preferences.override(BusyPreferences(4)):
        assert (await phones().confirm(ANA, code)).phone_confirmed


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "x" * 2049},
        {"keys": {"p256dh": "B" + "A" * 86}},
        {"keys": {"p256dh": "A" * 87, "auth": "A" * 22}},
        {"keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 21}},
        {"keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 22, "more": ""}},
        {"expirationTime": "tomorrow"},
        {"expirationTime": -1},
        {"userAgent": "x"},
    ],
)
def test_a_subscription_has_its_form(changes: dict[str, Any]) -> None:
    """As browsers write it, and nothing else."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**Browser().as_json, **changes}, NewPushSubscription)
