"""The content of a course: modules of lessons and further modules.

It is for those who may open a lesson (lms_lessons) and for the author. What everybody sees of it is
its outline (decision 0080).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from lms_courses._outline import (
    LessonKind,
    Minutes,
    Outline,
    OutlineLesson,
    OutlineModule,
    PartTitle,
)
from lms_kernel import FieldError, Id, LanguageTag, PartId, kinds, new_id
from lms_questions import Quiz, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 5
MAX_LESSONS = 500
MAX_MODULES = 200
# With everything else a course holds this stays below the 1 MiB that a request may have.
MAX_CONTENT_BYTES = 768 * 1024

Url = Annotated[
    str,
    Meta(
        max_length=2000,
        pattern=kinds.URL,
        extra={
            "normalize": kinds.url,
            "hint": "must be a web address that begins with https:// or http://",
        },
    ),
]
Markdown = Annotated[
    str,
    Meta(
        max_length=100_000,
        pattern=kinds.PROSE,
        description="Markdown",
        extra={
            "normalize": kinds.prose,
            "hint": "must be text of at most {max_length} characters",
        },
    ),
]
Points = Annotated[
    int, Meta(ge=1, le=1000, extra={"hint": "must be whole points, from {ge} to {le}"})
]


class Captions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a video in one language, as a WebVTT file."""

    language: LanguageTag
    file_id: Id


class Exercise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a learner may hand in, and for how many points; the lesson's body says what to do."""

    accepts: Annotated[
        list[Literal["text", "file"]],
        Meta(
            min_length=1,
            max_length=2,
            extra={"normalize": kinds.unique, "hint": "must name text, file, or both"},
        ),
    ]
    max_points: Points


class Lesson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to watch, read, answer or do.

    Its kind says which fields count; the others are kept, so that an author who changes the kind
    loses nothing. ``body`` is the text of an article, and the introduction of every other kind.
    """

    id: Annotated[PartId, Meta(examples=["lesson-1"])] = msgspec.field(default_factory=new_id)
    title: PartTitle
    kind: LessonKind
    duration_minutes: Minutes = 0
    is_preview: bool = False
    body: Markdown | None = None
    url: Url | None = None
    file_id: Id | None = None
    captions: Annotated[list[Captions], Meta(max_length=20)] = []
    quiz: Quiz | None = None
    exercise: Exercise | None = None

    @property
    def is_graded(self) -> bool:
        """Whether a result completes the lesson, rather than its learner's word."""
        has_quiz = self.kind == "quiz" and self.quiz is not None
        return has_quiz or (self.kind == "exercise" and self.exercise is not None)

    def outline(self) -> OutlineLesson:
        """Return what everybody sees of the lesson."""
        return OutlineLesson(
            id=self.id,
            title=self.title,
            kind=self.kind,
            duration_minutes=self.duration_minutes,
            is_preview=self.is_preview,
        )


class Module(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chapter: its lessons, then its own chapters."""

    id: Annotated[PartId, Meta(examples=["module-1"])] = msgspec.field(default_factory=new_id)
    title: PartTitle
    lessons: list[Lesson] = []
    modules: list[Module] = []

    def outline(self) -> OutlineModule:
        """Return what everybody sees of the module."""
        return OutlineModule(
            id=self.id,
            title=self.title,
            lessons=[lesson.outline() for lesson in self.lessons],
            modules=[module.outline() for module in self.modules],
        )


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole content: at most 5 levels of modules, 200 modules, 500 lessons, 768 KiB."""

    modules: list[Module] = []

    def parts(self) -> Iterator[tuple[str, int, Module | Lesson]]:
        """Walk in reading order: the path of each part, its level from 1, and the part."""
        yield from _parts("content", self.modules, 1)

    def lessons(self) -> list[Lesson]:
        """Return all lessons in reading order."""
        return [part for _, _, part in self.parts() if isinstance(part, Lesson)]

    def titles(self) -> list[str]:
        """Return the titles of modules and lessons in reading order."""
        return [part.title for _, _, part in self.parts()]

    def outline(self) -> Outline:
        """Return what everybody sees of the content."""
        return Outline([module.outline() for module in self.modules])

    def file_ids(self) -> Iterator[str]:
        """Name all files of all lessons; those of another kind are kept, and count as well."""
        for lesson in self.lessons():
            if lesson.file_id is not None:
                yield lesson.file_id
            for captions in lesson.captions:
                yield captions.file_id

    def faults(self) -> Iterator[FieldError]:
        """Name what is wrong with the whole: depth, size, what is there twice, a quiz in itself."""
        seen: dict[str, str] = {}
        counts = {Module: 0, Lesson: 0}
        for path, level, part in self.parts():
            counts[type(part)] += 1
            if isinstance(part, Module) and level == MAX_DEPTH + 1:
                yield FieldError(path, f"is nested too deep: at most {MAX_DEPTH} levels")
            if part.id in seen:
                yield FieldError(f"{path}.id", f"is already the id of {seen[part.id]}")
            seen.setdefault(part.id, path)
            if isinstance(part, Lesson):
                yield from _caption_faults(part.captions, f"{path}.captions")
                if part.quiz is not None:
                    yield from faults(part.quiz, f"{path}.quiz")
        if counts[Module] > MAX_MODULES:
            yield FieldError("content", f"must have at most {MAX_MODULES} modules")
        if counts[Lesson] > MAX_LESSONS:
            yield FieldError("content", f"must have at most {MAX_LESSONS} lessons")
        if len(msgspec.json.encode(self)) > MAX_CONTENT_BYTES:
            yield FieldError("content", f"must be at most {MAX_CONTENT_BYTES // 1024} KiB")


def _caption_faults(captions: list[Captions], path: str) -> Iterator[FieldError]:
    """Name captions in the language of earlier ones: a player could not tell them apart."""
    seen: dict[str, int] = {}
    for at, one in enumerate(captions):
        first = seen.setdefault(one.language, at)
        if first != at:
            yield FieldError(
                f"{path}[{at}].language",
                f"is already the language of captions {first + 1}: choose another, or remove one",
            )


def _parts(
    path: str, modules: list[Module], level: int
) -> Iterator[tuple[str, int, Module | Lesson]]:
    for number, module in enumerate(modules):
        here = f"{path}.modules[{number}]"
        yield here, level, module
        for place, lesson in enumerate(module.lessons):
            yield f"{here}.lessons[{place}]", level, lesson
        yield from _parts(here, module.modules, level + 1)
