"""The shapes of a file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta

from lms_files._purposes import MOST_BYTES, Purpose
from lms_kernel import Id, kinds

# A card, a course's page, and both on a screen with twice the pixels.
CoverWidth = Literal[480, 960, 1440]
COVER_WIDTHS: tuple[CoverWidth, ...] = get_args(CoverWidth)

FileName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=kinds.LINE,
        description="As it was called where it came from",
        extra={
            "normalize": kinds.line,
            "hint": "must be one line of {min_length} to {max_length} characters",
        },
    ),
]
ContentType = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]+/[a-z0-9][a-z0-9.+-]*\Z",
        max_length=100,
        description="Media type without parameters, like image/png",
        extra={"hint": "must be a media type in lower case, like image/png"},
    ),
]
Length = Annotated[
    int,
    Meta(
        ge=1,
        le=MOST_BYTES,
        description="Length in bytes",
        extra={"hint": "must be a whole number from {ge} to {le}"},
    ),
]


class NewFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The request to upload a file: exactly of this type and length."""

    purpose: Purpose
    name: FileName
    content_type: ContentType
    bytes: Length


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file; ``stored_at`` is null until it has arrived and was looked at."""

    id: Id
    owner_id: Id
    purpose: Purpose
    name: FileName
    content_type: ContentType
    bytes: int
    created_at: datetime
    stored_at: datetime | None = None

    @property
    def key(self) -> str:
        """Return the key of its object."""
        return key_of(self.purpose, self.id)

    def was_announced_as(self, new: NewFile) -> bool:
        """Tell whether this is the file of that request."""
        announced = NewFile(self.purpose, self.name, self.content_type, self.bytes)
        return announced == new


class Cover(File, frozen=True, kw_only=True):
    """The picture of a course; ``widths`` are those that were made of it, null before a try."""

    widths: tuple[int, ...] | None = None


class DeletedFile(NamedTuple):
    """A file whose objects can go; ``widths`` are those that were made of a cover."""

    id: str
    purpose: Purpose
    widths: tuple[int, ...] = ()

    def object_keys(self) -> list[str]:
        """Return the keys of all objects that there may be of it.

        ``widths`` may be of an earlier release, and lacks what a try that failed left behind.
        """
        sizes = {*self.widths, *COVER_WIDTHS} if self.purpose == "cover" else set()
        resized = (resized_key(self.id, width) for width in sorted(sizes))
        return [key_of(self.purpose, self.id), *resized]


class CoverQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which picture: the resized one of this width if there is one, else the original."""

    v: (
        Annotated[
            str,
            Meta(
                max_length=100,
                description="Whatever changes with the picture, so that caches notice",
                extra={"hint": "must be at most {max_length} characters"},
            ),
        ]
        | None
    ) = None
    width: CoverWidth | None = None


def key_of(purpose: Purpose, file_id: str) -> str:
    """Return the key of a file's object: made by us, of nothing that somebody typed."""
    return f"{purpose}/{file_id}"


def resized_key(file_id: str, width: int) -> str:
    """Return the key of a cover in one of its widths."""
    return f"resized/{file_id}/{width}.webp"
