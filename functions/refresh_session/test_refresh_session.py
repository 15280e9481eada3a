"""Refreshing a session."""

from __future__ import annotations

import httpx2
import pytest

from functions.refresh_session.main import refresh_session
from lms_access import SessionSettings, read_access_token, sessions
from lms_testing import CapturedEvents, actor, client
from lms_testing.access import redis_away

ANA = actor("student")


async def _with_cookie(token: str, **headers: str) -> httpx2.Response:
    async with client(refresh_session) as http:
        return await http.post(
            "/api/auth/refresh", headers={"Cookie": f"refresh_token={token}", **headers}
        )


async def _with_body(body: object) -> httpx2.Response:
    async with client(refresh_session) as http:
        return await http.post("/api/auth/refresh", json=body)


async def test_a_browser_goes_on_with_its_cookie(accounts: object) -> None:
    """A new access token for the same session and a new cookie; nothing else in the body."""
    opened = await sessions().open(ANA.id, "student")
    answer = await _with_cookie(opened.refresh_token)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type", "expires_in"}
    assert read_access_token(answer.json()["access_token"]).sid == opened.session.id
    assert answer.cookies["refresh_token"] != opened.refresh_token
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert answer.headers["cache-control"] == "no-store"
    assert (await _with_cookie(answer.cookies["refresh_token"])).status_code == 200


async def test_another_client_goes_on_with_the_body() -> None:
    """A token is returned the way it was sent."""
    opened = await sessions().open(ANA.id, "student")
    answer = await _with_body({"refresh_token": opened.refresh_token})
    assert "set-cookie" not in answer.headers
    assert (await _with_body({"refresh_token": answer.json()["refresh_token"]})).status_code == 200


async def test_a_spent_token_ends_the_session() -> None:
    """Its successor becomes worthless."""
    with SessionSettings.override(lms_refresh_grace_seconds=0):
        opened = await sessions().open(ANA.id, "student")
        second = (await _with_cookie(opened.refresh_token)).cookies["refresh_token"]
        assert (await _with_cookie(opened.refresh_token)).status_code == 401
        assert (await _with_cookie(second)).status_code == 401
    assert await sessions().alive(opened.session.id) is None


async def test_a_reload_at_the_wrong_moment_goes_on() -> None:
    """The first response never arrived: the same browser gets the same cookie again."""
    opened = await sessions().open(ANA.id, "student")
    lost = await _with_cookie(opened.refresh_token, **{"User-Agent": "Firefox"})
    again = await _with_cookie(opened.refresh_token, **{"User-Agent": "Firefox"})
    assert again.status_code == 200
    assert again.cookies["refresh_token"] == lost.cookies["refresh_token"]
    assert read_access_token(again.json()["access_token"]).sid == opened.session.id


async def test_a_thief_has_no_grace() -> None:
    """Another client with the same token a moment later is refused, and the session ends."""
    opened = await sessions().open(ANA.id, "student")
    await _with_cookie(opened.refresh_token, **{"User-Agent": "Firefox"})
    stolen = await _with_cookie(opened.refresh_token, **{"User-Agent": "curl"})
    assert stolen.status_code == 401
    assert await sessions().alive(opened.session.id) is None


async def test_a_revoked_session_is_not_refreshed() -> None:
    """A session that was signed out stays so."""
    opened = await sessions().open(ANA.id, "student")
    await sessions().revoke(opened.session.id)
    answer = await _with_cookie(opened.refresh_token)
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/unauthenticated"
    assert "www-authenticate" in answer.headers


@pytest.mark.parametrize("body", [{"refresh_token": "made.up"}, {"refresh_token": ""}, {}])
async def test_a_token_of_nobody_is_refused(body: dict[str, str]) -> None:
    """401, also without any token."""
    assert (await _with_body(body)).status_code == 401


async def test_nothing_at_all_is_refused() -> None:
    """No cookie and no body."""
    async with client(refresh_session) as http:
        assert (await http.post("/api/auth/refresh")).status_code == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_foreign_page_cannot_spend_a_browsers_cookie(site: str) -> None:
    """The browser itself says where the request comes from."""
    opened = await sessions().open(ANA.id, "student")
    answer = await _with_cookie(opened.refresh_token, **{"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    own = await _with_cookie(opened.refresh_token, **{"Sec-Fetch-Site": "same-origin"})
    assert own.status_code == 200


async def test_a_form_cannot_spend_a_browsers_cookie() -> None:
    """What a page can send to other sites without permission is not JSON."""
    opened = await sessions().open(ANA.id, "student")
    async with client(refresh_session) as http:
        answer = await http.post(
            "/", data={"a": "b"}, headers={"Cookie": f"refresh_token={opened.refresh_token}"}
        )
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("body", "status"), [({"refresh_token": 1}, 422), ({"token": "a"}, 422), ([], 422)]
)
async def test_an_invalid_request_is_refused(body: object, status: int) -> None:
    """Unknown fields are named."""
    assert (await _with_body(body)).status_code == status


async def test_without_redis_a_session_waits() -> None:
    """503: the token is not spent and can be used again."""
    opened = await sessions().open(ANA.id, "student")
    with redis_away():
        answer = await _with_cookie(opened.refresh_token)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert (await _with_cookie(opened.refresh_token)).status_code == 200


async def test_a_reused_token_is_told(published: CapturedEvents) -> None:
    """To the audit trail: somebody has a copy of what only one client should have."""
    with SessionSettings.override(lms_refresh_grace_seconds=0):
        opened = await sessions().open(ANA.id, "student")
        await _with_cookie(opened.refresh_token)
        await _with_cookie("made.up")
        assert published == []
        await _with_cookie(opened.refresh_token)

    (event,) = published
    assert event["type"] == "org.learning.session.ended.v1"
    assert event["data"] == {
        "user_id": ANA.id,
        "session_id": opened.session.id,
        "reason": "token_reused",
    }
