"""What happens to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lms_files._purposes import Purpose
from lms_kernel import DomainEvent, Id

if TYPE_CHECKING:
    from lms_files._model import File


class FileStored(DomainEvent, frozen=True, kw_only=True):
    """A file has arrived, and is what it was announced as.

    The envelope's extension ``purpose`` is what triggers filter by.
    """

    type: ClassVar[str] = "org.learning.file.stored.v1"

    file_id: Id
    owner_id: Id
    purpose: Purpose
    content_type: str
    bytes: int

    @classmethod
    def of(cls, file: File) -> FileStored:
        """Return the event of a file that has arrived."""
        return cls(
            file_id=file.id,
            owner_id=file.owner_id,
            purpose=file.purpose,
            content_type=file.content_type,
            bytes=file.bytes,
        )


class FileDeleted(DomainEvent, frozen=True, kw_only=True):
    """Its owner, or an administrator, deleted a file; its bytes go later."""

    type: ClassVar[str] = "org.learning.file.deleted.v1"

    file_id: Id
    owner_id: Id
    purpose: Purpose


class CourseChange(DomainEvent, frozen=True, kw_only=True):
    """What files need of the events of a course. Contexts are strangers: the shape is their own."""

    type: ClassVar[str] = ""

    course_id: Id
    version: int
    owner_id: Id
    title: str
