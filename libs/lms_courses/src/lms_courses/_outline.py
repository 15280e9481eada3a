"""The outline of a course: what everybody sees of its content.

It has no field that could hold a text, a link or a file: what is private is not left out of a
response, it has no place in one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from lms_kernel import PartId, kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

LessonKind = Literal["article", "video", "file", "quiz", "exercise"]

PartTitle = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=kinds.LINE,
        extra={
            "normalize": kinds.line,
            "hint": "must be one line of {min_length} to {max_length} characters",
        },
    ),
]
Minutes = Annotated[
    int, Meta(ge=0, le=1440, extra={"hint": "must be whole minutes, from {ge} to {le}"})
]


class OutlineLesson(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to watch, read, answer or do; everybody may open a preview."""

    id: PartId
    title: PartTitle
    kind: LessonKind
    duration_minutes: Minutes
    is_preview: bool


class OutlineModule(msgspec.Struct, frozen=True, kw_only=True):
    """A chapter: its lessons, then its own chapters."""

    id: PartId
    title: PartTitle
    lessons: list[OutlineLesson]
    modules: list[OutlineModule]


class Outline(msgspec.Struct, frozen=True):
    """The titles, kinds and minutes of all modules and lessons."""

    modules: list[OutlineModule] = []

    def lessons(self) -> list[OutlineLesson]:
        """Return all lessons in reading order."""
        return list(_lessons(self.modules))


def _lessons(modules: list[OutlineModule]) -> Iterator[OutlineLesson]:
    for module in modules:
        yield from module.lessons
        yield from _lessons(module.modules)
