"""Notifications: asked for once, delivered through any crash, accounted for to the end."""

from __future__ import annotations

from lms_notifications._delivery import Sender, deliver
from lms_notifications._events import NotificationRequested
from lms_notifications._letters import Letter, enrollment_cancelled, enrollment_confirmed, welcome
from lms_notifications._model import (
    Attempt,
    Channel,
    NewNotification,
    Notification,
    NotificationPage,
    NotificationStatus,
    NotificationWish,
    Outcome,
    wish_of,
)
from lms_notifications._settings import NotificationSettings
from lms_notifications._store import Lease, NotificationStore, RedisNotifications, notifications
from lms_notifications.errors import (
    DeliveryInProgress,
    NotificationNotFound,
    NotYourLearner,
    UnknownRecipient,
)

__all__ = [
    "Attempt",
    "Channel",
    "DeliveryInProgress",
    "Lease",
    "Letter",
    "NewNotification",
    "NotYourLearner",
    "Notification",
    "NotificationNotFound",
    "NotificationPage",
    "NotificationRequested",
    "NotificationSettings",
    "NotificationStatus",
    "NotificationStore",
    "NotificationWish",
    "Outcome",
    "RedisNotifications",
    "Sender",
    "UnknownRecipient",
    "deliver",
    "enrollment_cancelled",
    "enrollment_confirmed",
    "notifications",
    "welcome",
    "wish_of",
]
