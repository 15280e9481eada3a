"""What a reader of a lesson gets: one response, from which the whole page is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lms_courses import Exercise, LessonKind
from lms_kernel import Id
from lms_lessons._opening import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lms_courses import OutlineLesson
    from lms_lessons._opening import OpenedLesson


class Neighbor(msgspec.Struct, frozen=True):
    """The lesson before or after."""

    id: str
    title: str


class LessonPage(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson as its reader sees it.

    ``body`` is its text, in Markdown. ``exercise`` says what may be handed in, and is null
    for every other kind of lesson. ``previous`` and ``next`` follow the outline, across modules.
    ``standing`` is what opens the lesson: that it is a preview, an enrollment, or authorship.
    """

    id: str
    course_id: Id
    course_slug: str
    course_title: str
    title: str
    kind: LessonKind
    duration_minutes: int
    is_preview: bool
    body: str | None
    url: str | None
    exercise: Exercise | None
    previous: Neighbor | None
    next: Neighbor | None
    standing: Standing

    @classmethod
    def of(cls, opened: OpenedLesson) -> LessonPage:
        """Return the page of an opened lesson."""
        course, lesson, standing = opened
        outline = course.content.outline().lessons()
        place = [each.id for each in outline].index(lesson.id)
        return cls(
            id=lesson.id,
            course_id=course.id,
            course_slug=course.slug,
            course_title=course.title,
            title=lesson.title,
            kind=lesson.kind,
            duration_minutes=lesson.duration_minutes,
            is_preview=lesson.is_preview,
            body=lesson.body,
            url=lesson.url,
            exercise=lesson.exercise if lesson.kind == "exercise" else None,
            previous=_neighbor(outline, place - 1),
            next=_neighbor(outline, place + 1),
            standing=standing,
        )


def _neighbor(outline: Sequence[OutlineLesson], place: int) -> Neighbor | None:
    if not 0 <= place < len(outline):
        return None
    return Neighbor(outline[place].id, outline[place].title)
