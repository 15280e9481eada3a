"""Where somebody is signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from fakeredis import FakeAsyncRedis

from functions.list_sessions.main import list_sessions
from lms_access import sessions
from lms_kernel import Actor, utc_now
from lms_testing import actor, client

ANA = actor("student")
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"


async def _list(as_: Actor | None = ANA) -> httpx2.Response:
    async with client(list_sessions, as_=as_) as http:
        return await http.get("/api/auth/sessions")


async def _items() -> list[dict[str, Any]]:
    answer = await _list()
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_all_ones_sessions_are_listed() -> None:
    """With the device, the times, and the current one marked; nobody else's."""
    await sessions().open(ANA.id, "student", user_agent=CHROME)
    await sessions().open(actor("student", "two").id, "student")

    answer = await _list()

    body = answer.json()
    assert (body["total"], body["page"], body["next_cursor"]) == (2, 1, None)
    assert sorted(each["current"] for each in body["items"]) == [False, True]
    (other,) = (each for each in body["items"] if not each["current"])
    assert other["user_agent"] == CHROME
    assert set(other) == {
        "id", "user_agent", "created_at", "last_seen_at", "expires_at", "current",
    }  # fmt: skip
    assert other["created_at"] == other["last_seen_at"] < other["expires_at"]
    assert answer.headers["cache-control"] == "no-store"


async def test_no_secret_is_in_the_list() -> None:
    """Neither the refresh token nor its hash."""
    opened = await sessions().open(ANA.id, "student")

    text = (await _list()).text

    for part in opened.refresh_token.split("."):
        assert part not in text
    assert "refresh" not in text


async def test_an_ended_session_is_not_listed(fake_redis: FakeAsyncRedis) -> None:
    """Neither one that was signed out nor one that expired."""
    ended = await sessions().open(ANA.id, "student")
    gone = await sessions().open(ANA.id, "student")
    await sessions().revoke(ended.session.id)
    await fake_redis.delete(f"session:{gone.session.id}")

    assert [each["current"] for each in await _items()] == [True]


async def test_a_session_is_seen_when_it_is_used(fake_redis: FakeAsyncRedis) -> None:
    """The time of its last request, to the minute; not every request writes it."""
    await _items()
    key = f"session:{ANA.session_id}"
    long_ago = int((utc_now() - timedelta(hours=1)).timestamp())
    await fake_redis.hset(key, "seen_at", long_ago)

    (seen,) = await _items()
    recently = int(utc_now().timestamp()) - 30
    await fake_redis.hset(key, "seen_at", recently)
    (again,) = await _items()

    assert _time(seen["last_seen_at"]) > utc_now() - timedelta(minutes=1)
    assert _time(again["last_seen_at"]) == datetime.fromtimestamp(recently, UTC)


async def test_a_device_cannot_spoil_the_list() -> None:
    """A client's name is cut to one line of 256 characters."""
    await sessions().open(ANA.id, "student", user_agent="a\r\n\x00" + "b" * 5000)

    (agent,) = (each["user_agent"] for each in await _items() if not each["current"])

    assert agent == "a" + "b" * 255


async def test_a_session_from_before_is_listed(fake_redis: FakeAsyncRedis) -> None:
    """A session from before devices were recorded has no name and was last seen when it began."""
    opened = await sessions().open(ANA.id, "student")
    await fake_redis.hdel(f"session:{opened.session.id}", "agent", "seen_at")

    (old,) = (each for each in await _items() if not each["current"])

    assert (old["user_agent"], old["last_seen_at"]) == ("", old["created_at"])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
