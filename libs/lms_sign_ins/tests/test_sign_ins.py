"""What the audit trail learns of sign-ins."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from fakeredis import FakeAsyncRedis

from lms_kernel import Unavailable, new_id, request_scope
from lms_redis import RedisOutbox
from lms_sign_ins import ending, sign_in_failed, sign_in_refused, signed_in
from lms_testing.access import redis_away

ANA = new_id()
ADDRESS = "ana@example.org"
PLACE = "203.0.113.7"


async def written() -> list[dict[str, Any]]:
    """Return what is in the outbox."""
    return [dict(each) for each in await RedisOutbox().unpublished()]


async def test_the_event_is_there_before_the_caller_hears_of_it() -> None:
    """In the outbox: whether the process then lives to publish it does not matter."""
    async with request_scope(function="log_in", request_id="r-1") as context:
        await signed_in(ANA, "s-1")
        (event,) = await written()
        context.after.clear()

    assert event["type"] == "org.learning.session.started.v1"
    assert (event["subject"], event["requestid"]) == (ANA, "r-1")
    assert event["data"] == {"user_id": ANA, "session_id": "s-1"}


async def test_nothing_is_acknowledged_that_cannot_be_recorded() -> None:
    """Without Redis there is no session either."""
    with redis_away(), pytest.raises(Unavailable):
        await signed_in(ANA, "s-1")


async def test_who_fails_is_named_only_if_there_is_such_an_account() -> None:
    """By id; an address that nobody has is nobody's business."""
    async with request_scope(function="log_in") as context:
        await sign_in_failed(ANA)
        await sign_in_failed(None)
        known, unknown = await written()
        context.after.clear()

    assert (known["subject"], known["data"]) == (ANA, {"user_id": ANA})
    assert "subject" not in unknown
    assert unknown["data"] == {"user_id": None}


async def test_a_flood_of_refusals_is_one_entry_a_minute(fake_redis: FakeAsyncRedis) -> None:
    """For each account and each place, whichever comes first; neither is stored."""
    async with request_scope(function="log_in") as context:
        for number in range(50):
            await sign_in_refused("many-guesses", account=ADDRESS, address=f"10.0.0.{number}")
            await sign_in_refused("too-many-requests", account=f"{number}@x.org", address=PLACE)
        events = await written()
        context.after.clear()

    assert [each["data"]["problem"] for each in events] == ["many-guesses", "too-many-requests"]
    keys = sorted(str(key) for key in await fake_redis.keys("refusal:*"))
    assert len(keys) == 4
    for key in keys:
        assert 0 < await fake_redis.ttl(key) <= 60
    stored = str(keys) + msgspec.json.encode(events).decode()
    for typed in (ADDRESS, PLACE, "@x.org", "10.0.0"):
        assert typed not in stored


def test_the_end_of_a_session_is_one_event() -> None:
    """However often a client repeats the request whose response was lost."""
    first, again = (ending(ANA, "s-1", "signed_out") for _ in range(2))
    assert first["id"] == again["id"] != ending(ANA, "s-2", "signed_out")["id"]
