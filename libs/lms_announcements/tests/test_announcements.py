"""The promises of announcements on the fake Redis; on a real one: tests/integration."""

from __future__ import annotations

from libs.lms_announcements.tests.contract import AnnouncementContract


class TestAnnouncementsInMemory(AnnouncementContract):
    """The promises, kept on the fake Redis."""
