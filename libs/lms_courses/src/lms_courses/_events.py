"""What happens to courses, as others hear of it.

Every event carries the whole card of the course, so that a reader needs no other store. The three
that tell of a living course differ in their type alone: they say what the author did.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from lms_courses._fields import Price
from lms_kernel import CourseStatus, DomainEvent, Id, Level, Slug

if TYPE_CHECKING:
    from lms_courses._model import Course

# A document holds its unpublished events: the titles must not make them big.
_OUTLINE_CHARACTERS = 16_000


class CourseEvent(DomainEvent, frozen=True, kw_only=True):
    """The card of a course: all but the content itself.

    ``outline`` holds the titles of modules and lessons in reading order, as many as fit into
    16,000 characters.
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

    @classmethod
    def of(cls, course: Course) -> Self:
        """Tell of a course as it is now."""
        lessons = course.content.lessons()
        return cls(
            course_id=course.id,
            version=course.version,
            slug=course.slug,
            title=course.title,
            description=course.description,
            category=course.category,
            level=course.level,
            tags=course.tags,
            language=course.language,
            price=course.price,
            capacity=course.capacity,
            status=course.status,
            owner_id=course.owner_id,
            outline=_fitting(course.content.titles()),
            lessons=len(lessons),
            duration_minutes=sum(lesson.duration_minutes for lesson in lessons),
            created_at=course.created_at,
            updated_at=course.updated_at,
            published_at=course.published_at,
            # The last change of a deleted course is its deletion.
            deleted_at=course.updated_at if cls is CourseDeleted else None,
        )


class CourseCreated(CourseEvent, frozen=True, kw_only=True):
    """An author opened a course."""

    type: ClassVar[str] = "org.learning.course.created.v1"


class CoursePublished(CourseEvent, frozen=True, kw_only=True):
    """A course became public."""

    type: ClassVar[str] = "org.learning.course.published.v1"


class CourseUpdated(CourseEvent, frozen=True, kw_only=True):
    """A course was changed, or taken back from the public."""

    type: ClassVar[str] = "org.learning.course.updated.v1"


class CourseDeleted(CourseEvent, frozen=True, kw_only=True):
    """A course is gone for good; the card is its last state."""

    type: ClassVar[str] = "org.learning.course.deleted.v1"


def _fitting(titles: list[str]) -> list[str]:
    room = _OUTLINE_CHARACTERS
    fitting = []
    for title in titles:
        room -= len(title)
        if room < 0:
            break
        fitting.append(title)
    return fitting
