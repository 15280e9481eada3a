"""Redis: one client per process, scripts, the outbox hash, and what its outages mean."""

from __future__ import annotations

from lms_redis._client import RedisSettings, Script, redis, redis_errors
from lms_redis._figures import FIGURES
from lms_redis._outbox import OUTBOX, RedisOutbox
from lms_redis._time_lists import entry_id, list_entry, part_of

__all__ = [
    "FIGURES",
    "OUTBOX",
    "RedisOutbox",
    "RedisSettings",
    "Script",
    "entry_id",
    "list_entry",
    "part_of",
    "redis",
    "redis_errors",
]
