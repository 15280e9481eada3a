"""Notifications: requested once, delivered through any crash, accounted for to the end."""

from __future__ import annotations

from lms_notifications._brief import body_of, brief, previews
from lms_notifications._deliveries import Lease, RedisDeliveries, deliveries
from lms_notifications._delivery import Sender, deliver
from lms_notifications._events import NotificationRequested
from lms_notifications._every_device import DeviceSender, to_every_device
from lms_notifications._holds import RedisHolds, holds
from lms_notifications._inbox import InboxPart, RedisInbox, inbox
from lms_notifications._model import (
    Attempt,
    DueDigest,
    Fallbacks,
    NewNotification,
    Notification,
    NotificationRequest,
    Outcome,
    ReadMark,
    Receipt,
    Subject,
    Text,
    check_channels,
)
from lms_notifications._planning import Plan, Recipient, plan, reason_not_to_send
from lms_notifications._recipients import find_recipient
from lms_notifications._records import SELECTED_FROM
from lms_notifications._reports import (
    NotificationBounced,
    NotificationDelivered,
    Report,
    record_report,
    store_report,
)
from lms_notifications._requests import RedisNotifications, notifications
from lms_notifications._settings import NotificationSettings
from lms_notifications._status import STATUSES, TERMINAL, NotificationStatus
from lms_notifications.errors import (
    DeliveryInProgress,
    NotificationNotFound,
    NotReplayable,
    NotYourLearner,
    SenderBroke,
    UnknownRecipient,
)

__all__ = [
    "SELECTED_FROM",
    "STATUSES",
    "TERMINAL",
    "Attempt",
    "DeliveryInProgress",
    "DeviceSender",
    "DueDigest",
    "Fallbacks",
    "InboxPart",
    "Lease",
    "NewNotification",
    "NotReplayable",
    "NotYourLearner",
    "Notification",
    "NotificationBounced",
    "NotificationDelivered",
    "NotificationNotFound",
    "NotificationRequest",
    "NotificationRequested",
    "NotificationSettings",
    "NotificationStatus",
    "Outcome",
    "Plan",
    "ReadMark",
    "Receipt",
    "Recipient",
    "RedisDeliveries",
    "RedisHolds",
    "RedisInbox",
    "RedisNotifications",
    "Report",
    "Sender",
    "SenderBroke",
    "Subject",
    "Text",
    "UnknownRecipient",
    "body_of",
    "brief",
    "check_channels",
    "deliver",
    "deliveries",
    "find_recipient",
    "holds",
    "inbox",
    "notifications",
    "plan",
    "previews",
    "reason_not_to_send",
    "record_report",
    "store_report",
    "to_every_device",
]
