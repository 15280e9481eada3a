"""What a list reads does not grow with the catalog: every order, with every filter, on PostgreSQL.

The catalog here is small, and so are the numbers of courses that a search may count and look at;
what matters is that a statement reads by these numbers and not by the number of courses.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import psycopg
import pytest

from lms_catalog import Bounds, CatalogQuery, PostgresCatalog, Sort
from lms_catalog._store import search_of
from lms_kernel import derived_id
from lms_postgres import Database, PostgresSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from lms_catalog import CatalogPage

COURSES = 6_000
BOUNDS = Bounds(counted=40, read=300)
# One page, what is counted and ranked, and four looks around: one to count, three for the best
# candidates. PostgreSQL plans by a sample, so a few hundred more are possible.
MOST_ROWS = 2_500
TEACHER = derived_id("user", "teacher")

# The same ids in every run: where they fall in an order decides how far a walk goes.
FILL = f"""
SET session_replication_role = replica;
INSERT INTO catalog (
    course_id, version, slug, title, summary, category, category_id, level, tags, language,
    price_amount, price_currency, lessons, duration_minutes, status, owner_id, created_at,
    updated_at, published_at, document, words)
SELECT md5('course ' || n)::uuid, 1, 'course-' || n, 'Course ' || n % 50, '',
       CASE WHEN n % 1000 = 1 THEN 'small' ELSE 'large' END,
       CASE WHEN n % 1000 = 1 THEN 'small' ELSE 'large' END,
       CASE WHEN n % 2 = 0 THEN 'beginner' ELSE 'advanced' END,
       CASE WHEN n % 500 = 1 THEN '{{wide,narrow}}' ELSE '{{wide}}' END::text[],
       CASE WHEN n % 1500 = 1 THEN 'de' ELSE 'en' END,
       n % 100 * 10, 'EUR', 1, 10,
       CASE WHEN n % 10 = 0 THEN 'draft' ELSE 'published' END,
       CASE WHEN n % 300 = 1 THEN '{TEACHER}'::uuid ELSE md5('teacher ' || n)::uuid END,
       now() - n * interval '1 hour', now(), now() - n * interval '1 hour',
       setweight(array_to_tsvector(ARRAY['cours']
                     || CASE WHEN n % 30 = 1 THEN ARRAY['titl'] ELSE '{{}}' END), 'A')
       || array_to_tsvector(ARRAY['learn']
                     || CASE WHEN n % 20 = 1 THEN ARRAY['often'] ELSE '{{}}' END
                     || CASE WHEN n % 700 = 1 THEN ARRAY['seldom'] ELSE '{{}}' END),
       '{{}}'
FROM generate_series(1, {COURSES}) AS n;
INSERT INTO seats (course_id, capacity, taken, is_listed)
SELECT course_id, NULL, row_number() OVER (ORDER BY course_id) % 200, status = 'published'
FROM catalog;
INSERT INTO catalog_counts (category_id, category_key, category, level, language, tag, courses)
SELECT category_id, category_key, category, level, language, tag, count(*)
FROM catalog CROSS JOIN unnest(tags || ''::text) AS tag WHERE status = 'published'
GROUP BY 1, 2, 3, 4, 5, 6;
INSERT INTO catalog_totals
SELECT coalesce(category_id, ''), coalesce(level, ''), coalesce(language, ''), tag, sum(courses)
FROM catalog_counts GROUP BY tag, CUBE (category_id, level, language);
INSERT INTO catalog_lexicon (word, courses)
VALUES ('course', 5400), ('learn', 5400), ('often', 270), ('seldom', 8), ('title', 180);
SET session_replication_role = DEFAULT;
"""  # noqa: S608 - put together from the constants above alone

FILTERS: list[dict[str, Any]] = [
    {}, {"category": "large"}, {"category": "small"}, {"level": "beginner"}, {"language": "de"},
    {"language": "en"}, {"tag": ["wide"]}, {"tag": ["narrow"]}, {"instructor": TEACHER},
    {"q": "learn "}, {"q": "course "}, {"q": "often "}, {"q": "seldom "}, {"q": "title "},
    {"q": "le"}, {"q": "learn or course "}, {"q": "learn -title "},
    {"id": derived_id("course", "1")},
]  # fmt: skip
# Wide and narrow ones of each kind.
PAIRED = [FILTERS[number] for number in (1, 2, 4, 6, 7, 8, 9, 11, 12)]


def combined() -> Iterator[dict[str, Any]]:
    """Return every filter, and pairs of those that are of different kinds."""
    yield from FILTERS
    for one, other in itertools.combinations(PAIRED, 2):
        if not one.keys() & other.keys():
            yield {**one, **other}


@pytest.fixture(scope="module")
def filled(database_url: str) -> str:
    """Return the address of a catalog with many courses."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        for statement in FILL.split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())
        connection.execute("VACUUM ANALYZE")
    return database_url


@pytest.fixture
async def store(filled: str) -> AsyncIterator[PostgresCatalog]:
    """Return the read model with small numbers."""
    database = Database(PostgresSettings(database_url=filled))
    yield PostgresCatalog(database, BOUNDS)
    await database.close()


