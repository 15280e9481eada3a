"""What a function has counted in all its processes, for a Prometheus that scrapes the host.

A process that sleeps takes its counters along. In a cluster the proxy in front of it pushes what it
saw before it ends; on one machine the host reads every running process once a second and goes on
counting where the last one stopped.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Series: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""A sample's name and its sorted labels."""

_GROWING = {"counter", "histogram", "summary"}


class Counts:
    """The figures of one function: what the running process shows, and what ended ones counted."""

    def __init__(self) -> None:
        self._text = ""
        self._ended: dict[str, dict[Series, float]] = defaultdict(lambda: defaultdict(float))
        self._kinds: dict[str, Metric] = {}

    def saw(self, text: str) -> None:
        """Keep the newest exposition of the running process."""
        self._text = text

    def process_ended(self) -> None:
        """Add what the process counted to what those before it did."""
        for family in _families(self._text):
            if family.type in _GROWING:
                self._kinds[family.name] = family
                for series, value in _samples(family):
                    self._ended[family.name][series] += value
        self._text = ""

    def families(self, labels: Mapping[str, str]) -> Iterator[Metric]:
        """Yield every family with its samples; each gets further `labels`, which win."""
        running = {family.name: family for family in _families(self._text)}
        for name, kind in {**self._kinds, **running}.items():
            values = dict(self._ended.get(name, {}))
            if name in running:
                for series, value in _samples(running[name]):
                    values[series] = values.get(series, 0.0) + value
            metric = Metric(name, kind.documentation, kind.type)
            for (sample, own), value in values.items():
                metric.add_sample(sample, {**dict(own), **labels}, value)
            yield metric


def together(services: Iterable[tuple[str, Counts]], namespace: str) -> Iterable[Metric]:
    """Return the families of all services, each once, labelled as a scrape in a cluster does."""
    found: dict[str, Metric] = {}
    for service, counts in services:
        for family in counts.families({"service": service, "namespace": namespace}):
            if (known := found.setdefault(family.name, family)) is not family:
                known.samples.extend(family.samples)
    return found.values()


def _families(text: str) -> Iterator[Metric]:
    """Yield what is written in an exposition, except when each series began."""
    for family in text_string_to_metric_families(text):
        if not family.name.endswith("_created"):
            yield family


def _samples(family: Metric) -> Iterator[tuple[Series, float]]:
    for sample in family.samples:
        yield (sample.name, tuple(sorted(sample.labels.items()))), sample.value
