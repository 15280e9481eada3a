"""Who may open a lesson.

=========  =============================  ==============================  =====================
course     stranger, signed in            enrolled                        owner, admin
=========  =============================  ==============================  =====================
draft      not found                      not found                       author
published  previews; 401 or 403 for the   enrolled                        author
           others
archived   not found                      enrolled                        author
=========  =============================  ==============================  =====================
"""

from __future__ import annotations

import asyncio
from typing import Literal, NamedTuple

from lms_access import may
from lms_courses import Course, CourseNotFound, Lesson, courses
from lms_enrollments import enrollments
from lms_kernel import Actor, Unauthenticated
from lms_lessons.errors import LessonNotFound, NotEnrolled

Standing = Literal["preview", "enrolled", "author"]


class OpenedLesson(NamedTuple):
    """A lesson that the viewer may read, its course, and what lets them in."""

    course: Course
    lesson: Lesson
    standing: Standing


async def open_lesson(viewer: Actor | None, course_id: str, lesson_id: str) -> OpenedLesson:
    """Return the lesson if the viewer may open it; the course is named by its id or its slug.

    Raises CourseNotFound (also for what the viewer may not see), LessonNotFound, Unauthenticated
    for a stranger, NotEnrolled for everybody else.
    """
    course, seats = await asyncio.gather(
        courses().find(course_id), _seats(viewer, course_id), return_exceptions=True
    )
    if isinstance(course, BaseException):
        raise course
    if may(viewer, "course:read", owner=course.owner_id):
        return OpenedLesson(course, _lesson(course, lesson_id), "author")
    if isinstance(seats, BaseException):
        raise seats
    is_enrolled = course.id in seats
    if not course.is_public and not (is_enrolled and course.status == "archived"):
        raise CourseNotFound
    lesson = _lesson(course, lesson_id)
    if is_enrolled:
        return OpenedLesson(course, lesson, "enrolled")
    if lesson.is_preview:
        return OpenedLesson(course, lesson, "preview")
    if viewer is None:
        raise Unauthenticated("This lesson is for those who are enrolled in the course.")
    raise NotEnrolled


async def _seats(viewer: Actor | None, course_id: str) -> set[str]:
    """Return the id of the course if the viewer has a seat in it, nothing otherwise."""
    return set() if viewer is None else await enrollments().seats_in(course_id, viewer.id)


def _lesson(course: Course, lesson_id: str) -> Lesson:
    for lesson in course.content.lessons():
        if lesson.id == lesson_id:
            return lesson
    raise LessonNotFound
