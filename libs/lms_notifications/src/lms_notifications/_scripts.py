"""Every change of a notification as one script, so that no crash leaves half of one.

========================================  ====================================================
key                                       holds
========================================  ====================================================
``notification:<id>``                     hash: record (JSON, never changed), status, channel,
                                          fallbacks and addresses (JSON), member, announcement,
                                          before, delivered_at, read_at, hold, held_until, digest
``notification:<id>:attempts``            the ledger: a list of attempts (JSON), oldest first
``notification:<id>:lease``               the sender at work; expires when it stops renewing
``notification:inbox:<user>``             sorted set: ``<microseconds>:<id>``, in text order
``notification:inbox:<user>:<channel>``   the same for one channel
``notification:unread:<user>``            the same for in-app messages that were not read
``notification:ledger``                   the same for everybody's
``notification:ledger:<status>``          the same for one status
``notification:held``                     sorted set of ids by the second in which they are let go
``notification:digest:<user>``            entries that wait for the person's mail of the day
``notification:digests``                  sorted set of users by the second in which it is due
``notification:provider:<their id>``      the id of the notification that a provider calls so
``notification:blocked:<channel>``        hash: an address that is written to no more -> why
``outbox``                                hash of lms_redis: events still to be published
========================================  ====================================================

The client repeats a call whose answer was lost: each script knows its own first run.
"""

from __future__ import annotations

from lms_redis import Script

_COMMON = """
local STATUSES = {'queued', 'sending', 'delivered', 'bounced', 'failed', 'suppressed'}

local function has_ended(status)
    return status == 'delivered' or status == 'bounced'
        or status == 'failed' or status == 'suppressed'
end

-- What has ended is forgotten after the retention, what is open never is.
local function keep(id, status, retention)
    local record = 'notification:' .. id
    for _, key in ipairs({record, record .. ':attempts'}) do
        if has_ended(status) then
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

local function move(id, to, retention)
    local record = 'notification:' .. id
    local known = redis.call('HMGET', record, 'status', 'member', 'announcement')
    local from, member, announcement = known[1], known[2], known[3]
    if not from then return end
    if from ~= to then
        redis.call('HSET', record, 'status', to)
        redis.call('ZREM', 'notification:ledger:' .. from, member)
        redis.call('ZADD', 'notification:ledger:' .. to, 0, member)
        count(announcement, 'state:' .. from, -1)
        count(announcement, 'state:' .. to, 1)
    end
    keep(id, to, retention)
end

-- What lists the messages of one person goes when nothing came for twice the retention.
local function list(key, id, retention)
    redis.call('ZADD', key, 0, redis.call('HGET', 'notification:' .. id, 'member'))
    redis.call('EXPIRE', key, 2 * retention)
end

-- What an undelivered digest carried goes its own way: by its next channel, at the next release.
local function go_alone(id, now, retention)
    local record = 'notification:' .. id
    local left = cjson.decode(redis.call('HGET', record, 'fallbacks'))
    local channel = table.remove(left, 1)
    if not channel then return false end
    local user = cjson.decode(redis.call('HGET', record, 'record')).wish.recipient_id
    redis.call('HDEL', record, 'digest')
    redis.call('HSET', record, 'channel', channel,
        'fallbacks', #left == 0 and '[]' or cjson.encode(left))
    list('notification:inbox:' .. user .. ':' .. channel, id, retention)
    if channel == 'in_app' then
        redis.call('RPUSH', record .. ':attempts', cjson.encode({at = now, channel = channel,
            outcome = 'delivered', detail = 'Stored in the inbox.'}))
        redis.call('HSET', record, 'delivered_at', now)
        list('notification:unread:' .. user, id, retention)
        move(id, 'delivered', retention)
    else
        redis.call('HSET', record, 'hold', 'quiet', 'held_until', now)
        redis.call('ZADD', 'notification:held', redis.call('TIME')[1], id)
        move(id, 'queued', retention)
    end
    return true
end

-- The end of a digest is the end of what it carries, unless that has another way to go.
local function finish(id, to, entry, now, retention)
    local record = 'notification:' .. id
    if to == 'delivered' then redis.call('HSET', record, 'delivered_at', now) end
    move(id, to, retention)
    local bundle = redis.call('HGET', record, 'bundle')
    if not bundle then return end
    local told = cjson.decode(entry)
    told.detail = 'In the digest ' .. id .. ': ' .. told.detail
    local carried = cjson.encode(told)
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

local function deliver_in_app(id, user, entry, now, retention)
    redis.call('RPUSH', 'notification:' .. id .. ':attempts', entry)
    list('notification:unread:' .. user, id, retention)
    finish(id, 'delivered', entry, now, retention)
end

-- Go on by the next channel; the event for its function is written with the change.
local function advance(id, next, outbox, retention, now)
    local record = 'notification:' .. id
    local left = cjson.decode(redis.call('HGET', record, 'fallbacks'))
    table.remove(left, 1)
    local rest = #left == 0 and '[]' or cjson.encode(left)
    redis.call('HSET', record, 'channel', next.channel, 'fallbacks', rest)
    list('notification:inbox:' .. next.user .. ':' .. next.channel, id, retention)
    move(id, 'queued', retention)
    if next.channel == 'in_app' then
        deliver_in_app(id, next.user, next.entry, now, retention)
    else
        redis.call('HSET', outbox, next.event_id, next.event)
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

-- How a message sets out, the first time or again: its way, its ledger's entries, its event.
local function set_out(id, plan, outbox)
    local record = 'notification:' .. id
    redis.call('HSET', record, 'channel', plan.channel, 'fallbacks', plan.fallbacks,
        'addresses', plan.addresses)
    for _, entry in ipairs(plan.entries) do
        redis.call('RPUSH', record .. ':attempts', entry)
    end
    list('notification:inbox:' .. plan.user .. ':' .. plan.channel, id, plan.retention)
    move(id, plan.status, plan.retention)
    if plan.status == 'delivered' then
        redis.call('HSET', record, 'delivered_at', plan.now)
        list('notification:unread:' .. plan.user, id, plan.retention)
    end
    hold(id, plan)
    if plan.event ~= '' then redis.call('HSET', outbox, plan.event_id, plan.event) end
end
"""

