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
    "purpose",
    "query",
    "record",
    "route",
    "source",
    "state",
    "store",
    "type",
    "use",
}

# All but the ways to metrics that are looked up often, and what they take.
WAYS = {"QueryOutcome", "query_seconds", "show_pool"}
METRICS = {name: getattr(lms_metrics, name) for name in lms_metrics.__all__ if name not in WAYS}


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


def test_a_pool_is_looked_at_when_the_metrics_are() -> None:
    """Not before: what it says then is what is exposed."""
    counts = {"idle": 2.0}
    lms_metrics.show_pool("postgres", {"idle": lambda: counts["idle"]})
    counts["idle"] = 5.0
    labels = {"store": "postgres", "state": "idle"}
    assert REGISTRY.get_sample_value("store_pool_connections", labels) == 5


def test_what_is_counted_is_exposed() -> None:
    """An increase shows in the text that Prometheus scrapes."""
    lms_metrics.logins.labels("succeeded").inc()
    assert 'lms_logins_total{outcome="succeeded"}' in generate_latest(REGISTRY).decode()
