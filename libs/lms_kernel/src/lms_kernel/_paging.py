"""Pages of lists: what may be asked for, what a store returns, what goes over the wire.

By number for people, by cursor for programs; a cursor costs the same on any page. It holds the
place of the last item that was shown, opaque to everybody outside.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, Protocol, TypedDict, TypeVar

import msgspec
from msgspec import Meta

from lms_kernel._fields import Id
from lms_kernel._problems import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_FOREIGN_CURSOR = "must be a next_cursor of the same list"
_WHOLE_NUMBER = "must be a whole number from {ge} to {le}"

# The last item seen of a list that is ordered by time, and by id where times are equal.
Place = tuple[Annotated[datetime, Meta(tz=True)], Id]


class Paging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list: ``cursor`` (from the page before) wins over ``page`` (from 1)."""

    limit: Annotated[
        int,
        Meta(ge=1, le=100, description="How many items", extra={"hint": _WHOLE_NUMBER}),
    ] = 20
    page: Annotated[
        int,
        Meta(ge=1, le=10_000, description="Page number, from 1", extra={"hint": _WHOLE_NUMBER}),
    ] = 1
    cursor: Annotated[
        Annotated[
            str,
            Meta(
                # Base64url (RFC 4648, section 5) of at least an empty place, `[]`.
                pattern=r"^[A-Za-z0-9_-]{3,}={0,2}\Z",
                max_length=1024,
                extra={"hint": _FOREIGN_CURSOR},
            ),
        ]
        | None,
        Meta(description="Opaque position: next_cursor of the page before"),
    ] = None

    @property
    def offset(self) -> int:
        """How many items to skip; a cursor needs none."""
        return 0 if self.cursor else (self.page - 1) * self.limit

    @property
    def fetched(self) -> int:
        """How many items to fetch: one more than is shown tells whether there is a next page."""
        return self.limit + 1


class Created(Protocol):
    """An item of a list that is ordered by the moment of creation."""

    @property
    def created_at(self) -> datetime:
        """When it was created."""

    @property
    def id(self) -> str:
        """What tells it from others of the same moment."""


def by_creation(item: Created) -> Place:
    """Return where an item is in a list that is ordered by creation: a ``place`` of `page_of`."""
    return item.created_at, item.id


class Window(TypedDict):
    """What a store is asked for; ``after`` is the place of the last item seen."""

    limit: int
    offset: int
    after: Place | None


class PageQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list that is ordered by time."""

    @property
    def window(self) -> Window:
        """Return what to ask the store for; Invalid when the cursor is of another list."""
        after = decode_cursor(self.cursor, Place) if self.cursor else None
        return {"limit": self.fetched, "offset": self.offset, "after": after}


class Part(msgspec.Struct, Generic[T], frozen=True):
    """Part of a list as a store returns it, and how many items the whole one has.

    ``gaps`` are items that the store has but cannot read: their index in this part as it would be
    without gaps, and their place in the list, so that a page still ends where it would have.
    """

    items: list[T]
    total: int
    gaps: Mapping[int, Sequence[object]] = {}


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Part of a list as callers get it; ``next_cursor`` is null on the last page."""

    items: list[T]
    total: int
    page: int
    limit: int
    next_cursor: str | None = None


def page_of(query: Paging, part: Part[T], place: Callable[[T], Sequence[object]]) -> Page[T]:
    """Return the page that was asked for out of up to ``query.fetched`` items.

    ``place`` returns where an item is in the list; the cursor holds that of the last one shown.
    """
    shown = query.limit - sum(index < query.limit for index in part.gaps)
    items = part.items[:shown]
    next_cursor = None
    if len(part.items) + len(part.gaps) > query.limit:
        next_cursor = encode_cursor(part.gaps.get(query.limit - 1) or place(items[-1]))
    return Page(
        items=items,
        total=part.total,
        page=query.page,
        limit=query.limit,
        next_cursor=next_cursor,
    )


def encode_cursor(values: Sequence[object]) -> str:
    """Return an opaque text for a place: the sort values of the last item that was seen."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def decode_cursor(text: str, into: Any) -> Any:
    """Read a place back as the type that it was written from.

    Raises Invalid, naming ``cursor``, when it was not made for this list.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=into)
    except (ValueError, msgspec.MsgspecError, RecursionError) as fault:
        raise foreign_cursor() from fault
    if b"\\u0000" in raw:
        raise foreign_cursor()
    return place


def foreign_cursor() -> Invalid:
    """Return the problem of a cursor that is of another list, or made up."""
    return Invalid(errors=[FieldError("cursor", _FOREIGN_CURSOR)])
