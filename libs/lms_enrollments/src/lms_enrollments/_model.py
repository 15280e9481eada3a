"""The shapes of an enrollment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lms_kernel import CourseStatus, Email, FieldError, Id, Invalid, SoughtEmail

EnrollmentStatus = Annotated[
    Literal["active", "cancelled", "ended"],
    Meta(description="cancelled: the seat was given back; ended: the course ended, see end_reason"),
]
EndReason = Literal["course-deleted"]


class NewEnrollment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The request to enroll in a course."""

    course_id: Id


class NewLearner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to add somebody to a course: by the id or by the email address."""

    # The description's example names one of the two.
    user_id: Annotated[Id | None, Meta(examples=[None])] = None
    email: SoughtEmail | None = None

    def check(self) -> None:
        """Raise Invalid unless exactly one of the two is given."""
        if (self.user_id is None) == (self.email is None):
            fault = "is needed, or user_id, and only one of the two"
            raise Invalid(errors=[FieldError("email", fault)])


class Learner(msgspec.Struct, frozen=True):
    """The person on a roster; the address is shown while they have the seat, and no longer."""

    name: str
    email: Email | None = None


class Enrollment(msgspec.Struct, frozen=True, kw_only=True):
    """One person's place in one course.

    ``learner`` is shown only to the course's instructor and to admins; the course's title, slug and
    status are those of today's catalog. An archived course stays readable for those who have an
    active enrollment in it.
    """

    id: Id
    user_id: Id
    course_id: Id
    course_title: str
    course_slug: str
    status: EnrollmentStatus
    created_at: datetime
    cancelled_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    course_status: CourseStatus | Literal["deleted"] | None = None
    learner: Learner | None = None


class LearnerOfCourse(msgspec.Struct, frozen=True):
    """Somebody who has a seat in a course at present, and how to reach them."""

    user_id: Id
    name: str
    email: Email


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Which enrollments a list is about.

    ``viewer`` sees their own and the rosters of the courses they own; None sees all.
    """

    viewer: Id | None
    user_id: Id | None = None
    course_id: Id | None = None
    status: EnrollmentStatus | None = None
