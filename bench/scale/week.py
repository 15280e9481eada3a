"""A week of learners: how many requests each function gets in each tick."""

from __future__ import annotations

import itertools
import random
from typing import Any

from bench.scale.autoscaler import TICK_SECONDS

DAY_SECONDS = 24 * 60 * 60
TICKS = 7 * DAY_SECONDS // TICK_SECONDS
_HOUR_TICKS = 60 * 60 // TICK_SECONDS


class Week:
    """The traffic of so many learners, the same at each call.

    `assumptions` is the content of assumptions.toml.
    """

    def __init__(self, assumptions: dict[str, Any], learners: int) -> None:
        self._assumptions = assumptions
        people = assumptions["learners"]
        self._active = learners * people["active_share"]
        self.visits = self._active * people["visits_a_week"]
        self._shape = list(itertools.accumulate(_shape(assumptions["week"])))

    def arrivals(self, function: str) -> list[int]:
        """Return the function's requests in each tick.

        Each request picks its tick by the week's shape, independently of all others: within an
        hour they arrive like a Poisson process.
        """
        visit = self._assumptions["visit"]
        requests = round(self.visits * visit.get(function, visit["others"]))
        # Not a secret: the same week for each run.
        dice = random.Random(f"{self._assumptions['learners']['seed']} {function}")  # noqa: S311
        arrivals = [0] * TICKS
        for tick in dice.choices(range(TICKS), cum_weights=self._shape, k=requests):
            arrivals[tick] += 1
        if function in self._assumptions["rush"]["functions"]:
            for tick in self._rush(dice):
                arrivals[tick] += 1
        if period := self._assumptions["clock"].get(function):
            for tick in range(0, TICKS, period // TICK_SECONDS):
                arrivals[tick] += 1
        return arrivals

    def _rush(self, dice: random.Random) -> list[int]:
        week = self._assumptions["week"]
        first = (week["rush_day"] * 24 + week["rush_hour"]) * _HOUR_TICKS
        ticks = range(first, first + week["rush_minutes"] * 60 // TICK_SECONDS)
        return dice.choices(ticks, k=round(self._active * week["rush_share"]))


def _shape(week: dict[str, Any]) -> list[float]:
    """Return the weight of each tick: the day's, the hour's, and the bursts when classes begin."""
    shape: list[float] = []
    burst = week["class_minutes"] * 60 // TICK_SECONDS
    for day, day_weight in enumerate(week["days"]):
        for hour, hour_weight in enumerate(week["hours"]):
            weight = day_weight * hour_weight
            share = week["class_share"] if day < 5 and hour in week["class_hours"] else 0.0  # noqa: PLR2004 - weekdays
            calm = weight * (1 - share)
            shape += [calm + weight * share * _HOUR_TICKS / burst] * burst
            shape += [calm] * (_HOUR_TICKS - burst)
    return shape
