"""From our spans to OpenTelemetry's, and out: the only module that imports its SDK.

The SDK is two hundred modules and half a second, which no start and no response may wait for: it is
imported in a thread of its own, after the first response. Spans wait as plain structs until then.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from typing import TYPE_CHECKING

from lms_settings import authority
from lms_traces._settings import TraceSettings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

    from lms_traces._span import Span

_log = logging.getLogger(__name__)

# As many as the SDK itself keeps; the oldest are lost when nobody takes them.
_MOST_WAITING = 2048


class Exporter:
    """Takes spans at no cost, and sends them in batches from another thread."""

    def __init__(self) -> None:
        """Import and send nothing yet."""
        self.service = ""
        self._waiting: deque[Span] = deque(maxlen=_MOST_WAITING)
        self._processor: SpanProcessor | None = None
        self._loader: threading.Thread | None = None

    def add(self, span: Span) -> None:
        """Take a span that has ended."""
        self._waiting.append(span)
        if self._processor is not None:
            self._hand_over(self._processor)

    def start(self) -> None:
        """Import what sends, in the background, unless that was done before."""
        if self._loader is None and self._waiting:
            # A daemon: a collector that does not respond must not keep the process alive.
            self._loader = threading.Thread(target=self._load, name="traces", daemon=True)
            self._loader.start()

    async def close(self) -> None:
        """Send what is left. The caller limits the time."""
        self.start()
        if self._loader is None:
            return
        loop, is_done = asyncio.get_running_loop(), asyncio.Event()

        def finish(loader: threading.Thread) -> None:
            loader.join()
            if self._processor is not None:
                self._processor.shutdown()
            loop.call_soon_threadsafe(is_done.set)

        threading.Thread(target=finish, args=(self._loader,), daemon=True).start()
        await is_done.wait()

    def _load(self) -> None:
        try:
            self._processor = _processor()
        except Exception:  # noqa: BLE001 - whatever is wrong with tracing, the function works
            _log.exception("spans cannot be exported")
            return
        self._hand_over(self._processor)

    def _hand_over(self, processor: SpanProcessor) -> None:
        """Empty the queue; two threads may do so at the same time."""
        from lms_traces._readable import readable

        while self._waiting:
            try:
                span = self._waiting.popleft()
            except IndexError:
                return
            processor.on_end(readable(span, self.service))


def _processor() -> SpanProcessor:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # Inside the cluster its own authority has signed the collector's certificate (decision 0039).
    endpoint = TraceSettings.current().otel_exporter_otlp_endpoint
    ca_file = authority("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, schemes=("https",))
    return BatchSpanProcessor(OTLPSpanExporter(certificate_file=ca_file or None))


exporter = Exporter()
