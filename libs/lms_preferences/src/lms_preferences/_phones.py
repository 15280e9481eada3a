"""Phone numbers that prove whose they are: we text a code to the number, its owner types it in.

The hash ``notification:phone-code:<user>`` holds number, code and attempts, for ten minutes. The
notification does not contain the code, only a placeholder: otherwise the person who asked could
read it there without having the phone. The code is put into the text at the moment of sending.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

import msgspec
from msgspec import Meta

from lms_kernel import Invalid, Provider, kinds
from lms_preferences._preferences import Preferences, preferences
from lms_preferences.errors import NoPhoneCode, StalePreferences, WrongCode
from lms_redis import Script, redis, redis_errors

# The template of the text message that carries the code.
PHONE_CODE = "phone-code"

_DIGITS = 6
_LIFETIME_SECONDS = 600
_ATTEMPTS = 5
# Somebody may change other preferences at the same moment.
_CONFIRM_TRIES = 5


class PhoneCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code that somebody read on their phone."""

    code: Annotated[
        str,
        Meta(
            pattern=r"^[0-9]{6}\Z",
            description="As it was sent to the number",
            extra={"normalize": kinds.digits, "hint": "must be six digits"},
        ),
    ]


# KEYS code; ARGV code, number, lifetime.
_ISSUE = Script("""
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'code', ARGV[1], 'phone', ARGV[2], 'tries', 0)
return redis.call('EXPIRE', KEYS[1], ARGV[3])
""")

# KEYS code; ARGV how many attempts. Returns code and number, nothing when there is none (any more).
_TRY = Script("""
local issued = redis.call('HMGET', KEYS[1], 'code', 'phone')
if not issued[1] then return {} end
if redis.call('HINCRBY', KEYS[1], 'tries', 1) > tonumber(ARGV[1]) then return {} end
return issued
""")


class RedisPhones:
    """The codes behind ``phones()``."""

    PLACEHOLDER = "{code}"
    """Where the text of the message takes the code."""
    LIFETIME_MINUTES = _LIFETIME_SECONDS // 60

    async def issue(self, user_id: str, phone: str) -> None:
        """Make a code for the number, in place of any earlier one.

        How often somebody may ask for one is the caller's responsibility.
        """
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        async with redis_errors("issue_phone_code"):
            await _ISSUE(keys=[_key(user_id)], args=[code, phone, _LIFETIME_SECONDS])

    async def confirm(self, user_id: str, code: str) -> Preferences:
        """Confirm the number that the code was sent to, and return the updated preferences.

        Raises WrongCode, and NoPhoneCode when no number is waiting for a code.
        """
        async with redis_errors("confirm_phone"):
            issued: list[str] = await _TRY(keys=[_key(user_id)], args=[_ATTEMPTS])
        if not issued:
            raise NoPhoneCode
        expected, phone = issued
        if not hmac.compare_digest(code.encode(), expected.encode()):
            raise WrongCode
        confirmed = await _confirmed(user_id, phone)
        async with redis_errors("confirm_phone"):
            await redis().delete(_key(user_id))
        return confirmed

    async def fill(self, text: str, *, user_id: str, phone: str) -> str:
        """Return the text of the message with the code in place of the placeholder.

        Raises Invalid when the code has expired, the number is not the one that waits for it, or
        an administrator's words have no place for it.
        """
        async with redis_errors("phone_code"):
            code, expected_phone = await redis().hmget(_key(user_id), "code", "phone")
        if not code or expected_phone != phone:
            raise Invalid("The code is no longer valid.")
        if self.PLACEHOLDER not in text:
            raise Invalid("The words of the template leave the code out.")
        return text.replace(self.PLACEHOLDER, str(code))


async def _confirmed(user_id: str, phone: str) -> Preferences:
    """Mark the number as confirmed, unless it has been replaced by now."""
    left = _CONFIRM_TRIES
    while True:
        left -= 1
        present = await preferences().get(user_id)
        if present.phone != phone:
            raise NoPhoneCode
        if present.phone_confirmed:
            return present
        changed = msgspec.structs.replace(present, phone_confirmed=True)
        try:
            return await preferences().put(user_id, changed)
        except StalePreferences:
            if not left:
                raise


def _key(user_id: str) -> str:
    return f"notification:phone-code:{user_id}"


phones: Provider[RedisPhones] = Provider(RedisPhones)
