"""Problems with courses.

NotFound 404
└── CourseNotFound        no such course, or a draft of somebody else
Forbidden 403
└── NotYourCourse         the caller may see the course, but only its owner may change it
Conflict 409
├── SlugTaken             every slug that was tried for the title is taken
└── CourseBusy            others kept changing the course while this change was tried
PreconditionFailed 412
└── StaleCourse           the caller edited a version that is not the newest
"""

from __future__ import annotations

from lms_kernel import Conflict, Forbidden, NotFound, PreconditionFailed


class CourseNotFound(NotFound):
    """There is no such course, or it is a draft that the caller does not own."""

    title = "No such course"


class NotYourCourse(Forbidden):
    """The caller may see the course but neither owns it nor administers the platform."""

    title = "Only the owner may change this course"


class SlugTaken(Conflict):
    """Every slug that was tried for the title is taken."""

    slug = "slug-taken"
    title = "No free address was found for this title"


class CourseBusy(Conflict):
    """Others changed the course at the same moment, several times in a row."""

    slug = "course-busy"
    title = "Others are changing this course right now"


class StaleCourse(PreconditionFailed):
    """The course has moved on since the caller read it."""

    slug = "stale-course"
    title = "The course was changed since you read it"
