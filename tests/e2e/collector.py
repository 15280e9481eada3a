"""A collector of traces on this machine: what any OpenTelemetry backend is sent."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Received:
    """One span as it arrived; ``kind`` is the number in opentelemetry-proto."""

    service: str
    name: str
    kind: int
    trace_id: str
    id: str
    parent: str
    attributes: dict[str, Any]
    links: tuple[str, ...] = ()


@dataclass
class Collector:
    """Takes OTLP over HTTP (protobuf), and keeps every span."""

    spans: list[Received] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    url: str = ""

    def trace(self, id_: str) -> list[Received]:
        """Return the spans of one trace."""
        return [each for each in list(self.spans) if each.trace_id == id_]

    def take(self, body: bytes) -> None:
        """Keep what a request has brought."""
        self.bodies.append(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = _attributes(resource.resource.attributes)["service.name"]
            for scope in resource.scope_spans:
                self.spans += [
                    Received(
                        service=service,
                        name=span.name,
                        kind=span.kind,
                        trace_id=span.trace_id.hex(),
                        id=span.span_id.hex(),
                        parent=span.parent_span_id.hex(),
                        attributes=_attributes(span.attributes),
                        links=tuple(link.trace_id.hex() for link in span.links),
                    )
                    for span in scope.spans
                ]

    @contextmanager
    def serving(self) -> Iterator[Collector]:
        """Serve on a free port of the loopback."""
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                assert self.headers["Content-Type"] == "application/x-protobuf"
                collector.take(self.rfile.read(int(self.headers["Content-Length"])))
                reply = ExportTraceServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.url = f"http://127.0.0.1:{server.server_port}"
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield self
            server.shutdown()


def _attributes(pairs: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in pairs}
