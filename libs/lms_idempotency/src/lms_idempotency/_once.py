"""Remembering the request, or its response, of a key.

draft-ietf-httpapi-idempotency-key-header-07.

IdempotencyKeyReused 422    the same key was used for another request
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from lms_http import Answer
from lms_kernel import BadRequest, Invalid, derived_id, new_id
from lms_records import read_json
from lms_redis import redis, redis_errors

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

T = TypeVar("T")

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_REMEMBERED_SECONDS = 24 * 3600
_KEPT_HEADERS = ("content-type", "location", "etag", "cache-control")


class IdempotencyKeyReused(Invalid):
    """The key belongs to another request: a fault in the client that must not be hidden."""

    slug = "idempotency-key-reused"
    title = "This Idempotency-Key was used for another request"


class Memory(msgspec.Struct):
    """What is known of a key: its request and, once there is one, its response."""

    fingerprint: str
    status: int = 0
    headers: dict[str, str] = {}
    body: str = ""


async def once(request: Request, by: str, work: Callable[[str], Awaitable[Answer[T]]]) -> Answer[T]:
    """Do the work unless this caller's key is known; then return the same response again.

    ``by`` says whose key it is: the caller's id, or the requested address where nobody is signed in
    yet (register_user). ``work`` gets the id of what it makes. With a key, the id is derived from
    ``by``, the request's method and path, and the key: a repeat that overtakes its first attempt,
    or follows a crash, creates the same entity, because stores return the first one when asked to
    add the same id again. Refusals are not remembered. Raises BadRequest for an unreadable key,
    IdempotencyKeyReused (422) for a key that came with another request.
    """
    claimed = await _claimed(request, by)
    if claimed is None:
        return await work(new_id())
    identity, fingerprint, known = claimed
    if known is not None and known.status:
        replayed = {**known.headers, "Idempotency-Replayed": "true"}
        return Answer(known.body, status_code=known.status, headers=replayed)

    answer = await work(identity)
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    await _keep(
        identity,
        Memory(fingerprint, answer.status_code, headers, bytes(answer.body).decode()),
    )
    return answer


async def claim(request: Request, by: str) -> str:
    """Return the id of what the request creates; a repeat gets the same id and works again.

    For responses that must not be kept because they expire or become untrue, such as a signed
    address or the time that is left: only the fingerprint of the request is remembered. The caller
    looks at what is there by that id. Ids and refusals are those of ``once``.
    """
    claimed = await _claimed(request, by)
    return new_id() if claimed is None else claimed.identity


class _Claimed(NamedTuple):
    identity: str
    fingerprint: str
    known: Memory | None


async def _claimed(request: Request, by: str) -> _Claimed | None:
    """Note the request of its key, if it has one. Raises BadRequest, IdempotencyKeyReused."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if _KEY.fullmatch(key) is None:
        raise BadRequest("Idempotency-Key must be 1 to 255 visible ASCII characters.")

    identity = derived_id(request.method, request.url.path, by, key)
    # Keyed with what only the client knows: a body may hold a password, and a plain digest of it
    # could be guessed from.
    fingerprint = hmac.new(key.encode(), await request.body(), hashlib.sha256).hexdigest()
    known = await _claim(identity, fingerprint)
    if known is not None and known.fingerprint != fingerprint:
        raise IdempotencyKeyReused("Use a new key for a new request.")
    return _Claimed(identity, fingerprint, known)


async def _claim(identity: str, fingerprint: str) -> Memory | None:
    """Note the request of the key and return what was noted before, in one round trip."""
    claim = msgspec.json.encode(Memory(fingerprint))
    async with redis_errors("idempotency_claim"):
        known = await redis().set(
            f"idempotency:{identity}", claim, nx=True, get=True, ex=_REMEMBERED_SECONDS
        )
    return None if known is None else read_json(str(known), Memory, id=identity)


async def _keep(identity: str, memory: Memory) -> None:
    async with redis_errors("idempotency_keep"):
        await redis().set(
            f"idempotency:{identity}", msgspec.json.encode(memory), ex=_REMEMBERED_SECONDS
        )
