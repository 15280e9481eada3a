"""Families of metrics in the format that Prometheus reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client.metrics_core import Metric


def exposition(families: Iterable[Metric]) -> bytes:
    """Return families, each of them once, as text."""
    registry = CollectorRegistry()
    registry.register(_Found(families))
    return generate_latest(registry)


class _Found(Collector):
    """What a registry collects: families that are there already."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        return self._families
