"""The shapes of the catalog: cards go in, queries come, pages go out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lms_kernel import (
    CourseStatus,
    DomainEvent,
    FieldError,
    Id,
    Invalid,
    LanguageTag,
    Level,
    Page,
    Paging,
    Slug,
    kinds,
)
from lms_records import read

Sort = Literal["relevance", "newest", "title", "popular", "price"]

SUMMARY_LENGTH = 280
_OWNER = "must be an instructor's id or me"

# In the form in which courses have them, so that what was stored is found.
_Category = Annotated[
    str,
    Meta(
        max_length=60,
        extra={"normalize": kinds.name, "hint": "must have at most {max_length} characters"},
    ),
]
_Tag = Annotated[
    str,
    Meta(
        max_length=40,
        extra={"normalize": kinds.tag, "hint": "must have at most {max_length} characters each"},
    ),
]
_Owner = Annotated[
    str,
    Meta(
        pattern=r"^(me|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\Z",
        description="Id of the owner; me for the caller's own",
        extra={"hint": _OWNER},
    ),
]


class CardPrice(msgspec.Struct, frozen=True):
    """What a course costs: minor units of an ISO 4217 currency."""

    amount: int
    currency: str


class Card(DomainEvent, frozen=True, kw_only=True):
    """One course as the events about it describe it: the part of their data that a catalog needs.

    ``outline`` holds the titles of modules and lessons in reading order. A card with
    ``deleted_at`` is a tombstone. lms_courses writes it as CourseEvent; that this is a shape of its
    own, and how the two keep in step, is decision 0044.
    """

    course_id: Id
    version: int
    slug: Slug
    title: str
    description: str
    category: str
    level: Level
    tags: list[str]
    language: str
    price: CardPrice
    capacity: int | None
    status: CourseStatus
    owner_id: Id
    outline: list[str]
    lessons: int
    duration_minutes: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    deleted_at: datetime | None = None
    cover_file_id: Id | None = None

    @classmethod
    def of(cls, event: DomainEvent) -> Card:
        """Read the card out of an event about a course, or raise Unreadable."""
        return read(msgspec.to_builtins(event), cls, id=event.subject())

    @property
    def summary(self) -> str:
        """The beginning of the description, cut at a word, as a list shows it."""
        text = " ".join(self.description.split())
        if len(text) <= SUMMARY_LENGTH:
            return text
        head = text[: SUMMARY_LENGTH - 1]
        return (head.rpartition(" ")[0] or head).rstrip(",;:.") + "…"


class CatalogQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request for a list of courses; every field narrows it, none is required.

    Courses that are not published are seen by their owner and by admins.
    """

    q: (
        Annotated[
            str,
            Meta(
                max_length=200,
                description='Words to find; "a phrase", -without and or are understood',
                extra={
                    "normalize": kinds.words,
                    "hint": "must have at most {max_length} characters",
                },
            ),
        ]
        | None
    ) = None
    id: Annotated[Id, Meta(description="The course with this id, and no other")] | None = None
    category: _Category | None = None
    level: Level | None = None
    tag: Annotated[list[_Tag], Meta(max_length=10, description="Every one has to fit")] = (
        msgspec.field(default_factory=list)
    )
    instructor: _Owner | None = None
    language: LanguageTag | None = None
    status: Annotated[
        CourseStatus | Literal["any"],
        Meta(description="Unpublished courses are the owner's to see"),
    ] = "published"
    sort: Annotated[
        Sort | None,
        Meta(
            description="By default relevance with q, newest without. price: free courses first,"
            " then currency by currency; amounts are not converted"
        ),
    ] = None

    @property
    def order(self) -> Sort:
        """The order to use: without words there is no relevance."""
        if self.q is None:
            return "newest" if self.sort in {None, "relevance"} else self.sort or "newest"
        return self.sort or "relevance"

    @property
    def is_for_everybody(self) -> bool:
        """Whether everybody gets the same answer."""
        return self.status == "published" and self.instructor != "me"

    def owner(self, viewer_id: str | None) -> str | None:
        """Return the id of the requested instructor; Invalid when that is no id."""
        if self.instructor is None:
            return None
        owner = viewer_id if self.instructor == "me" else self.instructor
        if owner is None:
            raise Invalid(errors=[FieldError("instructor", _OWNER)])
        return owner


class Instructor(msgspec.Struct, frozen=True):
    """Who gives the course; the name is null until the account is known here."""

    id: str
    name: str | None


class CatalogItem(msgspec.Struct, frozen=True, kw_only=True):
    """One course in a list. ``enrolled`` counts the taken seats.

    ``cover_file_id`` names the picture that GET /api/courses/{id}/cover leads to; null without one.
    """

    id: Id
    version: int
    slug: Slug
    title: str
    summary: str
    category: str
    level: Level
    tags: list[str]
    language: str
    price: CardPrice
    capacity: int | None
    enrolled: int
    lessons: int
    duration_minutes: int
    status: CourseStatus
    instructor: Instructor
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    cover_file_id: Id | None = None


class CourseAddress(msgspec.Struct, frozen=True):
    """Where a published course is, and when it last changed, for search engines."""

    slug: Slug
    updated_at: datetime


class FacetValue(msgspec.Struct, frozen=True):
    """One value of a facet and how many courses of the search have it, among those counted."""

    value: str
    count: int


class Facets(msgspec.Struct, frozen=True):
    """What the search can be narrowed by: most frequent first, at most 20 tags.

    Where the page's ``total_is_exact`` is false, these are the values of the first 1,000 courses
    that were found: there may be others, and every count is "at least".
    """

    category: list[FacetValue]
    level: list[FacetValue]
    language: list[FacetValue]
    tag: list[FacetValue]


class CatalogPage(Page[CatalogItem], frozen=True, kw_only=True):
    """One page of the search's result.

    Where ``total_is_exact`` is false, there are more than ``total`` courses: a search counts up
    to 1,000. Relevance then ranks the 1,000 best candidates, and its last page is the last of
    these; every other order goes on to the end. ``corrected`` is what was searched instead when a
    word of ``q`` is unknown, else null.
    """

    total_is_exact: bool
    facets: Facets
    corrected: str | None
