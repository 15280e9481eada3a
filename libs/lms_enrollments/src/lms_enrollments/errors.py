"""Problems with enrollments.

PaymentRequired 402
└── CourseUnpaid          the course has a price, and people enroll themselves for free only
NotFound 404
├── CourseNotFound        no such course, or a draft of somebody else
├── EnrollmentNotFound    no such enrollment, or not the caller's
└── PersonNotFound        nobody has this id or address, or their account is closed
Forbidden 403
└── NoAccount             service tokens have no account and take no seat
Conflict 409
├── AlreadyEnrolled       the learner has a seat; the problem names the enrollment
│   └── AlreadyALearner   the same, said to the person who adds them
├── CourseFull            every seat is taken
└── CourseNotOpen         the course takes no enrollments (draft or archived)
"""

from __future__ import annotations

from lms_kernel import Conflict, Forbidden, NotFound, PaymentRequired


class CourseNotFound(NotFound):
    """There is no such course, or it is a draft that the caller does not own."""

    title = "No such course"


class EnrollmentNotFound(NotFound):
    """There is no such enrollment, or it belongs to somebody else."""

    title = "No such enrollment"


class PersonNotFound(NotFound):
    """Nobody has this id or address, or they have closed their account."""

    slug = "person-not-found"
    title = "There is no account of this person"


class CourseUnpaid(PaymentRequired):
    """Until there are payments, those who teach the course add the learners who have paid."""

    title = "This course has a price: ask its instructor to add you"


class NoAccount(Forbidden):
    """Only people with an account take seats; a service token has none."""

    slug = "no-account"
    title = "Only people with an account can enroll"


class AlreadyEnrolled(Conflict):
    """The learner already has an active enrollment in the course."""

    slug = "already-enrolled"
    title = "You are already enrolled in this course"


class AlreadyALearner(AlreadyEnrolled):
    """The person whom the caller adds has an active enrollment in the course."""

    slug = "already-a-learner"
    title = "This person is enrolled in the course already"


class CourseFull(Conflict):
    """Every seat of the course is taken."""

    slug = "course-full"
    title = "Every seat of this course is taken"


class CourseNotOpen(Conflict):
    """The course exists and takes no enrollments."""

    slug = "course-not-open"
    title = "This course is not open for enrollment"
