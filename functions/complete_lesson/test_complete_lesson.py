"""Lessons that are completed by their results."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from functions.complete_lesson.main import complete_lesson
from lms_kernel import DomainEvent, Id, current, new_id, request_scope, utc_now
from lms_progress import LessonCompleted
from lms_testing import CapturedEvents, actor, deliver, event
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons


class AttemptFinished(DomainEvent, frozen=True, kw_only=True):
    """A finished attempt, as the context of quizzes announces it."""

    type: ClassVar[str] = "org.learning.attempt.finished.v1"

    attempt_id: Id
    user_id: Id
    course_id: Id
    lesson_id: str
    score_percent: int
    is_passed: bool
    number: int
    acted_at: datetime


class SubmissionCreated(DomainEvent, frozen=True, kw_only=True):
    """Something handed in, as the context of submissions announces it."""

    type: ClassVar[str] = "org.learning.submission.created.v1"

    submission_id: Id
    user_id: Id
    course_id: Id
    lesson_id: str
    acted_at: datetime


class SubmissionGraded(DomainEvent, frozen=True, kw_only=True):
    """A graded submission, as the context of submissions announces it."""

    type: ClassVar[str] = "org.learning.submission.graded.v1"

    submission_id: Id
    user_id: Id
    course_id: Id
    course_title: str
    lesson_id: str
    points: int
    max_points: int
    is_passed: bool
    comment: str


@pytest.fixture
async def school() -> AsyncIterator[LessonSchool]:
    """Return a course with lessons and everybody around it."""
    async with school_with_lessons() as school:
        yield school


def _attempt(
    school: LessonSchool,
    who: str = "learner",
    *,
    is_passed: bool = True,
    at: datetime | None = None,
) -> DomainEvent:
    person = PEOPLE[who]
    assert person is not None
    return AttemptFinished(
        attempt_id=new_id(),
        user_id=person.id,
        course_id=school.course.id,
        lesson_id="worms",
        score_percent=80,
        is_passed=is_passed,
        number=1,
        acted_at=at or utc_now(),
    )


def _grade(school: LessonSchool, who: str = "learner", *, is_passed: bool = True) -> DomainEvent:
    person = PEOPLE[who]
    assert person is not None
    return SubmissionGraded(
        submission_id=new_id(),
        user_id=person.id,
        course_id=school.course.id,
        course_title="Gardening",
        lesson_id="heap",
        points=8 if is_passed else 2,
        max_points=10,
        is_passed=is_passed,
        comment="Good.",
    )


async def test_a_pass_completes_a_lesson_once(
    school: LessonSchool, published: CapturedEvents
) -> None:
    """A quiz and an exercise alike; a redelivery and a second pass change nothing."""
    published.clear()
    passed = event(_attempt(school))

    for each in (passed, passed, event(_attempt(school)), event(_grade(school))):
        answer = await deliver(complete_lesson, each)
        assert (answer.status_code // 100, answer.content) == (2, b"")

    assert published.types() == [LessonCompleted.type] * 2
    assert [each["data"]["lesson_id"] for each in published] == ["worms", "heap"]  # type: ignore[index]


async def test_who_graded_is_not_who_learned(
    school: LessonSchool, published: CapturedEvents
) -> None:
    """The event of the completion is not a write of the teacher, and no entry of the audit."""
    async with request_scope():
        current().actor = actor("instructor")
        graded = event(_grade(school))
    published.clear()

    await deliver(complete_lesson, graded)

    assert published.types() == [LessonCompleted.type]
    assert not {"actorid", "privileged"} & published[0].keys()


async def test_a_failure_completes_nothing(school: LessonSchool, published: CapturedEvents) -> None:
    """The attempt is activity all the same; a bad grade is nothing at all."""
    graded, attempt = _grade(school, is_passed=False), _attempt(school, is_passed=False)
    published.clear()

    answer = await deliver(complete_lesson, event(graded))
    assert (answer.status_code // 100, school.learned.kept) == (2, {})
    assert (await deliver(complete_lesson, event(attempt))).status_code // 100 == 2

    (kept,) = school.learned.kept.values()
    assert (kept.last_lesson_id, kept.completed, published) == ("worms", {}, [])


async def test_only_what_the_learner_did_is_their_activity(school: LessonSchool) -> None:
    """Handing in is, when they did it; the grade completes the lesson and moves nothing."""
    learner, handed_in = PEOPLE["learner"], utc_now() - timedelta(days=3)
    assert learner is not None
    submission = SubmissionCreated(
        submission_id=new_id(),
        user_id=learner.id,
        course_id=school.course.id,
        lesson_id="heap",
        acted_at=handed_in,
    )
    attempt = _attempt(school, at=handed_in + timedelta(days=1))

    for each in (submission, attempt, _grade(school), submission):
        await deliver(complete_lesson, event(each))

    (kept,) = school.learned.kept.values()
    assert kept.completed.keys() == {"heap", "worms"}
    assert (kept.last_lesson_id, kept.updated_at) == ("worms", handed_in + timedelta(days=1))


@pytest.mark.parametrize("who", ["owner", "admin", "colleague"])
async def test_only_learners_complete_anything(
    school: LessonSchool, published: CapturedEvents, who: str
) -> None:
    """Not who tries a quiz or an exercise without a seat: they would get a certificate."""
    tried = [event(_attempt(school, who)), event(_grade(school, who))]
    published.clear()

    for each in tried:
        assert (await deliver(complete_lesson, each)).status_code // 100 == 2

    assert (school.learned.kept, published) == ({}, [])


async def test_an_owner_with_a_seat_is_not_recorded(school: LessonSchool) -> None:
    """They would be in their own report."""
    school.learned.enrolled.add((school.course.owner_id, school.course.id))

    await deliver(complete_lesson, event(_attempt(school, "owner")))

    assert school.learned.kept == {}


async def test_whoever_has_left_keeps_what_they_did(school: LessonSchool) -> None:
    """The attempt was theirs when it began."""
    await deliver(complete_lesson, event(_attempt(school, "left")))

    assert len(school.learned.kept) == 1


async def test_a_course_that_is_gone_is_done_with(school: LessonSchool) -> None:
    """No retry would bring it back."""
    school.shelf.kept.clear()

    answer = await deliver(complete_lesson, event(_attempt(school)))

    assert (answer.status_code // 100, school.learned.kept) == (2, {})


async def test_an_outage_is_tried_again(school: LessonSchool) -> None:
    """503 while the database is down; the next delivery succeeds."""
    passed = event(_attempt(school))
    school.learned.is_away = True
    assert (await deliver(complete_lesson, passed)).status_code == 503

    school.learned.is_away = False
    assert (await deliver(complete_lesson, passed)).status_code // 100 == 2
    assert len(school.learned.kept) == 1


async def test_an_event_that_cannot_be_read_is_dead_lettered(school: LessonSchool) -> None:
    """422: a retry could not read it either."""
    broken = event(_attempt(school)) | {"data": {"is_passed": "perhaps"}}

    assert (await deliver(complete_lesson, broken)).status_code == 422
