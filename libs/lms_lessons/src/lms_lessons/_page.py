"""What a reader of a lesson gets: one response, from which the whole page is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from lms_courses import Exercise, LessonKind
from lms_kernel import FileLink, Id, LanguageTag
from lms_lessons._opening import Standing, open_lesson
from lms_progress import LessonStanding, progress

if TYPE_CHECKING:
    from lms_courses import Lesson, OutlineLesson
    from lms_kernel import Actor
    from lms_lessons._opening import OpenedLesson
    from lms_questions import Quiz

Render = Callable[[str], str]


class Linking(Protocol):
    """What signs links to the files of a lesson."""

    async def __call__(self, ids: Sequence[str], *, owner: str) -> Mapping[str, FileLink]:
        """Return the links to those files of the owner that are there, by their ids."""


class Neighbor(msgspec.Struct, frozen=True):
    """The lesson before or after."""

    id: str
    title: str


class QuizRules(msgspec.Struct, frozen=True):
    """How a quiz is taken; null is no limit. The questions come with an attempt."""

    questions: int
    pass_percent: int
    attempts: int | None
    minutes: int | None

    @classmethod
    def of(cls, quiz: Quiz) -> QuizRules:
        """Return the rules of a quiz."""
        return cls(len(quiz.questions), quiz.pass_percent, quiz.attempts, quiz.minutes)


class LessonCaptions(msgspec.Struct, frozen=True):
    """The captions of a video in one language (WebVTT)."""

    language: LanguageTag
    url: str


def files_of(lesson: Lesson) -> list[str]:
    """Return the ids of all files that a lesson's page needs."""
    own = [lesson.file_id] if lesson.file_id else []
    return own + [each.file_id for each in lesson.captions]


class LessonPage(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson as its reader sees it.

    ``html`` is its text, safe to show, empty if it has none. ``quiz`` says how a quiz is taken, and
    ``exercise`` what may be handed in; both are null for every other kind of lesson, and for one
    whose author has not defined it yet. ``is_graded``: a result completes the lesson, otherwise
    its learner says so. ``previous``
    and ``next`` follow the outline, across modules. ``standing`` is what opens the lesson: that it
    is a preview, an enrollment, or authorship. ``completed_at`` and ``position_seconds`` are those
    of a learner. ``file`` is null where there is none, or none any more; addresses change with each
    response.
    """

    id: str
    course_id: Id
    course_slug: str
    course_title: str
    title: str
    kind: LessonKind
    duration_minutes: int
    is_preview: bool
    html: str
    url: str | None
    file: FileLink | None
    captions: list[LessonCaptions]
    quiz: QuizRules | None
    exercise: Exercise | None
    is_graded: bool
    previous: Neighbor | None
    next: Neighbor | None
    standing: Standing
    completed_at: datetime | None = None
    position_seconds: int | None = None

    @classmethod
    def of(
        cls,
        opened: OpenedLesson,
        learned: LessonStanding | None = None,
        *,
        render: Render,
        links: Mapping[str, FileLink],
    ) -> LessonPage:
        """Return the page of an opened lesson, with what its reader has learned of it.

        ``links`` are those to its ``files_of``, by id.
        """
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
            html=render(lesson.body) if lesson.body else "",
            url=lesson.url,
            file=links.get(lesson.file_id or ""),
            captions=[
                LessonCaptions(each.language, links[each.file_id].url)
                for each in lesson.captions
                if each.file_id in links
            ],
            quiz=QuizRules.of(lesson.quiz) if lesson.kind == "quiz" and lesson.quiz else None,
            exercise=lesson.exercise if lesson.kind == "exercise" else None,
            is_graded=lesson.is_graded,
            previous=_neighbor(outline, place - 1),
            next=_neighbor(outline, place + 1),
            standing=standing,
            completed_at=mine.completed_at,
            position_seconds=mine.position_seconds,
        )


async def read_lesson(
    viewer: Actor | None, course_id: str, lesson_id: str, *, render: Render, link: Linking
) -> LessonPage:
    """Return the page of a lesson; as ``open_lesson``, whose problems it raises.

    ``render`` makes HTML of a text, ``link`` addresses of files. The caller gives them: whatever
    else is below a lesson shows neither, and should not carry what makes them.
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
    ids = files_of(opened.lesson)
    links = await link(ids, owner=opened.course.owner_id) if ids else {}
    return LessonPage.of(opened, learned, render=render, links=links)


async def _learned(viewer: Actor | None, course_id: str, lesson_id: str) -> LessonStanding | None:
    return None if viewer is None else await progress().in_lesson(viewer.id, course_id, lesson_id)


def _neighbor(outline: Sequence[OutlineLesson], place: int) -> Neighbor | None:
    if not 0 <= place < len(outline):
        return None
    return Neighbor(outline[place].id, outline[place].title)
