"""Announcements: one message to all learners of a course, counted as it is delivered."""

from __future__ import annotations

from lms_announcements._batches import request_all, write_to
from lms_announcements._model import (
    Announcement,
    AnnouncementRequested,
    NewAnnouncement,
    ReminderRequested,
)
from lms_announcements._store import RedisAnnouncements, announcements
from lms_announcements.errors import AnnouncementNotFound, NotYourCourse

__all__ = [
    "Announcement",
    "AnnouncementNotFound",
    "AnnouncementRequested",
    "NewAnnouncement",
    "NotYourCourse",
    "RedisAnnouncements",
    "ReminderRequested",
    "announcements",
    "request_all",
    "write_to",
]
