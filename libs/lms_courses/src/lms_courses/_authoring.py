"""What authors do with their courses: who may do it, and which version counts.

The caller passes access as ``may(owner=...)``: this context knows owners, not permissions. A draft
of somebody else does not exist for the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lms_courses._store import courses
from lms_courses.errors import CourseBusy, CourseNotFound, NotYourCourse, StaleCourse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from lms_courses._model import Change, Course, CourseChanges
    from lms_courses._store import Written

# Without If-Match a change is applied to the newest version: it may be overtaken this often.
_TRIES = 5


class May(Protocol):
    """The caller's right to do something to what belongs to ``owner``."""

    def __call__(self, *, owner: str) -> bool:
        """Whether the caller may."""


async def look_up(
    id_or_slug: str, may: May, *, attends: Callable[[str], Awaitable[bool]] | None = None
) -> Course:
    """Return a course that the caller may see, or raise CourseNotFound.

    ``attends`` tells whether the caller has a seat in the course with this id: an archived course
    stays readable for those who have.
    """
    course = await courses().find(id_or_slug)
    if course.is_public or may(owner=course.owner_id):
        return course
    if course.status == "archived" and attends is not None and await attends(course.id):
        return course
    raise CourseNotFound


async def look_up_authored(id_or_slug: str, *, may: May) -> Course:
    """Return a course that the caller may change. Raises CourseNotFound, NotYourCourse."""
    course = await look_up(id_or_slug, may)
    if not may(owner=course.owner_id):
        raise NotYourCourse
    return course


async def revise(
    id_or_slug: str, changes: CourseChanges, *, may: May, versions: Collection[int] | None = None
) -> Written:
    """Change a course; ``versions`` are those that the caller may have read, None for any.

    Raises CourseNotFound, NotYourCourse, StaleCourse (the version is stale), Invalid.
    """
    return await _write(id_or_slug, lambda course: course.change(changes), may, versions)


async def withdraw(
    id_or_slug: str, *, may: May, versions: Collection[int] | None = None
) -> Written:
    """Delete a course; as ``revise``."""
    return await _write(id_or_slug, lambda course: course.delete(), may, versions)


async def _write(
    id_or_slug: str, plan: Callable[[Course], Change], may: May, versions: Collection[int] | None
) -> Written:
    for _ in range(_TRIES):
        course = await look_up_authored(id_or_slug, may=may)
        if versions is not None and course.version not in versions:
            raise StaleCourse(f"The newest version is {course.version}.")
        try:
            return await courses().save(plan(course))
        except StaleCourse:
            # Somebody was faster. Without a version the caller means the newest: try again on that.
            # With one, the check above refuses.
            continue
    raise CourseBusy
