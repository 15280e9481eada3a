"""Logs as JSON, one object per line, each with the request it belongs to."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import msgspec

from lms_kernel import current

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """One JSON object per record: time, level, message, function, request, trace, user, extras."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        context = current()
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if context.function:
            line["function"] = context.function
            line["request_id"] = context.request_id
            line["trace_id"] = trace_id(context.traceparent)
            line["user_id"] = context.actor.id if context.actor else None
        extras = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        line.update(extras)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def configure_logging(level: str) -> None:
    """Send every log record to standard output as JSON."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Their access lines say less than ours and would come twice.
    for noisy in ("uvicorn.access", "httpx2", "httpcore2"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def trace_id(traceparent: str) -> str | None:
    """Return the trace id of a W3C traceparent."""
    parts = traceparent.split("-")
    return parts[1] if len(parts) >= 4 else None  # noqa: PLR2004 - version-trace-span-flags
