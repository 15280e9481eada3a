"""The courses that somebody learns in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from functions.list_progress.main import list_progress
from lms_kernel import Actor, request_scope
from lms_progress import CourseOutline
from lms_testing import actor, client
from lms_testing.progress import FakeProgress, fake_progress

ANA, BO = actor("student", "ana"), actor("student", "bo")


@pytest.fixture
def desk() -> Iterator[FakeProgress]:
    """Return the progress of this test alone."""
    with fake_progress() as fake:
        yield fake


async def _complete(desk: FakeProgress, course_id: str, *lessons: str) -> None:
    outline = CourseOutline(
        course_id=course_id,
        course_title="Gardening",
        version=1,
        lesson_ids=["a", "b"],
        lesson_titles=["A", "B"],
    )
    async with request_scope():
        for each in lessons:
            await desk.record(ANA.id, each, outline, is_completed=True)


async def _list(as_: Actor | None, **parameters: Any) -> httpx2.Response:
    async with client(list_progress, as_=as_) as http:
        return await http.get("/api/progress", params=parameters)


def _ids(answer: httpx2.Response) -> list[str]:
    return [each["course_id"] for each in answer.json()["items"]]


async def test_ones_own_courses_are_listed(desk: FakeProgress) -> None:
    """The latest activity first, with percent and the lesson to go on with."""
    first, second = desk.add_seat(ANA.id), desk.add_seat(ANA.id)
    desk.add_seat(BO.id)
    await _complete(desk, first, "a")

    answer = await _list(ANA)

    assert answer.status_code == 200
    assert _ids(answer) == [first, second]
    item = answer.json()["items"][0]
    assert (item["percent"], item["lessons"], item["lessons_completed"]) == (50, 2, 1)
    assert item["next_lesson"] == {"id": "b", "title": "B"}
    assert (item["course_title"], item["course_slug"]) == ("Gardening", "gardening")
    assert answer.json()["total"] == 2
    assert answer.headers["cache-control"].startswith("private")


async def test_a_list_is_narrowed_by_state(desk: FakeProgress) -> None:
    """Only what is finished, or only the rest."""
    done, open_ = desk.add_seat(ANA.id), desk.add_seat(ANA.id)
    await _complete(desk, done, "a", "b")

    assert _ids(await _list(ANA, state="finished")) == [done]
    assert _ids(await _list(ANA, state="active")) == [open_]


async def test_pages_by_number_and_by_cursor_show_the_same(desk: FakeProgress) -> None:
    """Each course once, and no cursor after the last page."""
    mine = [desk.add_seat(ANA.id) for _ in range(4)][::-1]

    numbered = [await _list(ANA, limit=2, page=each) for each in (1, 2)]
    followed = await _list(ANA, limit=2, cursor=numbered[0].json()["next_cursor"])

    assert _ids(numbered[0]) + _ids(numbered[1]) == mine
    assert _ids(followed) == mine[2:]
    assert (followed.json()["next_cursor"], followed.json()["total"]) == (None, 4)


async def test_nobody_else_is_asked_for(desk: FakeProgress) -> None:
    """401 for strangers; there is no parameter for another person."""
    assert (await _list(None)).status_code == 401
    assert (await _list(actor("admin"), user_id=ANA.id)).status_code == 422


@pytest.mark.parametrize(
    ("parameters", "field"),
    [({"limit": 0}, "limit"), ({"cursor": "WyJhIiwiYiJd"}, "cursor"), ({"state": "x"}, "state")],
)
async def test_a_question_that_cannot_be_read_names_its_fault(
    desk: FakeProgress, parameters: dict[str, Any], field: str
) -> None:
    """422 naming the parameter."""
    answer = await _list(ANA, **parameters)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
