"""What a recipient may decide, and what follows from it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lms_kernel import Invalid, convert, new_id
from lms_preferences import (
    Preferences,
    PreferencesChange,
    QuietHours,
    StalePreferences,
    preferences,
)
from lms_testing.access import redis_away

NIGHT = QuietHours(start="22:00", end="07:00")
SIESTA = QuietHours(start="14:00", end="16:30")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "until"),
    [
        (NIGHT, "UTC", "2026-01-10T21:59", None),
        (NIGHT, "UTC", "2026-01-10T22:00", "2026-01-11T07:00"),
        (NIGHT, "UTC", "2026-01-11T06:59", "2026-01-11T07:00"),
        (NIGHT, "UTC", "2026-01-11T07:00", None),
        (NIGHT, "Europe/Madrid", "2026-01-10T21:30", "2026-01-11T06:00"),
        (NIGHT, "America/New_York", "2026-01-10T21:30", None),
        (SIESTA, "Europe/Madrid", "2026-07-10T12:00", "2026-07-10T14:30"),
        (SIESTA, "Europe/Madrid", "2026-07-10T14:30", None),
        # Clocks go forward in this night: the hour that is skipped is not waited for.
        (NIGHT, "Europe/Madrid", "2026-03-28T23:00", "2026-03-29T05:00"),
    ],
)
def test_quiet_hours_are_of_the_persons_own_clock(
    hours: QuietHours, zone: str, now: str, until: str | None
) -> None:
    """They end at the right moment, over midnight, in summer and in winter."""
    chosen = Preferences(quiet_hours=hours, time_zone=zone)

    assert chosen.quiet_until(_at(now)) == (None if until is None else _at(until))


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("UTC", "2026-01-10T07:59", "2026-01-10T08:00"),
        ("UTC", "2026-01-10T08:00", "2026-01-11T08:00"),
        ("Asia/Tokyo", "2026-01-10T07:59", "2026-01-10T23:00"),
    ],
)
def test_the_digest_leaves_at_eight_in_the_morning(zone: str, now: str, due: str) -> None:
    """Of the person's own day."""
    assert Preferences(time_zone=zone).next_digest(_at(now)) == _at(due)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": "/etc/localtime"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"quiet_hours": {"start": "22:00", "end": "22:00"}}, "quiet_hours.end"),
        ({"off": {"account": ["email"]}}, "off.account"),
        ({"digest": ["account"]}, "digest[0]"),
        ({"digest": ["digest"]}, "digest[0]"),
    ],
)
def test_what_cannot_be_chosen_is_named(change: dict[str, Any], field: str) -> None:
    """422 naming the field."""
    with pytest.raises(Invalid) as refused:
        convert(change, PreferencesChange).applied_to(Preferences())

    assert [each.field for each in refused.value.errors] == [field]


def test_a_field_left_out_stays() -> None:
    """Only what is named changes; null takes a choice back."""
    present = Preferences(language="es", quiet_hours=NIGHT, off={"message": ["sms"]})

    changed = convert({"quiet_hours": None}, PreferencesChange).applied_to(present)

    assert changed == Preferences(language="es", off={"message": ["sms"]})


def test_a_new_phone_number_has_to_be_confirmed() -> None:
    """The same number again stays confirmed."""
    present = Preferences(phone="+34600111222", phone_confirmed=True)

    same = convert({"phone": "+34600111222"}, PreferencesChange).applied_to(present)
    other = convert({"phone": "+34600111223"}, PreferencesChange).applied_to(present)

    assert (same.phone_confirmed, other.phone_confirmed) == (True, False)


async def test_what_was_decided_is_kept() -> None:
    """A person who decided nothing has the defaults; a decision is version 1."""
    person = new_id()
    assert await preferences().get(person) == Preferences()

    stored_preferences = await preferences().put(person, Preferences(language="ar"))

    assert stored_preferences.version == 1
    assert await preferences().get(person) == stored_preferences


async def test_of_two_at_once_the_slower_is_told() -> None:
    """Nobody overwrites what they have not seen."""
    person = new_id()
    await preferences().put(person, Preferences(language="es"))

    with pytest.raises(StalePreferences):
        await preferences().put(person, Preferences(language="ar"))
    with pytest.raises(StalePreferences):
        await preferences().put(person, await preferences().get(person), versions={7})


async def test_a_repeated_write_is_the_first_one() -> None:
    """The client repeats a call whose answer was lost: that is no conflict."""
    person = new_id()

    first = await preferences().put(person, Preferences(language="es"))
    again = await preferences().put(person, Preferences(language="es"))

    assert again == first


async def test_without_redis_nothing_is_guessed() -> None:
    """Unavailable: a wrong default could wake somebody at night."""
    from lms_kernel import Unavailable

    with redis_away(), pytest.raises(Unavailable):
        await preferences().get(new_id())
