"""Events that were written with their change and still have to be published."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from lms_kernel import utc_now
from lms_redis._client import redis, redis_errors

if TYPE_CHECKING:
    from collections.abc import Sequence


class RedisOutbox:
    """The hash ``outbox`` (event id -> envelope JSON), written in the same MULTI or script."""

    KEY = "outbox"

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0
    ) -> list[dict[str, object]]:
        """Answer the oldest envelopes that nobody has settled yet, oldest first.

        The age leaves alone what the function that wrote it is publishing at this moment.
        """
        async with redis_errors("outbox_unpublished"):
            entries = await redis().hvals(self.KEY)
        latest = (utc_now() - timedelta(seconds=older_than_seconds)).isoformat()
        envelopes = [msgspec.json.decode(entry, type=dict[str, object]) for entry in entries]
        # CloudEvents times are RFC 3339 in UTC with microseconds: their text sorts by time.
        due = [each for each in envelopes if str(each["time"]) <= latest]
        return sorted(due, key=lambda each: str(each["time"]))[:limit]

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget the events that the broker has acknowledged."""
        async with redis_errors("outbox_settle"):
            await redis().hdel(self.KEY, *ids)
