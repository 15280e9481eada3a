"""The ASGI application around the functions-framework application around the function."""

from __future__ import annotations

import logging
import os
import re
import time
from typing import TYPE_CHECKING

import functions_framework.aio
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from lms_kernel import Unavailable, close_providers, request_scope
from lms_metrics import function_cold_start_seconds, http_requests_in_flight
from lms_runtime._deadline import Line, finished_within, seconds_left
from lms_runtime._exchange import Exchange, Meters
from lms_runtime._function import direct
from lms_runtime._log import AccessLog
from lms_traces import end_http, exporter, given, new, request_span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from lms_kernel import Context
    from lms_runtime._settings import RuntimeSettings
    from lms_traces import Kind

_log = logging.getLogger("lms_runtime.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}")
_TRACE_ID = re.compile(r"[0-9a-f]{32}")
# How long the stores may take to say goodbye.
_CLOSE_SECONDS = 3.0


class DeadlineExceeded(Unavailable):
    """The function did not finish in time; whether its work was done is not known."""

    slug = "deadline-exceeded"
    title = "The request took too long"


def function_app(settings: RuntimeSettings) -> ASGIApp:
    """Load the function that the settings name, as functions-framework does."""
    app: ASGIApp = functions_framework.aio.create_asgi_app(  # type: ignore[no-untyped-call]
        settings.function_target, settings.function_source, settings.function_signature_type
    )
    return app


class Runtime:
    """Serves one function: its own paths are /health/* and /metrics, the rest is the function's."""

    def __init__(self, app: ASGIApp, settings: RuntimeSettings) -> None:
        """Wrap the application of the function that the settings name."""
        self._app = direct(app)
        self._settings = settings
        self._meters = Meters(settings.lms_route)
        self._log = AccessLog()
        self._line = Line(settings.lms_concurrency)
        self._is_event = settings.function_signature_type == "cloudevent"
        self._is_ready = True
        exporter.service = settings.function_target.replace("_", "-")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            own = self._own_answer(scope["path"])
            if own is not None:
                await own(scope, receive, send)
            else:
                await self._serve(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        function_cold_start_seconds.set(_process_age_seconds())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._is_ready = False
        await finished_within(_CLOSE_SECONDS, close_providers())
        await finished_within(_CLOSE_SECONDS, exporter.close())
        self._log.flush()
        await send({"type": "lifespan.shutdown.complete"})

    def _own_answer(self, path: str) -> Response | None:
        """Return the response to the platform's own requests.

        Readiness does not check the stores: while one is down, a function that returns 503 serves
        its callers better than one that is taken out of service.
        """
        if path == "/health/liveness":
            return JSONResponse({"status": "alive"})
        if path == "/health/readiness":
            status = "ready" if self._is_ready else "stopping"
            return JSONResponse({"status": status}, 200 if self._is_ready else 503)
        if path == "/metrics":
            return Response(generate_latest(), media_type=str(CONTENT_TYPE_LATEST))
        return None

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = self._settings
        exchange = Exchange(scope, receive, send, settings, is_event=self._is_event)
        parent = given(scope["headers"]) if b"traceparent" in exchange.fields else None
        trace_id = _given(exchange.fields, b"x-trace-id", _TRACE_ID)
        kind: Kind = "consumer" if self._is_event else "server"
        http_requests_in_flight.inc()
        try:
            with request_span(settings.lms_route, kind, parent, trace_id=trace_id) as span:
                trace = span.context if span else parent or new(trace_id)
                async with request_scope(
                    function=settings.function_target,
                    request_id=_given(exchange.fields, b"x-request-id", _REQUEST_ID),
                    traceparent=trace.traceparent,
                    tracestate=trace.state,
                ) as context:
                    exchange.request_id = context.request_id
                    await self._answer(exchange)
                    exchange.record(context, self._meters, self._log, settings.lms_route)
                    if span is not None:
                        end_http(span, exchange.method, settings.lms_route, exchange.status)
                    if context.after:
                        await self._finish(context)
        finally:
            http_requests_in_flight.dec()

    async def _answer(self, exchange: Exchange) -> None:
        """Let the function respond within its deadline."""
        if exchange.announced_size > self._settings.lms_request_body_limit_bytes:
            await exchange.drain()
            await exchange.refuse(exchange.too_large())
            return
        seconds = seconds_left(exchange.fields, self._settings)
        if not seconds:
            await exchange.drain()
            await exchange.refuse(Unavailable("The function took too long to start: try again."))
            return
        left = await self._line.enter(seconds)
        if not left:
            await exchange.drain()
            await exchange.refuse(Unavailable("Too many requests came at once: try again."))
            return
        try:
            work = self._app(exchange.scope, exchange.receive, exchange.send)
            is_done = await finished_within(left, work)
        finally:
            self._line.leave()
        if not is_done:
            await exchange.refuse(DeadlineExceeded(f"No response within {seconds:g} seconds."))

    async def _finish(self, context: Context) -> None:
        """Do what was put off until the caller had the response; a failure is only logged."""
        try:
            if not await finished_within(
                self._settings.lms_request_deadline_seconds, context.finish()
            ):
                _log.error("a job after the response was not done in time")
        except Exception:  # noqa: BLE001 - the caller has the response; only the log is left
            _log.exception("a job after the response failed")
        context.after.clear()


def _given(fields: Mapping[bytes, bytes], name: bytes, form: re.Pattern[str]) -> str:
    """Take a header over only when it has the form that we would give it."""
    if name not in fields:
        return ""
    value = fields[name].decode("latin-1")
    return value if form.fullmatch(value) else ""


def _process_age_seconds() -> float:
    """Return how long ago the process was started, interpreter start included; 0 where unknown."""
    try:
        with open("/proc/self/stat", encoding="ascii") as stat:  # noqa: PTH123 - pathlib costs import time
            # Field 22, counted after the command's name, which may contain spaces itself.
            started = int(stat.read().rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0.0
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    return max(0.0, now - started / os.sysconf("SC_CLK_TCK"))
