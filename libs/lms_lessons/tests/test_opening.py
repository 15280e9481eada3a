"""Who may open a lesson."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from lms_courses import CourseNotFound, MongoCourses
from lms_enrollments import PostgresEnrollments
from lms_kernel import Problem, Unauthenticated, Unavailable, new_id
from lms_lessons import LessonNotFound, LessonPage, NotEnrolled, open_lesson
from lms_testing.courses import a_course
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons

NOT_FOUND, STRANGER, OUTSIDE = CourseNotFound, Unauthenticated, NotEnrolled
# Who, and what opens them: a preview, another lesson, both of an archived course, of a draft.
MATRIX: dict[str, tuple[object, object, object, object]] = {
    "stranger": ("preview", STRANGER, NOT_FOUND, NOT_FOUND),
    "student": ("preview", OUTSIDE, NOT_FOUND, NOT_FOUND),
    "left": ("preview", OUTSIDE, NOT_FOUND, NOT_FOUND),
    "colleague": ("preview", OUTSIDE, NOT_FOUND, NOT_FOUND),
    "learner": ("enrolled", "enrolled", "enrolled", NOT_FOUND),
    "owner": ("author", "author", "author", "author"),
    "admin": ("author", "author", "author", "author"),
}


@pytest.fixture
async def school() -> AsyncIterator[LessonSchool]:
    """Return a course with lessons and everybody around it."""
    async with school_with_lessons() as school:
        yield school


async def _standing(school: LessonSchool, who: str, lesson: str, name: str = "") -> object:
    """Return the standing of the lesson's reader, or the problem that there is."""
    try:
        opened = await open_lesson(PEOPLE[who], name or school.course.id, lesson)
    except Problem as refusal:
        return type(refusal)
    assert (opened.course.id, opened.lesson.id) == (school.course.id, lesson)
    return opened.standing


@pytest.mark.parametrize("who", PEOPLE)
async def test_a_lesson_opens_to_those_who_may(school: LessonSchool, who: str) -> None:
    """Previews to everybody, the rest to those enrolled; a draft to its author alone."""
    preview, lesson, archived, draft = MATRIX[who]

    assert await _standing(school, who, "open") == preview
    assert await _standing(school, who, "heap") == lesson
    school.be("archived")
    assert {await _standing(school, who, each) for each in ("open", "heap")} == {archived}
    school.be("draft")
    assert {await _standing(school, who, each) for each in ("open", "heap")} == {draft}


@pytest.mark.parametrize("who", PEOPLE)
async def test_a_slug_names_the_course_as_an_id_does(school: LessonSchool, who: str) -> None:
    """Addresses have slugs; what they open is the same."""
    for lesson in ("open", "heap"):
        by_slug = await _standing(school, who, lesson, school.course.slug)
        assert by_slug == await _standing(school, who, lesson)


@pytest.mark.parametrize("who", ["stranger", "student", "learner", "owner"])
async def test_what_is_not_there_is_not_found(school: LessonSchool, who: str) -> None:
    """A module is no lesson, and neither is the lesson of another course."""
    other = a_course(status="published").course
    school.shelf.kept[other.id] = other

    for lesson in ("m1", "no-such-lesson"):
        assert await _standing(school, who, lesson) is LessonNotFound
    for name in (new_id(), "no-such-course"):
        assert await _standing(school, who, "open", name) is CourseNotFound
    assert await _standing(school, who, "open", other.id) is LessonNotFound


async def test_course_and_seat_are_read_at_the_same_time(
    school: LessonSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two stores is asked once, and neither waits for the other."""
    asked: list[str] = []
    both = asyncio.Barrier(2)

    def meeting(store: object, method: str) -> None:
        real = getattr(store, method)

        async def met(*args: object) -> object:
            asked.append(method)
            async with asyncio.timeout(2), both:
                return await real(*args)

        monkeypatch.setattr(store, method, met)

    meeting(school.shelf, "find")
    meeting(school.seats, "seats_in")

    assert await _standing(school, "learner", "heap") == "enrolled"
    assert sorted(asked) == ["find", "seats_in"]
    assert hasattr(MongoCourses, "find")
    assert hasattr(PostgresEnrollments, "seats_in")


async def test_an_outage_of_postgresql_closes_no_lesson_of_ones_own(school: LessonSchool) -> None:
    """Nor a preview for strangers, for whom no seat is looked up; learners get a 503."""
    school.seats.is_away = True

    assert await _standing(school, "owner", "heap") == "author"
    assert await _standing(school, "stranger", "open") == "preview"
    assert await _standing(school, "learner", "heap") is Unavailable


@pytest.mark.parametrize(
    ("lesson", "before", "after"),
    [("open", None, "worms"), ("worms", "open", "heap"), ("heap", "worms", None)],
)
async def test_a_page_leads_to_the_lessons_around_it(
    school: LessonSchool, lesson: str, before: str | None, after: str | None
) -> None:
    """In reading order, from the last lesson of a module to the first of the next one."""
    opened = await open_lesson(PEOPLE["learner"], school.course.id, lesson)

    page = LessonPage.of(opened)

    assert (page.previous and page.previous.id, page.next and page.next.id) == (before, after)
    assert (page.title, page.kind) == (opened.lesson.title, opened.lesson.kind)
    assert (page.exercise is not None) is (lesson == "heap")
