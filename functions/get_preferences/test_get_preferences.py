"""One's own preferences."""

from __future__ import annotations

import httpx2

from functions.get_preferences.main import get_preferences
from lms_kernel import Actor
from lms_testing import actor, client
from lms_testing.access import bearer, redis_away
from lms_testing.notifications import decide

ANA = actor("student")


async def _get(as_: Actor | None = ANA, *, known: str = "") -> httpx2.Response:
    async with client(get_preferences, as_=as_) as http:
        return await http.get("/api/preferences", headers={"If-None-Match": known})


async def test_who_decided_nothing_has_the_defaults() -> None:
    """200: everything is on, there are no quiet hours, and the version is 0."""
    answer = await _get()

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"0"'
    assert answer.json() == {
        "language": "en",
        "time_zone": "UTC",
        "quiet_hours": None,
        "phone": None,
        "phone_confirmed": False,
        "off": {},
        "digest": [],
        "version": 0,
    }


async def test_they_are_ones_own() -> None:
    """Somebody else's choices are not shown."""
    await decide(ANA.id, language="es")

    assert (await _get()).json()["language"] == "es"
    assert (await _get(actor("student", "other"))).json()["language"] == "en"


async def test_an_unchanged_copy_is_not_sent_again() -> None:
    """304 for the version that the caller has."""
    await decide(ANA.id, language="es")

    assert (await _get(known='"1"')).status_code == 304


async def test_a_stranger_must_sign_in() -> None:
    """401 without a token."""
    assert (await _get(None)).status_code == 401


async def test_while_redis_is_away_nothing_is_guessed() -> None:
    """503 with Retry-After."""
    token = {"Authorization": await bearer(ANA)}
    async with client(get_preferences) as http:
        with redis_away():
            answer = await http.get("/api/preferences", headers=token)

    assert answer.status_code == 503
    assert "retry-after" in answer.headers
