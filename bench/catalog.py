"""Fill the catalog with N courses and time its searches: `python -m bench.catalog`.

Starts the embedded PostgreSQL on a directory of its own (or uses `--url`, a server on which it may
create and drop a database), applies the migrations, writes realistic courses in bulk, and prints
the median, the 95th percentile and the maximum time of each kind of query, with warm caches. Each
query runs `--rounds` times.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit, urlunsplit

import psycopg

from lms_catalog import Card, CardPrice, CatalogQuery, PostgresCatalog
from lms_catalog._store import catalog_row
from lms_kernel import Level, derived_id
from lms_postgres import Database, PostgresSettings
from local.credentials import new_password
from local.data_directory import DataDirectory
from local.ports import free_port
from local.processes import Ledger
from local.stores.base import EmbeddedStore
from local.stores.postgres import PostgresServer, ping_postgres
from tools.migrate import postgres as migrate

ROOT = Path(__file__).parent.parent
NAME = "bench_catalog"
LONGEST_P95_SECONDS = 0.150

CATEGORIES = [
    "Programming", "Data Science", "Design", "Business",
    "Languages", "Music", "Photography", "Health",
]  # fmt: skip
LEVELS = get_args(Level)
LANGUAGES = ["en"] * 7 + ["de", "fr", "es"]
SUBJECTS = [
    "python",
    "javascript",
    "typescript",
    "rust",
    "golang",
    "java",
    "kotlin",
    "swift",
    "sql",
    "postgresql",
    "mongodb",
    "redis",
    "kubernetes",
    "docker",
    "terraform",
    "linux",
    "networking",
    "security",
    "cryptography",
    "testing",
    "statistics",
    "regression",
    "probability",
    "calculus",
    "algebra",
    "geometry",
    "physics",
    "chemistry",
    "biology",
    "genetics",
    "drawing",
    "watercolour",
    "typography",
    "branding",
    "illustration",
    "animation",
    "accounting",
    "marketing",
    "negotiation",
    "leadership",
    "finance",
    "economics",
    "investing",
    "spanish",
    "french",
    "german",
    "italian",
    "japanese",
    "mandarin",
    "piano",
    "guitar",
    "violin",
    "singing",
    "harmony",
    "composition",
    "portrait",
    "landscape",
    "lighting",
    "retouching",
    "nutrition",
    "yoga",
    "running",
    "meditation",
    "anatomy",
    "sleep",
    "writing",
    "journalism",
    "poetry",
    "history",
    "philosophy",
    "ethics",
    "architecture",
    "robotics",
    "electronics",
    "soldering",
    "gardening",
    "cooking",
    "baking",
    "fermentation",
]
FRAMES = [
    "{a} for beginners", "{a} and {b} in practice", "The complete guide to {a}", "Advanced {a}",
    "{a} from first principles", "{a} with {b}", "Understanding {a}", "{a} workshop: {b}",
    "A short course in {a}", "Mastering {a} through {b}", "{a} projects", "Café talks on {a}",
]  # fmt: skip
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ren",
    "tas",
    "vor",
    "el",
    "ban",
    "dri",
    "sha",
    "nor",
    "pel",
    "qui",
    "fes",
    "tal",
    "mon",
    "der",
    "ish",
    "cor",
    "vin",
]

COPIED = (
    "course_id, version, slug, title, summary, category, category_id, level, tags, language, "
    "price_amount, price_currency, capacity, lessons, duration_minutes, status, owner_id, "
    "created_at, updated_at, published_at, words"
)
PLACES = ("whole", "title_places", "name_places", "description_places", "outline_places")
# As _sql.INDEX writes it, for all rows at once; triggers are off, so all tallies are made below.
FILL = f"""
SET session_replication_role = replica;
INSERT INTO catalog ({COPIED}, document)
SELECT {COPIED}, catalog_entry({", ".join(PLACES)}) FROM catalog_bench;
INSERT INTO seats (course_id, capacity, taken, is_listed)
SELECT course_id, 30, taken, status = 'published' FROM catalog_bench;
INSERT INTO catalog_lexicon (word, courses)
SELECT word, count(*) FROM catalog CROSS JOIN unnest(words) AS word WHERE status = 'published'
GROUP BY word;
INSERT INTO catalog_counts
    (category_id, category_key, category, level, language, tag, courses)
