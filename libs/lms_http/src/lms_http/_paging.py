"""Pages: by number for people, by cursor for programs; the cursor costs the same on any page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

import msgspec
from msgspec import Meta

from lms_kernel import Place, decode_cursor, encode_cursor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class PageQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list: ``cursor`` (from the answer before) wins over ``page`` (from 1)."""

    limit: Annotated[int, Meta(ge=1, le=100, description="How many items")] = 20
    page: Annotated[int, Meta(ge=1, le=10_000, description="Page number, from 1")] = 1
    cursor: Annotated[
        str | None, Meta(description="Opaque position: next_cursor of the answer before")
    ] = None

    @property
    def offset(self) -> int:
        """How many items to skip; a cursor needs none."""
        return 0 if self.cursor else (self.page - 1) * self.limit

    @property
    def after(self) -> Place | None:
        """Return the place that the cursor holds, None without one; Invalid when it is none."""
        return decode_cursor(self.cursor, Place) if self.cursor else None


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One part of a list; ``next_cursor`` is null on the last one."""

    items: list[T]
    total: int
    page: int
    limit: int
    next_cursor: str | None = None


def page_of(
    wanted: PageQuery, items: Sequence[T], total: int, place: Callable[[T], Place]
) -> Page[T]:
    """Return the page that was wanted out of up to ``limit + 1`` items.

    The one too many only tells that there is a next page; ``place`` answers where an item is in
    the list, which the cursor then holds.
    """
    shown = list(items[: wanted.limit])
    is_last = len(items) <= wanted.limit
    return Page(
        items=shown,
        total=total,
        page=wanted.page,
        limit=wanted.limit,
        next_cursor=None if is_last else encode_cursor(place(shown[-1])),
    )
