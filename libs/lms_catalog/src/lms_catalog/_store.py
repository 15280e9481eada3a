"""The read model in PostgreSQL: one statement to write a card, one to answer a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from lms_catalog._cursor import Position, read_cursor, write_cursor
from lms_catalog._model import CatalogItem, CatalogPage, CourseAddress, Facets, FacetValue
from lms_catalog._sql import ADDRESSES, INDEX, search_statement
from lms_catalog._terms import words
from lms_kernel import Provider
from lms_postgres import Database, database

if TYPE_CHECKING:
    from lms_catalog._model import Card, CatalogQuery


class PostgresCatalog:
    """The table ``catalog`` with its lexicon, its counts and the capacity of ``seats``."""

    def __init__(self, given: Database | None = None) -> None:
        """Use the given database, or the process's own."""
        self._given = given

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def index(self, card: Card, *, refresh: bool = False) -> bool:
        """Show the card; True when it was news.

        An older version changes nothing, a tombstone takes the course out for good. ``refresh``
        writes the same version again. Raises Unavailable when the store is away.
        """
        row = {
            **msgspec.structs.asdict(card),
            "price_amount": card.price.amount,
            "price_currency": card.price.currency,
            "summary": card.summary,
            "refresh": refresh,
        }
        del row["price"]
        return await self._db.execute(INDEX, row, name="catalog_index") > 0

    async def search(
        self, query: CatalogQuery, viewer_id: str | None = None, *, sees_all: bool = False
    ) -> CatalogPage:
        """Return one page of what the viewer may see.

        Raises Invalid for a foreign cursor or instructor, Unavailable when the store is away.
        """
        asked = words(query.q)
        query = msgspec.structs.replace(query, q=query.q if asked else None)
        position = read_cursor(query.order, query.cursor) if query.cursor else None
        parameters: dict[str, object] = {
            "owner": query.owner(viewer_id),
            "viewer": viewer_id,
            "sees_all": sees_all,
            "status": query.status,
            "category": query.category,
            "level": query.level,
            "language": query.language,
            "tags": [tag.lower() for tag in query.tag],
            # One more than is shown tells whether there is a next page.
            "limit": query.limit + 1,
            "offset": 0 if position else (query.page - 1) * query.limit,
            "is_public": query.status == "published",
            **(asked._asdict() if asked else {}),
            **(position._asdict() if position else {}),
        }
        statement = search_statement(query, has_words=asked is not None)
        row = await self._db.fetch_one(statement, parameters, name="catalog_search")
        return _page(query, row or {})

    async def addresses(self, page: int, limit: int) -> list[CourseAddress]:
        """Return one page (from 1) of all published courses, in the order of ids.

        Most new ids are the highest, so a full page hardly changes. Raises Unavailable when the
        store is away.
        """
        window = {"limit": limit, "offset": (page - 1) * limit}
        return await self._db.fetch_all(
            ADDRESSES, window, as_=CourseAddress, name="catalog_addresses"
        )


def _page(query: CatalogQuery, row: dict[str, Any]) -> CatalogPage:
    items = msgspec.convert(row["items"], list[CatalogItem])
    next_cursor = None
    if len(items) > query.limit:
        items.pop()
        last = Position(row["keys"][query.limit - 1], items[-1].id)
        next_cursor = write_cursor(query.order, last)
    facets: dict[str, list[FacetValue]] = {name: [] for name in Facets.__struct_fields__}
    for facet in row["facets"]:
        facets[facet["name"]].append(FacetValue(facet["value"], facet["count"]))
    return CatalogPage(
        items=items,
        total=row["total"],
        page=query.page,
        limit=query.limit,
        next_cursor=next_cursor,
        facets=Facets(**facets),
        corrected=row["corrected"],
    )


catalog: Provider[PostgresCatalog] = Provider(PostgresCatalog)
