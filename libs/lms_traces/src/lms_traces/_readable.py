"""Our spans as OpenTelemetry's SDK knows them."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import (
    Link,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
)

from lms_kernel import new_id

if TYPE_CHECKING:
    from lms_traces._span import Span
    from lms_traces._w3c import Trace

_SCOPE = InstrumentationScope("lms_traces")


def readable(span: Span, service: str) -> ReadableSpan:
    """Return the span for an exporter."""
    return ReadableSpan(
        name=span.name,
        context=_context(span.context, is_remote=False),
        parent=_context(span.trace, is_remote=True) if span.trace.parent_id else None,
        resource=resource(service),
        attributes={**span.attributes, **({"error.type": span.error} if span.error else {})},
        links=[Link(_context(span.link, is_remote=False))] if span.link else (),
        kind=SpanKind[span.kind.upper()],
        status=Status(StatusCode.ERROR if span.error else StatusCode.UNSET),
        start_time=span.started,
        end_time=span.ended,
        instrumentation_scope=_SCOPE,
    )


@functools.cache
def resource(service: str) -> Resource:
    """Return what all spans of this process share; OTEL_RESOURCE_ATTRIBUTES may add to it."""
    revision = os.environ.get("K_REVISION", "")
    return Resource.create(
        {
            "service.name": service,
            "service.namespace": "learning",
            "service.instance.id": new_id(),
            **({"service.version": revision} if revision else {}),
        }
    )


def _context(trace: Trace, *, is_remote: bool) -> SpanContext:
    return SpanContext(
        trace_id=int(trace.trace_id, 16),
        span_id=int(trace.parent_id, 16),
        is_remote=is_remote,
        trace_flags=TraceFlags(trace.flags),
        trace_state=TraceState.from_header([trace.state]) if trace.state else None,
    )