SELECT category_id, category_key, category, level, language, tag, count(*)
FROM catalog CROSS JOIN unnest(tags || ''::text) AS tag WHERE status = 'published'
GROUP BY 1, 2, 3, 4, 5, 6;
INSERT INTO catalog_totals (category_id, level, language, tag, courses)
SELECT coalesce(category_id, ''), coalesce(level, ''), coalesce(language, ''), tag, sum(courses)
FROM catalog_counts GROUP BY tag, CUBE (category_id, level, language);
DROP TABLE catalog_bench;
SET session_replication_role = DEFAULT;
VACUUM ANALYZE;
"""  # noqa: S608 - put together from the constants above alone


def courses(count: int, chance: random.Random) -> Iterator[tuple[Card, int]]:
    """Return courses and their learners: words as in real texts, one draft in ten."""
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(20_000)]
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))
    now = datetime.now(UTC)
    for number in range(count):
        first, second = chance.sample(SUBJECTS, 2)
        prose = [
            *chance.choices(vocabulary, cum_weights=weights, k=60),
            *chance.choices(SUBJECTS, k=2),
        ]
        titles = [
            " ".join(
                (
                    chance.choice((first, second)),
                    *chance.choices(vocabulary, cum_weights=weights, k=2),
                )
            )
            for _ in range(chance.randint(6, 24))
        ]
        created = now - timedelta(minutes=number * 7)
        price = chance.choice([0, 0, 1900, 4900, 9900, chance.randint(100, 30_000)])
        course = Card(
            course_id=derived_id("course", str(number)), version=1, slug=f"course-{number}",
            title=chance.choice(FRAMES).format(a=first, b=second).capitalize(),
            description=f"Learn {first} and {second}. {' '.join(prose)}.",
            category=chance.choice(CATEGORIES), level=chance.choice(LEVELS),
            tags=sorted({first, second, *chance.sample(SUBJECTS, 2)}),
            language=chance.choice(LANGUAGES), price=CardPrice(price, "EUR"), capacity=30,
            status="draft" if number % 10 == 0 else "published",
            owner_id=derived_id("user", str(number % 500)), outline=titles, lessons=len(titles),
            duration_minutes=12 * len(titles), created_at=created, updated_at=created,
            published_at=created,
        )  # fmt: skip
        yield course, int(chance.paretovariate(1.2)) % 30


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


async def measure(url: str, rounds: int) -> bool:
    """Run every query, print a line for each, and return whether p95 is within the limit."""
    database = Database(PostgresSettings(database_url=url))
    store = PostgresCatalog(database)
    everything: list[float] = []
    try:
        for name, query in QUERIES.items():
            page = await store.search(query)
            times = [await timed(store.search(query)) for _ in range(rounds)]
            everything += times
            hits = f"{page.total}{'' if page.total_is_exact else '+'} hits"
            report(name, times, f"{hits:>11}  {page.corrected or ''}")
        following = await store.search(QUERIES["search: a subject"])
        deep = CatalogQuery(q="kubernetes", cursor=following.next_cursor)
        report("search: by cursor", [await timed(store.search(deep)) for _ in range(rounds)])
        writes = [await timed(store.index(card(number))) for number in range(rounds)]
        report("index: a changed course", writes)
        report("all queries", everything)
    finally:
        await database.close()
    return percentile(everything) < LONGEST_P95_SECONDS


def card(number: int) -> Card:
    """Return a newer version of a course."""
    chance = random.Random(number)  # noqa: S311 - a figure to measure with, not a secret
    words = " ".join(chance.choices(SUBJECTS, k=60))
    return Card(
        course_id=derived_id("course", str(number)), version=2 + number, slug=f"course-{number}",
        title=f"Changed {chance.choice(SUBJECTS)}", description=words, category="Music",
        level="beginner", tags=chance.sample(SUBJECTS, 3), language="en",
        price=CardPrice(0, "EUR"), capacity=30, status="published",
        owner_id=derived_id("user", "7"), outline=chance.choices(SUBJECTS, k=20), lessons=20,
        duration_minutes=200, created_at=datetime.now(UTC), updated_at=datetime.now(UTC),
    )  # fmt: skip


async def timed(query: object) -> float:
    """Return how many seconds something takes."""
    started = time.perf_counter()
    await query  # type: ignore[misc]
    return time.perf_counter() - started


def percentile(times: list[float]) -> float:
    """Return the 95th percentile, in seconds."""
    return statistics.quantiles(times, n=20)[-1]


def report(name: str, times: list[float], note: str = "") -> None:
    """Print one line, in milliseconds."""
    print(
        f"{name:32} median {statistics.median(times) * 1000:7.1f}"
        f"  p95 {percentile(times) * 1000:7.1f}  slowest {max(times) * 1000:7.1f}  {note}",
        flush=True,
    )


def fill(url: str, count: int) -> None:
    """Create the tables and write the courses."""
    migrate("up", url, ROOT / "migrations" / "postgres")
    write_courses(url, count)


def write_courses(url: str, count: int) -> None:
    """Write courses into the empty tables of a catalog."""
    chance = random.Random(50_000)  # noqa: S311 - the same courses each time
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE UNLOGGED TABLE catalog_bench AS SELECT *, 0 AS taken, ''::text AS whole, "
            "words AS title_places, words AS name_places, words AS description_places, "
            "words AS outline_places FROM catalog"
        )
        columns = [*COPIED.split(", "), *PLACES, "taken"]
        copy = f"COPY catalog_bench ({', '.join(columns)}) FROM STDIN"
        with connection.cursor().copy(copy) as rows:
            for course, taken in courses(count, chance):
                row = {**catalog_row(course), "taken": taken}
                rows.write_row([row[name] for name in columns])
        for statement in FILL.split(";\n"):
            if statement.strip():
                connection.execute(statement)


@asynccontextmanager
async def server(url: str | None) -> AsyncIterator[str]:
    """Return the URL of an empty database: on the given server, or on one started for this."""
    if url is None:
        with tempfile.TemporaryDirectory(prefix="bench-catalog-") as folder:
            data = DataDirectory(Path(folder) / "data")
            postgres = PostgresServer(data, free_port(), new_password())
            store = EmbeddedStore(
                "postgres",
                "PostgreSQL",
                postgres.url,
                ping_postgres,
                postgres,
                Ledger(data.run / "processes.json"),
            )
            await store.start()
            try:
                yield postgres.url
            finally:
                await store.stop()
                data.close()
        return
    parts = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME}")
        connection.execute(f"CREATE DATABASE {NAME}")
    yield urlunsplit(parts._replace(path=f"/{NAME}"))


async def main() -> int:
    """Run from the command line; 1 if the 95th percentile of all queries exceeds the limit."""
    parser = argparse.ArgumentParser(prog="bench.catalog", description=__doc__.partition("\n")[0])
    parser.add_argument("--courses", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--url", help="a PostgreSQL server to use instead of the embedded one")
    parser.add_argument(
        "--keep", action="store_true", help="with --url: reuse the rows of an earlier run"
    )
    options = parser.parse_args()
    if options.keep:
        server_url = urlunsplit(urlsplit(options.url)._replace(path=f"/{NAME}"))
        return 0 if await measure(server_url, options.rounds) else 1
    async with server(options.url) as url:
        await asyncio.to_thread(fill, url, options.courses)
        return 0 if await measure(url, options.rounds) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
