"""Quiet hours and the digest when clocks change, in every zone of the IANA database (RFC 6557)."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from lms_preferences import Preferences, QuietHours

HOUR = timedelta(hours=1)
YEARS = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
# Hours that begin, end, or lie in what is skipped or repeated somewhere, and usual ones.
HOURS = [("22:00", "07:00"), ("23:30", "02:30"), ("01:30", "03:00"), ("22:00", "01:30")]
HOURS += [("02:15", "02:45"), ("00:00", "23:59"), ("01:59", "02:00")]

# When clocks are changed, from which offset and to which.
_Clock = tuple[tuple[datetime, timedelta, timedelta], ...]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _quiet(zone: str, start: str, end: str) -> Preferences:
    return Preferences(time_zone=zone, quiet_hours=QuietHours(start=start, end=end))


@pytest.mark.parametrize(
    ("zone", "hours", "now", "until"),
    [
        # 2026-11-01 06:00 UTC: clocks in New York go from 02:00 back to 01:00.
        ("America/New_York", "22:00-01:30", "2026-11-01T04:30", "2026-11-01T05:30"),
        ("America/New_York", "22:00-01:30", "2026-11-01T05:45", None),
        ("America/New_York", "22:00-01:30", "2026-11-01T06:10", "2026-11-01T06:30"),
        ("America/New_York", "22:00-02:00", "2026-11-01T05:59", "2026-11-01T07:00"),
        ("America/New_York", "01:30-03:00", "2026-11-01T05:45", "2026-11-01T06:00"),
        ("America/New_York", "01:30-03:00", "2026-11-01T06:45", "2026-11-01T08:00"),
        # 2026-03-29 01:00 UTC: clocks in Madrid go from 02:00 to 03:00.
        ("Europe/Madrid", "23:00-02:30", "2026-03-29T00:59", "2026-03-29T01:00"),
        ("Europe/Madrid", "02:15-02:45", "2026-03-29T01:00", None),
        ("Europe/Madrid", "02:30-04:00", "2026-03-29T01:00:00.5", "2026-03-29T02:00"),
        # Half an hour on Lord Howe, two hours at Troll.
        ("Australia/Lord_Howe", "22:00-01:45", "2026-04-04T15:05", "2026-04-04T15:15"),
        ("Antarctica/Troll", "00:30-02:30", "2026-10-25T01:15", "2026-10-25T02:30"),
    ],
)
def test_quiet_hours_end_when_the_clock_says_so(
    zone: str, hours: str, now: str, until: str | None
) -> None:
    """In a repeated hour too, when its first occurrence was in the past (PEP 495)."""
    start, _, end = hours.partition("-")
    expected = None if until is None else _utc(until)
    assert _quiet(zone, start, end).quiet_until(_utc(now)) == expected


@pytest.mark.repeats
def test_what_is_waited_for_lies_ahead() -> None:
    """Around each change of clocks: the moment is later, outside of the hours, and the first."""
    # Most zones share their clock with others: what is true of one is true of all of them.
    clocks = {_changes(zone): zone for zone in sorted(zoneinfo.available_timezones())}
    assert len(clocks) > 25
    for clock, zone in clocks.items():
        for change, _, _ in clock:
            for minutes in range(-180, 181, 45):
                now = change + timedelta(minutes=minutes, seconds=1)
                due = Preferences(time_zone=zone).next_digest(now)
                assert now < due <= now + 26 * HOUR, zone
                for start, end in HOURS:
                    _check_quiet(zone, start, end, now)


def _check_quiet(zone: str, start: str, end: str, now: datetime) -> None:
    chosen, place = _quiet(zone, start, end), ZoneInfo(zone)
    until = chosen.quiet_until(now)

    def is_quiet(moment: datetime) -> bool:
        clock = moment.astimezone(place).time()
        first, last = time.fromisoformat(start), time.fromisoformat(end)
        return (first <= clock < last) if first < last else not (last <= clock < first)

    assert (until is not None) == is_quiet(now)
    if until is not None:
        assert until > now
        assert not is_quiet(until)
        assert is_quiet(until - timedelta(seconds=1))
        assert is_quiet(now + (until - now) / 2)


def _changes(zone: str) -> _Clock:
    """Return the hours in which clocks of the zone are set differently, from what and to what."""
    place, (first, last) = ZoneInfo(zone), YEARS
    offsets = [
        (day, day.astimezone(place).utcoffset() or timedelta())
        for day in (first + timedelta(days=day) for day in range((last - first).days))
    ]
    found = []
    for (day, before), (_, after) in pairwise(offsets):
        if before != after:
            hours = (day + hour * HOUR for hour in range(1, 25))
            change = next(one for one in hours if one.astimezone(place).utcoffset() != before)
            found.append((change, before, after))
    return tuple(found)
