"""Load in turn, A B A B: what disturbs the machine for a while disturbs all of them alike."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from bench.results import Figure
from bench.statistics import sample
from bench.wrk import Failed, Generator, Load


@dataclass(frozen=True)
class Pace:
    """How long the bench takes for each figure."""

    seconds: int
    rounds: int
    warm_up_seconds: int = 2


FULL = Pace(seconds=3, rounds=7)
QUICK = Pace(seconds=1, rounds=3, warm_up_seconds=1)


def in_turn(generator: Generator, urls: Mapping[str, str], pace: Pace) -> dict[str, Figure]:
    """Load each URL in each round, after a warm-up; return the rates by name."""
    for url in urls.values():
        # On a busy machine nothing may come back in so short a time; a fault shows in the rounds.
        with suppress(Failed):
            generator.run(url, pace.warm_up_seconds)
    loads: dict[str, list[Load]] = {name: [] for name in urls}
    for _ in range(pace.rounds):
        for name, url in urls.items():
            loads[name].append(generator.run(url, pace.seconds))
    return {name: _figure(found) for name, found in loads.items()}


def _figure(loads: list[Load]) -> Figure:
    return Figure(
        sample([load.requests_per_second for load in loads]),
        p50=sample([load.p50 for load in loads]).median,
        p99=sample([load.p99 for load in loads]).median,
    )
