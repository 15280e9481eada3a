"""Who may open a lesson."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import get_args

import msgspec
import pytest

from lms_courses import CourseNotFound, Exercise, LessonKind, MongoCourses
from lms_enrollments import PostgresEnrollments
from lms_kernel import Actor, Problem, Unauthenticated, Unavailable, new_id, request_scope
from lms_lessons import (
    LessonNotFound,
    LessonPage,
    NotEnrolled,
    enter_lesson,
    open_course,
    open_lesson,
    read_lesson,
)
from lms_progress import CourseOutline, PostgresProgress
from lms_questions import NumberQuestion, Quiz
from lms_testing.courses import a_course
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons
from lms_uploads import links

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


@pytest.mark.parametrize("who", sorted(PEOPLE.keys() - {"stranger"}))
async def test_a_course_opens_to_those_who_learn_in_it(school: LessonSchool, who: str) -> None:
    """And to its author, in whatever state it is; a preview is no way in."""
    viewer = PEOPLE[who]
    assert viewer is not None

    async def opened() -> object:
        try:
            return (await open_course(viewer, school.course.slug)).id == school.course.id
        except Problem as refusal:
            return type(refusal)

    _, lesson, archived, draft = MATRIX[who]
    assert await opened() == (True if lesson in {"enrolled", "author"} else OUTSIDE)
    school.be("archived")
    assert await opened() == (True if archived in {"enrolled", "author"} else archived)
    school.be("draft")
    assert await opened() == (True if draft == "author" else draft)


async def test_a_page_has_what_its_reader_has_learned(
    school: LessonSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read at the same time as course and seat: nothing waits for anything."""
    learner = PEOPLE["learner"]
    assert learner is not None
    async with request_scope():
        outline = CourseOutline.of(school.course)
        await school.learned.record(
            learner.id, "worms", outline, is_completed=True, position_seconds=7
        )
    all_three = asyncio.Barrier(3)

    def meeting(store: object, method: str) -> None:
        real = getattr(store, method)

        async def met(*args: object) -> object:
            async with asyncio.timeout(2), all_three:
                return await real(*args)

        monkeypatch.setattr(store, method, met)

    meeting(school.shelf, "find")
    meeting(school.seats, "seats_in")
    meeting(school.learned, "in_lesson")

    page = await read_lesson(learner, school.course.slug, "worms", render=str.upper, link=links)

    assert (page.completed_at is not None, page.position_seconds) == (True, 7)
    assert page.html == "THEY DIG."
    assert hasattr(PostgresProgress, "in_lesson")


async def test_what_somebody_learned_is_shown_while_they_are_enrolled(
    school: LessonSchool,
) -> None:
    """Earlier facts outlive an enrollment, and come back with the next one."""
    left = PEOPLE["left"]
    assert left is not None
    async with request_scope():
        await school.learned.record(
            left.id, "open", CourseOutline.of(school.course), is_completed=True
        )

    page = await read_lesson(left, school.course.id, "open", render=str, link=links)

    assert (page.standing, page.completed_at) == ("preview", None)


async def test_only_learners_need_what_they_have_learned(school: LessonSchool) -> None:
    """While it cannot be read, authors and readers of a preview get their pages."""
    school.learned.is_away = True

    for who, lesson in (("owner", "heap"), ("student", "open"), ("stranger", "open")):
        page = await read_lesson(PEOPLE[who], school.course.id, lesson, render=str, link=links)
        assert page.completed_at is None
    with pytest.raises(Unavailable):
        await read_lesson(PEOPLE["learner"], school.course.id, "heap", render=str, link=links)


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

    page = LessonPage.of(opened, render=str, links={})

    assert (page.previous and page.previous.id, page.next and page.next.id) == (before, after)
    assert (page.title, page.kind) == (opened.lesson.title, opened.lesson.kind)
    assert (page.exercise is not None) is (lesson == "heap")


QUIZ = Quiz(questions=[NumberQuestion(id="q", prompt="1 + 1?", value=2)])
EXERCISE = Exercise(accepts=["text"], max_points=10)


@pytest.mark.parametrize("kind", get_args(LessonKind))
@pytest.mark.parametrize("is_defined", [True, False])
async def test_a_page_has_the_rules_of_its_own_kind(
    school: LessonSchool, kind: LessonKind, *, is_defined: bool
) -> None:
    """An author who changes the kind leaves the other rules behind: they are shown to nobody.

    Only a lesson with rules is completed by a result; one without them its learner completes.
    """
    opened = await open_lesson(PEOPLE["learner"], school.course.id, "heap")
    lesson = msgspec.structs.replace(
        opened.lesson,
        kind=kind,
        quiz=QUIZ if is_defined else None,
        exercise=EXERCISE if is_defined else None,
    )

    page = LessonPage.of(opened._replace(lesson=lesson), render=str, links={})

    assert (page.quiz is not None) is (is_defined and kind == "quiz")
    assert (page.exercise is not None) is (is_defined and kind == "exercise")
    assert page.is_graded is (is_defined and kind in {"quiz", "exercise"})


SERVICE = Actor(new_id(), "service", session_id=new_id(), scopes=frozenset({"course:read:any"}))


async def test_nobody_takes_part_but_learners_and_authors(school: LessonSchool) -> None:
    """Not a program, even one that may read every course, nor readers of a preview."""
    assert (await open_lesson(SERVICE, school.course.id, "open")).standing == "author"
    strangers = [SERVICE, *(PEOPLE[each] for each in ("student", "left", "colleague"))]

    for each in strangers:
        assert each is not None
        with pytest.raises(NotEnrolled):
            await enter_lesson(each, school.course.id, "open")
    for who in ("learner", "owner", "admin"):
        person = PEOPLE[who]
        assert person is not None
        assert (await enter_lesson(person, school.course.id, "open")).standing != "preview"
