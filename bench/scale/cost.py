"""What pods cost: nodes that have room for them, hour by hour, at list prices."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.scale.autoscaler import TICK_SECONDS

_HOUR_TICKS = 60 * 60 // TICK_SECONDS


@dataclass(frozen=True)
class Request:
    """What one pod asks of a node, its queue-proxy included."""

    cpu: float
    memory_mib: float


@dataclass(frozen=True)
class Nodes:
    """Nodes of one kind, each with room for this much."""

    cpu: float
    memory_mib: float
    pods: int
    hourly: float

    @classmethod
    def of(cls, prices: dict[str, Any]) -> Nodes:
        """Return the nodes of assumptions.toml, less what the system keeps for itself."""
        node, overhead = prices["node"], prices["node_overhead"]
        return cls(
            cpu=node["cpu"] - overhead["cpu"],
            memory_mib=node["memory_mib"] - overhead["memory_mib"],
            pods=prices["node_pods"],
            hourly=node["hourly"],
        )

    def needed(self, cpu: float, memory_mib: float, pods: int) -> int:
        """Return how many nodes hold that much: the scarcest of CPU, memory and pods decides."""
        shares = (cpu / self.cpu, memory_mib / self.memory_mib, pods / self.pods)
        return math.ceil(max(shares))


def monthly(
    fleet: Iterable[tuple[Sequence[int], Request]], nodes: Nodes, hours_a_month: float
) -> float:
    """Return the monthly price of the nodes that a week's pods need.

    `fleet` has the pods of each function at each tick. An hour is paid for each function's busiest
    moment in it, which is more than Karpenter would keep: it never plans that well.
    """
    busiest = [(_busiest_hours(pods), request) for pods, request in fleet]
    hours = len(busiest[0][0])
    needed = [
        nodes.needed(
            sum(most[hour] * request.cpu for most, request in busiest),
            sum(most[hour] * request.memory_mib for most, request in busiest),
            sum(most[hour] for most, _ in busiest),
        )
        for hour in range(hours)
    ]
    return statistics.fmean(needed) * nodes.hourly * hours_a_month


def _busiest_hours(pods: Sequence[int]) -> list[int]:
    """Return the most pods of each hour."""
    return [max(pods[first : first + _HOUR_TICKS]) for first in range(0, len(pods), _HOUR_TICKS)]
