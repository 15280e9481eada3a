"""How far an announcement has come."""

from __future__ import annotations

import httpx2
import pytest

from functions.get_announcement.main import get_announcement
from lms_announcements import Announcement, announcements
from lms_kernel import Actor, new_id
from lms_testing import actor, client
from lms_testing.announcements import announcement, tell

OLGA = actor("instructor")


@pytest.fixture
async def kept() -> Announcement:
    """Return an announcement of Olga's, in the app."""
    return await announcement(sender_id=OLGA.id, channel="in_app")


async def _get(id_: str, *, as_: Actor | None = OLGA) -> httpx2.Response:
    async with client(get_announcement, as_=as_) as http:
        return await http.get(f"/api/announcements/{id_}")


@pytest.mark.parametrize("reader", [OLGA, actor("admin")])
async def test_its_sender_sees_how_far_it_has_come(kept: Announcement, reader: Actor) -> None:
    """The number of learners, how many were written to, and the states of those messages."""
    await announcements().expect(kept.id, 3)
    await tell(kept, [new_id(), new_id()])

    answer = await _get(kept.id, as_=reader)

    body = answer.json()
    assert (answer.status_code, body["subject"]) == (200, kept.subject)
    assert (body["recipients"], body["requested"]) == (3, 2)
    assert (body["states"], body["finished_at"]) == ({"delivered": 2}, None)


async def test_to_others_there_is_none(kept: Announcement) -> None:
    """404 with the same wording for someone else's id and a made-up one."""
    other = actor("instructor", "other")
    foreign, made_up = await _get(kept.id, as_=other), await _get(new_id(), as_=other)

    assert foreign.status_code == made_up.status_code == 404
    assert foreign.json() == made_up.json()


async def test_a_learner_may_not_look(kept: Announcement) -> None:
    """403 for someone who may not announce anything."""
    assert (await _get(kept.id, as_=actor("student"))).status_code == 403


@pytest.mark.parametrize("id_", ["x", "%00", "all", "by%3Aolga"])
async def test_what_is_no_id_is_not_found(id_: str) -> None:
    """404, and no other key of the store can be reached."""
    assert (await _get(id_, as_=actor("admin"))).status_code == 404
