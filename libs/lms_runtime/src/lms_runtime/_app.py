"""The ASGI application around the functions-framework application around the function."""

from __future__ import annotations

import logging
import os
import re
import time
from typing import TYPE_CHECKING

import functions_framework.aio
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lms_http import problem_answer
from lms_kernel import (
    ContentTooLarge,
    Problem,
    Unavailable,
    close_providers,
    request_scope,
)
from lms_metrics import (
    function_cold_start_seconds,
    http_errors,
    http_request_seconds,
    http_requests,
    http_requests_in_flight,
)
from lms_runtime._deadline import finished_within, seconds_left

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from lms_kernel import Context
    from lms_runtime._settings import RuntimeSettings

_log = logging.getLogger("lms_runtime.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}")
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_REFUSED = frozenset({"/robots.txt", "/favicon.ico"})
# How much of a body that is refused is still read, as a multiple of the limit.
_DRAINED_LIMITS = 8
# More digits of Content-Length than any limit has.
_MOST_DIGITS = 19
# How long the stores may take to say goodbye.
_CLOSE_SECONDS = 3.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})


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


def _without_refusals(app: ASGIApp) -> ASGIApp:
    """Pass the function every path: functions-framework itself returns 404 for these two.

    Routing is up to the gateway, and one function serves /robots.txt (decision 0025).
    """
    if isinstance(app, Starlette):
        routes = app.router.routes
        routes[:] = [one for one in routes if getattr(one, "path", "") not in _REFUSED]
        for one in routes:
            # A path may hold a line break, which the routes' patterns do not take for a character.
            if isinstance(one, Route):
                one.path_regex = re.compile(one.path_regex.pattern, re.DOTALL)
    return app


class Runtime:
    """Serves one function: its own paths are /health/* and /metrics, the rest is the function's."""

    def __init__(self, app: ASGIApp, settings: RuntimeSettings) -> None:
        """Wrap the application of the function that the settings name."""
        self._app = _without_refusals(app)
        self._settings = settings
        self._is_event = settings.function_signature_type == "cloudevent"
        self._is_ready = True

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
            return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
        return None

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        exchange = _Exchange(scope, receive, send, self._settings, is_event=self._is_event)
        http_requests_in_flight.inc()
        try:
            async with request_scope(
                function=self._settings.function_target,
                request_id=_given(headers, "x-request-id", _REQUEST_ID),
                traceparent=_given(headers, "traceparent", _TRACEPARENT) or _new_traceparent(),
            ) as context:
                exchange.request_id = context.request_id
                await self._answer(exchange)
                exchange.record(context)
                await self._finish(context)
        finally:
            http_requests_in_flight.dec()

    async def _answer(self, exchange: _Exchange) -> None:
        """Let the function respond within its deadline."""
        if exchange.announced_size > self._settings.lms_request_body_limit_bytes:
            await exchange.drain()
            await exchange.refuse(exchange.too_large())
            return
        seconds = seconds_left(Headers(scope=exchange.scope), self._settings)
        if not seconds:
            await exchange.drain()
            await exchange.refuse(Unavailable("The function took too long to start: try again."))
        elif not await finished_within(
            seconds, self._app(exchange.scope, exchange.receive, exchange.send)
        ):
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


class _Exchange:
    """One request and its response on their way through: limits in, headers and measures out."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        settings: RuntimeSettings,
        *,
        is_event: bool,
    ) -> None:
        self.scope = scope
        self.request_id = ""
        self._receive = receive
        self._send = send
        self._limit = settings.lms_request_body_limit_bytes
        self._route = settings.lms_route
        self._is_event = is_event
        self._received = 0
        self._sent = 0
        self._status = 0
        self._is_blank = False
        self._is_refused = False
        self._started = time.perf_counter()

    @property
    def announced_size(self) -> int:
        """The number of bytes in Content-Length; 0 without it.

        Any number of digits is a length (RFC 9110, 8.6); Python reads 4,300 of them, and no more.
        """
        text = Headers(scope=self.scope).get("content-length", "0")
        return int(text.lstrip("0")[:_MOST_DIGITS] or "0") if text.isdecimal() else 0

    async def drain(self) -> None:
        """Let the caller finish sending, within reason: until then it does not read a response."""
        left = self._limit * _DRAINED_LIMITS
        while left > 0:
            message = await self._receive()
            left -= len(message.get("body", b"")) or 1
            if not message.get("more_body", False):
                return

    def too_large(self) -> Problem:
        """Return the problem that names the exceeded limit."""
        return ContentTooLarge(f"The body must not exceed {self._limit} bytes.")

    async def receive(self) -> Message:
        """Pass the body on, up to the limit."""
        if self._is_refused:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self._limit:
            raise self.too_large()
        return message

    async def send(self, message: Message) -> None:
        """Pass the function's response on; what comes after a refusal is dropped."""
        if not self._is_refused:
            await self._pass_on(message)

    async def _pass_on(self, message: Message) -> None:
        """Pass a response on with the request's id; that to a handled event has no body.

        Knative's brokers treat any body that is not a CloudEvent as a failed delivery, and
        functions-framework returns ``OK`` (decision 0002).
        """
        if message["type"] == "http.response.start":
            message = self._start(message)
        elif message["type"] == "http.response.body":
            if self._is_blank:
                message = {**message, "body": b""}
            self._sent += len(message.get("body", b""))
        await self._send(message)

    def _start(self, message: Message) -> Message:
        self._status = message["status"]
        self._is_blank = self._is_event and 200 <= self._status < 300  # noqa: PLR2004 - the class 2xx
        if self._is_blank:
            self._status = 204
            message = {"type": message["type"], "status": 204, "headers": []}
        headers = list(message.get("headers", []))
        message = {**message, "headers": headers}
        MutableHeaders(raw=headers)["x-request-id"] = self.request_id
        return message

    async def refuse(self, problem: Problem) -> None:
        """Return a problem in the function's place, unless it has begun to respond.

        Nobody waited for the function to stop: from now on it reads and sends nothing.
        """
        self._is_refused = True
        if not self._status:
            await problem_answer(problem)(self.scope, self._receive, self._pass_on)

    def record(self, context: Context) -> None:
        """Count, measure and log the response."""
        seconds = time.perf_counter() - self._started
        method = self.scope["method"] if self.scope["method"] in _METHODS else "OTHER"
        code = str(self._status or 500)
        http_requests.labels(method, self._route, code).inc()
        http_request_seconds.labels(method, self._route).observe(seconds)
        if code >= "500":
            http_errors.labels(method, self._route, code).inc()
        _log.info(
            "%s %s %s",
            method,
            self.scope["path"],
            code,
            extra={
                "method": method,
                "path": self.scope["path"],
                "route": self._route,
                "status": int(code),
                "duration_ms": round(seconds * 1000, 2),
                "bytes": self._sent,
                "session_id": context.actor.session_id if context.actor else None,
            },
        )


def _given(headers: Headers, name: str, form: re.Pattern[str]) -> str:
    """Take a header over only when it has the form that we would give it."""
    value = headers.get(name, "")
    return value if form.fullmatch(value) else ""


def _new_traceparent() -> str:
    """Start a trace (W3C Trace Context, version 00, not sampled by us)."""
    return f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-00"


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
