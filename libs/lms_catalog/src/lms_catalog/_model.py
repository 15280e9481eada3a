"""The shapes of the catalog: what goes in (cards), what is asked, what comes out (pages)."""

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
    Level,
    Slug,
    convert,
    is_id,
)

Sort = Literal["relevance", "newest", "title", "popular", "price"]

SUMMARY_LENGTH = 280

_Word = Annotated[
    str, Meta(max_length=60, extra={"hint": "must have at most {max_length} characters each"})
]


class CardPrice(msgspec.Struct, frozen=True):
    """What a course costs: minor units (cents) of an ISO 4217 currency."""

    amount: int
    currency: str


class Card(DomainEvent, frozen=True, kw_only=True):
    """One course as every event about it tells it: the part of their data that a catalog needs.

    ``outline`` holds the titles of modules and lessons in reading order. A card with
    ``deleted_at`` is a tombstone.
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

    @classmethod
    def of(cls, event: DomainEvent) -> Card:
        """Read the card out of an event about a course, or raise Invalid."""
        return convert(msgspec.to_builtins(event), cls)

    @property
    def summary(self) -> str:
        """The beginning of the description, cut at a word, as a list shows it."""
        text = " ".join(self.description.split())
        if len(text) <= SUMMARY_LENGTH:
            return text
        head = text[: SUMMARY_LENGTH - 1]
        return (head.rpartition(" ")[0] or head).rstrip(",;:.") + "…"


class CatalogQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list of courses is asked for; everything narrows, nothing is required.

    ``cursor`` (from the answer before) wins over ``page``. Courses that are not published are
    seen by their owner and by admins.
    """

    q: (
        Annotated[
            str,
            Meta(
                max_length=200,
                description='Words to find; "a phrase", -without and or are understood',
                extra={"hint": "must have at most {max_length} characters"},
            ),
        ]
        | None
    ) = None
    category: _Word | None = None
    level: Level | None = None
    tag: Annotated[list[_Word], Meta(max_length=10, description="Every one has to fit")] = []
    instructor: (
        Annotated[str, Meta(max_length=40, description="Id of the owner; me for the caller's own")]
        | None
    ) = None
    language: _Word | None = None
    status: Annotated[
        CourseStatus | Literal["any"],
        Meta(description="Unpublished courses are the owner's to see"),
    ] = "published"
    sort: Annotated[
        Sort | None, Meta(description="By default relevance with q, newest without")
    ] = None
    limit: Annotated[int, Meta(ge=1, le=100, description="How many items")] = 20
    page: Annotated[int, Meta(ge=1, le=10_000, description="Page number, from 1")] = 1
    cursor: (
        Annotated[
            str,
            Meta(max_length=1024, description="Opaque position: next_cursor of the answer before"),
        ]
        | None
    ) = None

    @property
    def order(self) -> Sort:
        """The order that is meant: without words there is no relevance to go by."""
        if self.q is None:
            return "newest" if self.sort in {None, "relevance"} else self.sort or "newest"
        return self.sort or "relevance"

    @property
    def is_for_everybody(self) -> bool:
        """Tell whether the answer is the same for all who ask."""
        return self.status == "published" and self.instructor != "me"

    def owner(self, viewer_id: str | None) -> str | None:
        """Return the id of the instructor that is asked for; Invalid when it is no id."""
        if self.instructor is None:
            return None
        wanted = viewer_id if self.instructor == "me" else self.instructor
        if wanted is None or not is_id(wanted):
            raise Invalid(errors=[FieldError("instructor", "must be an instructor's id or me")])
        return wanted


class Instructor(msgspec.Struct, frozen=True):
    """Who gives the course; the name is null until the account is known here."""

    id: str
    name: str | None


class CatalogItem(msgspec.Struct, frozen=True, kw_only=True):
    """One course in a list. ``enrolled`` counts the taken seats."""

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


class CourseAddress(msgspec.Struct, frozen=True):
    """What a search engine is told of a published course: where it is, and since when so."""

    slug: Slug
    updated_at: datetime


class FacetValue(msgspec.Struct, frozen=True):
    """One value of a facet and how many courses of the search have it."""

    value: str
    count: int


class Facets(msgspec.Struct, frozen=True):
    """What the search could be narrowed by: most frequent first, tags no more than 20."""

    category: list[FacetValue]
    level: list[FacetValue]
    language: list[FacetValue]
    tag: list[FacetValue]


class CatalogPage(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the search's result.

    ``corrected`` is what was searched instead when a word of ``q`` is unknown, else null.
    """

    items: list[CatalogItem]
    total: int
    page: int
    limit: int
    next_cursor: str | None
    facets: Facets
    corrected: str | None
