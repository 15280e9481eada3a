"""The shapes of a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lms_kernel import Email, Id, Place

ReportOrder = Annotated[
    Literal["activity", "enrolled"],
    Meta(description="activity: the longest without any first; enrolled: the newest first"),
]
StuckSince = Annotated[
    datetime,
    Meta(
        tz=True,
        description="Only those who have not completed the course, and have neither enrolled nor"
        " done anything since",
        extra={"hint": "must be a time with its offset, like 2026-11-29T08:00:00Z"},
    ),
]


class ReportSelection(msgspec.Struct, frozen=True, kw_only=True):
    """Which learners of which course, in which order."""

    course_id: Id
    stuck_since: datetime | None = None
    order: ReportOrder = "activity"


class LessonToDo(msgspec.Struct, frozen=True):
    """The lesson that a learner stopped in, or the first after it that is left."""

    id: str
    title: str


class LessonGrade(msgspec.Struct, frozen=True, kw_only=True):
    """The best attempt at a quiz, or the newest grade of an exercise; a quiz has no points."""

    lesson_id: str
    title: str
    percent: int
    is_passed: bool
    points: int | None = None
    max_points: int | None = None


class LearnerReport(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody stands in a course in which they have a seat.

    Percent, lessons, titles and grades are those of today's outline. ``next_lesson`` is null when
    none is left, ``last_activity_at`` before the first, ``average_percent`` without a grade.
    """

    enrollment_id: Id
    user_id: Id
    name: str
    email: Email
    enrolled_at: datetime
    last_activity_at: datetime | None
    percent: int
    lessons: int
    lessons_completed: int
    next_lesson: LessonToDo | None
    grades: list[LessonGrade]
    average_percent: int | None
    completed_at: datetime | None


class StuckLearner(msgspec.Struct, frozen=True):
    """Somebody who is stuck, and how to reach them."""

    user_id: Id
    email: Email


def seen_at(report: LearnerReport) -> datetime:
    """Return when a learner was last seen in the course; enrolling counts."""
    return max(report.enrolled_at, report.last_activity_at or report.enrolled_at)


def by_sight(report: LearnerReport) -> Place:
    """Return where a learner is in a report that is ordered by activity."""
    return seen_at(report), report.enrollment_id


def by_enrollment(report: LearnerReport) -> Place:
    """Return where a learner is in a report that is ordered by enrollment."""
    return report.enrolled_at, report.enrollment_id


def place_in(order: ReportOrder) -> Callable[[LearnerReport], Place]:
    """Return what says where a learner is in a report of this order."""
    return by_sight if order == "activity" else by_enrollment
