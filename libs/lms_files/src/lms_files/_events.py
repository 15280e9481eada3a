"""What happens to files."""

from __future__ import annotations

from typing import ClassVar

from lms_files._purposes import Purpose
from lms_kernel import DomainEvent, Id


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
