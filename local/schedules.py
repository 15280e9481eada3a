"""Schedules of PingSources, as parsed by Knative's webhook (robfig/cron v3, parser.go).

It is stricter than others: Sunday is 0 and never 7, a range does not wrap around, and there is no
`L`, `W` or `#`.
"""

from __future__ import annotations

import re

NAMES = frozenset({"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# Lowest, highest and what a number may be called, field by field; the seconds may be left out.
FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("second", 0, 59, {}),
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    ("day of the week", 0, 6, {name: number for number, name in enumerate(_DAYS)}),
)
_RANGE = re.compile(r"(?:[*?]|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d+))?", re.ASCII)


def schedule_fault(schedule: str) -> str:
    """Describe what is wrong with a schedule; empty when nothing is."""
    if schedule.startswith("@"):
        return "" if schedule in NAMES else f"unsupported descriptor {schedule}"
    parts = schedule.split()
    if not len(FIELDS) - 1 <= len(parts) <= len(FIELDS):
        return f"expected 5 to 6 fields, found {len(parts)}"
    for (name, lowest, highest, names), part in zip(FIELDS[-len(parts) :], parts, strict=True):
        for one in part.split(","):
            if not _is_range(one.lower(), lowest, highest, names):
                return f"{one!r} is no {name}"
    return ""


def _is_range(text: str, lowest: int, highest: int, names: dict[str, int]) -> bool:
    found = _RANGE.fullmatch(text)
    if found is None or (found["step"] and int(found["step"]) == 0):
        return False
    if found["low"] is None:
        return True
    low = _number(found["low"], names)
    # A number with a step stands for all that follow it.
    last = highest if found["step"] else low
    high = last if found["high"] is None else _number(found["high"], names)
    return low is not None and high is not None and lowest <= low <= high <= highest


def _number(text: str, names: dict[str, int]) -> int | None:
    return names.get(text, int(text) if text.isdecimal() else None)
