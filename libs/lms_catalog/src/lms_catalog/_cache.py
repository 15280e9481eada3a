"""First pages out of Redis, and straight from PostgreSQL when Redis is down.

A page is stored together with the number of the generation that it belongs to. Every change of the
catalog begins a new generation, so one MGET of number and page tells whether the page still holds.
A page that was read before a change and stored after it carries the old number: nobody gets it.

Pages are stored as the bytes that are sent, with their tag: a function that serves JSON passes them
on as they are, without reading the JSON. The tag is a digest of the bytes, so what is not a page of
ours is not taken for one.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from lms_catalog._model import CatalogPage
from lms_catalog._store import catalog
from lms_kernel import Encoded, Provider, Unavailable, Unreadable, encoded, tag_of
from lms_metrics import catalog_queries
from lms_records import read_json
from lms_redis import redis, redis_errors

if TYPE_CHECKING:
    from lms_catalog._model import CatalogQuery
    from lms_kernel import Actor

_log = logging.getLogger(__name__)

# The braces keep both keys in one slot of a Redis cluster.
_GENERATION = "{catalog}:generation"
_PAGE = "{catalog}:page:"
# Seats taken and instructors' names change without a new generation: they may be this old.
_PAGE_SECONDS = 30
# Made-up words give any number of pages, so the pages of searches are kept only when they are
# short: what one sender gets into Redis, which must not evict, is bounded by the rate limit times
# 30 seconds times a short page. Without words the catalog's own values bound the number of pages
# that have anything in them.
_MOST_ITEMS_OF_A_SEARCH = 20
# A cache that is slower than this is no help.
_PATIENCE_SECONDS = 0.25
_PAUSE_SECONDS = 5.0


class PageCache:
    """The page cache; after a failure it is left alone for a moment, so that nobody waits for it.

    ``find`` and ``keep`` never fail: without Redis there is simply nothing in it.
    """

    def __init__(self) -> None:
        """Begin with Redis in use."""
        self._ask_again_at = 0.0

    @property
    def is_away(self) -> bool:
        """Whether Redis failed a moment ago."""
        return time.monotonic() < self._ask_again_at

    async def find(self, query: CatalogQuery) -> tuple[str, Encoded[CatalogPage] | None]:
        """Return the present generation and, if it is there, the page; one round trip."""
        if self.is_away:
            return "", None
        try:
            async with redis_errors("catalog_page"), asyncio.timeout(_PATIENCE_SECONDS):
                texts: list[Any] = await redis().mget(_GENERATION, _key(query))
        except (Unavailable, TimeoutError) as fault:
            self._give_up(fault)
            return "", None
        number, cached = texts
        generation: str = number or "0"
        of, _, rest = (cached or "").partition("\n")
        tag, _, text = rest.partition("\n")
        json = text.encode()
        page: Encoded[CatalogPage] = Encoded(json, tag)
        # Another release wrote it, or nobody knows who: the catalog itself has the page.
        is_present = of == generation and tag_of(json) == tag
        return generation, page if is_present else None

    async def keep(self, query: CatalogQuery, generation: str, page: Encoded[CatalogPage]) -> None:
        """Keep a page that was read while this generation was the present one."""
        if self.is_away:
            return
        content = b"\n".join((generation.encode(), page.tag.encode(), page.json))
        try:
            async with redis_errors("catalog_keep"), asyncio.timeout(_PATIENCE_SECONDS):
                await redis().set(_key(query), content, ex=_PAGE_SECONDS)
        except (Unavailable, TimeoutError) as fault:
            self._give_up(fault)

    async def renew(self) -> None:
        """Begin a new generation: no older page is returned again.

        Without Redis the cached pages expire after at most 30 seconds.
        """
        try:
            async with redis_errors("catalog_renew"), asyncio.timeout(_PATIENCE_SECONDS):
                await redis().incr(_GENERATION)
        except (Unavailable, TimeoutError) as fault:
            self._give_up(fault)

    def _give_up(self, fault: Exception) -> None:
        self._ask_again_at = time.monotonic() + _PAUSE_SECONDS
        _log.warning("catalog pages are not cached for a moment: %r", fault)


def _is_kept(query: CatalogQuery) -> bool:
    is_first = not query.cursor and query.page == 1
    is_small = query.q is None or query.limit <= _MOST_ITEMS_OF_A_SEARCH
    # A person who asks about one course is about to take a seat in it.
    return query.is_for_everybody and is_first and is_small and query.id is None


def _key(query: CatalogQuery) -> str:
    return _PAGE + hashlib.blake2b(msgspec.json.encode(query), digest_size=16).hexdigest()


page_cache: Provider[PageCache] = Provider(PageCache)


_bypass, _hit, _miss, _away = map(catalog_queries.labels, ("bypass", "hit", "miss", "away"))


async def browse(
    query: CatalogQuery, viewer: Actor | None = None, *, sees_all: bool = False
) -> CatalogPage:
    """Return a page of the catalog: first pages that are the same for everybody may be cached.

    Of unpublished courses the viewer sees their own, or all of them with ``sees_all``.

    Raises Invalid for a foreign cursor or instructor, Unavailable when PostgreSQL is down.
    """
    if not _is_kept(query):
        return await _search(query, viewer, sees_all=sees_all)
    found = await _first_page(query)
    if found.page is not None:
        return found.page
    try:
        return read_json(found.bytes.json, CatalogPage, id=_key(query))
    except Unreadable:
        # The release before or after this one wrote it.
        return await catalog().search(query)


async def browse_encoded(
    query: CatalogQuery, viewer: Actor | None = None, *, sees_all: bool = False
) -> Encoded[CatalogPage]:
    """Return a page as ``browse`` does, in JSON: a cached one is passed on as it is."""
    if not _is_kept(query):
        return encoded(await _search(query, viewer, sees_all=sees_all))
    return (await _first_page(query)).bytes


class _Found(NamedTuple):
    """A page in JSON, and as it was read unless it comes from the cache."""

    bytes: Encoded[CatalogPage]
    page: CatalogPage | None = None


async def _search(query: CatalogQuery, viewer: Actor | None, *, sees_all: bool) -> CatalogPage:
    _bypass.inc()
    return await catalog().search(query, viewer.id if viewer else None, sees_all=sees_all)


async def _first_page(query: CatalogQuery) -> _Found:
    cache = page_cache()
    generation, cached = await cache.find(query)
    if cached is not None:
        _hit.inc()
        return _Found(cached)
    (_miss if generation else _away).inc()
    page = await catalog().search(query)
    made = encoded(page)
    if generation:
        await cache.keep(query, generation, made)
    return _Found(made, page)
