"""Logs as JSON, one object per line, each with the request it belongs to."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Literal

import msgspec

from lms_kernel import current

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_ACCESS = "lms_runtime.access"


class JsonFormatter(logging.Formatter):
    """One JSON object per record: time, level, message, function, request, trace, user, extras."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        context = current()
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if context.function:
            line["function"] = context.function
            line["request_id"] = context.request_id
            line["trace_id"] = context.trace_id or None
            line["user_id"] = context.actor.id if context.actor else None
        extras = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        line.update(extras)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


class AccessLine(msgspec.Struct, kw_only=True, gc=False):
    """One request in the log; its fields are those of every other line, and the response's."""

    time: datetime = msgspec.field(default_factory=lambda: datetime.fromtimestamp(time.time(), UTC))
    level: Literal["info"] = "info"
    logger: str = _ACCESS
    message: str
    function: str
    request_id: str
    trace_id: str
    user_id: str | None
    method: str
    path: str
    route: str
    status: int
    duration_ms: float
    bytes: int
    session_id: str | None


class AccessLog:
    """The lines of all requests, encoded and written together once the loop has a moment.

    ``logging`` would take longer for a line than a cached page takes altogether: it looks for the
    caller, makes a record of thirty fields, and writes each line with a system call of its own.
    Here the lines of all requests that end in one round of the event loop are one call, made at
    the end of that round: a line is late by microseconds, and no timer holds it back.
    """

    def __init__(self) -> None:
        """Find out whether the level asks for these lines at all."""
        self.is_on = logging.getLogger(_ACCESS).isEnabledFor(logging.INFO)
        self._lines: list[AccessLine] = []
        self._encoder = msgspec.json.Encoder()

    def write(self, line: AccessLine) -> None:
        """Write the line at the end of this round of the running loop."""
        if not self._lines:
            asyncio.get_running_loop().call_soon(self.flush)
        self._lines.append(line)

    def flush(self) -> None:
        """Write what is left."""
        if self._lines:
            lines, self._lines = self._lines, []
            output = sys.stdout.buffer
            output.write(self._encoder.encode_lines(lines))
            output.flush()


def configure_logging(level: str) -> None:
    """Send every log record to standard output as JSON."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Their access lines say less than ours and would come twice.
    for noisy in ("uvicorn.access", "httpx2", "httpcore2"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
