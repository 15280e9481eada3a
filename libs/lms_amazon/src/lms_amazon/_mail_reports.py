"""What Amazon SES reports about an email, in both of its formats.

Event publishing (a configuration set) says ``eventType``, notifications of an identity say
``notificationType``; the rest is the same. See "Contents of event data that Amazon SES publishes
to Amazon SNS".
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from lms_amazon._detail import detail
from lms_kernel import convert, is_id
from lms_notifications import NotificationBounced, NotificationDelivered, Report

Moment = Annotated[datetime, Meta(tz=True)]

# Ours, which SES tells as we wrote it. It replaces the Message-ID by its own on the way out and
# tells the original in its reports.
_HEADER = "x-notification-id"
_MESSAGE_ID = re.compile(r"<?([^<>@\s]+)@[^<>@\s]+>?")


class _Camel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """SES uses camel case; fields that are not read here may be anything."""


class _Header(_Camel, frozen=True, kw_only=True):
    name: str
    value: str


class _CommonHeaders(_Camel, frozen=True, kw_only=True):
    message_id: str = ""


class _Mail(_Camel, frozen=True, kw_only=True):
    """The email as sent; an identity's notifications have headers only if configured to."""

    timestamp: Moment
    message_id: str
    headers: list[_Header] = []
    common_headers: _CommonHeaders = _CommonHeaders()

    @property
    def notification_id(self) -> str | None:
        """Return our id from our own header, or else from the Message-ID we gave the email."""
        named = [each.value for each in self.headers if each.name.lower() == _HEADER]
        original = _MESSAGE_ID.fullmatch(self.common_headers.message_id)
        named += [original[1]] if original else []
        return next(filter(is_id, named), None)


class _Recipient(_Camel, frozen=True, kw_only=True):
    status: str | None = None
    diagnostic_code: str | None = None


class _Delivery(_Camel, frozen=True, kw_only=True):
    timestamp: Moment
    smtp_response: str = ""


class _Bounce(_Camel, frozen=True, kw_only=True):
    timestamp: Moment
    bounce_type: str
    bounce_sub_type: str = ""
    bounced_recipients: list[_Recipient] = []


class _Complaint(_Camel, frozen=True, kw_only=True):
    timestamp: Moment
    complaint_feedback_type: str | None = None
    complaint_sub_type: str | None = None


class _Reject(_Camel, frozen=True, kw_only=True):
    reason: str = ""


class _Failure(_Camel, frozen=True, kw_only=True):
    error_message: str = ""


class _Delay(_Camel, frozen=True, kw_only=True):
    timestamp: Moment
    delay_type: str = ""
    delayed_recipients: list[_Recipient] = []


class _SesEvent(_Camel, frozen=True, kw_only=True):
    mail: _Mail
    event_type: str = ""
    notification_type: str = ""
    delivery: _Delivery | None = None
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None
    reject: _Reject = _Reject()
    failure: _Failure = _Failure()
    delivery_delay: _Delay | None = None


def is_about_mail(report: dict[str, object]) -> bool:
    """Whether the report is from SES."""
    return "mail" in report and ("eventType" in report or "notificationType" in report)


def mail_report(report: dict[str, object]) -> Report | None:
    """Return what became of the email; None for what changes nothing (sent, opened, clicked).

    Raises Invalid when it does not have the shape of SES.
    """
    event = convert(report, _SesEvent)
    mail = event.mail
    match event.event_type or event.notification_type:
        case "Delivery" if event.delivery:
            return _delivered(mail, event.delivery)
        case "Bounce" if event.bounce:
            return _bounced(mail, event.bounce)
        case "Complaint" if event.complaint:
            return _complained(mail, event.complaint)
        case "Reject" | "Rendering Failure":
            return _unsent(mail, event.reject.reason or event.failure.error_message)
        case "DeliveryDelay" if event.delivery_delay:
            return _delayed(mail, event.delivery_delay)
    return None


def _delivered(mail: _Mail, delivery: _Delivery) -> NotificationDelivered:
    text = detail("The recipient's mail server accepted it", delivery.smtp_response)
    return _arrived(mail, delivery.timestamp, text)


def _bounced(mail: _Mail, bounce: _Bounce) -> NotificationBounced:
    """Treat only a Permanent bounce as final.

    SES reports a Transient one when it has given up, but also when an out-of-office reply comes
    from a mailbox that did get the email; of Undetermined it says itself that it does not know.
    """
    is_permanent = bounce.bounce_type == "Permanent"
    kind = f"{bounce.bounce_type} bounce {bounce.bounce_sub_type}"
    text = detail(kind, _why(bounce.bounced_recipients))
    return _held_up(mail, bounce.timestamp, text, permanent=is_permanent, suppress=is_permanent)


def _complained(mail: _Mail, complaint: _Complaint) -> Report:
    """Stop writing to a recipient who complains; "not-spam" takes a complaint back."""
    kind = complaint.complaint_feedback_type or complaint.complaint_sub_type or ""
    text = detail("The recipient complained", kind)
    if complaint.complaint_sub_type == "OnAccountSuppressionList":
        # SES knew of an earlier complaint and sent nothing.
        return _held_up(mail, complaint.timestamp, text, suppress=True)
    return _arrived(mail, complaint.timestamp, text, suppress=kind != "not-spam")


def _unsent(mail: _Mail, reason: str) -> NotificationBounced:
    """Report that SES rejected the email, not its address."""
    return _held_up(mail, mail.timestamp, detail("Amazon SES did not send it", reason))


def _delayed(mail: _Mail, delay: _Delay) -> NotificationBounced:
    text = detail(f"Delayed {delay.delay_type}", _why(delay.delayed_recipients))
    return _held_up(mail, delay.timestamp, text, permanent=False)


def _arrived(
    mail: _Mail, at: datetime, text: str, *, suppress: bool = False
) -> NotificationDelivered:
    return NotificationDelivered(
        notification_id=mail.notification_id,
        provider_id=mail.message_id,
        channel="email",
        detail=text,
        happened_at=at,
        suppress=suppress,
    )


def _held_up(
    mail: _Mail, at: datetime, text: str, *, permanent: bool = True, suppress: bool = False
) -> NotificationBounced:
    return NotificationBounced(
        notification_id=mail.notification_id,
        provider_id=mail.message_id,
        channel="email",
        detail=text,
        happened_at=at,
        permanent=permanent,
        suppress=suppress,
    )


def _why(recipients: list[_Recipient]) -> str:
    """Return what the mail servers said; each of our emails has one recipient."""
    return "; ".join(each.diagnostic_code or each.status or "" for each in recipients)
