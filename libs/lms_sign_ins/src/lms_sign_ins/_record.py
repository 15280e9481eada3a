"""Events of sign-ins, written to Redis' outbox before the caller hears of the outcome."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from lms_events import announce
from lms_kernel import derived_id, envelope
from lms_redis import OUTBOX, RedisOutbox, Script, redis_errors
from lms_sign_ins._events import SessionEnded, SessionStarted, SignInFailed, SignInRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lms_kernel import DomainEvent
    from lms_sign_ins._events import Ending

_outbox = RedisOutbox()

# As long as one refusal stands for those that follow it.
_QUIET_SECONDS = 60

# KEYS outbox, marks of account and place; ARGV seconds, event's id, event. Returns whether it is
# the first of either.
_FIRST = Script(
    OUTBOX
    + """
if redis.call('EXISTS', KEYS[2], KEYS[3]) > 0 then return 0 end
redis.call('SET', KEYS[2], '1', 'EX', ARGV[1])
redis.call('SET', KEYS[3], '1', 'EX', ARGV[1])
put(KEYS[1], ARGV[2], ARGV[3])
return 1
"""
)


async def signed_in(user_id: str, session_id: str) -> None:
    """Record that a session began; nobody has its tokens before this returns."""
    await _write(SessionStarted(user_id=user_id, session_id=session_id))


async def sign_in_failed(user_id: str | None) -> None:
    """Record a wrong password; None when there is no such account, which takes the same time."""
    await _write(SignInFailed(user_id=user_id))


async def sign_in_refused(problem: str, *, account: str, address: str) -> None:
    """Record that the limit ``problem`` held, once a minute for each account and each address.

    Neither is stored: Redis has a digest of either for that minute.
    """
    event = envelope(SignInRefused(problem=problem))
    marks = [f"refusal:account:{_digest(account)}", f"refusal:address:{_digest(address)}"]
    async with redis_errors("sign_in_refused"):
        is_first = await _FIRST(
            keys=[RedisOutbox.KEY, *marks],
            args=[_QUIET_SECONDS, str(event["id"]), msgspec.json.encode(event)],
        )
    if is_first:
        tell(event)


async def session_ended(user_id: str, session_id: str, reason: Ending) -> None:
    """Record the end of a session that has just ended."""
    event = ending(user_id, session_id, reason)
    await _outbox.put(event)
    tell(event)


def ending(user_id: str, session_id: str, reason: Ending) -> dict[str, object]:
    """Return the event of a session's end: the same one, however often it is asked for."""
    event = SessionEnded(user_id=user_id, session_id=session_id, reason=reason)
    return envelope(event, id=derived_id(SessionEnded.type, session_id))


def tell(event: Mapping[str, object]) -> None:
    """Publish what is in the outbox, once the response is sent."""
    announce(_outbox, event)


async def _write(event: DomainEvent) -> None:
    written = envelope(event)
    await _outbox.put(written)
    tell(written)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
