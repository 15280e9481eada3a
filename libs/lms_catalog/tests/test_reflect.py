"""Cards on their way from a change into the catalog and out of the caches."""

from __future__ import annotations

import asyncio
import logging

import msgspec
import pytest
from fakeredis import FakeAsyncRedis
from redis.exceptions import OutOfMemoryError

from lms_catalog import (
    Card,
    CatalogQuery,
    browse,
    browse_encoded,
    catalog,
    page_cache,
    reflect,
    show,
)
from lms_kernel import Encoded, tag_of
from lms_testing.access import redis_away
from lms_testing.catalog import FakeCatalog, card, fake_catalog


def _envelope(shown: Card) -> dict[str, object]:
    return {"data": msgspec.to_builtins(shown)}


async def test_authors_read_their_own_write() -> None:
    """The card of the last event is shown immediately."""
    with fake_catalog() as fake:
        await reflect(_envelope(card("First")), _envelope(card("Second")))

        assert [each.title for each in fake.kept.values()] == ["Second"]


class _Slow(FakeCatalog):
    async def index(self, card: Card, *, refresh: bool = False) -> bool:
        """Take longer than any author waits."""
        await asyncio.sleep(60)
        return await super().index(card, refresh=refresh)


class _Broken(FakeCatalog):
    async def index(self, card: Card, *, refresh: bool = False) -> bool:
        """Fail in a way that nobody foresaw."""
        raise RuntimeError(card.title, refresh)


@pytest.mark.parametrize("broken", [_Slow(), _Broken(), FakeCatalog(is_away=True)])
async def test_nothing_that_goes_wrong_reaches_the_author(
    broken: FakeCatalog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The change is committed: a slow, broken or absent catalog is logged, and that is all."""
    monkeypatch.setattr("lms_catalog._reflect._PATIENCE_SECONDS", 0.01)

    with catalog.override(broken), caplog.at_level(logging.WARNING):
        await reflect(_envelope(card()))

    assert "left to index_course" in caplog.text
    assert broken.kept == {}


async def test_a_change_without_redis_is_shown_all_the_same() -> None:
    """A cache that is down keeps nobody from writing, and old pages run out by themselves."""
    with fake_catalog() as fake, redis_away():
        await show(card())

        assert len(fake.kept) == 1
        assert page_cache().is_away


async def test_redis_going_away_in_between_costs_no_answer() -> None:
    """A page that cannot be kept is answered, and Redis is left alone for a moment."""
    with fake_catalog() as fake:
        generation, page = await page_cache().find(CatalogQuery())
        assert (generation, page) == ("0", None)
        shown = await browse_encoded(CatalogQuery(limit=5))
        with redis_away():
            await page_cache().keep(CatalogQuery(), generation, shown)
            assert page_cache().is_away
            await page_cache().keep(CatalogQuery(), generation, shown)

            assert (await browse(CatalogQuery())).total == 0
        assert fake.searches == 2


async def test_a_full_redis_costs_no_answer(
    fake_redis: FakeAsyncRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes no page and begins no generation; the catalog answers and changes all the same."""

    async def refuse(*_: object, **__: object) -> None:
        raise OutOfMemoryError("command not allowed when used memory > 'maxmemory'.")

    monkeypatch.setattr(fake_redis, "set", refuse)
    monkeypatch.setattr(fake_redis, "incr", refuse)
    with fake_catalog() as fake:
        await show(card())
        assert len(fake.kept) == 1
        assert page_cache().is_away
    with fake_catalog() as fake:
        assert (await browse(CatalogQuery())).total == 0
        assert page_cache().is_away
        assert fake.searches == 1


async def test_a_cached_page_is_passed_on_as_bytes(
    fake_redis: FakeAsyncRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is neither decoded nor encoded again, and means the same to its readers."""
    with fake_catalog() as fake:
        await show(card())
        first = await browse_encoded(CatalogQuery())
        monkeypatch.setattr("lms_catalog._cache.encoded", None)
        assert await browse_encoded(CatalogQuery()) == first
        assert msgspec.json.encode(await browse(CatalogQuery())) == first.json
        assert fake.searches == 1


@pytest.mark.parametrize("stored", ["0", "0\n", "0\ntag\n{}", '0\n{"items": []}', "\x00\ufffd"])
async def test_what_is_not_a_page_of_ours_is_not_served(
    stored: str, fake_redis: FakeAsyncRedis
) -> None:
    """The tag is a digest of the bytes: the catalog itself has the page."""
    with fake_catalog() as fake:
        await browse_encoded(CatalogQuery())
        (key,) = await fake_redis.keys("{catalog}:page:*")
        await fake_redis.set(key, stored)
        assert b"facets" in (await browse_encoded(CatalogQuery())).json
        assert fake.searches == 2


async def test_a_page_of_another_release_is_read_from_the_catalog(
    fake_redis: FakeAsyncRedis,
) -> None:
    """Its bytes are sound, and of another shape."""
    with fake_catalog() as fake:
        page = await browse_encoded(CatalogQuery())
        json = page.json.replace(b'"facets"', b'"aspects"')
        await page_cache().keep(CatalogQuery(), "0", Encoded(json, tag_of(json)))
        assert (await browse(CatalogQuery())).facets.tag == []
        assert fake.searches == 2


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        (CatalogQuery(), 1),
        (CatalogQuery(limit=100), 1),
        (CatalogQuery(q="words", limit=20), 1),
        (CatalogQuery(q="words", limit=21), 0),
        (CatalogQuery(page=2), 0),
        (CatalogQuery(status="any"), 0),
    ],
)
async def test_only_pages_of_bounded_size_are_kept(
    query: CatalogQuery, keys: int, fake_redis: FakeAsyncRedis
) -> None:
    """Made-up words cannot fill Redis with long pages."""
    with fake_catalog():
        await browse(query)

        assert len(await fake_redis.keys("{catalog}:page:*")) == keys


def test_a_summary_is_cut_at_a_word() -> None:
    """Short texts stay whole, long ones end in dots, and even one endless word fits."""
    assert card(description="Two\n lines").summary == "Two lines"
    long = card(description="wonderful " * 50).summary
    assert long.endswith("wonderful…")
    assert card(description="x" * 1000).summary == "x" * 279 + "…"
