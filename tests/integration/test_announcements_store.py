"""Announcements on a real Redis."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from libs.lms_announcements.tests.contract import AnnouncementContract
from lms_testing import CapturedEvents


@pytest.fixture
def published(broker: CapturedEvents, real_redis: Redis) -> CapturedEvents:
    """Return what was published while the store is a real server."""
    return broker


@pytest.mark.usefixtures("published")
class TestAnnouncementsInRedis(AnnouncementContract):
    """The promises, kept by a real server."""
