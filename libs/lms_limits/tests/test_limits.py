"""How often one caller may do one thing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from fakeredis import FakeAsyncRedis
from starlette.requests import Request

from lms_kernel import TooManyRequests, Unavailable
from lms_limits import LimitSettings, client_address, limit
from lms_testing.access import redis_away


async def _take(times: int, key: str = "ana", name: str = "log_in") -> int:
    """Return how many of so many calls came through."""
    passed = 0
    for _ in range(times):
        try:
            await limit(name, key, per_minute=5)
        except TooManyRequests:
            continue
        passed += 1
    return passed


async def test_a_minutes_worth_may_come_at_once() -> None:
    """And no more."""
    assert await _take(8) == 5


async def test_a_refusal_says_when_to_come_back() -> None:
    """One call of five a minute fits every twelve seconds."""
    await _take(5)
    with pytest.raises(TooManyRequests) as refusal:
        await limit("log_in", "ana", per_minute=5)
    assert 11 <= refusal.value.retry_after <= 12
    assert refusal.value.headers["Retry-After"] == str(refusal.value.retry_after)


async def test_calls_fit_again_as_time_passes(fake_redis: FakeAsyncRedis) -> None:
    """Not all at once: as many as the time that has passed is worth."""
    await _take(5)
    (bucket,) = await fake_redis.keys("limit:*")
    empty_at = int(await fake_redis.get(bucket) or 0)
    await fake_redis.set(bucket, empty_at - 24_000)  # as if 24 seconds had passed
    assert await _take(5) == 2


async def test_an_hours_worth_may_come_at_once_too() -> None:
    """What is dear is counted by the hour: of three, one more fits after twenty minutes."""
    for _ in range(3):
        await limit("code", "ana", per_hour=3)

    with pytest.raises(TooManyRequests) as refusal:
        await limit("code", "ana", per_hour=3)
    assert 1190 <= refusal.value.retry_after <= 1200


async def test_refused_calls_do_not_count() -> None:
    """Knocking on a closed door does not keep it closed longer."""
    assert await _take(50) == 5
    with pytest.raises(TooManyRequests) as refusal:
        await limit("log_in", "ana", per_minute=5)
    assert refusal.value.retry_after <= 12


async def test_callers_and_limits_do_not_share() -> None:
    """A bucket is a name and a key."""
    await _take(5)
    assert await _take(5, key="ben") == 5
    assert await _take(5, name="register") == 5


async def test_concurrent_calls_are_counted_once_each() -> None:
    """The check and the count are one step."""
    assert sum(await asyncio.gather(*(_take(1) for _ in range(20)))) == 5


async def test_redis_learns_no_address_and_forgets_the_bucket(fake_redis: FakeAsyncRedis) -> None:
    """A key is stored as a digest, for a minute at most."""
    await limit("log_in", "ana@example.org", per_minute=5)
    (bucket,) = await fake_redis.keys()
    assert "ana" not in str(bucket)
    assert 0 < await fake_redis.ttl(bucket) <= 60


async def test_limits_can_be_off_for_load_tests() -> None:
    """Then Redis is not even asked."""
    with LimitSettings.override(lms_rate_limits="off"), redis_away():
        assert await _take(50) == 50


async def test_without_redis_nothing_that_needs_a_limit_is_served() -> None:
    """Guessing passwords without a limit would be worth an attack on Redis."""
    with redis_away(), pytest.raises(Unavailable):
        await limit("log_in", "ana", per_minute=5)


def _request(*sent: str, peer: str | None = "10.0.0.1", name: bytes = b"x-real-ip") -> Request:
    headers = [(name, each.encode()) for each in sent]
    client = None if peer is None else (peer, 1234)
    return Request({"type": "http", "headers": headers, "client": client})


@pytest.fixture
def behind_the_gateway() -> Iterator[None]:
    """Say that a gateway is in front, and where it writes."""
    with LimitSettings.override(lms_client_address_header="X-Real-IP"):
        yield


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
@pytest.mark.usefixtures("behind_the_gateway")
def test_the_address_is_the_one_that_our_gateway_saw(sent: str, expected: str) -> None:
    """Of IPv6 the network, because one person has all of it."""
    assert client_address(_request(sent)) == expected


@pytest.mark.parametrize(
    "sent",
    [
        (),
        ("",),
        ("nonsense",),
        ("203.0.113.7, 203.0.113.8",),
        ("203.0.113.7", "203.0.113.8"),
        ("203.0.113.7:8080",),
    ],
)
@pytest.mark.usefixtures("behind_the_gateway")
def test_a_request_that_did_not_come_through_the_gateway_is_refused(sent: tuple[str, ...]) -> None:
    """Else all callers would be one, or each could pose as any other; both would go unnoticed."""
    with pytest.raises(Unavailable, match="X-Real-IP"):
        client_address(_request(*sent))


@pytest.mark.usefixtures("behind_the_gateway")
def test_what_proxies_append_is_not_believed() -> None:
    """How many of them do depends on whether the function was awake."""
    with pytest.raises(Unavailable):
        client_address(_request("203.0.113.7, 10.0.0.9", name=b"x-forwarded-for"))


def test_without_a_gateway_the_peer_is_the_caller() -> None:
    """And nobody else's word counts: a function that is run alone."""
    assert client_address(_request("203.0.113.7")) == "10.0.0.1"
    assert client_address(_request(peer="2001:db8::1")) == "2001:db8::/64"


def test_a_caller_without_any_address_is_still_counted() -> None:
    """All of them together."""
    assert client_address(_request(peer=None)) == "unknown"
