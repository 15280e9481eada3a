"""W3C Trace Context, and spans that are exported only where a collector is named."""

from __future__ import annotations

from lms_traces._export import exporter
from lms_traces._settings import TraceSettings
from lms_traces._span import Kind, Span
from lms_traces._spans import (
    end_http,
    event_span,
    note_query,
    receive,
    request_span,
    running,
    send_span,
    timed_query,
)
from lms_traces._w3c import Trace, given, new, parse

__all__ = [
    "Kind",
    "Span",
    "Trace",
    "TraceSettings",
    "end_http",
    "event_span",
    "exporter",
    "given",
    "new",
    "note_query",
    "parse",
    "receive",
    "request_span",
    "running",
    "send_span",
    "timed_query",
]
