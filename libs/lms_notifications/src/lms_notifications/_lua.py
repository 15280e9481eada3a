"""Every change of a notification is one script, so that no crash leaves half of one.

========================================  ====================================================
key                                       holds
========================================  ====================================================
``notification:<id>``                     hash: record (JSON, never changed), status, channel,
                                          fallbacks and addresses (JSON), member, announcement,
                                          before, delivered_at, read_at, hold, held_until, digest,
                                          unread: it counts as unread as long as it is not read
``notification:<id>:attempts``            the ledger: a list of attempts (JSON), oldest first
``notification:<id>:lease``               the sender at work; expires when it stops renewing
``notification:inbox:<user>``             sorted set: ``<microseconds>:<id>``, in text order
``notification:inbox:<user>:<channel>``   the same for one channel
``notification:unread:<user>``            the same for what the person has not read
``notification:all``                      the same for everybody's notifications
``notification:all:<status>``             the same for one status
``notification:held``                     sorted set of ids by the second of their release
``notification:digest:<user>``            entries that wait for the person's daily digest
``notification:digests``                  sorted set of users by the second in which it is due
``notification:provider:<their id>``      the id of the notification that has this provider's id
``notification:blocked:<channel>``        hash: an address that we no longer send to -> why
``outbox``                                hash of lms_redis: events still to be published
``figures:counts``                        hash of lms_redis: what became of notifications
========================================  ====================================================

The client repeats a call whose answer was lost: each script recognizes its own first run.
"""

from __future__ import annotations

from collections.abc import Iterable

from lms_notifications._status import STATUSES, TERMINAL
from lms_redis import FIGURES, OUTBOX


def status_tables(statuses: Iterable[str], terminal: Iterable[str]) -> str:
    """Return the Lua that tells the scripts which statuses there are, and which are terminal."""
    names = ", ".join(f"'{status}'" for status in statuses)
    ends = ", ".join(f"{status} = true" for status in sorted(terminal))
    return f"local STATUSES = {{{names}}}\nlocal TERMINAL = {{{ends}}}\n"


