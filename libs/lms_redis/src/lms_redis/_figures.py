"""What scripts note for the figures of the business, until save_figures takes it to PostgreSQL.

Keys: the hash ``figures:counts`` (``<channel> <outcome>`` -> how many) and the hash
``figures:active`` (user id -> the last day on which they were active). A script notes in the step
that makes the change, so nothing is counted that did not happen, and nothing twice.
"""

from __future__ import annotations

# Scripts of other libraries that count something begin with this.
FIGURES = """
local function tally(channel, outcome)
    redis.call('HINCRBY', 'figures:counts', channel .. ' ' .. outcome, 1)
end

local function note_active(user)
    local days = math.floor(tonumber(redis.call('TIME')[1]) / 86400)
    redis.call('HSET', 'figures:active', user, days)
end
"""
