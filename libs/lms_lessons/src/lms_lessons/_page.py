"""What a reader of a lesson gets: one response, from which the whole page is drawn."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from lms_courses import Exercise, LessonKind
from lms_kernel import Id, LanguageTag
from lms_lessons._opening import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms_courses import Lesson, OutlineLesson
    from lms_lessons._opening import OpenedLesson


class Neighbor(msgspec.Struct, frozen=True):
    """The lesson before or after."""

    id: str
    title: str


class LessonFile(msgspec.Struct, frozen=True):
    """A file of a lesson, and an address that works until then."""

    url: str
    name: str
    content_type: str
    bytes: int
    expires_at: datetime


class LessonCaptions(msgspec.Struct, frozen=True):
    """The captions of a video in one language (WebVTT)."""

    language: LanguageTag
    url: str


class Linked(Protocol):
    """A link to a file, as whoever signs it returns it."""

    @property
    def url(self) -> str:
        """Where it is."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def content_type(self) -> str:
        """What it is."""

    @property
    def bytes(self) -> int:
        """How long it is."""

    @property
    def expires_at(self) -> datetime:
        """Until when the address works."""


def files_of(lesson: Lesson) -> list[str]:
    """Return the ids of all files that a lesson's page needs."""
    own = [lesson.file_id] if lesson.file_id else []
    return own + [each.file_id for each in lesson.captions]


class LessonPage(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson as its reader sees it.

    ``body`` is its text, in Markdown. ``exercise`` says what may be handed in, and is null
    for every other kind of lesson. ``previous`` and ``next`` follow the outline, across modules.
    ``file`` is null where there is none, or none any more; addresses change with each response.
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
    file: LessonFile | None
    captions: list[LessonCaptions]
    exercise: Exercise | None
    previous: Neighbor | None
    next: Neighbor | None
    standing: Standing

    @classmethod
    def of(cls, opened: OpenedLesson, links: Mapping[str, Linked]) -> LessonPage:
        """Return the page of an opened lesson; ``links`` are those to its ``files_of``, by id."""
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
            file=_file(links.get(lesson.file_id or "")),
            captions=[
                LessonCaptions(each.language, links[each.file_id].url)
                for each in lesson.captions
                if each.file_id in links
            ],
            exercise=lesson.exercise if lesson.kind == "exercise" else None,
            previous=_neighbor(outline, place - 1),
            next=_neighbor(outline, place + 1),
            standing=standing,
        )


def _file(link: Linked | None) -> LessonFile | None:
    if link is None:
        return None
    return LessonFile(link.url, link.name, link.content_type, link.bytes, link.expires_at)


def _neighbor(outline: Sequence[OutlineLesson], place: int) -> Neighbor | None:
    if not 0 <= place < len(outline):
        return None
    return Neighbor(outline[place].id, outline[place].title)
