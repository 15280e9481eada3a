"""Recording what somebody has learned."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from functions.record_progress.main import record_progress
from lms_courses import CourseChanges
from lms_kernel import accept, new_id, request_scope
from lms_progress import CourseCompleted, LessonCompleted
from lms_testing import CapturedEvents, client
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons


@pytest.fixture
async def school() -> AsyncIterator[LessonSchool]:
    """Return a course with lessons and everybody around it."""
    async with school_with_lessons() as school:
        yield school


async def _put(
    school: LessonSchool, lesson: str, body: object, *, who: str = "learner", name: str = ""
) -> httpx2.Response:
    path = f"/api/courses/{name or school.course.id}/lessons/{lesson}/progress"
    async with client(record_progress, as_=PEOPLE[who]) as http:
        return await http.put(path, json=body)


async def test_a_completed_lesson_is_recorded_and_announced(
    school: LessonSchool, published: CapturedEvents
) -> None:
    """200 with what it came to; a repeat returns the same, and announces nothing."""
    published.clear()
    first = await _put(school, "worms", {"completed": True})
    again = await _put(school, "worms", {"completed": True}, name=school.course.slug)

    assert first.status_code == 200
    body = first.json()
    assert (body["lesson_id"], body["percent"]) == ("worms", 33)
    assert (body["completed_at"] is not None, body["course_completed_at"]) == (True, None)
    assert again.json() == body
    assert published.types() == [LessonCompleted.type]
    assert published[0]["actorrole"] == "student"
    assert "privileged" not in published[0]


async def test_a_position_is_recorded_alone(
    school: LessonSchool, published: CapturedEvents
) -> None:
    """It completes nothing, and is there when the lesson is opened again."""
    published.clear()
    answer = await _put(school, "worms", {"position_seconds": 42})

    assert (answer.status_code, answer.json()["completed_at"]) == (200, None)
    learner = PEOPLE["learner"]
    assert learner is not None
    standing = await school.learned.in_lesson(learner.id, school.course.id, "worms")
    assert standing.position_seconds == 42
    assert published == []


async def test_the_rule_of_the_course_says_when_it_is_completed(
    school: LessonSchool, published: CapturedEvents
) -> None:
    """Here two of three lessons are enough; the event names the course."""
    published.clear()
    course = school.course.change(
        accept({"completion": {"minimum_percent": 60, "required_lessons": ["open"]}}, CourseChanges)
    ).course
    school.shelf.kept[course.id] = course

    first = await _put(school, "worms", {"completed": True})
    second = await _put(school, "open", {"completed": True})

    assert first.json()["course_completed_at"] is None
    assert (second.json()["percent"], second.json()["course_completed_at"]) == (
        66,
        second.json()["completed_at"],
    )
    assert published.types() == [LessonCompleted.type, LessonCompleted.type, CourseCompleted.type]
    assert published[-1]["data"]["course_title"] == "Gardening"  # type: ignore[index]


@pytest.mark.parametrize(
    ("who", "status", "slug"),
    [
        ("stranger", 401, "unauthenticated"),
        ("student", 403, "not-enrolled"),
        ("left", 403, "not-enrolled"),
        ("colleague", 403, "not-enrolled"),
        ("owner", 403, "nothing-recorded"),
        ("admin", 403, "nothing-recorded"),
    ],
)
@pytest.mark.parametrize("lesson", ["open", "worms"])
async def test_only_learners_make_progress(
    school: LessonSchool, who: str, status: int, slug: str, lesson: str
) -> None:
    """Neither readers of a preview nor authors, who would fill reports with themselves."""
    answer = await _put(school, lesson, {"completed": True}, who=who)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert school.learned.kept == {}


async def test_an_author_with_a_seat_is_not_told_to_enroll(school: LessonSchool) -> None:
    """They have enrolled; what they do is not recorded because they can edit the course."""
    admin = PEOPLE["admin"]
    assert admin is not None
    school.seats.add_person(admin.id)
    async with request_scope():
        await school.seats.claim(new_id(), course_id=school.course.id, user_id=admin.id)

    answer = await _put(school, "worms", {"completed": True}, who="admin")

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/nothing-recorded")
    assert "nroll" not in answer.text
    assert school.learned.kept == {}


async def test_an_exercise_is_not_completed_by_ones_own_word(school: LessonSchool) -> None:
    """409: its grade completes it. Having opened it is recorded all the same."""
    refused = await _put(school, "heap", {"completed": True})
    opened = await _put(school, "heap", {"position_seconds": 0})

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/graded-lesson")
    assert opened.status_code == 200


async def test_an_archived_course_is_learned_to_its_end(school: LessonSchool) -> None:
    """By those who are enrolled in it."""
    school.be("archived")

    assert (await _put(school, "worms", {"completed": True})).status_code == 200


@pytest.mark.parametrize(("lesson", "name"), [("nothing", ""), ("m1", ""), ("worms", "no-course")])
async def test_what_is_not_there_is_not_found(school: LessonSchool, lesson: str, name: str) -> None:
    """404 for a lesson or a course that there is not."""
    assert (await _put(school, lesson, {"completed": True}, name=name)).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "completed"),
        ({"completed": None, "position_seconds": None}, "completed"),
        ({"completed": False}, "completed"),
        ({"position_seconds": -1}, "position_seconds"),
        ({"position_seconds": 86_401}, "position_seconds"),
        ({"position_seconds": 1.5}, "position_seconds"),
        ({"completed": True, "percent": 100}, "percent"),
    ],
)
async def test_an_invalid_request_names_its_fault(
    school: LessonSchool, body: object, field: str
) -> None:
    """422; nothing can be taken back, and nobody chooses their percent."""
    answer = await _put(school, "worms", body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_an_outage_is_tried_again(school: LessonSchool) -> None:
    """503: nothing was recorded, and a repeat does no harm."""
    school.learned.is_away = True

    assert (await _put(school, "worms", {"completed": True})).status_code == 503
