"""Ask Prometheus how a revision does: requests, error rate, 95th percentile.

The labels `service` and `revision` are put on by the PodMonitor of the functions
(manifests/platform/observability); the metric names have their home in lms_metrics.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import httpx2

from tools.ops.errors import PrometheusError

REQUESTS = "sum(increase(http_requests_total{{{labels}}}[{window}]))"
ERRORS = 'sum(increase(http_requests_total{{{labels},code=~"5.."}}[{window}]))'
LATENCY = (
    "histogram_quantile(0.95, sum by (le) "
    "(rate(http_request_duration_seconds_bucket{{{labels}}}[{window}])))"
)


@dataclass(frozen=True)
class Limits:
    """The limits of a good revision."""

    error_rate: float
    """Share of 5xx responses, 0 to 1."""
    latency_p95: float
    """Seconds."""
    requests: int = 20
    """Below so many requests nothing is judged: one failure of two is noise."""


@dataclass(frozen=True)
class Health:
    """What Prometheus saw of one revision in one window."""

    requests: float
    error_rate: float
    latency_p95: float

    def faults(self, limits: Limits) -> list[str]:
        """Return each exceeded limit; none while there is too little data."""
        if self.requests < limits.requests:
            return []
        faults = []
        if self.error_rate > limits.error_rate:
            faults.append(f"error rate {self.error_rate:.1%} is above {limits.error_rate:.1%}")
        if self.latency_p95 > limits.latency_p95:
            faults.append(f"p95 {self.latency_p95:.3f} s is above {limits.latency_p95:.3f} s")
        return faults

    def __str__(self) -> str:
        return (
            f"{self.requests:.0f} requests, {self.error_rate:.1%} errors, "
            f"p95 {self.latency_p95:.3f} s"
        )


class Prometheus:
    """A Prometheus server, by its address."""

    def __init__(self, url: str, timeout: float = 10) -> None:
        self.url = url.rstrip("/")
        self._client = httpx2.Client(timeout=timeout)

    def health(self, namespace: str, service: str, revision: str, window: str) -> Health:
        """Measure one revision over the last `window`, such as 60s. Raises PrometheusError."""
        labels = f'namespace="{namespace}",service="{service}",revision="{revision}"'
        requests, errors, latency = (
            self._scalar(query.format(labels=labels, window=window))
            for query in (REQUESTS, ERRORS, LATENCY)
        )
        return Health(requests, errors / requests if requests else 0, latency)

    def _scalar(self, query: str) -> float:
        """Return the one number of a query; no series and NaN both mean no data yet."""
        try:
            response = self._client.get(f"{self.url}/api/v1/query", params={"query": query})
            body = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise PrometheusError(
                f"Prometheus at {self.url} does not respond ({type(error).__name__}: {error})",
                next_step="`kubectl -n monitoring port-forward svc/prometheus-operated 9090`, "
                "then --prometheus http://127.0.0.1:9090",
            ) from error
        if body.get("status") != "success":
            raise PrometheusError(
                f"Prometheus refused the query: {body.get('error', response.status_code)}",
                next_step=f"try it by hand at {self.url}/graph: {query}",
            )
        result = body["data"]["result"]
        value = float(result[0]["value"][1]) if result else 0.0
        return 0.0 if math.isnan(value) else value
