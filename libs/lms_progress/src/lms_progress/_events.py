"""What learners complete, and the results from which it is learned."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from lms_kernel import DomainEvent, Id


class LessonCompleted(DomainEvent, frozen=True, kw_only=True):
    """A learner completed a lesson for the first time; percent is that of the course with it."""

    type: ClassVar[str] = "org.learning.lesson.completed.v1"

    user_id: Id
    course_id: Id
    lesson_id: str
    completed_at: datetime
    percent: int


class CourseCompleted(DomainEvent, frozen=True, kw_only=True):
    """A learner completed a course: once, whatever becomes of its outline."""

    type: ClassVar[str] = "org.learning.course.completed.v1"

    completion_id: Id
    user_id: Id
    course_id: Id
    course_title: str
    completed_at: datetime


class LessonResult(DomainEvent, frozen=True, kw_only=True):
    """What progress needs of an attempt that was finished, or a submission handed in or graded.

    Their contexts write them; decision 0044 says why this is a shape of its own. ``acted_at`` is
    when the learner did something; a grade has none.
    """

    type: ClassVar[str] = ""

    user_id: Id
    course_id: Id
    lesson_id: str
    is_passed: bool = False
    acted_at: datetime | None = None


class ChangedCourse(DomainEvent, frozen=True, kw_only=True):
    """What progress needs of the events of a course: which one it is. As above."""

    type: ClassVar[str] = ""

    course_id: Id
