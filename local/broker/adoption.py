"""Events that an older broker left behind: one stream for all triggers, a group for each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from redis.asyncio import Redis

from local.broker.stream import EVENTS, TRIGGERS, fields_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.broker.triggers import Trigger

OLD_EVENTS = "broker:events"
MOST_PENDING = 1_000_000


async def adopt(url: str, triggers: Sequence[Trigger]) -> None:
    """Move what is left into the streams of the triggers, in one transaction.

    Entries keep their ids, so what is noted of their attempts stays right.
    """
    async with Redis.from_url(url, decode_responses=True) as redis:
        if not await redis.exists(OLD_EVENTS):
            return
        entries: Any = await redis.xrange(OLD_EVENTS)
        groups = {group["name"]: group for group in await redis.xinfo_groups(OLD_EVENTS)}
        async with redis.pipeline(transaction=True) as change:
            for trigger in triggers:
                if trigger.name not in groups:
                    continue
                handed_out = _order(groups[trigger.name]["last-delivered-id"])
                pending = await redis.xpending_range(
                    OLD_EVENTS, trigger.name, "-", "+", MOST_PENDING
                )
                unfinished = {one["message_id"] for one in pending}
                for id_, fields in entries:
                    event = json.loads(fields["event"])
                    is_left = id_ in unfinished or _order(id_) > handed_out
                    is_wanted = fields.get("only") in {"", trigger.name} and trigger.wants(event)
                    if is_left and is_wanted:
                        values = fields_of(event, id_, fields.get("replay_of", ""))
                        change.execute_command("XADD", EVENTS + trigger.name, id_, *values)
            for name in groups:
                change.sadd(TRIGGERS, name)
            change.delete(OLD_EVENTS)
            await change.execute()


def _order(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence or 0)
