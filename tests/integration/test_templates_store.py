"""Templates on a real Redis."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from libs.lms_templates.tests.contract import TemplateContract
from lms_testing import CapturedEvents


@pytest.fixture
def published(broker: CapturedEvents, real_redis: Redis) -> CapturedEvents:
    """Return what was published while the store is a real server."""
    return broker


@pytest.mark.usefixtures("published")
class TestTemplatesInRedis(TemplateContract):
    """The promises, kept by a real server."""
