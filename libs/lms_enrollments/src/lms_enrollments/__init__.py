"""Enrollments: claiming a seat in a course, giving it back, and the list of who has one."""

from __future__ import annotations

from lms_enrollments._events import (
    ClosedCourse,
    ClosureRequested,
    EnrollmentArchived,
    EnrollmentCancelled,
    EnrollmentCreated,
    EnrollmentEnded,
)
from lms_enrollments._model import (
    Enrollment,
    EnrollmentStatus,
    Learner,
    LearnerOfCourse,
    NewEnrollment,
    NewLearner,
    Selection,
)
from lms_enrollments._store import PostgresEnrollments, enrollments
from lms_enrollments.errors import (
    AlreadyALearner,
    AlreadyEnrolled,
    CourseFull,
    CourseNotFound,
    CourseNotOpen,
    CourseUnpaid,
    EnrollmentNotFound,
    NoAccount,
    PersonNotFound,
)

__all__ = [
    "AlreadyALearner",
    "AlreadyEnrolled",
    "ClosedCourse",
    "ClosureRequested",
    "CourseFull",
    "CourseNotFound",
    "CourseNotOpen",
    "CourseUnpaid",
    "Enrollment",
    "EnrollmentArchived",
    "EnrollmentCancelled",
    "EnrollmentCreated",
    "EnrollmentEnded",
    "EnrollmentNotFound",
    "EnrollmentStatus",
    "Learner",
    "LearnerOfCourse",
    "NewEnrollment",
    "NewLearner",
    "NoAccount",
    "PersonNotFound",
    "PostgresEnrollments",
    "Selection",
    "enrollments",
]
