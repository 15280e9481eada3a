"""How far somebody got in a course."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from functions.get_progress.main import get_progress
from lms_kernel import request_scope
from lms_progress import CourseOutline
from lms_testing import client
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons


@pytest.fixture
async def school() -> AsyncIterator[LessonSchool]:
    """Return a course with lessons and everybody around it."""
    async with school_with_lessons() as school:
        yield school


async def _get(
    school: LessonSchool, *, who: str = "learner", name: str = "", **headers: str
) -> httpx2.Response:
    path = f"/api/courses/{name or school.course.id}/progress"
    async with client(get_progress, as_=PEOPLE[who]) as http:
        return await http.get(path, headers=headers)


async def _complete(school: LessonSchool, who: str, *lessons: str) -> None:
    person = PEOPLE[who]
    assert person is not None
    async with request_scope():
        for each in lessons:
            await school.learned.record(
                person.id, each, CourseOutline.of(school.course), is_completed=True
            )


async def test_a_learner_sees_how_far_they_got(school: LessonSchool) -> None:
    """Percent, what is completed, and the lesson to go on with; by id and by slug."""
    await _complete(school, "learner", "worms", "open")

    for name in (school.course.id, school.course.slug):
        answer = await _get(school, name=name)
        assert answer.status_code == 200
        body = answer.json()
        assert (body["course_id"], body["percent"], body["lessons"]) == (school.course.id, 66, 3)
        assert [each["id"] for each in body["completed_lessons"]] == ["open", "worms"]
        assert body["next_lesson"] == {"id": "heap", "title": "Heap"}
        assert body["completed_at"] is None
        assert body["last_activity_at"] is not None
        assert answer.headers["cache-control"].startswith("private")


async def test_what_is_unchanged_is_not_sent_again(school: LessonSchool) -> None:
    """304 until something more was learned."""
    tag = {"If-None-Match": (await _get(school)).headers["etag"]}

    assert (await _get(school, **tag)).status_code == 304
    await _complete(school, "learner", "worms")
    assert (await _get(school, **tag)).status_code == 200


@pytest.mark.parametrize("who", ["owner", "admin"])
async def test_an_author_has_none(school: LessonSchool, who: str) -> None:
    """200 all the same: anyone who may open lessons may ask."""
    answer = await _get(school, who=who)

    assert (answer.status_code, answer.json()["percent"]) == (200, 0)


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 401), ("student", 403), ("left", 403), ("colleague", 403)]
)
async def test_others_are_told_to_enroll(school: LessonSchool, who: str, status: int) -> None:
    """403 for those who left, too: their facts wait for the day they enroll again."""
    await _complete(school, "left", "open")

    assert (await _get(school, who=who)).status_code == status


async def test_a_course_that_is_not_there_is_not_found(school: LessonSchool) -> None:
    """And an archived one is there for its learners alone."""
    assert (await _get(school, name="nothing")).status_code == 404
    school.be("archived")
    assert (await _get(school)).status_code == 200
    assert (await _get(school, who="student")).status_code == 404
