"""One span, as it is until it is exported, and which spans are sampled."""

from __future__ import annotations

import time
from typing import Literal

import msgspec

from lms_traces._settings import TraceSettings
from lms_traces._w3c import SAMPLED, Trace, new_span_id

Kind = Literal["server", "consumer", "producer", "client"]

# The sampler's own rule: the last 64 bits of the trace's id, compared with a share of 2**64.
_RATIO_BITS = 64


class Span(msgspec.Struct, gc=False):
    """One piece of work; times are nanoseconds since 1970, ``error`` is an ``error.type``."""

    name: str
    kind: Kind
    trace: Trace
    """The trace; its ``parent_id`` is this span's parent, empty for the first of a trace."""
    attributes: dict[str, str | int]
    span_id: str = msgspec.field(default_factory=new_span_id)
    started: int = msgspec.field(default_factory=time.time_ns)
    ended: int = 0
    error: str = ""
    link: Trace | None = None

    @property
    def is_sampled(self) -> bool:
        """Whether the span is recorded at all."""
        return bool(self.trace.flags & SAMPLED)

    @property
    def context(self) -> Trace:
        """Return the context of what happens below this span."""
        return self.trace._replace(parent_id=self.span_id)

    def join(self, parent: Trace) -> None:
        """Go below another parent: that of an event is known only once it was read."""
        self.trace = sampled(parent, is_root=False)


def sampled(trace: Trace, *, is_root: bool) -> Trace:
    """Return the trace with the sampler's decision in its flags."""
    settings = TraceSettings.current()
    sampler = settings.otel_traces_sampler
    if sampler.startswith("parentbased_") and not is_root:
        return trace
    is_sampled = sampler.endswith("always_on")
    if sampler.endswith("traceidratio"):
        bound = round(settings.otel_traces_sampler_arg * 2**_RATIO_BITS)
        is_sampled = int(trace.trace_id[16:], 16) < bound
    flags = trace.flags | SAMPLED if is_sampled else trace.flags & ~SAMPLED
    return trace._replace(flags=flags)
