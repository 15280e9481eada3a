"""The platform's metrics."""

from __future__ import annotations

import re

import pytest
from prometheus_client import REGISTRY, Counter, generate_latest
from prometheus_client.metrics import MetricWrapperBase

import lms_metrics

# Labels whose values are bounded by the code; anything that a user can choose is not among them.
BOUNDED = {
    "batch",
    "cache",
    "channel",
    "code",
    "method",
    "outcome",
    "query",
    "record",
    "route",
    "source",
    "state",
    "store",
    "type",
}

# All but the way to a timer that is looked up often.
METRICS = {
    name: getattr(lms_metrics, name) for name in lms_metrics.__all__ if name != "query_seconds"
}


@pytest.mark.parametrize("name", sorted(METRICS))
def test_every_metric_is_named_as_prometheus_wants_it(name: str) -> None:
    """Counters count, times are in seconds, and each has a help text and bounded labels."""
    metric = METRICS[name]
    assert isinstance(metric, MetricWrapperBase)
    (family,) = metric.collect()
    exposed = f"{family.name}_total" if isinstance(metric, Counter) else family.name
    assert re.fullmatch(r"[a-z][a-z0-9_]*", exposed)
    assert ("seconds" in exposed) == name.endswith("_seconds")
    assert family.documentation
    assert set(metric._labelnames) <= BOUNDED  # noqa: SLF001 - the library has no other way


def test_what_is_counted_is_exposed() -> None:
    """An increase shows in the text that Prometheus scrapes."""
    lms_metrics.logins.labels("succeeded").inc()
    assert 'lms_logins_total{outcome="succeeded"}' in generate_latest(REGISTRY).decode()
