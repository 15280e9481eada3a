"""The boards of what people do: the catalog, notifications, learners and business."""

from __future__ import annotations

from tools.observability.dashboards._board import Board, lines, number

_ALL = 'namespace="learning"'
_CATALOG = 'namespace="learning",service=~"list-courses|get-course|render-page|render-sitemap"'

CATALOG = Board(
    "catalog",
    "Catalog",
    "What visitors read: lists, searches and pages of courses, and where they come from.",
    (
        lines(
            "Requests per second",
            "Of the functions behind the catalog.",
            "reqps",
            (f"sum by (service) (rate(http_requests_total{{{_CATALOG}}}[2m]))", "{{service}}"),
        ),
        lines(
            "Latency, p95",
            "Target: 150 ms warm.",
            "s",
            (
                (
                    "histogram_quantile(0.95, sum by (service, le)"
                    f" (rate(http_request_duration_seconds_bucket{{{_CATALOG}}}[5m])))"
                ),
                "{{service}}",
            ),
        ),
        lines(
            "Catalog pages by cache",
            "Whether a page came from Redis or from PostgreSQL.",
            "cps",
            (f"sum by (cache) (rate(lms_catalog_queries_total{{{_ALL}}}[5m]))", "{{cache}}"),
        ),
        lines(
            "Shared responses",
            "Public responses by where they came from; most should be from memory.",
            "cps",
            (f"sum by (source) (rate(http_shared_responses_total{{{_ALL}}}[5m]))", "{{source}}"),
        ),
        lines(
            "Index updates",
            "Events of courses that reached the catalog, by what came of them.",
            "cps",
            (
                (
                    'sum by (type, outcome) (rate(events_handled_total{namespace="learning",'
                    'service="index-course"}[5m]))'
                ),
                "{{type}} {{outcome}}",
            ),
        ),
        lines(
            "Catalog queries, p95",
            "In PostgreSQL and Redis, with the wait for a connection.",
            "s",
            (
                (
                    "histogram_quantile(0.95, sum by (store, query, le)"
                    f" (rate(store_query_duration_seconds_bucket{{{_CATALOG}}}[5m])))"
                ),
                "{{store}} {{query}}",
            ),
        ),
    ),
)

NOTIFICATIONS = Board(
    "notifications",
    "Notifications",
    "Messages to people, by channel and outcome; exact, whatever the functions did meanwhile.",
    (
        lines(
            "Requested in an hour",
            "By the first channel that is tried.",
            "short",
            (
                (
                    "sum by (channel)"
                    ' (increase(business_notifications_total{outcome="requested"}[1h]))'
                ),
                "{{channel}}",
            ),
        ),
        lines(
            "What became of them in an hour",
            "Delivered, bounced, failed or suppressed.",
            "short",
            (
                (
                    "sum by (channel, outcome)"
                    ' (increase(business_notifications_total{outcome!="requested"}[1h]))'
                ),
                "{{channel}} {{outcome}}",
            ),
        ),
        lines(
            "Share that did not arrive",
            "Bounced and failed ones, of all that ended in an hour.",
            "percentunit",
            (
                (
                    'sum(increase(business_notifications_total{outcome=~"bounced|failed"}[1h])) / '
                    "(sum(increase(business_notifications_total"
                    '{outcome=~"delivered|bounced|failed"}[1h])) > 0)'
                ),
                "all channels",
            ),
        ),
        lines(
            "Attempts per second",
            "By channel and outcome, repeats included, as the senders count them.",
            "cps",
            (
                f"sum by (channel, outcome) (rate(lms_notifications_total{{{_ALL}}}[5m]))",
                "{{channel}} {{outcome}}",
            ),
        ),
        lines(
            "Parked events",
            "Events that the broker refused, by store; each waits for an operator.",
            "short",
            (
                f"max by (store) (last_over_time(outbox_parked_events{{{_ALL}}}[5m]))",
                "{{store}}",
            ),
        ),
        lines(
            "Oldest unpublished event",
            "By store; above a minute the relay does not keep up.",
            "s",
            (
                f"max by (store) (last_over_time(outbox_oldest_event_seconds{{{_ALL}}}[5m]))",
                "{{store}}",
            ),
        ),
    ),
)

BUSINESS = Board(
    "business",
    "Learners and business",
    "Accounts, enrollments and active people from the stores of truth (decision 0076).",
    (
        number("Accounts", "All that were ever opened.", "short", "business_signups_total"),
        number(
            "Active enrollments",
            "Neither cancelled nor ended.",
            "short",
            "business_enrollments_active",
        ),
        number(
            "People active in 30 days",
            "Who signed in or renewed a session.",
            "short",
            'business_active_users{period="month"}',
        ),
        lines(
            "Accounts opened in a day",
            "The last 24 hours at each moment.",
            "short",
            ("increase(business_signups_total[1d])", "accounts"),
        ),
        lines(
            "Enrollments in a day",
            "Made, cancelled, ended with their course, removed with their person; and those whose"
            " course was completed.",
            "short",
            ("sum by (outcome) (increase(business_enrollments_total[1d]))", "{{outcome}}"),
            ("increase(business_completions_total[1d])", "completed"),
        ),
        lines(
            "Active people",
            "Today, in 7 days and in 30, in UTC.",
            "short",
            ("business_active_users", "{{period}}"),
        ),
        lines(
            "Stickiness",
            "People active today, of those active in 30 days.",
            "percentunit",
            (
                (
                    'sum(business_active_users{period="day"})'
                    ' / (sum(business_active_users{period="month"}) > 0)'
                ),
                "day / month",
            ),
        ),
        lines(
            "Sign-in attempts",
            "Per second; many refused ones are somebody who guesses.",
            "cps",
            (f"sum by (outcome) (rate(lms_logins_total{{{_ALL}}}[5m]))", "{{outcome}}"),
        ),
        lines(
            "Enrollment attempts",
            "Per second, by what came of them.",
            "cps",
            (f"sum by (outcome) (rate(lms_enrollments_total{{{_ALL}}}[5m]))", "{{outcome}}"),
        ),
    ),
)