def plan_of(
    connection: psycopg.Connection[Any], query: CatalogQuery, *, is_generic: bool
) -> dict[str, Any]:
    """Run the query's statement as a prepared one, and return what was done."""
    statement, parameters = search_of(query, bounds=BOUNDS)
    names: list[str] = []

    def numbered(hole: re.Match[str]) -> str:
        if hole[1] not in names:
            names.append(hole[1])
        return f"${names.index(hole[1]) + 1}"

    sql = re.sub(r"%\((\w+)\)s", numbered, statement)
    mode = "force_generic_plan" if is_generic else "force_custom_plan"
    connection.execute(f"SET plan_cache_mode = {mode}".encode())
    connection.execute(f"PREPARE asked AS {sql}".encode())
    values = ", ".join(["%s"] * len(names))
    call = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE asked{f'({values})' if names else ''}"
    cursor = psycopg.ClientCursor(connection)
    (row,) = cursor.execute(call.encode(), [parameters[name] for name in names]).fetchall()
    connection.execute("DEALLOCATE asked")
    plan: dict[str, Any] = row[0][0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return all parts of a plan that were run."""
    if plan["Actual Loops"]:
        yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def rows_read(plan: dict[str, Any]) -> int:
    """Return how many rows of tables were looked at, whether they were wanted or not."""
    lost = (
        "Rows Removed by Filter",
        "Rows Removed by Index Recheck",
        "Rows Removed by Join Filter",
    )
    return sum(
        int(node["Actual Loops"] * (node["Actual Rows"] + sum(node.get(each, 0) for each in lost)))
        for node in nodes(plan)
        if "Relation Name" in node
    )


@pytest.mark.parametrize("is_generic", [False, True], ids=["custom", "generic"])
@pytest.mark.parametrize("sort", get_args(Sort))
async def test_what_a_list_reads_is_bounded(
    filled: str, store: PostgresCatalog, sort: str, *, is_generic: bool
) -> None:
    """Through an index, whatever is filtered and however the plan was made; on later pages too."""
    wrong: list[tuple[dict[str, Any], str]] = []
    with psycopg.connect(filled, autocommit=True) as connection:
        for asked in combined():
            query = msgspec.convert({**asked, "sort": sort}, CatalogQuery)
            cursor = (await store.search(query)).next_cursor
            queries = [query, msgspec.structs.replace(query, cursor=cursor)] if cursor else [query]
            for each in queries:
                plan = plan_of(connection, each, is_generic=is_generic)
                if (rows := rows_read(plan)) > MOST_ROWS:
                    wrong.append(({**asked, "cursor": bool(each.cursor)}, f"{rows} rows"))
    assert wrong == []


@pytest.mark.parametrize("sort", get_args(Sort))
def test_a_common_word_is_not_read_whole(filled: str, sort: str) -> None:
    """Its hits are counted along the newest courses: an index reads all it has of a word first."""
    query = msgspec.convert({"q": "learn ", "sort": sort}, CatalogQuery)
    with psycopg.connect(filled, autocommit=True) as connection:
        plan = plan_of(connection, query, is_generic=True)
    entries = [each["Actual Rows"] for each in nodes(plan) if "Bitmap Index" in each["Node Type"]]
    assert sum(entries) < BOUNDS.counted


async def walk(store: PostgresCatalog, query: CatalogQuery) -> list[CatalogPage]:
    """Return all pages of a list, one cursor after the other."""
    pages = [await store.search(query)]
    while (cursor := pages[-1].next_cursor) is not None:
        pages.append(await store.search(msgspec.structs.replace(query, cursor=cursor)))
    return pages


@pytest.mark.parametrize("sort", ["newest", "title", "price", "popular"])
@pytest.mark.parametrize("asked", [{"q": "often "}, {"tag": ["wide"], "q": "title "}])
async def test_a_long_list_shows_every_course_once(
    store: PostgresCatalog, filled: str, sort: str, asked: dict[str, Any]
) -> None:
    """To its end, far behind what is counted."""
    query = msgspec.convert({**asked, "sort": sort, "limit": 50}, CatalogQuery)

    shown = [item.id for page in await walk(store, query) for item in page.items]

    lexeme = "often" if asked["q"] == "often " else "titl"
    with psycopg.connect(filled) as connection:
        found = connection.execute(
            "SELECT course_id::text FROM catalog "
            "WHERE status = 'published' AND document @@ quote_literal(%s)::tsquery",
            [lexeme],
        ).fetchall()
    assert len(shown) == len(set(shown))
    assert set(shown) == {row[0] for row in found}


async def test_the_best_of_a_common_word_come_first(store: PostgresCatalog) -> None:
    """Those with the word in the title, the newest of them; the list ends with what is ranked."""
    pages = await walk(store, CatalogQuery(q="course or learn ", limit=20))

    assert [len(page.items) for page in pages] == [20, 20]
    assert {page.total for page in pages} == {BOUNDS.counted}
    assert not any(page.total_is_exact for page in pages)
