"""What Amazon reports about a text message, from either of the two services that send them.

Amazon SNS writes the "delivery status" of a text to a log, from where a subscription brings it
here; AWS End User Messaging publishes "messaging events" itself. Both report a failure only when
they stop trying.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from lms_amazon._detail import detail
from lms_kernel import convert
from lms_notifications import NotificationBounced, NotificationDelivered, Report

# Of "SMS delivery failure reasons": those that the next message would meet again.
_DEAD = frozenset(
    {
        "Destination is on a blocked list",
        "Invalid phone number",
        "Phone has blocked SMS",
        "Phone is on a blocked list",
        "Phone number is opted out",
    }
)
# Of "Event types for SMS, MMS, and voice".
_ARRIVED = frozenset({"TEXT_DELIVERED", "TEXT_SUCCESSFUL"})
_UNDER_WAY = frozenset({"TEXT_QUEUED", "TEXT_PENDING", "TEXT_SENT"})
_REFUSED_FOR_GOOD = frozenset({"TEXT_BLOCKED", "TEXT_INVALID", "TEXT_OPT_OUT"})
# "We do not know what happened to that message."
_UNKNOWN = "TEXT_UNKNOWN"


class _Camel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Both use camel case; fields that are not read here may be anything."""


class _Notification(_Camel, frozen=True, kw_only=True):
    message_id: str


class _Delivery(_Camel, frozen=True, kw_only=True):
    provider_response: str = ""


class _LogEntry(_Camel, frozen=True, kw_only=True):
    notification: _Notification
    status: str
    delivery: _Delivery = _Delivery()


class _TextEvent(_Camel, frozen=True, kw_only=True):
    event_type: str
    message_id: str
    event_timestamp: Annotated[int, Meta(ge=0, lt=253_402_300_800_000)] | None = None
    """Milliseconds since 1970, up to the year 9999."""
    is_final: bool = True
    message_status: str = ""
    message_status_description: str = ""


def is_log_entry(report: dict[str, object]) -> bool:
    """Whether the report is from SNS's log of texts."""
    return "notification" in report and "status" in report


def is_text_event(report: dict[str, object]) -> bool:
    """Whether the report is an event of End User Messaging."""
    return str(report.get("eventType", "")).startswith("TEXT_")


def log_report(report: dict[str, object], sent_at: datetime) -> Report | None:
    """Return what became of a text according to SNS's log; None when it does not say."""
    entry = convert(report, _LogEntry)
    response = entry.delivery.provider_response
    if entry.status == "SUCCESS":
        return _arrived(entry.notification.message_id, response, sent_at)
    if entry.status == "FAILURE":
        return _failed(
            entry.notification.message_id, response, sent_at, suppress=response.rstrip(".") in _DEAD
        )
    return None


def text_report(report: dict[str, object], sent_at: datetime) -> Report | None:
    """Return what became of a text according to an event; None while it is under way."""
    event = convert(report, _TextEvent)
    at = sent_at
    if event.event_timestamp is not None:
        at = datetime.fromtimestamp(event.event_timestamp / 1000, UTC)
    text = event.message_status_description or event.message_status
    if event.event_type in _ARRIVED:
        return _arrived(event.message_id, text, at)
    if event.event_type in _UNDER_WAY:
        return None
    return _failed(
        event.message_id,
        f"{event.event_type} {text}",
        at,
        permanent=event.is_final and event.event_type != _UNKNOWN,
        suppress=event.event_type in _REFUSED_FOR_GOOD,
    )


def _arrived(provider_id: str, text: str, at: datetime) -> NotificationDelivered:
    return NotificationDelivered(
        provider_id=provider_id, channel="sms", detail=detail(text), happened_at=at
    )


def _failed(
    provider_id: str, text: str, at: datetime, *, permanent: bool = True, suppress: bool
) -> NotificationBounced:
    return NotificationBounced(
        provider_id=provider_id,
        channel="sms",
        detail=detail(text),
        happened_at=at,
        permanent=permanent,
        suppress=suppress,
    )
