"""Phone numbers that prove whose they are: a code goes to the number, and comes back from a person.

The hash ``notification:phone-code:<user>`` holds number, code and tries, for ten minutes. The code
is in no notification, only a mark where it belongs: who asks could read it there without having
the phone. It is put into the text at the moment of sending.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

import msgspec
from msgspec import Meta

from lms_kernel import Conflict, FieldError, Invalid, Provider
from lms_notifications._letters import compose
from lms_notifications._model import Notification
from lms_notifications._preferences import Preferences, preferences
from lms_notifications._store import notifications
from lms_notifications.errors import StalePreferences
from lms_redis import Script, redis, redis_errors

TEMPLATE = "phone-code"
_MARK = "{code}"
_DIGITS = 6
_LIFETIME_SECONDS = 600
_TRIES = 5
# Somebody who changes other preferences in the same moment.
_CONFIRM_TRIES = 5


class PhoneCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code that somebody read on their phone."""

    code: Annotated[
        str,
        Meta(
            pattern=r"^[0-9]{6}\Z",
            description="As it was sent to the number",
            extra={"hint": "must be six digits"},
        ),
    ]


class WrongCode(Invalid):
    """It is not the code that was sent."""

    def __init__(self) -> None:
        """Name the field at fault."""
        super().__init__(errors=[FieldError("code", "must be the code that the number was sent")])


class NoPhoneCode(Conflict):
    """No number waits for a code, or the code is too old, or was guessed at too often."""

    slug = "no-phone-code"
    title = "There is no code to compare with: ask for a new one"


# KEYS code; ARGV code, number, lifetime.
_ASK = Script("""
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'code', ARGV[1], 'phone', ARGV[2], 'tries', 0)
return redis.call('EXPIRE', KEYS[1], ARGV[3])
""")

# KEYS code; ARGV how many tries. Answers code and number, nothing when there is none (any more).
_TRY = Script("""
local kept = redis.call('HMGET', KEYS[1], 'code', 'phone')
if not kept[1] then return {} end
if redis.call('HINCRBY', KEYS[1], 'tries', 1) > tonumber(ARGV[1]) then return {} end
return kept
""")


class RedisPhones:
    """What is behind ``phones()``."""

    async def ask(self, user_id: str, phone: str) -> Notification:
        """Send a code to the number, in place of any before, and answer the text message.

        How often somebody may ask is the caller's affair.
        """
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        key = _key(user_id)
        async with redis_errors("ask_phone"):
            await _ASK(keys=[key], args=[code, phone, _LIFETIME_SECONDS])
        language = (await preferences().get(user_id)).language
        letter = await compose(TEMPLATE, language, code=_MARK, minutes=_LIFETIME_SECONDS // 60)
        return await notifications().request(letter.to(user_id, phone=phone))

    async def confirm(self, user_id: str, code: str) -> Preferences:
        """Confirm the number that the code was sent to, and answer the preferences as they are.

        Raises WrongCode, and NoPhoneCode when nothing waits for a code.
        """
        async with redis_errors("confirm_phone"):
            kept: list[str] = await _TRY(keys=[_key(user_id)], args=[_TRIES])
        if not kept:
            raise NoPhoneCode
        expected, phone = kept
        if not hmac.compare_digest(code.encode(), expected.encode()):
            raise WrongCode
        confirmed = await _confirmed(user_id, phone)
        async with redis_errors("confirm_phone"):
            await redis().delete(_key(user_id))
        return confirmed

    async def filled(self, notification: Notification, words: str) -> str:
        """Return the words of a text message, with the code in them if that is what it is for.

        Raises Invalid when the code is gone, the number is not the one that waits for it, or an
        administrator's words have no place for it.
        """
        if notification.template != TEMPLATE:
            return words
        async with redis_errors("phone_code"):
            code, phone = await redis().hmget(_key(notification.recipient_id), "code", "phone")
        if not code or phone != notification.address:
            raise Invalid("The code is no longer valid.")
        if _MARK not in words:
            raise Invalid("The words of the template leave the code out.")
        return words.replace(_MARK, str(code))


async def _confirmed(user_id: str, phone: str) -> Preferences:
    """Write that the number is confirmed, unless it is another one by now."""
    left = _CONFIRM_TRIES
    while True:
        left -= 1
        present = await preferences().get(user_id)
        if present.phone != phone:
            raise NoPhoneCode
        if present.phone_confirmed:
            return present
        wanted = msgspec.structs.replace(present, phone_confirmed=True)
        try:
            return await preferences().put(user_id, wanted)
        except StalePreferences:
            if not left:
                raise


def _key(user_id: str) -> str:
    return f"notification:phone-code:{user_id}"


phones: Provider[RedisPhones] = Provider(RedisPhones)
