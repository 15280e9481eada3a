"""What a reader searches for, read from the page's address as `features/catalog/search.ts` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from lms_catalog import CatalogQuery, Sort
from lms_kernel import Level, accept, limits
from lms_pages._addresses import request_path

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

PAGE_SIZE = 24
# The app passes over what the API would refuse.
LAST_PAGE = int(limits(CatalogQuery, "page").le or 1)
LONGEST_WORDS = limits(CatalogQuery, "q").max_length
_DIGITS = len(str(LAST_PAGE))

SORTS: tuple[Sort, ...] = get_args(Sort)
FilterName = Literal["category", "level", "language", "tag"]
FILTERS: tuple[FilterName, ...] = get_args(FilterName)


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the catalog; it lives in the page's address and nowhere else."""

    q: str = ""
    category: str = ""
    level: str = ""
    language: str = ""
    tag: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1

    @classmethod
    def of(cls, given: QueryParams) -> Search:
        """Read an address, ignoring what makes no sense, as the app does."""

        def known(name: str, values: tuple[str, ...]) -> str:
            return found if (found := _first(given, name)) in values else ""

        page = _first(given, "page")
        number = int(page) if page.isascii() and page.isdecimal() and len(page) <= _DIGITS else 1
        return cls(
            q=_first(given, "q"),
            category=_first(given, "category"),
            level=known("level", get_args(Level)),
            language=_first(given, "language"),
            tag=tuple(given.getlist("tag")),
            sort=known("sort", SORTS),
            page=number if 1 <= number <= LAST_PAGE else 1,
        )

    @property
    def order(self) -> str:
        """The order that is shown as chosen."""
        return self.sort or ("relevance" if self.q else "newest")

    @property
    def has_filters(self) -> bool:
        """Whether anything but words, order and page narrows the list."""
        return bool(self.category or self.level or self.language or self.tag)

    @property
    def is_a_shelf(self) -> bool:
        """Whether search engines may list the page: the catalog, or one whole category."""
        return not (self.q or self.level or self.language or self.tag or self.sort)

    def asked(self) -> dict[str, str | int | list[str]]:
        """Return what the app requests from the API."""
        query: dict[str, str | int | list[str]] = {"limit": PAGE_SIZE}
        if self.page > 1:
            query["page"] = self.page
        if words := self.q.strip():
            query["q"] = words
        for name in ("category", "level", "language", "sort"):
            if value := getattr(self, name):
                query[name] = value
        if self.tag:
            query["tag"] = list(self.tag)
        return query

    def query(self) -> CatalogQuery:
        """Return it as a query to the catalog; Invalid when a value is too long."""
        return accept(self.asked(), CatalogQuery)

    def href(self, **changes: str | int | tuple[str, ...]) -> str:
        """Return the address of this search with some changes; page 1 has no number."""
        fields = msgspec.structs.asdict(msgspec.structs.replace(self, **changes))
        return request_path(
            "/courses", {**fields, "page": fields["page"] if fields["page"] > 1 else ""}
        )

    def toggled(self, name: FilterName, value: str) -> str:
        """Return the address with one value of a filter added, or removed if it is present."""
        if name == "tag":
            tags = tuple(each for each in self.tag if each != value)
            return self.href(tag=tags if value in self.tag else (*self.tag, value), page=1)
        changed: str = "" if getattr(self, name) == value else value
        return self.href(**{name: changed}, page=1)

    def without_filters(self) -> str:
        """Return the address without any filter."""
        return self.href(category="", level="", language="", tag=(), page=1)

    def chosen(self, name: FilterName) -> tuple[str, ...]:
        """Return the values of a filter that are chosen."""
        value = getattr(self, name)
        return value if isinstance(value, tuple) else (value,) if value else ()


def _first(given: QueryParams, name: str) -> str:
    """Return the first value, as URLSearchParams.get does; Starlette returns the last."""
    return next(iter(given.getlist(name)), "")
