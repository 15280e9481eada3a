"""From a message's text to its report."""

from __future__ import annotations

import logging
from datetime import datetime

import msgspec

from lms_amazon._mail_reports import is_about_mail, mail_report
from lms_amazon._message import SnsMessage
from lms_amazon._text_reports import is_log_entry, is_text_event, log_report, text_report
from lms_notifications import Report

_log = logging.getLogger(__name__)


def report_of(message: SnsMessage) -> Report | None:
    """Return a message's report about a notification; None when it is about something else.

    SES greets a new topic with a sentence, and others may publish to it what they like: neither
    is a fault. Raises Invalid when a report does not have the shape that its provider documents.
    """
    if message.type == "UnsubscribeConfirmation":
        # Its SubscribeURL would subscribe again, against the will of the person who ended it.
        _log.warning("the subscription to %s has ended", message.topic_arn)
        return None
    try:
        report = msgspec.json.decode(message.message)
    except (msgspec.DecodeError, RecursionError):
        return None
    return _report(report, message.sent_at) if isinstance(report, dict) else None


def _report(report: dict[str, object], sent_at: datetime) -> Report | None:
    if is_about_mail(report):
        return mail_report(report)
    if is_text_event(report):
        return text_report(report, sent_at)
    if is_log_entry(report):
        return log_report(report, sent_at)
    return None
