"""The scripts of a delivery: begin an attempt, renew its lease, record how it went."""

from __future__ import annotations

from lms_notifications._lua import COMMON
from lms_redis import Script

# ARGV id, channel, token, milliseconds of the lease, entry for a sender that recorded nothing,
# retention, prefixes of the keys of preferences and devices. Returns the state; 'begun' together
# with all that a sender reads: record, ledger, the recipient's preferences, how many devices they
# have, and why their address is blocked.
BEGIN = Script(
    COMMON
    + """
local id, channel, token = ARGV[1], ARGV[2], ARGV[3]
local record = 'notification:' .. id
local lease = record .. ':lease'

local function begun()
    local known = redis.call('HMGET', record, 'record', 'addresses')
    local user = cjson.decode(known[1]).request.recipient_id
    local address = cjson.decode(known[2])[channel] or ''
    local attempts = redis.call('LRANGE', record .. ':attempts', 0, -1)
    return {'begun', redis.call('HGETALL', record), attempts,
        redis.call('GET', ARGV[7] .. user), redis.call('HLEN', ARGV[8] .. user),
        redis.call('HGET', 'notification:blocked:' .. channel, address)}
end

local known = redis.call('HMGET', record, 'status', 'channel', 'hold')
local status = known[1]
if not status then return {'missing'} end
-- Another channel has taken over, or it waits: its release makes a new event.
if known[2] ~= channel or known[3] then return {'done'} end
if is_terminal(status) and status ~= 'failed' then return {'done'} end
if not redis.call('SET', lease, token, 'NX', 'PX', ARGV[4]) then
    -- Our own lease: the client repeats a call whose answer was lost.
    return redis.call('GET', lease) == token and begun() or {'leased'}
end
if status == 'sending' then
    redis.call('RPUSH', record .. ':attempts', ARGV[5])
else
    redis.call('HSET', record, 'before', status)
    move(id, 'sending', ARGV[6])
end
return begun()
"""
)

RENEW = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
""")

# KEYS outbox; ARGV id, the change. What the provider accepted is delivered, even if somebody has
# given up meanwhile; nothing else ever changes a delivered one. Only the sender that holds the
# lease may queue a notification again or start its next channel. ``token`` is empty when no sender
# will try again. Returns the status.
RECORD = Script(
    COMMON
    + """
local outbox, id, change = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local record = 'notification:' .. id
local attempts, lease = record .. ':attempts', record .. ':lease'
local known = redis.call('HMGET', record, 'status', 'channel', 'hold')
local status = known[1]
if not status then return 'missing' end
-- A repeat after a lost answer: no two attempts end in the same microsecond.
for _, entry in ipairs(redis.call('LRANGE', attempts, -2, -1)) do
    if entry == change.entry then return status end
end
local gives_up = change.token == ''
local is_past = is_terminal(status) or known[2] ~= change.channel or known[3]
if gives_up and is_past then return status end
local holder = redis.call('GET', lease)
-- A channel that was given up meanwhile ends nothing: another one has the message by now.
local holds = known[2] == change.channel and (not holder or holder == change.token)
local outcome = change.outcome
local stops = outcome == 'failed' or outcome == 'suppressed'
if stops and (gives_up or holds) and not is_terminal(status) and change.next.channel
    and not can_advance(id, change.next) then return 'changed' end
redis.call('RPUSH', attempts, change.entry)
if change.provider_id ~= '' then
    redis.call('SET', 'notification:provider:' .. change.provider_id, id, 'EX', change.retention)
end
if outcome == 'delivered' then
    if status ~= 'delivered' and status ~= 'bounced' then
        redis.call('HDEL', record, 'hold', 'held_until')
        redis.call('ZREM', 'notification:held', id)
        finish(id, 'delivered', change.entry, change.now, change.retention)
    end
elseif stops then
    if status ~= 'delivered' and status ~= 'bounced' and (gives_up or holds) then
        if change.next.channel then
            advance(id, change.next, outbox, change.retention, change.now)
        else
            finish(id, outcome, change.entry, change.now, change.retention)
        end
    end
elseif status == 'sending' and holds then
    local back = outcome == 'held' and 'queued' or redis.call('HGET', record, 'before')
    move(id, back, change.retention)
    if outcome == 'held' then
        redis.call('HSET', record, 'hold', 'quiet', 'held_until', change.held_until)
        redis.call('ZADD', 'notification:held', change.held_score, id)
    end
end
if holder and holder == change.token then redis.call('DEL', lease) end
status = redis.call('HGET', record, 'status')
set_expiry(id, status, change.retention)
return status
"""
)

# KEYS outbox; ARGV id, what the provider reported. Returns the status.
REPORT = Script(
    COMMON
    + """
local outbox, id, change = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local record = 'notification:' .. id
local known = redis.call('HMGET', record, 'status', 'channel', 'hold')
local status = known[1]
if not status then return 'missing' end
for _, entry in ipairs(redis.call('LRANGE', record .. ':attempts', 0, -1)) do
    if entry == change.entry then return status end
end
if change.suppress then
    local address = cjson.decode(redis.call('HGET', record, 'addresses'))[change.channel]
    if address then
        redis.call('HSET', 'notification:blocked:' .. change.channel, address, change.suppress)
    end
end
local concerns = known[2] == change.channel and not known[3]
if change.outcome == 'bounced' and concerns and status ~= 'bounced' and status ~= 'suppressed' then
    if change.next.channel and not can_advance(id, change.next) then return 'changed' end
    redis.call('RPUSH', record .. ':attempts', change.entry)
    if change.next.channel then
        redis.call('HDEL', record, 'delivered_at')
        advance(id, change.next, outbox, change.retention, change.now)
    else
        finish(id, 'bounced', change.entry, change.now, change.retention)
    end
else
    redis.call('RPUSH', record .. ':attempts', change.entry)
    -- It arrived, although the sender recorded nothing: the window of a crash closes here.
    if change.outcome == 'confirmed' and concerns and not is_terminal(status) then
        finish(id, 'delivered', change.entry, change.now, change.retention)
    else
        set_expiry(id, status, change.retention)
    end
end
return redis.call('HGET', record, 'status')
"""
)
