"""The boards of requests: the platform as a whole, and one function."""

from __future__ import annotations

from tools.observability.dashboards._board import Board, lines, number

_ALL = 'namespace="learning"'
_ONE = 'namespace="learning",service="$service"'
_MEMORY = 'namespace="learning",container="user-container",pod=~"$service-.*"'


def _quantile(share: float, labels: str, by: str = "") -> str:
    sums = f"rate(http_request_duration_seconds_bucket{{{labels}}}[5m])"
    return f"histogram_quantile({share}, sum by ({by}le) ({sums}))"


PLATFORM = Board(
    "platform",
    "Platform",
    "Health of the platform: traffic, errors, latency, saturation.",
    (
        lines(
            "Requests per second",
            "All functions together.",
            "reqps",
            (f"sum(rate(http_requests_total{{{_ALL}}}[2m]))", "all"),
        ),
        lines(
            "Server errors (5xx)",
            "Requests per second that failed because of us.",
            "reqps",
            (f"sum by (service) (rate(http_errors_total{{{_ALL}}}[2m]))", "{{service}}"),
        ),
        lines(
            "Latency, p95",
            "Targets: 150 ms warm, 2 s cold.",
            "s",
            (_quantile(0.95, _ALL, "service, "), "{{service}}"),
        ),
        lines(
            "Requests in flight",
            "Requests in progress, including what they do after the response.",
            "short",
            (f"sum by (service) (http_requests_in_flight{{{_ALL}}})", "{{service}}"),
        ),
        lines(
            "Running pods",
            "Pods that were scraped; functions without requests are at zero.",
            "short",
            (f"count by (service) (http_requests_in_flight{{{_ALL}}})", "{{service}}"),
        ),
        lines(
            "Cold starts",
            "From the start of the process until it is ready.",
            "s",
            (f"max by (service) (function_cold_start_seconds{{{_ALL}}})", "{{service}}"),
        ),
        lines(
            "Events handled",
            "CloudEvents per second by what came of them.",
            "cps",
            (
                f"sum by (service, outcome) (rate(events_handled_total{{{_ALL}}}[5m]))",
                "{{service}} {{outcome}}",
            ),
        ),
        lines(
            "Events published",
            "CloudEvents per second by type; refused ones are parked.",
            "cps",
            (
                f"sum by (type, outcome) (rate(events_published_total{{{_ALL}}}[5m]))",
                "{{type}} {{outcome}}",
            ),
        ),
        lines(
            "Node memory in use",
            "Share of each node's memory; above 0.9 somebody is woken.",
            "percentunit",
            ("1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", "{{instance}}"),
        ),
    ),
)

FUNCTION = Board(
    "function",
    "One function",
    "One function in detail: traffic, errors, latency, stores.",
    (
        lines(
            "Requests per second",
            "By route and status.",
            "reqps",
            (
                f"sum by (route, code) (rate(http_requests_total{{{_ONE}}}[2m]))",
                "{{route}} {{code}}",
            ),
        ),
        lines(
            "Requests by revision",
            "During a roll-out, how much goes to which revision.",
            "reqps",
            (f"sum by (revision) (rate(http_requests_total{{{_ONE}}}[2m]))", "{{revision}}"),
        ),
        lines(
            "Error ratio (5xx) by revision",
            "The canary's measure.",
            "percentunit",
            (
                (
                    f'sum by (revision) (rate(http_requests_total{{{_ONE},code=~"5.."}}[2m]))'
                    f" / sum by (revision) (rate(http_requests_total{{{_ONE}}}[2m]))"
                ),
                "{{revision}}",
            ),
        ),
        lines(
            "Latency",
            "How long half, 95 % and 99 % of the requests take at most.",
            "s",
            (_quantile(0.5, _ONE), "p50"),
            (_quantile(0.95, _ONE), "p95"),
            (_quantile(0.99, _ONE), "p99"),
        ),
        lines(
            "Latency by revision, p95",
            "A new revision next to the old one.",
            "s",
            (_quantile(0.95, _ONE, "revision, "), "{{revision}}"),
        ),
        lines(
            "Pods and requests in flight",
            "Requests for each pod are what the autoscaler looks at.",
            "short",
            (f"count(http_requests_in_flight{{{_ONE}}})", "pods"),
            (f"sum(http_requests_in_flight{{{_ONE}}})", "in flight"),
        ),
        lines(
            "Store queries, p95",
            "With the wait for a connection.",
            "s",
            (
                (
                    "histogram_quantile(0.95, sum by (store, query, le)"
                    f" (rate(store_query_duration_seconds_bucket{{{_ONE}}}[5m])))"
                ),
                "{{store}} {{query}}",
            ),
        ),
        lines(
            "Connection pools",
            "Queries that wait for long need a larger pool, or fewer requests for each pod.",
            "short",
            (f"sum by (store, state) (store_pool_connections{{{_ONE}}})", "{{store}} {{state}}"),
        ),
        lines(
            "Memory per pod",
            "Of the function's container.",
            "bytes",
            (f"max by (pod) (container_memory_working_set_bytes{{{_MEMORY}}})", "{{pod}}"),
        ),
        number(
            "Cold start",
            "The slowest pod that is running.",
            "s",
            f"max(function_cold_start_seconds{{{_ONE}}})",
        ),
    ),
    by_function=True,
)
