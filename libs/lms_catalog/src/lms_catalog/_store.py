"""The read model in PostgreSQL: one statement to write a card, one to read a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from lms_catalog._model import CatalogItem, CatalogPage, CourseAddress, Facets, FacetValue
from lms_catalog._position import read_position
from lms_catalog._reading import Bounds, search_statement
from lms_catalog._sql import ADDRESSES, INDEX
from lms_catalog._terms import words
from lms_catalog._text import category_id, places, vocabulary, whole
from lms_kernel import Part, Provider, page_of
from lms_postgres import Database, database
from lms_records import gaps_in_time, loads, read_all, read_json_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from lms_catalog._model import Card, CatalogQuery, Sort


# A document of PostgreSQL has at most 1 MiB; what an outline has beyond is not searched.
_MOST_PLACES = 40_000


class PostgresCatalog:
    """The table ``catalog`` with its lexicon, its counts and the capacity of ``seats``."""

    def __init__(self, pool: Database | None = None, bounds: Bounds | None = None) -> None:
        """Use the given database, or the process's own; searches read by these bounds."""
        self._given = pool
        self.bounds = bounds or Bounds()

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def index(self, card: Card, *, refresh: bool = False) -> bool:
        """Show the card; True when it changed anything.

        An older version changes nothing, a tombstone takes the course out for good. ``refresh``
        writes the same version again. Raises Unavailable when the store is down.
        """
        row = {**catalog_row(card), "refresh": refresh}
        return await self._db.execute(INDEX, row, name="catalog_index") > 0

    async def search(
        self, query: CatalogQuery, viewer_id: str | None = None, *, sees_all: bool = False
    ) -> CatalogPage:
        """Return one page of what the viewer may see.

        Raises Invalid for a foreign cursor or instructor, Unavailable when the store is down.
        """
        # White space is no search; and without one there is no relevance to sort by.
        query = msgspec.structs.replace(query, q=query.q if words(query.q) else None)
        statement, parameters = search_of(query, viewer_id, self.bounds, sees_all=sees_all)
        row = await self._db.fetch_one(statement, parameters, name="catalog_search")
        return _page(query, row or {})

    async def addresses(self, page: int, limit: int) -> list[CourseAddress]:
        """Return one page (from 1) of all published courses, in the order of ids.

        Most new ids are the highest, so a full page hardly changes. Raises Unavailable when the
        store is down.
        """
        window = {"limit": limit, "offset": (page - 1) * limit}
        rows = await self._db.fetch_all(ADDRESSES, window, name="catalog_addresses")
        return read_all(rows, CourseAddress, id="slug").items


def catalog_row(card: Card) -> dict[str, object]:
    """Return the values of a row, by the names that INDEX gives them."""
    title, description = places(card.title), places(card.description)
    names = places(*card.tags, card.category)
    outline = places(*card.outline, most=_MOST_PLACES - len(description))
    row = {
        **msgspec.structs.asdict(card),
        "price_amount": card.price.amount,
        "price_currency": card.price.currency,
        "summary": card.summary,
        "category_id": category_id(card.category),
        "whole": whole(card.title),
        "title_places": title,
        "name_places": names,
        "description_places": description,
        "outline_places": outline,
        "words": vocabulary([*title, *names, *description, *outline]),
    }
    return {name: value for name, value in row.items() if name not in {"price", "outline"}}


def search_of(
    query: CatalogQuery,
    viewer_id: str | None = None,
    bounds: Bounds | None = None,
    *,
    sees_all: bool = False,
) -> tuple[str, dict[str, object]]:
    """Return the statement of a search and its parameters; Invalid as in ``search``."""
    terms = words(query.q)
    position = read_position(query)
    owner = query.owner(viewer_id)
    category = None if query.category is None else category_id(query.category)
    # As catalog_facts() in the database writes them.
    facts = {"c": category, "l": query.level, "g": query.language, "o": owner}
    parameters: dict[str, object] = {
        "owner": owner,
        "facts": [f"{kind}{value}" for kind, value in facts.items() if value is not None],
        "viewer": viewer_id,
        "sees_all": sees_all,
        "status": query.status,
        "id": query.id,
        "typed": query.q,
        "category_id": category,
        "level": query.level,
        "language": query.language,
        "tags": query.tag,
        "is_public": query.status == "published",
        **(terms._asdict() if terms else {}),
        **(position._asdict() if position else {}),
    }
    statement = search_statement(
        query, bounds or Bounds(), has_words=terms is not None, sees_all=sees_all
    )
    return statement, parameters


def _page(query: CatalogQuery, row: dict[str, Any]) -> CatalogPage:
    found = read_json_rows(row["items"], CatalogItem)
    raw = loads(row["items"]) if found.unread else ()
    ids = [each["id"] for each in raw] if found.unread else [each.id for each in found.items]
    keys = dict(zip(ids, loads(row["keys"]) if row["keys"] else (), strict=True))
    gaps = _gaps(query.order, raw, keys, found.unread)
    part = Part(found.items, row["total"], gaps)
    page = page_of(query, part, lambda item: (query.order, keys[item.id], item.id))
    facets: dict[str, list[FacetValue]] = {name: [] for name in Facets.__struct_fields__}
    for facet in loads(row["facets"]):
        facets[facet["name"]].append(FacetValue(facet["value"], facet["count"]))
    return CatalogPage(
        **msgspec.structs.asdict(page),
        total_is_exact=row["is_exact"],
        facets=Facets(**facets),
        corrected=row["corrected"],
    )


def _gaps(
    order: Sort,
    rows: Sequence[Mapping[str, Any]],
    keys: Mapping[str, object],
    unread: Collection[int],
) -> dict[int, tuple[object, ...]]:
    """Return where the rows are that cannot be read, in the order of the list."""
    if not unread:
        return {}
    if order != "newest":
        ids = {each: rows[each]["id"] for each in unread}
        return {each: (order, keys[id_], id_) for each, id_ in ids.items()}
    moments = [{"id": each["id"], "at": keys[each["id"]]} for each in rows]
    gaps = gaps_in_time(moments, unread, at="at")
    return {each: (order, *place) for each, place in gaps.items()}


catalog: Provider[PostgresCatalog] = Provider(PostgresCatalog)
