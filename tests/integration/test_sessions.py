"""Sessions and limits on a real server: what only concurrency and time can break."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from redis.asyncio import Redis

from lms_access import MOST_LISTED, InvalidToken, OpenedSession, SessionSettings, sessions
from lms_kernel import TooManyRequests, Unauthenticated, Unavailable, new_id, request_scope
from lms_limits import guess, limit
from lms_redis import RedisSettings, redis

ANA = new_id()


@pytest.fixture(autouse=True)
async def _server(real_redis: Redis) -> None:
    del real_redis


async def test_a_session_goes_through_its_whole_life() -> None:
    """Opened, checked, refreshed, ended: as on the fake."""
    opened = await sessions().open(ANA, "student", version=2)
    assert await sessions().alive(opened.session.id) == opened.session
    second = await sessions().rotate(opened.refresh_token)
    assert second.session == opened.session
    with pytest.raises(InvalidToken):
        await sessions().rotate(opened.refresh_token, user_agent="somebody else")
    assert await sessions().alive(opened.session.id) is None


async def test_ones_sessions_are_listed_and_ended_one_by_one() -> None:
    """A hundred at most, with their last use; nobody ends somebody else's."""
    user = new_id()
    opened = [await sessions().open(user, "student", user_agent="phone") for _ in range(102)]
    listed = await sessions().of(user)
    assert len({each.id for each in listed}) == MOST_LISTED == 100
    mine = opened[0].session.id
    await redis().hset(f"session:{mine}", "seen_at", "1")
    assert await sessions().alive(mine)
    assert int(str(await redis().hget(f"session:{mine}", "seen_at"))) > 1
    assert not await sessions().revoke_own(mine, ANA)
    assert await sessions().revoke_own(mine, user)
    assert mine not in {each.id for each in await sessions().of(user)}


async def test_a_session_ends_by_itself() -> None:
    """With everything that belongs to it."""
    with SessionSettings.override(lms_session_lifetime_seconds=60):
        opened = await sessions().open(ANA, "student")
    for key in await redis().keys():
        await redis().pexpire(key, 50)
    await asyncio.sleep(0.1)
    assert await sessions().alive(opened.session.id) is None
    with pytest.raises(InvalidToken):
        await sessions().rotate(opened.refresh_token)
    assert await redis().keys() == []


async def test_refreshes_at_the_same_moment_get_the_same_token() -> None:
    """Twenty tabs of one browser: the token is spent once, and all of them go on."""
    opened = await sessions().open(ANA, "student")
    results = await asyncio.gather(
        *(sessions().rotate(opened.refresh_token, user_agent="tab") for _ in range(20))
    )
    assert len({each.refresh_token for each in results}) == 1
    assert (await sessions().rotate(results[0].refresh_token)).session == opened.session


async def test_one_refresh_token_is_spent_by_one_client_only() -> None:
    """The second client ends the session: the first one's successor is worthless."""
    opened = await sessions().open(ANA, "student")
    results = await asyncio.gather(
        *(sessions().rotate(opened.refresh_token, user_agent=str(each)) for each in range(20)),
        return_exceptions=True,
    )
    winners = [each for each in results if isinstance(each, OpenedSession)]
    assert len(winners) == 1
    assert sum(isinstance(each, InvalidToken) for each in results) == 19
    assert await sessions().alive(opened.session.id) is None
    with pytest.raises(InvalidToken):
        await sessions().rotate(winners[0].refresh_token)


async def test_a_thief_is_found_once_the_grace_is_over() -> None:
    """The server forgets by itself that the token may be repeated."""
    with SessionSettings.override(lms_refresh_grace_seconds=1):
        opened = await sessions().open(ANA, "student")
        second = await sessions().rotate(opened.refresh_token)
        again = await sessions().rotate(opened.refresh_token)
        assert again.refresh_token == second.refresh_token
        await asyncio.sleep(1.1)
        with pytest.raises(InvalidToken):
            await sessions().rotate(opened.refresh_token)
    assert await sessions().alive(opened.session.id) is None


async def test_no_sign_in_slips_through_a_lockout() -> None:
    """Opened before it is ended; opened after it is refused."""

    async def sign_in() -> str | None:
        try:
            return (await sessions().open(ANA, "student", version=1)).session.id
        except Unauthenticated:
            return None

    tried = await asyncio.gather(
        *(sign_in() for _ in range(20)),
        sessions().revoke_all(ANA, below_version=2),
        *(sign_in() for _ in range(20)),
    )
    opened = [each for each in tried if isinstance(each, str)]
    assert [await sessions().alive(each) for each in opened] == [None] * len(opened)


async def test_a_limit_is_exact_under_concurrency() -> None:
    """Exactly as many pass as the limit allows."""

    async def call() -> bool:
        try:
            await limit("log_in", "ana", per_minute=10)
        except TooManyRequests:
            return False
        return True

    assert sum(await asyncio.gather(*(call() for _ in range(100)))) == 10


async def test_a_limit_opens_again_with_time() -> None:
    """At 600 a minute, one fits every tenth of a second."""

    async def passed(calls: int) -> int:
        tries = (limit("log_in", "ana", per_minute=600) for _ in range(calls))
        results = await asyncio.gather(*tries, return_exceptions=True)
        return sum(each is None for each in results)

    assert 600 <= await passed(1000) < 1000
    await asyncio.sleep(0.3)
    assert await passed(1) == 1


@pytest.mark.repeats
async def test_a_thousand_strangers_together_guess_eighty_times() -> None:
    """Exactly, also when all come at once: 20 of 100 are the owner's (NIST SP 800-63B-4, 3.2.2)."""

    async def tries(number: int) -> bool:
        try:
            await guess("log_in", "ana@example.org", f"{number % 200}.51.{number // 200}.1")
        except TooManyRequests:
            return False
        return True

    assert sum(await asyncio.gather(*(tries(each) for each in range(1000)))) == 80


async def test_a_wrong_password_a_second_leaves_the_owner_ten_of_ten_tries() -> None:
    """From ever new networks of one provider; the owner is elsewhere, each time in another one."""
    for second in range(120):
        with contextlib.suppress(TooManyRequests):
            await guess("log_in", "ben@example.org", f"2001:db8:0:{second:x}::/64")
        if second % 12 == 0:
            async with request_scope():
                attempt = await guess("log_in", "ben@example.org", f"203.0.113.{second}")
                attempt.was_right()


async def test_a_right_password_gives_back_what_it_took() -> None:
    """Strangers' guesses stay counted; the network is known from then on."""
    for number in range(79):
        await guess("log_in", "cy@example.org", f"198.{number}.100.1")
    async with request_scope():
        (await guess("log_in", "cy@example.org", "203.0.113.1")).was_right()
    await guess("log_in", "cy@example.org", "198.51.100.200")
    with pytest.raises(TooManyRequests):
        await guess("log_in", "cy@example.org", "198.51.100.201")
    await guess("log_in", "cy@example.org", "203.0.113.1")
    for key in await redis().keys("*"):
        assert await redis().pttl(key) != -1, key


async def test_a_server_that_is_away_is_told_as_such() -> None:
    """For the caller to try again."""
    with RedisSettings.override(redis_url="redis://127.0.0.1:1/0"):
        await redis.close()
        with pytest.raises(Unavailable):
            await sessions().alive("sid")
        with pytest.raises(Unavailable):
            await limit("log_in", "ana", per_minute=5)
        await redis.close()
