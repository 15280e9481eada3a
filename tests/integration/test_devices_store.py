"""Devices and phone codes on a real Redis: the same promises."""

from __future__ import annotations

import pytest

from libs.lms_preferences.tests.device_contract import DeviceContract
from libs.lms_preferences.tests.phone_contract import PhoneContract


@pytest.mark.usefixtures("broker", "real_redis")
class TestDevicesInRedis(DeviceContract):
    """The promises, kept by a real server."""


@pytest.mark.usefixtures("broker", "real_redis")
class TestPhonesInRedis(PhoneContract):
    """The promises, kept by a real server."""
