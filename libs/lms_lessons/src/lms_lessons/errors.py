"""Problems with opening a lesson.

NotFound 404
└── LessonNotFound    the course has no such lesson
Forbidden 403
└── NotEnrolled       the lesson is for those who are enrolled

An unknown course is CourseNotFound of lms_courses, and so is one that the caller may not see. A
stranger to a lesson that is no preview is Unauthenticated.
"""

from __future__ import annotations

from lms_kernel import Forbidden, NotFound


class LessonNotFound(NotFound):
    """The course has no lesson with this id (any more)."""

    title = "No such lesson"


class NotEnrolled(Forbidden):
    """The caller may see the course, and has no seat in it."""

    slug = "not-enrolled"
    title = "Enroll in the course to open this lesson"
