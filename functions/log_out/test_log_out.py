"""Signing out."""

from __future__ import annotations

import httpx2
import pytest

from functions.log_out.main import log_out
from lms_access import OpenedSession, sessions
from lms_access.signing import sign_access_token
from lms_testing import CapturedEvents, actor, client
from lms_testing.access import forge, redis_away, signing_key

ANA = actor("student")


async def _log_out(body: object = None, **headers: str) -> httpx2.Response:
    async with client(log_out) as http:
        return await http.post("/api/auth/logout", json=body, headers=headers)


def _bearer(opened: OpenedSession) -> str:
    return f"Bearer {sign_access_token(opened.session)}"


async def test_a_session_ends_by_its_access_token() -> None:
    """Immediately: the same token is refused from then on."""
    opened = await sessions().open(ANA.id, "student")
    async with client(log_out) as http:
        http.headers["Authorization"] = _bearer(opened)
        first, again = await http.post("/"), await http.post("/")
    assert (first.status_code, first.content) == (204, b"")
    assert again.status_code == 401
    assert await sessions().alive(opened.session.id) is None


async def test_a_session_ends_by_its_cookie_which_is_taken_back() -> None:
    """Even when the access token has expired in the meantime."""
    opened = await sessions().open(ANA.id, "student")
    expired = forge(signing_key(), sub=ANA.id, sid=opened.session.id, exp=1)
    answer = await _log_out(
        {}, Cookie=f"refresh_token={opened.refresh_token}", Authorization=f"Bearer {expired}"
    )
    assert answer.status_code == 204
    assert await sessions().alive(opened.session.id) is None
    assert 'refresh_token=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "Path=/api/auth" in answer.headers["set-cookie"]


async def test_a_session_ends_by_a_refresh_token_in_the_body() -> None:
    """For clients that keep it themselves."""
    opened = await sessions().open(ANA.id, "student")
    assert (await _log_out({"refresh_token": opened.refresh_token})).status_code == 204
    assert await sessions().alive(opened.session.id) is None


async def test_both_sessions_end_when_two_are_shown() -> None:
    """The cookie of one sign-in, the access token of another."""
    first = await sessions().open(ANA.id, "student")
    second = await sessions().open(ANA.id, "student")
    answer = await _log_out(
        {}, Cookie=f"refresh_token={first.refresh_token}", Authorization=_bearer(second)
    )
    assert answer.status_code == 204
    assert await sessions().alive(first.session.id) is None
    assert await sessions().alive(second.session.id) is None


async def test_signing_out_twice_is_no_fault() -> None:
    """A worthless cookie is removed."""
    opened = await sessions().open(ANA.id, "student")
    for _ in range(2):
        answer = await _log_out({}, Cookie=f"refresh_token={opened.refresh_token}")
        assert answer.status_code == 204


async def test_other_sessions_of_the_user_stay() -> None:
    """Signing out on one device does not sign out the others."""
    here, there = [await sessions().open(ANA.id, "student") for _ in range(2)]
    await _log_out({"refresh_token": here.refresh_token})
    assert await sessions().alive(there.session.id)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer a.b.c"}])
async def test_who_shows_nothing_good_is_refused(headers: dict[str, str]) -> None:
    """There is no session to end."""
    assert (await _log_out({}, **headers)).status_code == 401


async def test_a_foreign_page_cannot_sign_anybody_out() -> None:
    """The session goes on."""
    opened = await sessions().open(ANA.id, "student")
    cookie = f"refresh_token={opened.refresh_token}"
    answer = await _log_out({}, Cookie=cookie, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert await sessions().alive(opened.session.id)


async def test_without_redis_nobody_is_told_that_they_are_signed_out() -> None:
    """503: the session would come back with Redis."""
    opened = await sessions().open(ANA.id, "student")
    with redis_away():
        for headers in (
            {"Cookie": f"refresh_token={opened.refresh_token}"},
            {"Authorization": _bearer(opened)},
        ):
            assert (await _log_out({}, **headers)).status_code == 503


async def test_signing_out_is_told_once_for_each_session(published: CapturedEvents) -> None:
    """To the audit trail; a client whose response was lost repeats the request."""
    opened = await sessions().open(ANA.id, "student")
    for _ in range(2):
        await _log_out({"refresh_token": opened.refresh_token}, Authorization=_bearer(opened))

    (event,) = published
    assert event["type"] == "org.learning.session.ended.v1"
    assert event["data"] == {
        "user_id": ANA.id,
        "session_id": opened.session.id,
        "reason": "signed_out",
    }
