"""What a reader of a lesson gets: one response, from which the whole page is drawn."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from lms_courses import Exercise, LessonKind
from lms_kernel import Id
from lms_lessons._opening import Standing, open_lesson
from lms_progress import LessonStanding, progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lms_courses import OutlineLesson
    from lms_kernel import Actor
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
    ``completed_at`` and ``position_seconds`` are those of somebody who is enrolled.
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
    completed_at: datetime | None = None
    position_seconds: int | None = None

    @classmethod
    def of(cls, opened: OpenedLesson, learned: LessonStanding | None = None) -> LessonPage:
        """Return the page of an opened lesson, with what its reader has learned of it."""
        course, lesson, standing = opened
        mine = learned if learned is not None and standing == "enrolled" else LessonStanding()
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
            completed_at=mine.completed_at,
            position_seconds=mine.position_seconds,
        )


async def read_lesson(viewer: Actor | None, course_id: str, lesson_id: str) -> LessonPage:
    """Return the page of a lesson; as ``open_lesson``, whose problems it raises.

    What the viewer has learned is read at the same time, before it is known whether they may.
    """
    opened, learned = await asyncio.gather(
        open_lesson(viewer, course_id, lesson_id),
        _learned(viewer, course_id, lesson_id),
        return_exceptions=True,
    )
    if isinstance(opened, BaseException):
        raise opened
    if isinstance(learned, BaseException):
        if opened.standing == "enrolled":
            raise learned
        learned = None
    return LessonPage.of(opened, learned)


async def _learned(viewer: Actor | None, course_id: str, lesson_id: str) -> LessonStanding | None:
    return None if viewer is None else await progress().in_lesson(viewer.id, course_id, lesson_id)


def _neighbor(outline: Sequence[OutlineLesson], place: int) -> Neighbor | None:
    if not 0 <= place < len(outline):
        return None
    return Neighbor(outline[place].id, outline[place].title)
