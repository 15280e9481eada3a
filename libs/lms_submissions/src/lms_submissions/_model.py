"""The shapes of a submission and of its grade."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from lms_kernel import FieldError, FileLink, Id, Invalid, kinds

SubmissionText = Annotated[
    str,
    Meta(
        max_length=50_000,
        pattern=kinds.PROSE,
        extra={
            "normalize": kinds.prose,
            "hint": "must be text of at most {max_length} characters",
        },
    ),
]
Comment = Annotated[
    str,
    Meta(
        max_length=5_000,
        pattern=kinds.PROSE,
        extra={
            "normalize": kinds.prose,
            "hint": "must be text of at most {max_length} characters",
        },
    ),
]
FileIds = Annotated[
    list[Id],
    Meta(max_length=10, description="Files that were uploaded", extra={"normalize": kinds.unique}),
]
# From 0 to what the exercise has: the store says so, because no type knows.
Points = Annotated[
    int,
    Meta(
        description="From 0 to the submission's max_points",
        extra={"hint": "must be whole points, at most the submission's max_points"},
    ),
]


class ExercisePlace(NamedTuple):
    """The exercise that something is handed in for, as it is today."""

    course_id: str
    course_title: str
    lesson_id: str
    lesson_title: str
    max_points: int
    accepts: tuple[Literal["text", "file"], ...]


class NewSubmission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to hand something in."""

    text: SubmissionText = ""
    file_ids: FileIds = []

    def check(self, at: ExercisePlace) -> None:
        """Raise Invalid for what the exercise does not ask for, and for nothing at all."""
        faults = []
        if self.text and "text" not in at.accepts:
            faults.append(FieldError("text", "must be empty: this exercise takes files only"))
        if self.file_ids and "file" not in at.accepts:
            faults.append(FieldError("file_ids", "must be empty: this exercise takes text only"))
        if not self.text and not self.file_ids:
            field = "text" if "text" in at.accepts else "file_ids"
            faults.append(FieldError(field, "is required"))
        if faults:
            raise Invalid(errors=faults)


class GradeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to grade a submission."""

    points: Points
    comment: Comment = ""


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """What a submission is worth, and what the teacher says about it."""

    points: int
    comment: Comment
    is_passed: bool
    created_at: datetime


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """Something handed in; ``grade`` is the newest one, null before the first.

    ``version`` counts what this person handed in for this lesson. ``learner_name`` is shown only to
    those in charge of the course.
    """

    id: Id
    user_id: Id
    course_id: Id
    lesson_id: str
    version: int
    course_title: str
    lesson_title: str
    text: SubmissionText
    file_ids: list[Id]
    max_points: int
    created_at: datetime
    learner_name: str | None = None
    grade: Grade | None = None


class OpenedSubmission(Submission, frozen=True, kw_only=True):
    """A submission with links to those of its files that are there."""

    files: list[FileLink]

    @staticmethod
    def of(submission: Submission, links: Mapping[str, FileLink]) -> OpenedSubmission:
        """Add the links, by the files' ids."""
        files = [links[each] for each in submission.file_ids if each in links]
        return OpenedSubmission(**msgspec.structs.asdict(submission), files=files)


class SubmissionSelection(NamedTuple):
    """Which submissions a list is about; ``viewer`` None sees all.

    ``state`` is about the newest version of each learner: one that has no grade yet is open.
    """

    viewer: str | None
    user_id: str | None = None
    course_id: str | None = None
    lesson_id: str | None = None
    state: Literal["open", "graded"] | None = None
