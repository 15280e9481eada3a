"""Outlines on their way to lists of progress."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from functions.index_outline.main import index_outline
from lms_courses import CourseChanges, CourseDeleted
from lms_kernel import accept
from lms_testing import deliver, event
from lms_testing.courses import a_course
from lms_testing.lessons import LessonSchool, school_with_lessons


@pytest.fixture
async def school() -> AsyncIterator[LessonSchool]:
    """Return a course with lessons and everybody around it."""
    async with school_with_lessons() as school:
        yield school


async def test_the_newest_outline_is_kept(school: LessonSchool) -> None:
    """The document counts, however late an event comes."""
    lesson = {"id": "new", "title": "New", "kind": "article"}
    content = {"modules": [{"title": "Soil", "lessons": [lesson]}]}
    before = school.course
    changed = before.change(accept({"content": content}, CourseChanges))
    school.shelf.kept[before.id] = changed.course

    for each in (*changed.events(), *before.change(CourseChanges()).events()):
        answer = await deliver(index_outline, event(each))
        assert (answer.status_code // 100, answer.content) == (2, b"")

    kept = school.learned.outlines[before.id]
    assert (kept.version, kept.lesson_ids, kept.lesson_titles) == (
        changed.course.version,
        ["new"],
        ["New"],
    )


async def test_a_course_that_is_gone_is_done_with(school: LessonSchool) -> None:
    """No retry would bring it back."""
    gone = a_course(status="published").course

    answer = await deliver(index_outline, event(gone.as_event(CourseDeleted)))

    assert (answer.status_code // 100, school.learned.outlines) == (2, {})


async def test_an_event_that_cannot_be_read_is_given_up(school: LessonSchool) -> None:
    """422: a retry could not read it either."""
    broken = event(school.course.change(CourseChanges()).events()[0]) | {"data": {"course_id": 7}}

    assert (await deliver(index_outline, broken)).status_code == 422


async def test_an_outage_is_tried_again(school: LessonSchool) -> None:
    """503 while the database is down."""
    school.learned.is_away = True
    news = event(school.course.change(CourseChanges()).events()[0])

    assert (await deliver(index_outline, news)).status_code == 503
