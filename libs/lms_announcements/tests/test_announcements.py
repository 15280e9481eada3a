"""The promises of announcements on the fake Redis; on a real one: tests/integration."""

from __future__ import annotations

from lms_testing.announcements import AnnouncementContract


class TestAnnouncementsInMemory(AnnouncementContract):
    """The promises, kept on the fake Redis."""
