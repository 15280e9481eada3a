"""What happens to courses, as others hear of it.

Every event carries the whole card of the course, so that a reader needs no other store. The three
events of a living course differ in their type alone: they say what the author did.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from lms_courses._fields import Price
from lms_kernel import CourseStatus, DomainEvent, Id, Level, Slug

# A document holds its unpublished events: the titles must not make them big.
OUTLINE_CHARACTERS = 16_000


class CourseEvent(DomainEvent, frozen=True, kw_only=True):
    """The card of a course: all but the content itself, which no event carries (decision 0080).

    ``outline`` holds the titles of modules and lessons in reading order, as many as fit into
    16,000 characters. The catalog reads it with a shape of its own, lms_catalog's Card: contexts
    are strangers, and a reader is deployed before or after its writer (decision 0044).
    """

    type: ClassVar[str] = ""

    course_id: Id
    version: int
    slug: Slug
    title: str
    description: str
    category: str
    level: Level
    tags: list[str]
    language: str
    price: Price
    capacity: int | None
    status: CourseStatus
    owner_id: Id
    outline: list[str]
    lessons: int
    duration_minutes: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    deleted_at: datetime | None = None
    cover_file_id: Id | None = None


class CourseCreated(CourseEvent, frozen=True, kw_only=True):
    """An author opened a course."""

    type: ClassVar[str] = "org.learning.course.created.v1"


class CoursePublished(CourseEvent, frozen=True, kw_only=True):
    """A course became public."""

    type: ClassVar[str] = "org.learning.course.published.v1"


class CourseUpdated(CourseEvent, frozen=True, kw_only=True):
    """A course was changed, or taken back from the public."""

    type: ClassVar[str] = "org.learning.course.updated.v1"


class CourseArchived(CourseEvent, frozen=True, kw_only=True):
    """A course is no longer taught; those who are enrolled can still read it.

    Always together with CourseUpdated, which the catalog follows.
    """

    type: ClassVar[str] = "org.learning.course.archived.v1"


class CourseDeleted(CourseEvent, frozen=True, kw_only=True):
    """A course is gone for good; the card is its last state."""

    type: ClassVar[str] = "org.learning.course.deleted.v1"
