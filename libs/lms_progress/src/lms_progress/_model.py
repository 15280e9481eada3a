"""The shapes of progress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Protocol

import msgspec
from msgspec import Meta

from lms_kernel import CourseStatus, Id, Place

Percent = Annotated[
    int,
    Meta(
        ge=0,
        le=100,
        description="Completed lessons of today's outline, rounded down; at least 1 once any lesson"
        " was completed",
    ),
]
PositionSeconds = Annotated[
    int,
    Meta(
        ge=0,
        le=86_400,
        description="Where the learner stopped in a video",
        extra={"hint": "must be whole seconds, from {ge} to {le}"},
    ),
]
LearningState = Annotated[
    Literal["active", "finished"],
    Meta(description="finished: the rule of completion was met at some time"),
]


class ProgressChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to record that a lesson was completed, or where the learner stopped in it."""

    completed: Literal[True] | None = None
    position_seconds: PositionSeconds | None = None


class TaughtLesson(Protocol):
    """A lesson, as the context of courses knows it."""

    @property
    def id(self) -> str:
        """The lesson's id, unique in its course."""

    @property
    def title(self) -> str:
        """The lesson's title."""


class TaughtContent(Protocol):
    """What a course consists of."""

    def lessons(self) -> Sequence[TaughtLesson]:
        """Return all lessons in reading order."""


class CompletionRule(Protocol):
    """What it takes to complete a course."""

    @property
    def minimum_percent(self) -> int:
        """How many of the lessons, from 1 to 100."""

    @property
    def required_lessons(self) -> Sequence[str]:
        """Which lessons in any case."""


class TaughtCourse(Protocol):
    """A course, as the context of courses knows it: contexts are strangers."""

    @property
    def id(self) -> str:
        """The course's id."""

    @property
    def title(self) -> str:
        """The course's title."""

    @property
    def version(self) -> int:
        """The course's version."""

    @property
    def content(self) -> TaughtContent:
        """The course's content."""

    @property
    def completion(self) -> CompletionRule:
        """The course's rule of completion."""


class CourseOutline(msgspec.Struct, frozen=True, kw_only=True):
    """What progress needs of a course: today's lessons in reading order, and when it is completed.

    A required lesson that is no longer in the outline is required of nobody.
    """

    course_id: Id
    course_title: str
    version: int
    lesson_ids: list[str]
    lesson_titles: list[str]
    minimum_percent: int = 100
    required_lessons: list[str] = []

    @classmethod
    def of(cls, course: TaughtCourse) -> CourseOutline:
        """Return the outline of a course as it is now."""
        lessons = course.content.lessons()
        ids = [lesson.id for lesson in lessons]
        return cls(
            course_id=course.id,
            course_title=course.title,
            version=course.version,
            lesson_ids=ids,
            lesson_titles=[lesson.title for lesson in lessons],
            minimum_percent=course.completion.minimum_percent,
            required_lessons=[each for each in course.completion.required_lessons if each in ids],
        )


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What one write came to: where the learner stands in the lesson and in its course."""

    lesson_id: str
    completed_at: datetime | None
    percent: Percent
    course_completed_at: datetime | None


class LessonStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where a learner stands in one lesson."""

    completed_at: datetime | None = None
    position_seconds: int | None = None


class NextLesson(msgspec.Struct, frozen=True):
    """The lesson to go on with: the last one opened, or the first after it that is left."""

    id: str
    title: str


class CompletedLesson(msgspec.Struct, frozen=True):
    """A lesson of today's outline that was completed."""

    id: str
    completed_at: datetime


class CourseProgress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a learner stands in a course; ``next_lesson`` is null when no lesson is left."""

    course_id: Id
    percent: Percent
    lessons: int
    completed_lessons: list[CompletedLesson]
    next_lesson: NextLesson | None
    completed_at: datetime | None
    last_activity_at: datetime | None


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """A course that somebody is enrolled in, and where they stand in it.

    Title, slug and status are those of today's catalog. ``next_lesson`` is null when all lessons
    are completed, and until the outline of a course is known.
    """

    enrollment_id: Id
    course_id: Id
    course_title: str
    course_slug: str
    course_status: CourseStatus
    enrolled_at: datetime
    last_activity_at: datetime
    percent: Percent
    lessons: int
    lessons_completed: int
    next_lesson: NextLesson | None
    completed_at: datetime | None


def by_activity(learning: Learning) -> Place:
    """Return where a course is in a list with the latest activity first."""
    return learning.last_activity_at, learning.enrollment_id
