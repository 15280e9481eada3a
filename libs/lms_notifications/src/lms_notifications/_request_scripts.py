"""The scripts that start a notification, the first time or again."""

from __future__ import annotations

from lms_notifications._lua import COMMON
from lms_redis import Script

# KEYS outbox; ARGV id, plan. Returns whether it was made now, and the event if that is still
# unpublished, so that a repeat can publish it immediately.
ADD = Script(
    COMMON
    + """
local outbox, id, plan = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local record = 'notification:' .. id

-- What is old may still be open, or delivered late: only what is gone leaves a list.
local function prune(key)
    local gone = {}
    local old = redis.call('ZRANGEBYLEX', key, '-', '(' .. plan.oldest, 'LIMIT', 0, 100)
    for _, entry in ipairs(old) do
        if redis.call('EXISTS', 'notification:' .. string.match(entry, ':(.*)')) == 0 then
            redis.call('ZREM', key, entry)
            gone[#gone + 1] = entry
        end
    end
    return gone
end

local function take_along(bundle)
    local waiting = 'notification:digest:' .. plan.user
    for _, item in ipairs(bundle) do
        local key = 'notification:' .. item
        if redis.call('HGET', key, 'hold') == 'digest' then
            redis.call('HDEL', key, 'hold', 'held_until')
            redis.call('HSET', key, 'digest', id)
            redis.call('ZREM', waiting, redis.call('HGET', key, 'member'))
        end
    end
    redis.call('HSET', record, 'bundle', cjson.encode(bundle))
    if redis.call('EXISTS', waiting) == 1 then
        redis.call('ZADD', 'notification:digests', plan.next_digest, plan.user)
    else
        redis.call('ZREM', 'notification:digests', plan.user)
    end
end

local is_new = 1 - redis.call('EXISTS', record)
if is_new == 1 then
    redis.call('HSET', record, 'record', plan.record, 'status', 'queued', 'member', plan.member,
        'announcement', plan.announcement)
    count(plan.announcement, 'state:queued', 1)
    tally(plan.channel, 'requested')
    local inbox = 'notification:inbox:' .. plan.user
    for _, key in ipairs({inbox, 'notification:all', 'notification:all:queued'}) do
        redis.call('ZADD', key, 0, plan.member)
    end
    redis.call('EXPIRE', inbox, 2 * plan.retention)
    if #plan.bundle > 0 then take_along(plan.bundle) end
    start(id, plan, outbox)
    if plan.status == 'suppressed' and #plan.bundle > 0 then
        finish(id, 'suppressed', plan.entries[#plan.entries], plan.now, plan.retention)
    end
    prune(inbox)
    prune(inbox .. ':' .. plan.channel)
    prune('notification:unread:' .. plan.user)
    for _, entry in ipairs(prune('notification:all')) do
        for _, status in ipairs(STATUSES) do
            redis.call('ZREM', 'notification:all:' .. status, entry)
        end
    end
end
return {is_new, redis.call('HGET', outbox, plan.event_id) or ''}
"""
)

# KEYS outbox; ARGV id, plan, entry of the replay. Returns 'replayed', 'missing' or 'refused'.
REPLAY = Script(
    COMMON
    + """
local outbox, id, plan, entry = KEYS[1], ARGV[1], cjson.decode(ARGV[2]), ARGV[3]
local record = 'notification:' .. id
local status = redis.call('HGET', record, 'status')
if not status then return 'missing' end
for _, each in ipairs(redis.call('LRANGE', record .. ':attempts', -9, -1)) do
    if each == entry then return 'replayed' end
end
if not is_terminal(status) or status == 'delivered' then return 'refused' end
redis.call('HDEL', record, 'delivered_at', 'digest')
redis.call('RPUSH', record .. ':attempts', entry)
start(id, plan, outbox)
return 'replayed'
"""
)
