"""The catalog's queries with 1,000, 10,000 and 100,000 courses: what grows with the catalog.

Each size has a PostgreSQL of its own, and nothing else runs.
"""

from __future__ import annotations

import asyncio

from bench import catalog
from bench.results import Figure, Table
from bench.statistics import Sample, sample
from bench.turns import QUICK, Pace
from lms_catalog import PostgresCatalog
from lms_postgres import Database, PostgresSettings

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (1_000, 10_000)
PAGES = ("browse: newest", "browse: title", "browse: price", "browse: category and level")
POPULAR = "browse: popular"
# Few courses have both words, or this title.
SELECTIVE = ("search: two words", "search: this very title")
COMMON = "search: a word in every course"
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
    async with catalog.server(None) as url:
        await asyncio.to_thread(catalog.fill, url, size)
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
    times: dict[str, list[float]] = {name: [] for name in catalog.QUERIES}
    for number in range(rounds + 1):
        for name, query in catalog.QUERIES.items():
            seconds = await catalog.timed(store.search(query))
            if number:
                times[name].append(seconds * 1000)
    return {name: sample(found) for name, found in times.items()}
