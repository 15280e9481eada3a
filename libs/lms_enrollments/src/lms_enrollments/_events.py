"""What happens to enrollments; both carry what a message about them needs."""

from __future__ import annotations

from typing import ClassVar

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
