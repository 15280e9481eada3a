"""Times of day on the clocks of a zone, which jump: an hour is skipped in spring, another repeated.

Moments are in UTC, and a time of day is what clocks there show. Each search goes on from jump to
jump, so that what it finds lies ahead, however often clocks show the same time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_ANY_DATE = date(2000, 1, 1)


def quiet_until(now: datetime, zone: tzinfo, start: time, end: time) -> datetime | None:
    """Return the next moment outside of the hours from ``start`` to ``end``, None outside of them.

    Hours that begin in a repeated hour begin twice, and what ends in a skipped one ends with it.
    """
    moment = now.astimezone(UTC)
    while _is_between(start, moment.astimezone(zone).time(), end):
        ahead = moment + _until(end, moment, zone)
        moment = _first_jump(moment, ahead, zone) or ahead
    return moment if moment > now else None


def next_time(now: datetime, zone: tzinfo, wanted: time) -> datetime:
    """Return when clocks show that time next, or skip it."""
    moment = now.astimezone(UTC)
    while True:
        ahead = moment + (_until(wanted, moment, zone) or _DAY)
        jump = _first_jump(moment, ahead, zone)
        if jump is None:
            return ahead
        if _offset(jump, zone) - _offset(moment, zone) >= ahead - jump:
            return jump
        moment = jump


def _is_between(start: time, clock: time, end: time) -> bool:
    if start > end:
        return clock >= start or clock < end
    return start <= clock < end


def _until(wanted: time, moment: datetime, zone: tzinfo) -> timedelta:
    """Return how far clocks are from a time of day: less than a day."""
    clock = moment.astimezone(zone).time()
    return (datetime.combine(_ANY_DATE, wanted) - datetime.combine(_ANY_DATE, clock)) % _DAY


def _first_jump(moment: datetime, ahead: datetime, zone: tzinfo) -> datetime | None:
    """Return the moment until ``ahead`` from which clocks are set differently, None for none."""
    before = _offset(moment, zone)
    if _offset(ahead, zone) == before:
        return None
    # A time zone database tells offsets, not when they change, which is on a full second.
    earliest, latest = moment.replace(microsecond=0), ahead
    while latest - earliest > _SECOND:
        middle = (earliest + (latest - earliest) / 2).replace(microsecond=0)
        if _offset(middle, zone) == before:
            earliest = middle
        else:
            latest = middle
    return latest.replace(microsecond=0)


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
