"""What a recipient decided: language, quiet hours, which channel for what.

Stored in Redis as one JSON document a person (``notification:preferences:<user>``), next to what it
decides about: one round trip reads it together with the rest.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, tzinfo
from typing import Annotated, Any, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

from lms_kernel import FieldError, Invalid, Provider, kinds
from lms_languages import DEFAULT, LanguageCode, languages
from lms_preferences._categories import (
    BundledCategory,
    Category,
    CategoryChoice,
    Channel,
    categories,
    category_choices,
)
from lms_preferences._clocks import next_time, quiet_until
from lms_preferences.errors import StalePreferences
from lms_records import read, read_json
from lms_redis import Script, redis, redis_errors

Language = Annotated[LanguageCode, Meta(description="Language of messages")]
ClockTime = Annotated[
    str,
    Meta(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z",
        description="Local time, 24 hours",
        extra={"normalize": kinds.digits, "hint": "must be a time like 22:00"},
    ),
]
# E.164: a plus sign, then country code and number, 15 digits at most.
Phone = Annotated[
    str,
    Meta(
        pattern=r"^\+[1-9][0-9]{6,14}\Z",
        description="Phone number in E.164",
        extra={"normalize": kinds.phone, "hint": "must be a number like +34600111222"},
    ),
]
TimeZone = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\Z",
        max_length=64,
        description="IANA time zone, such as Europe/Madrid",
        extra={
            "normalize": kinds.name,
            "hint": "must be an IANA time zone, like Europe/Madrid",
        },
    ),
]
_DIGEST_AT = time(8, 0)


class QuietHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when to when nothing leaves the platform, in the person's own time zone."""

    start: ClockTime
    end: ClockTime


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """What one person decided; ``version`` grows with each change, 0 means nothing was decided.

    ``off`` names the channels that are switched off, by category; all others are on. What is in a
    category of ``digest`` comes by mail once a day, at 8 in the morning.
    """

    language: Language = DEFAULT
    time_zone: str = "UTC"
    quiet_hours: QuietHours | None = None
    phone: Phone | None = None
    phone_confirmed: bool = False
    off: dict[Category, list[Channel]] = {}
    digest: list[Category] = []
    version: int = 0

    def allows(self, category: Category, channel: Channel) -> bool:
        """Tell whether messages of the category may go by the channel."""
        return categories[category].mandatory or channel not in self.off.get(category, ())

    def bundles(self, category: Category) -> bool:
        """Tell whether mails of the category wait for the digest."""
        return categories[category].bundles and category in self.digest

    def quiet_until(self, now: datetime) -> datetime | None:
        """Return when the present quiet hours end, None outside of them."""
        if self.quiet_hours is None:
            return None
        start, end = _clock(self.quiet_hours.start), _clock(self.quiet_hours.end)
        if start is None or end is None:
            return None
        return quiet_until(now, self._zone, start, end)

    @property
    def _zone(self) -> tzinfo:
        """The person's time zone; UTC for one that this machine no longer knows."""
        return _zone(self.time_zone) if _is_zone(self.time_zone) else UTC

    def next_digest(self, now: datetime) -> datetime:
        """Return when the next mail of the day leaves."""
        return next_time(now, self._zone, _DIGEST_AT)


class OwnPreferences(Preferences, frozen=True, kw_only=True):
    """One's preferences, with what may be decided about each category of messages."""

    categories: list[CategoryChoice]

    @classmethod
    def of(cls, preferences: Preferences) -> OwnPreferences:
        """Return the preferences as their owner sees them."""
        return cls(**msgspec.structs.asdict(preferences), categories=category_choices())


class PreferencesChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What should change; a field that is left out stays as it is."""

    language: Language | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    quiet_hours: QuietHours | UnsetType | None = UNSET
    phone: Phone | UnsetType | None = UNSET
    off: dict[Category, list[Channel]] | UnsetType = UNSET
    digest: list[BundledCategory] | UnsetType = UNSET

    def applied_to(self, present: Preferences) -> Preferences:
        """Return the preferences after the change; Invalid names every fault."""
        faults = [*self._faults()]
        if faults:
            raise Invalid(errors=faults)
        changes = {
            name: value
            for name, value in msgspec.structs.asdict(self).items()
            if value is not UNSET
        }
        if isinstance(self.off, dict):
            changes["off"] = {
                name: sorted(set(channels)) for name, channels in self.off.items() if channels
            }
        if self.digest is not UNSET:
            changes["digest"] = sorted(set(self.digest))
        if "phone" in changes and changes["phone"] != present.phone:
            # The code that is sent to a number proves whose it is.
            changes["phone_confirmed"] = False
        return msgspec.structs.replace(present, **changes)

    def _faults(self) -> list[FieldError]:
        faults = []
        if isinstance(self.time_zone, str) and not _is_zone(self.time_zone):
            faults.append(FieldError("time_zone", "must be an IANA time zone, like Europe/Madrid"))
        if isinstance(self.quiet_hours, QuietHours) and (
            self.quiet_hours.start == self.quiet_hours.end
        ):
            faults.append(FieldError("quiet_hours.end", "must be another time than start"))
        off = self.off if isinstance(self.off, dict) else {}
        faults += [
            FieldError(f"off.{name}", "messages about the account cannot be switched off")
            for name, channels in off.items()
            if categories[name].mandatory and channels
        ]
        return faults


def _zone(name: str) -> tzinfo:
    # Where the machine has no time zone database, zoneinfo reads this package's.
    from zoneinfo import ZoneInfo

    import tzdata  # noqa: F401

    return ZoneInfo(name)


def _clock(text: str) -> time | None:
    """Return a stored time of day; None if it is invalid, which silences nobody."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def _is_zone(name: str) -> bool:
    try:
        _zone(name)
    except (KeyError, ValueError, OSError):  # unknown, or a path in disguise
        return False
    return True


# Returns 1, or 0 when the preferences have changed since they were read.
_PUT = Script("""
local present = redis.call('GET', KEYS[1])
if present == ARGV[2] then return 1 end
local version = 0
if present then version = cjson.decode(present).version end
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
""")


class RedisPreferences:
    """The store behind ``preferences()``."""

    async def get(self, user_id: str) -> Preferences:
        """Return what the person decided; the defaults when that is nothing yet."""
        async with redis_errors("get_preferences"):
            stored = await redis().get(preferences_key(user_id))
        return read_preferences(user_id, stored)

    async def put(
        self, user_id: str, preferences: Preferences, *, versions: Collection[int] | None = None
    ) -> Preferences:
        """Store the preferences, which were made from ``preferences.version``.

        ``versions`` are those that the caller's copy may have had, None for any. Raises
        StalePreferences when they were changed in between.
        """
        if versions is not None and preferences.version not in versions:
            raise StalePreferences
        newer = msgspec.structs.replace(preferences, version=preferences.version + 1)
        async with redis_errors("put_preferences"):
            is_stored = await _PUT(
                keys=[preferences_key(user_id)],
                args=[preferences.version, msgspec.json.encode(newer)],
            )
        if not is_stored:
            raise StalePreferences
        return newer


def preferences_key(user_id: str) -> str:
    """Return the key of a person's preferences."""
    return f"notification:preferences:{user_id}"


def read_preferences(user_id: str, stored: str | bytes | None) -> Preferences:
    """Read what the store holds of a person.

    What names a category, channel or language that no longer exists decides nothing any more.
    Raises Unreadable.
    """
    if stored is None:
        return Preferences()
    try:
        return msgspec.json.decode(stored, type=Preferences)
    except msgspec.ValidationError:
        known = _known(read_json(stored, dict[str, Any], id=user_id))
        return read(known, Preferences, id=user_id)


def _known(stored: dict[str, Any]) -> dict[str, Any]:
    """Return stored preferences without the names that mean nothing any more."""
    known = dict(stored)
    if isinstance(off := known.get("off"), dict):
        known["off"] = {
            name: [each for each in channels if each in get_args(Channel)]
            for name, channels in off.items()
            if name in categories
        }
    if isinstance(digest := known.get("digest"), list):
        known["digest"] = [name for name in digest if name in categories]
    if known.get("language") not in languages:
        known["language"] = DEFAULT
    return known


preferences: Provider[RedisPreferences] = Provider(RedisPreferences)
