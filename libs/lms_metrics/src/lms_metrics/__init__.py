"""Every Prometheus metric of the platform: one home for names, labels and help texts.

Label values are bounded: routes, not paths; outcomes, not messages. Names follow
https://prometheus.io/docs/practices/naming/ (base units, ``_total`` for counters).
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Literal

from prometheus_client import Counter, Gauge, Histogram

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Chosen around the promises: p95 of a warm answer under 150 ms, a cold one under 2 s.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10, 25)

http_requests = Counter("http_requests_total", "HTTP requests handled", ["method", "route", "code"])
http_request_seconds = Histogram(
    "http_request_duration_seconds", "Time to respond", ["method", "route"], buckets=_SECONDS
)
http_requests_in_flight = Gauge(
    "http_requests_in_flight", "Requests in progress, including their after-response jobs"
)
http_errors = Counter("http_errors_total", "Responses of 5xx", ["method", "route", "code"])
shared_responses = Counter(
    "http_shared_responses_total", "Public responses, by where they came from", ["source"]
)
function_cold_start_seconds = Gauge(
    "function_cold_start_seconds", "Time from the start of the process until it was ready"
)

events_handled = Counter(
    "events_handled_total", "CloudEvents handled by this function", ["type", "outcome"]
)
events_published = Counter(
    "events_published_total", "CloudEvents published by this function", ["type", "outcome"]
)

events_parked = Counter(
    "events_parked_total",
    "CloudEvents set aside because the broker refused them",
    ["store", "type"],
)
outbox_parked = Gauge(
    "outbox_parked_events",
    "CloudEvents currently set aside, as of the last run of relay_outbox",
    ["store"],
)

outbox_oldest_seconds = Gauge(
    "outbox_oldest_event_seconds",
    "Age of the oldest CloudEvent that waits, after the last run of relay_outbox; 0 for none",
    ["store"],
)

records_faulty = Counter(
    "stored_records_faulty_total",
    "Stored records that break today's rules (shown), or cannot be read (unreadable)",
    ["record", "outcome"],
)
batch_failures = Counter(
    "batch_failures_total", "Records of a batch that failed while the rest was done", ["batch"]
)

store_query_seconds = Histogram(
    "store_query_duration_seconds",
    "Duration of one query, with the wait for a connection",
    ["store", "query", "outcome"],
    buckets=_SECONDS,
)
store_pool_connections = Gauge(
    "store_pool_connections",
    "Connections of this process that are idle or used, and queries waiting for one",
    ["store", "state"],
)

# A conflict is a key that is taken, which the caller expects; "failed" is a fault of ours.
QueryOutcome = Literal["ok", "conflict", "unavailable", "failed"]


@functools.cache
def query_seconds(store: str, query: str, outcome: QueryOutcome) -> Histogram:
    """Return the timer of one kind of query; ``query`` is a name from the code, so they are few."""
    return store_query_seconds.labels(store, query, outcome)


def show_pool(store: str, counts: Mapping[str, Callable[[], float]]) -> None:
    """Show a pool in the metrics: state (idle, used, waiting) -> its count.

    Nothing is counted before the metrics are asked for, so that a query costs the same.
    """
    for state, count in counts.items():
        store_pool_connections.labels(store, state).set_function(count)


logins = Counter("lms_logins_total", "Sign-in attempts", ["outcome"])
enrollments = Counter("lms_enrollments_total", "Enrollment attempts", ["outcome"])
notifications = Counter(
    "lms_notifications_total", "Notification deliveries", ["channel", "outcome"]
)
catalog_queries = Counter("lms_catalog_queries_total", "Catalog pages served", ["cache"])
object_addresses = Counter(
    "lms_object_addresses_total",
    "Signed addresses for browsers: where to upload a file, or fetch one",
    ["use", "outcome"],
)
uploads = Counter(
    "lms_uploads_total",
    "Uploads: announced, and then completed, refused, or missing when somebody said they were done",
    ["purpose", "outcome"],
)
files_collected = Counter(
    "lms_files_collected_total",
    "Files given up because they never arrived, and deleted ones whose bytes were removed",
    ["outcome"],
)

__all__ = [
    "QueryOutcome",
    "batch_failures",
    "catalog_queries",
    "enrollments",
    "events_handled",
    "events_parked",
    "events_published",
    "files_collected",
    "function_cold_start_seconds",
    "http_errors",
    "http_request_seconds",
    "http_requests",
    "http_requests_in_flight",
    "logins",
    "notifications",
    "object_addresses",
    "outbox_oldest_seconds",
    "outbox_parked",
    "query_seconds",
    "records_faulty",
    "shared_responses",
    "show_pool",
    "store_pool_connections",
    "store_query_seconds",
    "uploads",
]
