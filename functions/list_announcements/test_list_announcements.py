"""The caller's announcements."""

from __future__ import annotations

from typing import Any

import httpx2

from functions.list_announcements.main import list_announcements
from lms_kernel import Actor, new_id
from lms_testing import actor, client
from lms_testing.announcements import announcement

OLGA, ADMIN = actor("instructor"), actor("admin")


async def _list(as_: Actor = OLGA, **parameters: Any) -> httpx2.Response:
    async with client(list_announcements, as_=as_) as http:
        return await http.get("/api/announcements", params=parameters)


def _ids(answer: httpx2.Response) -> list[str]:
    assert answer.status_code == 200
    return [each["id"] for each in answer.json()["items"]]


async def test_a_list_is_ones_own() -> None:
    """Newest first; an admin sees everybody's."""
    first = (await announcement(sender_id=OLGA.id)).id
    foreign = (await announcement(sender_id=new_id())).id
    second = (await announcement(sender_id=OLGA.id)).id

    assert _ids(await _list()) == [second, first]
    assert _ids(await _list(ADMIN)) == [second, foreign, first]
    assert (await _list()).json()["total"] == 2


async def test_a_course_can_be_asked_for() -> None:
    """Only those to one course; an invalid id is named."""
    course = new_id()
    wanted = (await announcement(sender_id=OLGA.id, course_id=course)).id
    await announcement(sender_id=OLGA.id)
    await announcement(sender_id=new_id(), course_id=course)

    assert _ids(await _list(course_id=course)) == [wanted]
    refused = await _list(course_id="gardening")
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["course_id"]


async def test_pages_follow_each_other() -> None:
    """A cursor continues where the previous page ended."""
    ids = [(await announcement(sender_id=OLGA.id)).id for _ in range(3)]

    first = await _list(limit=2)
    second = await _list(limit=2, cursor=first.json()["next_cursor"])

    assert _ids(first) + _ids(second) == [*reversed(ids)]
    assert second.json()["next_cursor"] is None


async def test_a_learner_may_not_look() -> None:
    """403 for someone who may not announce anything."""
    assert (await _list(actor("student"))).status_code == 403
