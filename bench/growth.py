"""The catalog's queries with 1,000, 10,000 and 100,000 courses: what grows with the catalog.

Each size has a PostgreSQL of its own, and nothing else runs.
"""

from __future__ import annotations

import asyncio
import time

from bench import courses, stores
from bench.results import Figure, Table
from bench.statistics import Sample, sample
from bench.turns import QUICK, Pace
from lms_catalog import CatalogQuery, PostgresCatalog
from lms_kernel import derived_id
from lms_postgres import Database, PostgresSettings

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (1_000, 10_000)
PAGES = ("browse: newest", "browse: title", "browse: price", "browse: category and level")
POPULAR = "browse: popular"
# Few courses have both words, or this title.
SELECTIVE = ("search: two words", "search: this very title")
COMMON = "search: a word in every course"
QUERIES: dict[str, CatalogQuery] = {
    "browse: newest": CatalogQuery(),
    "browse: page 100": CatalogQuery(page=100),
    "browse: title": CatalogQuery(sort="title"),
    "browse: price": CatalogQuery(sort="price"),
    "browse: popular": CatalogQuery(sort="popular"),
    "browse: category and level": CatalogQuery(category="Data Science", level="beginner"),
    "browse: category, popular": CatalogQuery(category="music", sort="popular"),
    "browse: level, by title": CatalogQuery(level="advanced", sort="title"),
    "filter: tag": CatalogQuery(tag=["python"]),
    "filter: two tags": CatalogQuery(tag=["python", "redis"]),
    "filter: instructor": CatalogQuery(instructor=derived_id("user", "7")),
    "search: a subject": CatalogQuery(q="kubernetes"),
    "search: two words": CatalogQuery(q="watercolour portrait"),
    "search: in a category": CatalogQuery(q="python", category="Programming"),
    "search: a beginning": CatalogQuery(q="cryp"),
    "search: two letters": CatalogQuery(q="pr"),
    "search: a phrase": CatalogQuery(q='"short course" -piano'),
    "search: with or": CatalogQuery(q="violin or guitar"),
    "search: mistyped": CatalogQuery(q="kubernets pyhton"),
    "search: letters exchanged": CatalogQuery(q="phyton"),
    "search: this very title": CatalogQuery(q="The complete guide to python"),
    "search: unknown": CatalogQuery(q="xqzwvk"),
    "search: by popularity": CatalogQuery(q="statistics", sort="popular"),
    "search: a word in every course": CatalogQuery(q="learn"),
    "search: the newest of them": CatalogQuery(q="learn", sort="newest"),
    "search: the most popular": CatalogQuery(q="learn", sort="popular"),
}
# Queries are short: more rounds make a better 95th percentile.
QUERIES_A_ROUND = 6


def measure(pace: Pace) -> dict[str, Table]:
    """Return the times of all queries, one table for each size."""
    sizes = QUICK_SIZES if pace is QUICK else SIZES
    return {
        f"catalog-{size}": asyncio.run(_measure(size, QUERIES_A_ROUND * pace.rounds))
        for size in sizes
    }


async def _measure(size: int, rounds: int) -> Table:
    async with stores.embedded("postgres") as url:
        await asyncio.to_thread(courses.fill, url, size)
        database = Database(PostgresSettings(database_url=url))
        try:
            times = await _times(PostgresCatalog(database), rounds)
        finally:
            await database.close()
    figures = {
        name: Figure(found, p50=found.median, p99=found.percentile(99))
        for name, found in times.items()
    }
    return Table(f"A catalog of {size:,} courses", "ms", figures)


async def _times(store: PostgresCatalog, rounds: int) -> dict[str, Sample]:
    """Run every query in every round, so that a slow moment meets all of them."""
    times: dict[str, list[float]] = {name: [] for name in QUERIES}
    for number in range(rounds + 1):
        for name, query in QUERIES.items():
            began = time.perf_counter()
            await store.search(query)
            if number:
                times[name].append((time.perf_counter() - began) * 1000)
    return {name: sample(found) for name, found in times.items()}
