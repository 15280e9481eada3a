"""The requests of the last hour as bars, for a page on which no script runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.functions.traffic import KEPT_MINUTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.functions import Minute

HEIGHT = 100
"""Units of the drawing: a bar of the most requests is so high, and a minute is ten wide."""
MINUTE_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One minute."""

    x: int
    requests: float
    """The height of the whole bar."""
    errors: float
    """The height of its part that is errors: at least 2 where there is one, so that it is seen."""
    title: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars, newest at the right, and the figures that a person reads next to them."""

    bars: Sequence[Bar]
    most: int
    requests: int
    errors: int


def plot(minutes: Sequence[Minute]) -> Plot:
    """Draw minutes, the oldest first; no minutes are an empty drawing."""
    most = max((minute.requests for minute in minutes), default=0)
    first = KEPT_MINUTES - len(minutes)
    return Plot(
        bars=[
            Bar(
                x=(first + index) * MINUTE_WIDTH,
                requests=_height(minute.requests, most),
                errors=_height(minute.errors, most),
                title=_title(minute),
            )
            for index, minute in enumerate(minutes)
            if minute.requests
        ],
        most=most,
        requests=sum(minute.requests for minute in minutes),
        errors=sum(minute.errors for minute in minutes),
    )


def _height(count: int, most: int) -> float:
    return max(round(HEIGHT * count / most, 1), 2.0) if count else 0.0


def _title(minute: Minute) -> str:
    began = datetime.fromtimestamp(minute.began, UTC)
    return f"{began:%H:%M} UTC: {minute.requests} requests, {minute.errors} errors"
