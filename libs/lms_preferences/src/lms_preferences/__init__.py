"""What people want of their messages: preferences, phone numbers, browsers that show pushes."""

from __future__ import annotations

from lms_preferences._categories import (
    CHANNELS,
    Category,
    CategoryChoice,
    CategoryRule,
    Channel,
    categories,
)
from lms_preferences._devices import (
    Device,
    NewPushSubscription,
    PushKeys,
    PushSubscription,
    PushSubscriptions,
    RedisDevices,
    devices,
    devices_key,
)
from lms_preferences._lengths import MESSAGE_LENGTHS
from lms_preferences._phones import PHONE_CODE, PhoneCode, RedisPhones, phones
from lms_preferences._preferences import (
    Language,
    OwnPreferences,
    Preferences,
    PreferencesChange,
    QuietHours,
    RedisPreferences,
    preferences,
    preferences_key,
    read_preferences,
)
from lms_preferences.errors import (
    DeviceNotFound,
    NoDevice,
    NoPhoneCode,
    StalePreferences,
    WrongCode,
)

__all__ = [
    "CHANNELS",
    "MESSAGE_LENGTHS",
    "PHONE_CODE",
    "Category",
    "CategoryChoice",
    "CategoryRule",
    "Channel",
    "Device",
    "DeviceNotFound",
    "Language",
    "NewPushSubscription",
    "NoDevice",
    "NoPhoneCode",
    "OwnPreferences",
    "PhoneCode",
    "Preferences",
    "PreferencesChange",
    "PushKeys",
    "PushSubscription",
    "PushSubscriptions",
    "QuietHours",
    "RedisDevices",
    "RedisPhones",
    "RedisPreferences",
    "StalePreferences",
    "WrongCode",
    "categories",
    "devices",
    "devices_key",
    "phones",
    "preferences",
    "preferences_key",
    "read_preferences",
]
