"""Tables of required values: a path in a document, its condition, and the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from croniter import croniter

from tools.manifests.documents import Finding
from tools.manifests.foundation import dig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])")
NEVER = float("inf")
# With more than five fields the first is the second, as in Go and Quartz.
_WITH_SECONDS = 6
_SAMPLES = 40
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Must:
    """A value that a document must have."""

    path: str
    holds: Callable[[Any], bool]
    why: str


def held(rule: str, place: str, document: Any, musts: Iterable[Must]) -> Iterator[Finding]:
    """Yield a finding for each line of a table that a document violates."""
    for must in musts:
        value = dig(document, must.path)
        if not must.holds(value):
            yield Finding(rule, place, f"{must.path} is {value!r}: {must.why}")


def is_(expected: Any) -> Callable[[Any], bool]:
    """Require one value; true is not 1."""
    return lambda value: value == expected and isinstance(value, bool) is isinstance(expected, bool)


def one_of(*expected: Any) -> Callable[[Any], bool]:
    """Require one of several values."""
    return lambda value: any(is_(one)(value) for one in expected)


def at_least(least: float) -> Callable[[Any], bool]:
    """Require a number, which may be written as text."""
    return lambda value: (found := number(value)) is not None and found >= least


def at_most(most: float) -> Callable[[Any], bool]:
    """Require a number above zero, which may be written as text."""
    return lambda value: (found := number(value)) is not None and 0 < found <= most


def lasts(least: float = 0, most: float = NEVER) -> Callable[[Any], bool]:
    """Require a duration between two bounds, in seconds; it is never zero."""
    return lambda value: least <= (found := seconds(value)) <= most and 0 < found < NEVER


def matches(pattern: str) -> Callable[[Any], bool]:
    """Require a text that matches a pattern."""
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def given(value: Any) -> bool:
    """Require anything that is not empty."""
    return value not in (None, "", [], {})


def absent(value: Any) -> bool:
    """Require that a value is absent."""
    return value is None


def off(value: Any) -> bool:
    """Require a switch that is not on."""
    return value is None or value is False


def not_off(value: Any) -> bool:
    """Require a switch that is not off."""
    return value is None or value is True


def number(value: Any) -> float | None:
    """Read a number; a boolean is not one."""
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def seconds(value: Any) -> float:
    """Read a duration like `720h0m0s` or `30d`; infinite when it is none."""
    text = str(value)
    parts = _PART.findall(text)
    if not parts or "".join(f"{count}{unit}" for count, unit in parts) != text:
        return NEVER
    return sum(float(count) * UNITS[unit] for count, unit in parts)


@cache
def longest_gap(schedule: str) -> float:
    """Return the longest time between two runs of a cron line, in seconds; infinite for none."""
    fields = schedule.split()
    try:
        runs = croniter(" ".join(fields), _START, second_at_beginning=len(fields) == _WITH_SECONDS)
        times = [runs.get_next(float) for _ in range(_SAMPLES)]
    except (ValueError, KeyError):
        return NEVER
    return max(float(second - first) for first, second in pairwise(times))


def runs_every(most: float) -> Callable[[Any], bool]:
    """Require a schedule whose pauses are at most this many seconds."""
    return lambda value: longest_gap(str(value)) <= most
