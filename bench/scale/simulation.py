"""One function through a week: requests arrive, pods start, serve and stop."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from bench.scale.autoscaler import TICK_SECONDS, Autoscaler, Scaling


@dataclass(frozen=True)
class Work:
    """What one request costs: seconds from start to answer, and the CPU seconds among them."""

    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Outcome:
    """A function's week: its pods at each tick, and how its requests were served.

    `cold` requests met no pod and waited for one to start; `late` ones waited because the pods that
    were ready had no room. `longest_wait_seconds` counts both.
    """

    pods: Sequence[int]
    requests: int
    cold: int
    late: int
    longest_wait_seconds: float


def simulate(
    arrivals: Sequence[int], scaling: Scaling, work: Work, *, start_seconds: float
) -> Outcome:
    """Run one function against the requests of each two-second tick.

    Pods are served in ticks: a pod takes as many requests as its CPU (one core) and its
    concurrency limit allow, what is left waits and counts as in flight, as in the activator.
    """
    autoscaler = Autoscaler(scaling)
    start_ticks = math.ceil(start_seconds / TICK_SECONDS)
    room = _requests_a_tick(scaling, work)

    pods = [scaling.minimum] * len(arrivals)
    busy = [tick for tick, count in enumerate(arrivals) if count]
    starting: deque[tuple[int, int]] = deque()
    ready = wanted = scaling.minimum
    backlog = cold = late = waits = longest = 0
    tick = 0
    while tick < len(arrivals):
        count = arrivals[tick]
        open_requests = backlog + count
        if not open_requests and autoscaler.is_settled and wanted == ready == scaling.minimum:
            # Nothing changes before the next request.
            following = bisect_left(busy, tick)
            tick = busy[following] if following < len(busy) else len(arrivals)
            continue
        while starting and starting[0][0] <= tick:
            ready += starting.popleft()[1]
        served = min(open_requests, math.floor(ready * room))
        backlog = open_requests - served
        if ready == 0:
            cold += count
        else:
            late += min(backlog, count)
        waits = waits + 1 if backlog else 0
        longest = max(longest, waits)

        concurrency = served * work.seconds / TICK_SECONDS + backlog
        wanted = autoscaler.tick(tick * TICK_SECONDS, concurrency, ready)
        coming = sum(number for _, number in starting)
        if wanted > ready + coming:
            starting.append((tick + start_ticks, wanted - ready - coming))
            coming = wanted - ready
        elif wanted < ready:
            ready = wanted
        pods[tick] = ready + coming
        tick += 1
    return Outcome(pods, sum(arrivals), cold, late, longest * TICK_SECONDS)


def _requests_a_tick(scaling: Scaling, work: Work) -> float:
    """Return how many requests one pod answers in a tick. At least one, however long it takes."""
    by_cpu = TICK_SECONDS / work.cpu_seconds
    if not scaling.container_concurrency:
        return max(1.0, by_cpu)
    return max(1.0, min(by_cpu, scaling.container_concurrency * TICK_SECONDS / work.seconds))
