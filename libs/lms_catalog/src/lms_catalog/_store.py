"""The read model in PostgreSQL: one statement to write a card, one to read a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from lms_catalog._model import CatalogItem, CatalogPage, CourseAddress, Facets, FacetValue
from lms_catalog._position import read_position
from lms_catalog._sql import ADDRESSES, INDEX, search_statement
from lms_catalog._terms import words
from lms_kernel import Part, Provider, page_of
from lms_postgres import Database, database

if TYPE_CHECKING:
    from lms_catalog._model import Card, CatalogQuery


class PostgresCatalog:
    """The table ``catalog`` with its lexicon, its counts and the capacity of ``seats``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given database, or the process's own."""
        self._given = pool

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def index(self, card: Card, *, refresh: bool = False) -> bool:
        """Show the card; True when it changed anything.

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
        terms = words(query.q)
        query = msgspec.structs.replace(query, q=query.q if terms else None)
        position = read_position(query)
        parameters: dict[str, object] = {
            "owner": query.owner(viewer_id),
            "viewer": viewer_id,
            "sees_all": sees_all,
            "status": query.status,
            "id": query.id,
            "category": query.category,
            "level": query.level,
            "language": query.language,
            "tags": [tag.lower() for tag in query.tag],
            "limit": query.fetched,
            "offset": query.offset,
            "is_public": query.status == "published",
            **(terms._asdict() if terms else {}),
            **(position._asdict() if position else {}),
        }
        statement = search_statement(query, has_words=terms is not None)
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
    keys = dict(zip((item.id for item in items), row["keys"] or (), strict=True))
    part = Part(items, row["total"])
    page = page_of(query, part, lambda item: (query.order, keys[item.id], item.id))
    facets: dict[str, list[FacetValue]] = {name: [] for name in Facets.__struct_fields__}
    for facet in row["facets"]:
        facets[facet["name"]].append(FacetValue(facet["value"], facet["count"]))
    return CatalogPage(
        **msgspec.structs.asdict(page), facets=Facets(**facets), corrected=row["corrected"]
    )


catalog: Provider[PostgresCatalog] = Provider(PostgresCatalog)
