"""A course, and how it changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from lms_courses._completion import Completion
from lms_courses._content import Content
from lms_courses._events import (
    OUTLINE_CHARACTERS,
    CourseArchived,
    CourseCreated,
    CourseDeleted,
    CourseEvent,
    CoursePublished,
    CourseUpdated,
)
from lms_courses._fields import (
    FREE,
    Capacity,
    Category,
    Description,
    Language,
    Price,
    Tags,
    Title,
)
from lms_courses._outline import Outline
from lms_kernel import CourseStatus, Id, Invalid, Level, Slug, slugify, utc_now

E = TypeVar("E", bound=CourseEvent)


class NewCourse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to open a course; everything but the title may follow later."""

    title: Title
    description: Description = ""
    category: Category = "General"
    level: Level = "beginner"
    tags: Tags = []
    language: Language = "en"
    price: Price = FREE
    capacity: Capacity | None = None
    status: Literal["draft", "published"] = "draft"
    content: Content = Content()
    completion: Completion = Completion()
    cover_file_id: Id | None = None


class CourseChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to change a course: fields that are left out stay as they are."""

    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    price: Price | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    status: CourseStatus | UnsetType = UNSET
    content: Content | UnsetType = UNSET
    completion: Completion | UnsetType = UNSET
    cover_file_id: Id | UnsetType | None = UNSET


class CourseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a course but its content. Times are UTC, in MongoDB's milliseconds."""

    id: Id
    version: int
    slug: Slug
    title: Title
    description: Description
    category: Category
    level: Level
    tags: Tags
    language: Language
    price: Price
    capacity: Capacity | None
    status: CourseStatus
    owner_id: Id
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    completion: Completion = Completion()
    cover_file_id: Id | None = None


class CourseOverview(CourseFacts, frozen=True, kw_only=True):
    """A course as everybody sees it who may see it at all: its content is an outline."""

    outline: Outline


class Course(CourseFacts, frozen=True, kw_only=True):
    """A course as its author knows it."""

    content: Content

    @classmethod
    def draft(cls, new: NewCourse, *, owner: str, id: str) -> Change:  # noqa: A002 - the field's name
        """Open a course that only the owner sees, unless it is to be published right away.

        Raises Invalid when fields that are fine by themselves make no sense together.
        """
        now = _now()
        is_public = new.status == "published"
        course = cls(
            **_sensible(msgspec.structs.asdict(new)),
            id=id,
            version=1,
            slug=slugify(new.title),
            owner_id=owner,
            created_at=now,
            updated_at=now,
            published_at=now if is_public else None,
        )
        return Change(course, (CourseCreated, CoursePublished) if is_public else (CourseCreated,))

    def change(self, changes: CourseChanges) -> Change:
        """Return the next version and the kinds of event that announce it; the slug stays.

        Raises Invalid when fields that are fine by themselves make no sense together.
        """
        fields = {
            name: value
            for name, value in msgspec.structs.asdict(changes).items()
            if value is not UNSET
        }
        after = msgspec.structs.replace(
            self, **_sensible(fields, self), version=self.version + 1, updated_at=_now()
        )
        if after.status in {self.status, "draft"}:
            return Change(after, (CourseUpdated,))
        if after.status == "archived":
            return Change(after, (CourseUpdated, CourseArchived))
        first = self.published_at or after.updated_at
        return Change(msgspec.structs.replace(after, published_at=first), (CoursePublished,))

    def delete(self) -> Change:
        """Return the last version, and the event that the course is gone."""
        last = msgspec.structs.replace(self, version=self.version + 1, updated_at=_now())
        return Change(last, (CourseDeleted,))

    def overview(self) -> CourseOverview:
        """Return the course without what is private."""
        facts = {name: getattr(self, name) for name in CourseFacts.__struct_fields__}
        return CourseOverview(**facts, outline=self.content.outline())

    def file_ids(self) -> list[str]:
        """Return the files that the course refers to, each once, the cover first."""
        cover = [self.cover_file_id] if self.cover_file_id is not None else []
        return [*dict.fromkeys([*cover, *self.content.file_ids()])]

    @property
    def is_public(self) -> bool:
        """Whether everybody may see the course."""
        return self.status == "published"

    def as_event(self, kind: type[E]) -> E:
        """Return an event of this kind, with the card of the course as it is now."""
        lessons = self.content.lessons()
        return kind(
            course_id=self.id,
            version=self.version,
            slug=self.slug,
            title=self.title,
            description=self.description,
            category=self.category,
            level=self.level,
            tags=self.tags,
            language=self.language,
            price=self.price,
            capacity=self.capacity,
            status=self.status,
            owner_id=self.owner_id,
            outline=_fitting(self.content.titles()),
            lessons=len(lessons),
            duration_minutes=sum(lesson.duration_minutes for lesson in lessons),
            created_at=self.created_at,
            updated_at=self.updated_at,
            published_at=self.published_at,
            # The last change of a deleted course is its deletion.
            deleted_at=self.updated_at if kind is CourseDeleted else None,
            cover_file_id=self.cover_file_id,
        )


class Change(NamedTuple):
    """A course as it is to be, and the kinds of event that announce it."""

    course: Course
    kinds: tuple[type[CourseEvent], ...]

    def events(self) -> list[CourseEvent]:
        """Return the events, with the card as it is now."""
        return [self.course.as_event(kind) for kind in self.kinds]

    @property
    def is_deletion(self) -> bool:
        """Whether the course is to be deleted."""
        return CourseDeleted in self.kinds

    def with_slug(self, slug: str) -> Change:
        """Return the same change under another slug."""
        return self._replace(course=msgspec.structs.replace(self.course, slug=slug))


def _now() -> datetime:
    now = utc_now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _sensible(fields: dict[str, Any], before: Course | None = None) -> dict[str, Any]:
    """Return the fields that are to be written, or raise Invalid when they make no sense together.

    A rule of completion names lessons that there are. When they go later, they leave the rule.
    """
    content = fields.get("content")
    faults = list(content.faults()) if isinstance(content, Content) else []
    if not isinstance(content, Content):
        content = before.content if before is not None else Content()
    lessons = {lesson.id for lesson in content.lessons()}
    rule = fields.get("completion")
    if isinstance(rule, Completion):
        faults += rule.faults(lessons)
    elif before is not None and "content" in fields:
        fields |= {"completion": before.completion.within(lessons)}
    if faults:
        raise Invalid(errors=faults)
    return fields


def _fitting(titles: list[str]) -> list[str]:
    room = OUTLINE_CHARACTERS
    fitting = []
    for title in titles:
        room -= len(title)
        if room < 0:
            break
        fitting.append(title)
    return fitting