# KEYS outbox; ARGV id, plan. Answers whether it was made now, and the event if that is still
# unpublished, so that a repeat can publish it at once.
ADD = Script(
    _COMMON
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
    local inbox = 'notification:inbox:' .. plan.user
    for _, key in ipairs({inbox, 'notification:ledger', 'notification:ledger:queued'}) do
        redis.call('ZADD', key, 0, plan.member)
    end
    redis.call('EXPIRE', inbox, 2 * plan.retention)
    if #plan.bundle > 0 then take_along(plan.bundle) end
    set_out(id, plan, outbox)
    if plan.status == 'suppressed' and #plan.bundle > 0 then
        finish(id, 'suppressed', plan.entries[#plan.entries], plan.now, plan.retention)
    end
    prune(inbox)
    prune(inbox .. ':' .. plan.channel)
    prune('notification:unread:' .. plan.user)
    for _, entry in ipairs(prune('notification:ledger')) do
        for _, status in ipairs(STATUSES) do
            redis.call('ZREM', 'notification:ledger:' .. status, entry)
        end
    end
end
return {is_new, redis.call('HGET', outbox, plan.event_id) or ''}
"""
)

# ARGV id, channel, token, milliseconds of the lease, entry of a sender that never told, retention
BEGIN = Script(
    _COMMON
    + """
local id, channel, token = ARGV[1], ARGV[2], ARGV[3]
local record = 'notification:' .. id
local lease = record .. ':lease'
local known = redis.call('HMGET', record, 'status', 'channel', 'hold')
local status = known[1]
if not status then return 'missing' end
-- Another channel has taken over, or it waits: whoever lets it go makes a new event.
if known[2] ~= channel or known[3] then return 'done' end
if has_ended(status) and status ~= 'failed' then return 'done' end
if not redis.call('SET', lease, token, 'NX', 'PX', ARGV[4]) then
    -- Our own lease: the client repeats a call whose answer was lost.
    return redis.call('GET', lease) == token and 'begun' or 'leased'
end
if status == 'sending' then
    redis.call('RPUSH', record .. ':attempts', ARGV[5])
else
    redis.call('HSET', record, 'before', status)
    move(id, 'sending', ARGV[6])
end
return 'begun'
"""
)

RENEW = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
""")

# KEYS outbox; ARGV id, what happened. What the provider accepted is delivered, whoever else has
# given up meanwhile; nothing else ever changes a delivered one. Only the sender at work may put a
# notification back or on. ``token`` is empty when nobody will try again by themselves.
RECORD = Script(
    _COMMON
    + """
local outbox, id, told = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local record = 'notification:' .. id
local attempts, lease = record .. ':attempts', record .. ':lease'
local known = redis.call('HMGET', record, 'status', 'channel', 'hold')
local status = known[1]
if not status then return 'missing' end
-- A repeat after a lost answer: no two attempts end in the same microsecond.
for _, entry in ipairs(redis.call('LRANGE', attempts, -2, -1)) do
    if entry == told.entry then return status end
end
local gives_up = told.token == ''
if gives_up and (has_ended(status) or known[2] ~= told.channel or known[3]) then return status end
local holder = redis.call('GET', lease)
-- A channel that was left meanwhile ends nothing: the message is another one's by now.
local holds = known[2] == told.channel and (not holder or holder == told.token)
local outcome = told.outcome
local stops = outcome == 'failed' or outcome == 'suppressed'
if stops and (gives_up or holds) and not has_ended(status) and told.next.channel
    and not can_advance(id, told.next) then return 'changed' end
redis.call('RPUSH', attempts, told.entry)
if told.provider_id ~= '' then
    redis.call('SET', 'notification:provider:' .. told.provider_id, id, 'EX', told.retention)
end
if outcome == 'delivered' then
    if status ~= 'delivered' and status ~= 'bounced' then
        redis.call('HDEL', record, 'hold', 'held_until')
        redis.call('ZREM', 'notification:held', id)
        finish(id, 'delivered', told.entry, told.now, told.retention)
    end
elseif stops then
    if status ~= 'delivered' and status ~= 'bounced' and (gives_up or holds) then
        if told.next.channel then
            advance(id, told.next, outbox, told.retention, told.now)
        else
            finish(id, outcome, told.entry, told.now, told.retention)
        end
    end
elseif status == 'sending' and holds then
    move(id, outcome == 'held' and 'queued' or redis.call('HGET', record, 'before'), told.retention)
    if outcome == 'held' then
        redis.call('HSET', record, 'hold', 'quiet', 'held_until', told.held_until)
        redis.call('ZADD', 'notification:held', told.held_score, id)
    end
end
if holder and holder == told.token then redis.call('DEL', lease) end
status = redis.call('HGET', record, 'status')
keep(id, status, told.retention)
return status
"""
)

# KEYS outbox; ARGV id, what the provider reported. Answers the status.
REPORT = Script(
    _COMMON
    + """
local outbox, id, told = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local record = 'notification:' .. id
local known = redis.call('HMGET', record, 'status', 'channel', 'hold')
local status = known[1]
if not status then return 'missing' end
for _, entry in ipairs(redis.call('LRANGE', record .. ':attempts', 0, -1)) do
    if entry == told.entry then return status end
end
if told.suppress then
    local address = cjson.decode(redis.call('HGET', record, 'addresses'))[told.channel]
    if address then
        redis.call('HSET', 'notification:blocked:' .. told.channel, address, told.suppress)
    end
end
local concerns = known[2] == told.channel and not known[3]
if told.outcome == 'bounced' and concerns and status ~= 'bounced' and status ~= 'suppressed' then
    if told.next.channel and not can_advance(id, told.next) then return 'changed' end
    redis.call('RPUSH', record .. ':attempts', told.entry)
    if told.next.channel then
        redis.call('HDEL', record, 'delivered_at')
        advance(id, told.next, outbox, told.retention, told.now)
    else
        finish(id, 'bounced', told.entry, told.now, told.retention)
    end
else
    redis.call('RPUSH', record .. ':attempts', told.entry)
    -- It arrived, although the sender never told: the window of a crash closes here.
    if told.outcome == 'confirmed' and concerns and not has_ended(status) then
        finish(id, 'delivered', told.entry, told.now, told.retention)
    else
        keep(id, status, told.retention)
    end
end
return redis.call('HGET', record, 'status')
"""
)

# KEYS outbox; ARGV id, plan, entry of the replay. Answers 'replayed', 'missing' or 'refused'.
REPLAY = Script(
    _COMMON
    + """
local outbox, id, plan, entry = KEYS[1], ARGV[1], cjson.decode(ARGV[2]), ARGV[3]
local record = 'notification:' .. id
local status = redis.call('HGET', record, 'status')
if not status then return 'missing' end
for _, each in ipairs(redis.call('LRANGE', record .. ':attempts', -9, -1)) do
    if each == entry then return 'replayed' end
end
if not has_ended(status) or status == 'delivered' then return 'refused' end
redis.call('HDEL', record, 'delivered_at', 'digest')
redis.call('RPUSH', record .. ':attempts', entry)
set_out(id, plan, outbox)
return 'replayed'
"""
)

# KEYS outbox; ARGV id, event's id, event. Answers 1 when it was let go.
RELEASE = Script("""
local id = ARGV[1]
local record = 'notification:' .. id
redis.call('ZREM', 'notification:held', id)
if redis.call('HGET', record, 'hold') ~= 'quiet' then
    return redis.call('HEXISTS', KEYS[1], ARGV[2])
end
redis.call('HDEL', record, 'hold', 'held_until')
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
""")

# KEYS record, unread list; ARGV the moment, empty to make it unread, and the retention. Answers 0
# when it is gone.
MARK = Script("""
local member = redis.call('HGET', KEYS[1], 'member')
if not member then return 0 end
if redis.call('HGET', KEYS[1], 'channel') ~= 'in_app' then return 1 end
if ARGV[1] == '' then
    redis.call('HDEL', KEYS[1], 'read_at')
    redis.call('ZADD', KEYS[2], 0, member)
    redis.call('EXPIRE', KEYS[2], 2 * ARGV[2])
else
    redis.call('HSETNX', KEYS[1], 'read_at', ARGV[1])
    redis.call('ZREM', KEYS[2], member)
end
return 1
""")

# KEYS unread list; ARGV the moment, how many at most. Answers how many are left.
MARK_ALL = Script("""
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, ARGV[2] - 1)) do
    local record = 'notification:' .. string.match(member, ':(.*)')
    if redis.call('EXISTS', record) == 1 then redis.call('HSETNX', record, 'read_at', ARGV[1]) end
    redis.call('ZREM', KEYS[1], member)
end
return redis.call('ZCARD', KEYS[1])
""")

# ARGV user, how many at most. Answers the ids of what waits for the person's mail of the day. What
# is gone, or has been sent on its own, leaves the list; somebody with an empty list is not due.
WAITING = Script("""
local list = 'notification:digest:' .. ARGV[1]
local ids = {}
for _, member in ipairs(redis.call('ZRANGE', list, 0, ARGV[2] - 1)) do
    local id = string.match(member, ':(.*)')
    if redis.call('HGET', 'notification:' .. id, 'hold') == 'digest' then
        ids[#ids + 1] = id
    else
        redis.call('ZREM', list, member)
    end
end
if redis.call('EXISTS', list) == 0 then redis.call('ZREM', 'notification:digests', ARGV[1]) end
return ids
""")
