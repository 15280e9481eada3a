"""One request and its response on their way through: limits in, headers and measures out."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from lms_http import problem_answer
from lms_kernel import ContentTooLarge, Problem
from lms_metrics import http_errors, http_request_seconds, http_requests
from lms_runtime._log import AccessLine

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from lms_kernel import Context
    from lms_runtime._log import AccessLog
    from lms_runtime._settings import RuntimeSettings

# How much of a body that is refused is still read, as a multiple of the limit.
_DRAINED_LIMITS = 8
# More digits of Content-Length than any limit has.
_MOST_DIGITS = 19
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
_SERVER_ERROR = 500
_REQUEST_ID = b"x-request-id"
# What our own addresses are made of: words, ids, slugs.
_PLAIN = re.compile(r"[a-z0-9/._-]{1,200}")


class Meters:
    """The metrics of one route; each combination of labels is looked up once."""

    def __init__(self, route: str) -> None:
        """Count responses of the route."""
        self._route = route
        self._known: dict[tuple[str, int], Meter] = {}

    def of(self, method: str, status: int) -> Meter:
        """Return the metrics of a method and a status."""
        meter = self._known.get((method, status))
        if meter is None:
            meter = self._known[method, status] = Meter(method, self._route, status)
        return meter


class Meter:
    """Counts and measures the responses of one method and status."""

    __slots__ = ("_errors", "_requests", "_seconds")

    def __init__(self, method: str, route: str, status: int) -> None:
        """Look the metrics up."""
        code = str(status)
        self._requests = http_requests.labels(method, route, code)
        self._seconds = http_request_seconds.labels(method, route)
        is_error = status >= _SERVER_ERROR
        self._errors = http_errors.labels(method, route, code) if is_error else None

    def note(self, seconds: float) -> None:
        """Count a response that took so long."""
        self._requests.inc()
        self._seconds.observe(seconds)
        if self._errors is not None:
            self._errors.inc()


class Exchange:
    """One request and its response; what the function receives and sends goes through here."""

    __slots__ = (
        "_is_blank",
        "_is_event",
        "_is_refused",
        "_limit",
        "_receive",
        "_received",
        "_send",
        "_sent",
        "_started",
        "_status",
        "fields",
        "request_id",
        "scope",
    )

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        settings: RuntimeSettings,
        *,
        is_event: bool,
    ) -> None:
        """Start the clock."""
        self._started = time.perf_counter()
        self.scope = scope
        # The first of several fields with one name, as Starlette's Headers have it.
        self.fields: dict[bytes, bytes] = dict(reversed(scope["headers"]))
        self.request_id = ""
        self._receive = receive
        self._send = send
        self._limit = settings.lms_request_body_limit_bytes
        self._is_event = is_event
        self._received = 0
        self._sent = 0
        self._status = 0
        self._is_blank = False
        self._is_refused = False

    @property
    def announced_size(self) -> int:
        """The number of bytes in Content-Length; 0 without it.

        Any number of digits is a length (RFC 9110, 8.6); Python reads 4,300 of them, and no more.
        """
        text = self.fields.get(b"content-length", b"0")
        return int(text.lstrip(b"0")[:_MOST_DIGITS] or b"0") if text.isdigit() else 0

    @property
    def method(self) -> str:
        """The method of the request, OTHER for one that nobody knows: it is a label."""
        return self.scope["method"] if self.scope["method"] in _METHODS else "OTHER"

    @property
    def status(self) -> int:
        """The status of the response; 500 when there was none."""
        return self._status or _SERVER_ERROR

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
        headers = [pair for pair in message.get("headers", ()) if pair[0] != _REQUEST_ID]
        headers.append((_REQUEST_ID, self.request_id.encode("latin-1")))
        return {**message, "headers": headers}

    async def refuse(self, problem: Problem) -> None:
        """Return a problem in the function's place, unless it has begun to respond.

        Nobody waited for the function to stop: from now on it reads and sends nothing.
        """
        self._is_refused = True
        if not self._status:
            await problem_answer(problem)(self.scope, self._receive, self._pass_on)

    def record(self, context: Context, meters: Meters, log: AccessLog, route: str) -> None:
        """Count, measure and log the response."""
        seconds = time.perf_counter() - self._started
        method, status = self.method, self.status
        meters.of(method, status).note(seconds)
        if log.is_on:
            path, actor = self.scope["path"], context.actor
            if not _PLAIN.fullmatch(path):
                # Somebody typed it: it may be an address or a token.
                path = route.partition(" ")[2]
            log.write(
                AccessLine(
                    message=f"{method} {path} {status}",
                    function=context.function,
                    request_id=context.request_id,
                    trace_id=context.trace_id,
                    user_id=actor.id if actor else None,
                    method=method,
                    path=path,
                    route=route,
                    status=status,
                    duration_ms=round(seconds * 1000, 2),
                    bytes=self._sent,
                    session_id=actor.session_id if actor else None,
                )
            )
