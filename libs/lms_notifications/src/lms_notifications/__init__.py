"""Notifications: asked for once, delivered through any crash, accounted for to the end."""

from __future__ import annotations

from lms_notifications._categories import CHANNELS, Category, CategoryRule, Channel, categories
from lms_notifications._delivery import Sender, deliver
from lms_notifications._events import NotificationRequested
from lms_notifications._layout import html_of
from lms_notifications._letters import (
    Letter,
    PreviewedLetter,
    TemplatePreview,
    compose,
    preview,
)
from lms_notifications._model import (
    Attempt,
    DueDigest,
    NewNotification,
    Notification,
    NotificationPage,
    NotificationStatus,
    NotificationWish,
    Outcome,
    ReadMark,
    Receipt,
    wish_of,
)
from lms_notifications._planning import Plan, Recipient, hindrance, plan
from lms_notifications._preferences import (
    Language,
    Preferences,
    PreferencesChange,
    PreferenceStore,
    QuietHours,
    RedisPreferences,
    preferences,
)
from lms_notifications._reports import (
    NotificationBounced,
    NotificationDelivered,
    Report,
    keep_report,
    take_report,
)
from lms_notifications._settings import NotificationSettings
from lms_notifications._store import Lease, NotificationStore, RedisNotifications, notifications
from lms_notifications._template_store import RedisTemplates, TemplateStore, templates
from lms_notifications._templates import (
    StaleTemplate,
    Template,
    TemplateChanges,
    TemplateNotFound,
    TemplateReset,
    TemplateSummary,
    TemplateUpdated,
    Words,
    WordsChanges,
    template_ids,
)
from lms_notifications.errors import (
    DeliveryInProgress,
    NotificationNotFound,
    NotReplayable,
    NotYourLearner,
    StalePreferences,
    UnknownRecipient,
)

__all__ = [
    "CHANNELS",
    "Attempt",
    "Category",
    "CategoryRule",
    "Channel",
    "DeliveryInProgress",
    "DueDigest",
    "Language",
    "Lease",
    "Letter",
    "NewNotification",
    "NotReplayable",
    "NotYourLearner",
    "Notification",
    "NotificationBounced",
    "NotificationDelivered",
    "NotificationNotFound",
    "NotificationPage",
    "NotificationRequested",
    "NotificationSettings",
    "NotificationStatus",
    "NotificationStore",
    "NotificationWish",
    "Outcome",
    "Plan",
    "PreferenceStore",
    "Preferences",
    "PreferencesChange",
    "PreviewedLetter",
    "QuietHours",
    "ReadMark",
    "Receipt",
    "Recipient",
    "RedisNotifications",
    "RedisPreferences",
    "RedisTemplates",
    "Report",
    "Sender",
    "StalePreferences",
    "StaleTemplate",
    "Template",
    "TemplateChanges",
    "TemplateNotFound",
    "TemplatePreview",
    "TemplateReset",
    "TemplateStore",
    "TemplateSummary",
    "TemplateUpdated",
    "UnknownRecipient",
    "Words",
    "WordsChanges",
    "categories",
    "compose",
    "deliver",
    "hindrance",
    "html_of",
    "keep_report",
    "notifications",
    "plan",
    "preferences",
    "preview",
    "take_report",
    "template_ids",
    "templates",
    "wish_of",
]
