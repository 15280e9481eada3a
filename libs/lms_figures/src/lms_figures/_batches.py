"""Batches: taken from Redis, counted by PostgreSQL under their id, then forgotten by Redis.

A crash between any two of these steps repeats the batch with the same id and the same content.
"""

from __future__ import annotations

from lms_kernel import is_id, new_id
from lms_postgres import database
from lms_redis import Script, redis_errors

_KEYS = ("figures:counts", "figures:active", "figures:taken-counts", "figures:taken-active")
_BATCH = "figures:batch"

# KEYS counts, active, what is taken of either, the batch's id; ARGV an id for a new batch. Returns
# the id, then fields and values of both hashes; nothing when there is nothing to take.
_TAKE = Script("""
local batch = redis.call('GET', KEYS[5])
if not batch then
    local found = false
    for at = 1, 2 do
        if redis.call('EXISTS', KEYS[at]) == 1 then
            redis.call('RENAME', KEYS[at], KEYS[at + 2])
            found = true
        end
    end
    if not found then return {} end
    batch = ARGV[1]
    redis.call('SET', KEYS[5], batch)
end
return {batch, redis.call('HGETALL', KEYS[3]), redis.call('HGETALL', KEYS[4])}
""")

# KEYS as above; ARGV the id of the batch that is saved.
_FORGET = Script("""
if redis.call('GET', KEYS[5]) == ARGV[1] then redis.call('DEL', KEYS[3], KEYS[4], KEYS[5]) end
return 1
""")

# People who are no longer there have no row. A batch that comes late never sets a day back.
_SAVE = """
WITH batch AS (
    INSERT INTO figure_batches (id) VALUES (%(batch)s) ON CONFLICT (id) DO NOTHING RETURNING id
), counted AS (
    INSERT INTO figure_totals AS kept (figure, channel, outcome, total)
    SELECT 'notifications', channel, outcome, amount
    FROM unnest(%(channels)s::text[], %(outcomes)s::text[], %(amounts)s::bigint[])
        AS noted (channel, outcome, amount)
    WHERE EXISTS (SELECT FROM batch)
    ORDER BY channel, outcome
    ON CONFLICT (figure, channel, outcome) DO UPDATE SET total = kept.total + excluded.total
), active AS (
    INSERT INTO user_activity AS kept (user_id, last_day)
    SELECT users.id, date '1970-01-01' + noted.day
    FROM unnest(%(users)s::uuid[], %(days)s::integer[]) AS noted (id, day)
    JOIN users USING (id)
    ORDER BY users.id
    ON CONFLICT (user_id) DO UPDATE SET last_day = excluded.last_day
    WHERE kept.last_day < excluded.last_day
)
DELETE FROM figure_batches WHERE saved_at < now() - interval '30 days'
"""

# Two at once: the second waits for the rows of the first, and finds them gone.
_FOLD = """
WITH gone AS (
    DELETE FROM figure_changes RETURNING figure, outcome, amount
)
INSERT INTO figure_totals AS kept (figure, outcome, total)
SELECT figure, outcome, sum(amount) FROM gone GROUP BY figure, outcome ORDER BY figure, outcome
ON CONFLICT (figure, channel, outcome) DO UPDATE SET total = kept.total + excluded.total
"""

_FORGET_INACTIVE = """
DELETE FROM user_activity WHERE last_day <= (now() AT TIME ZONE 'UTC')::date - 30
"""


async def save_batch() -> None:
    """Save what Redis noted since the last time, and fold what triggers counted into the totals."""
    await database().execute(_FOLD, name="fold_figures")
    await database().execute(_FORGET_INACTIVE, name="forget_inactive")
    keys = [*_KEYS, _BATCH]
    async with redis_errors("take_figures"):
        taken = await _TAKE(keys=keys, args=[new_id()])
    if not taken:
        return
    batch, counts, active = taken
    await database().execute(_SAVE, _parameters(batch, counts, active), name="save_figures")
    async with redis_errors("forget_figures"):
        await _FORGET(keys=keys, args=[batch])


def _parameters(batch: str, counts: list[str], active: list[str]) -> dict[str, object]:
    """Return the columns of a batch; each list holds fields and their values by turns."""
    names = [name.partition(" ") for name in counts[::2]]
    people = [
        (user, int(day)) for user, day in zip(active[::2], active[1::2], strict=True) if is_id(user)
    ]
    return {
        "batch": batch,
        "channels": [channel for channel, _, _ in names],
        "outcomes": [outcome for _, _, outcome in names],
        "amounts": [int(amount) for amount in counts[1::2]],
        "users": [user for user, _ in people],
        "days": [day for _, day in people],
    }
