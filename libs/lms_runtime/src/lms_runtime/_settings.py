"""The settings of the runtime; the first four are functions-framework's and Knative's own."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from lms_settings import Settings


class RuntimeSettings(Settings, frozen=True):
    """Which function is served, where, and within which limits.

    Timeouts nest: gateway read > Knative ``timeoutSeconds`` > this deadline > every store's wait.
    """

    function_target: str
    function_signature_type: Literal["http", "cloudevent"] = "http"
    function_source: str = "main.py"
    port: Annotated[int, Meta(ge=1, le=65535)] = 8080
    # systemd's socket activation protocol: 1 means that file descriptor 3 already listens.
    listen_fds: Annotated[int, Meta(ge=0, le=1)] = 0
    # The endpoint table's own words, such as ``POST /api/courses``: bounded label of the metrics.
    lms_route: str = "EVENT"
    lms_request_deadline_seconds: Annotated[float, Meta(gt=0, le=600)] = 25.0
    # How long the gateway in front waits for a response, where it writes X-Request-Start; 0 where
    # it does not, and the header is a caller's.
    lms_gateway_read_seconds: Annotated[float, Meta(ge=0, le=600)] = 0.0
    # How many requests are worked on at once, the others waiting in line; 0 where Knative's proxy
    # holds them back itself (``containerConcurrency``).
    lms_concurrency: Annotated[int, Meta(ge=0)] = 0
    lms_request_body_limit_bytes: Annotated[int, Meta(ge=1024)] = 1024 * 1024
    lms_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
