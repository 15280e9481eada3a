"""Signing out somewhere else."""

from __future__ import annotations

import httpx2
import pytest

from functions.end_session.main import end_session
from lms_access import InvalidToken, sessions
from lms_kernel import Actor, new_id
from lms_testing import CapturedEvents, actor, client

ANA = actor("student")


async def _end(session_id: str, as_: Actor = ANA) -> httpx2.Response:
    async with client(end_session, as_=as_) as http:
        return await http.delete(f"/api/auth/sessions/{session_id}")


async def test_another_session_ends_at_once() -> None:
    """Its tokens are worthless; the session making the request stays."""
    other = await sessions().open(ANA.id, "student")

    answer = await _end(other.session.id)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "set-cookie" not in answer.headers
    assert await sessions().alive(other.session.id) is None
    with pytest.raises(InvalidToken):
        await sessions().rotate(other.refresh_token)
    assert await sessions().alive(ANA.session_id)


async def test_ones_own_session_ends_with_its_cookie() -> None:
    """As signing out does."""
    answer = await _end(ANA.session_id)

    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert (await _end(ANA.session_id)).status_code == 401


async def test_nobody_ends_the_session_of_somebody_else() -> None:
    """Not even an admin, and the response does not reveal whether it exists."""
    theirs = await sessions().open(actor("student", "two").id, "student")

    foreign = await _end(theirs.session.id, actor("admin"))
    missing = await _end(new_id(), actor("admin"))

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.json()["detail"] == missing.json()["detail"]
    assert await sessions().alive(theirs.session.id)


async def test_a_session_ends_once() -> None:
    """404 the second time."""
    other = await sessions().open(ANA.id, "student")

    assert (await _end(other.session.id)).status_code == 204
    assert (await _end(other.session.id)).status_code == 404


@pytest.mark.parametrize("name", ["a%20b", "..", "%00", "x" * 200])
async def test_what_is_no_id_is_not_found(name: str) -> None:
    """404, whatever it looks like."""
    assert (await _end(name)).status_code == 404


async def test_who_ends_which_session_is_told(published: CapturedEvents) -> None:
    """To the audit trail, in the step that ends it; what did not end is not told."""
    other = await sessions().open(ANA.id, "student")
    for session_id in (new_id(), other.session.id, other.session.id, ANA.session_id):
        await _end(session_id)

    told = [(each["subject"], each["actorid"], each["data"]) for each in published]
    assert told == [
        (ANA.id, ANA.id, {"user_id": ANA.id, "session_id": session_id, "reason": reason})
        for session_id, reason in (
            (other.session.id, "ended_elsewhere"),
            (ANA.session_id, "signed_out"),
        )
    ]
