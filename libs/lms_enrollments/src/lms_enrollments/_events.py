"""What happens to enrollments; each event carries what a message about it needs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from lms_kernel import DomainEvent, Id


class EnrollmentCreated(DomainEvent, frozen=True, kw_only=True):
    """A learner got a seat."""

    type: ClassVar[str] = "org.learning.enrollment.created.v1"

    enrollment_id: Id
    user_id: Id
    course_id: Id
    course_title: str


class EnrollmentCancelled(DomainEvent, frozen=True, kw_only=True):
    """A learner's seat was given back."""

    type: ClassVar[str] = "org.learning.enrollment.cancelled.v1"

    enrollment_id: Id
    user_id: Id
    course_id: Id
    course_title: str


class EnrollmentEnded(DomainEvent, frozen=True, kw_only=True):
    """A learner lost the seat because the course was deleted."""

    type: ClassVar[str] = "org.learning.enrollment.ended.v1"

    enrollment_id: Id
    user_id: Id
    course_id: Id
    course_title: str


class EnrollmentArchived(DomainEvent, frozen=True, kw_only=True):
    """The course of an enrollment was archived: the learner keeps it, and can still read it."""

    type: ClassVar[str] = "org.learning.enrollment.archived.v1"

    enrollment_id: Id
    user_id: Id
    course_id: Id
    course_title: str


class ClosureRequested(DomainEvent, frozen=True, kw_only=True):
    """The learners after this user id are due for the end of their course; null: from the first."""

    type: ClassVar[str] = "org.learning.closure.requested.v1"

    course_id: Id
    course_title: str
    version: int
    is_deleted: bool
    after: Id | None = None

    def following(self, last: str) -> ClosureRequested:
        """Return the request for the learners after this one."""
        return msgspec.structs.replace(self, after=last)


class ClosedCourse(DomainEvent, frozen=True, kw_only=True):
    """What enrollments need of the events that end a course.

    lms_courses writes them as CourseEvent; decision 0044 says why this is a shape of its own.
    """

    type: ClassVar[str] = ""

    course_id: Id
    title: str
    version: int
    deleted_at: datetime | None = None

    def closure(self) -> ClosureRequested:
        """Return the request to close the enrollments of all its learners."""
        return ClosureRequested(
            course_id=self.course_id,
            course_title=self.title,
            version=self.version,
            is_deleted=self.deleted_at is not None,
        )