COMMON = (
    OUTBOX
    + FIGURES
    + status_tables(STATUSES, TERMINAL)
    + """
local function is_terminal(status)
    return TERMINAL[status] == true
end

-- A notification expires after the retention once its status is terminal, never before.
local function set_expiry(id, status, retention)
    local record = 'notification:' .. id
    for _, key in ipairs({record, record .. ':attempts'}) do
        if is_terminal(status) then
            redis.call('EXPIRE', key, retention)
        else
            redis.call('PERSIST', key)
        end
    end
end

local function count(announcement, field, by)
    if announcement and announcement ~= '' then
        local key = 'announcement:' .. announcement
        if redis.call('EXISTS', key) == 1 then redis.call('HINCRBY', key, field, by) end
    end
end

-- A list of one person's messages expires when nothing came for twice the retention.
local function list(key, id, retention)
    redis.call('ZADD', key, 0, redis.call('HGET', 'notification:' .. id, 'member'))
    redis.call('EXPIRE', key, 2 * retention)
end

local UNREAD = {delivered = true, bounced = true, failed = true}

-- What has reached its reader, or never will, is unread until they open it, whatever its channel.
-- A digest counts for what it carries, and what somebody has switched off counts for nothing.
local function count_unread(id, from, to, retention)
    if UNREAD[from] == UNREAD[to] then return end
    local record = 'notification:' .. id
    local known = redis.call('HMGET', record, 'record', 'member', 'digest', 'read_at')
    local key = 'notification:unread:' .. cjson.decode(known[1]).request.recipient_id
    if UNREAD[to] and not known[3] then
        redis.call('HSET', record, 'unread', 1)
        if not known[4] then list(key, id, retention) end
    else
        redis.call('HDEL', record, 'unread')
        redis.call('ZREM', key, known[2])
    end
end

local function move(id, to, retention)
    local record = 'notification:' .. id
    local known = redis.call('HMGET', record, 'status', 'member', 'announcement')
    local from, member, announcement = known[1], known[2], known[3]
    if not from then return end
    if from ~= to then
        redis.call('HSET', record, 'status', to)
        redis.call('ZREM', 'notification:all:' .. from, member)
        redis.call('ZADD', 'notification:all:' .. to, 0, member)
        count_unread(id, from, to, retention)
        if is_terminal(to) then tally(redis.call('HGET', record, 'channel'), to) end
        count(announcement, 'state:' .. from, -1)
        count(announcement, 'state:' .. to, 1)
    end
    set_expiry(id, to, retention)
end

-- A message of an undelivered digest is sent on its own: by its next channel, at the next release.
local function go_alone(id, now, retention)
    local record = 'notification:' .. id
    local left = cjson.decode(redis.call('HGET', record, 'fallbacks'))
    local channel = table.remove(left, 1)
    if not channel then return false end
    local user = cjson.decode(redis.call('HGET', record, 'record')).request.recipient_id
    redis.call('HDEL', record, 'digest')
    redis.call('HSET', record, 'channel', channel,
        'fallbacks', #left == 0 and '[]' or cjson.encode(left))
    list('notification:inbox:' .. user .. ':' .. channel, id, retention)
    if channel == 'in_app' then
        redis.call('RPUSH', record .. ':attempts', cjson.encode({at = now, channel = channel,
            outcome = 'delivered', detail = 'Stored in the inbox.'}))
        redis.call('HSET', record, 'delivered_at', now)
        move(id, 'delivered', retention)
    else
        redis.call('HSET', record, 'hold', 'quiet', 'held_until', now)
        redis.call('ZADD', 'notification:held', redis.call('TIME')[1], id)
        move(id, 'queued', retention)
    end
    return true
end

-- The end of a digest is the end of what it carries, except for messages with channels left.
local function finish(id, to, entry, now, retention)
    local record = 'notification:' .. id
    if to == 'delivered' then redis.call('HSET', record, 'delivered_at', now) end
    move(id, to, retention)
    local bundle = redis.call('HGET', record, 'bundle')
    if not bundle then return end
    local attempt = cjson.decode(entry)
    attempt.detail = 'In the digest ' .. id .. ': ' .. attempt.detail
    local carried = cjson.encode(attempt)
    for _, item in ipairs(cjson.decode(bundle)) do
        local key = 'notification:' .. item
        if redis.call('HGET', key, 'digest') == id then
            redis.call('RPUSH', key .. ':attempts', carried)
            if to == 'delivered' then
                redis.call('HSET', key, 'delivered_at', now)
                move(item, to, retention)
            elseif not go_alone(item, now, retention) then
                move(item, to, retention)
            end
        end
    end
end

local function deliver_in_app(id, entry, now, retention)
    redis.call('RPUSH', 'notification:' .. id .. ':attempts', entry)
    finish(id, 'delivered', entry, now, retention)
end

-- Go on with the next channel; the event for its function is written together with the change.
local function advance(id, next, outbox, retention, now)
    local record = 'notification:' .. id
    local left = cjson.decode(redis.call('HGET', record, 'fallbacks'))
    table.remove(left, 1)
    local rest = #left == 0 and '[]' or cjson.encode(left)
    redis.call('HSET', record, 'channel', next.channel, 'fallbacks', rest)
    list('notification:inbox:' .. next.user .. ':' .. next.channel, id, retention)
    move(id, 'queued', retention)
    if next.channel == 'in_app' then
        deliver_in_app(id, next.entry, now, retention)
    else
        put(outbox, next.event_id, next.event)
    end
end

-- The first channel that is left must be the one that the caller made an event for.
local function can_advance(id, next)
    if not next.channel then return false end
    local left = cjson.decode(redis.call('HGET', 'notification:' .. id, 'fallbacks'))
    return left[1] == next.channel
end

local function hold(id, plan)
    local record = 'notification:' .. id
    if plan.hold == '' then return end
    redis.call('HSET', record, 'hold', plan.hold, 'held_until', plan.held_until)
    if plan.hold == 'quiet' then
        redis.call('ZADD', 'notification:held', plan.held_score, id)
    else
        redis.call('ZADD', 'notification:digest:' .. plan.user, 0,
            redis.call('HGET', record, 'member'))
        redis.call('ZADD', 'notification:digests', 'NX', plan.held_score, plan.user)
    end
end

-- Start a message, the first time or again: its channels, its ledger's entries, its event.
local function start(id, plan, outbox)
    local record = 'notification:' .. id
    redis.call('HSET', record, 'channel', plan.channel, 'fallbacks', plan.fallbacks,
        'addresses', plan.addresses)
    for _, entry in ipairs(plan.entries) do
        redis.call('RPUSH', record .. ':attempts', entry)
    end
    list('notification:inbox:' .. plan.user .. ':' .. plan.channel, id, plan.retention)
    move(id, plan.status, plan.retention)
    if plan.status == 'delivered' then redis.call('HSET', record, 'delivered_at', plan.now) end
    hold(id, plan)
    if plan.event ~= '' then put(outbox, plan.event_id, plan.event) end
end
"""
)
