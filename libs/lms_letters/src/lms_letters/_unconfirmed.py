"""How much is mailed to an address before its owner has confirmed it (decision 0061).

It may be a stranger's: registering it must not fill somebody's mailbox.
"""

from __future__ import annotations

import hashlib

import msgspec

from lms_notifications import Recipient
from lms_preferences import Category, categories
from lms_redis import Script, redis_errors

# In 24 hours, to one address, account letters not counted: those are limited where they are
# requested, and one of them is the way to confirm it.
MOST_UNCONFIRMED = 10
_DAY_SECONDS = 24 * 3600
_REASON = f"It is not confirmed yet, and had {MOST_UNCONFIRMED} mails within 24 hours."

# KEYS the letters of the address; ARGV id of this one, seconds of a day, how many. Returns 1 if it
# may be mailed: a letter that was counted before may always.
_COUNT = Script("""
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 1 end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
""")


async def unless_unconfirmed(
    recipient: Recipient, notification_id: str, category: Category
) -> Recipient:
    """Return the recipient, without mail if their unconfirmed address had enough of it today."""
    address = recipient.addresses.get("email")
    if not address or categories[category].mandatory:
        return recipient
    key = f"unconfirmed-mails:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    async with redis_errors("count_unconfirmed"):
        may = await _COUNT(keys=[key], args=[notification_id, _DAY_SECONDS, MOST_UNCONFIRMED])
    if may:
        return recipient
    return msgspec.structs.replace(recipient, blocked={**recipient.blocked, "email": _REASON})
