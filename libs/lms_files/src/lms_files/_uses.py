"""What files are used for: the shapes of a list of somebody's files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple, Protocol

import msgspec

from lms_files._model import File
from lms_files._purposes import Purpose, purposes
from lms_kernel import Id, Part

# What was uploaded or taken out of a course later than this may be needed by what somebody is still
# writing, and is not removed together with the rest.
UNUSED_AFTER = timedelta(days=7)


class _Filed(Protocol):
    """A course, as far as files are concerned."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def owner_id(self) -> str: ...
    @property
    def title(self) -> str: ...
    def file_ids(self) -> list[str]: ...


class CourseFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Which files a course refers to, in one version of it."""

    course_id: Id
    version: int
    owner_id: Id
    title: str
    file_ids: list[Id] = []

    @classmethod
    def of(cls, course: _Filed) -> CourseFiles:
        """Return the files of a course as it is now."""
        return cls(
            course_id=course.id,
            version=course.version,
            owner_id=course.owner_id,
            title=course.title,
            file_ids=course.file_ids(),
        )


class FileUse(msgspec.Struct, frozen=True, kw_only=True):
    """A course that refers to a file, or the lesson for which it was handed in."""

    course_id: Id
    course_title: str
    lesson_id: str | None = None
    lesson_title: str | None = None


class ListedFile(File, frozen=True, kw_only=True):
    """A file in the list of its owner; ``uses`` are at most 3 of the ``use_count``.

    Both a course and a hand-in are a use, but only what was ``handed_in`` cannot be deleted by its
    owner.
    """

    in_use: bool
    handed_in: bool
    use_count: int
    uses: list[FileUse]


class FileSum(msgspec.Struct, frozen=True, kw_only=True):
    """How many files, and how many bytes they have together."""

    files: int
    bytes: int


NO_FILES = FileSum(files=0, bytes=0)


class PurposeUsage(FileSum, frozen=True, kw_only=True):
    """What somebody keeps for one purpose, and what they may keep for it."""

    purpose: Purpose
    quota_files: int
    quota_bytes: int

    @classmethod
    def of(cls, purpose: Purpose, kept: FileSum) -> PurposeUsage:
        """Return what is kept next to the quota."""
        rule = purposes[purpose]
        return cls(
            purpose=purpose,
            files=kept.files,
            bytes=kept.bytes,
            quota_files=rule.quota_files,
            quota_bytes=rule.quota_bytes,
        )


class FileSelection(NamedTuple):
    """Whose files; ``in_use`` leaves out the others."""

    owner_id: str
    in_use: bool | None = None


class OwnFiles(NamedTuple):
    """A part of somebody's files, what all of them take, and what can be removed together."""

    part: Part[ListedFile]
    usage: Mapping[Purpose, FileSum]
    unused: FileSum
