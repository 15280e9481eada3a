"""The catalog on a real PostgreSQL: the promises, the search, and many writers at once."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import msgspec
import psycopg
import pytest

from libs.lms_catalog.tests.contract import CatalogContract, titles
from libs.lms_catalog.tests.search_contract import SearchContract
from lms_catalog import Card, CatalogQuery, PostgresCatalog, browse, catalog, show
from lms_catalog._store import search_of
from lms_kernel import Invalid, Unavailable, new_id
from lms_postgres import Database, PostgresSettings, database
from lms_redis import RedisSettings
from lms_testing.catalog import OLGA, card
from local.ports import free_port
from tests.patience import patience


@pytest.fixture
async def store(postgres: Database) -> PostgresCatalog:
    """Return an empty catalog on the module's database."""
    tables = "catalog", "catalog_lexicon", "catalog_counts", "catalog_totals", "seats", "users"
    for table in tables:
        await postgres.execute(f"TRUNCATE {table} CASCADE", name="test_truncate")
    return PostgresCatalog()


class TestPostgresCatalog(CatalogContract):
    """The promises, kept by the real read model."""


class TestPostgresSearch(SearchContract):
    """The promises about searches, kept by the real read model."""


async def corrected(store: PostgresCatalog, q: str) -> str | None:
    """Return the corrected query."""
    return (await store.search(CatalogQuery(q=q))).corrected


@pytest.fixture
async def shelf(store: PostgresCatalog) -> PostgresCatalog:
    """Return a small catalog to search in."""
    courses: dict[str, dict[str, Any]] = {
        "Python for beginners": {"tags": ["programming"], "description": "Loops and lists"},
        "Machine learning": {"tags": ["python", "data"], "description": "Models that learn"},
        "Data engineering": {"description": "Pipelines in Python"},
        "Électricité à la maison": {"language": "fr", "outline": ["Le courant"]},
        "IT security": {"description": "How to keep secrets"},
        "C++ in depth": {"category": "Programming"},
        "Excel for accountants": {"category": "Programming"},
        "C# in depth": {"category": "Programming"},
        "Photography": {"outline": ["Light", "Portraits with Node.js"]},
    }
    for number, (title, fields) in enumerate(courses.items()):
        await store.index(card(title, number=number, **fields))
    return store


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        # The place of a word decides: title, then tags, then description.
        ("python", ["Python for beginners", "Machine learning", "Data engineering"]),
        ("ELECTRICITE", ["Électricité à la maison"]),
        ("électricité", ["Électricité à la maison"]),
        # Other forms of a word.
        ("learned models", ["Machine learning"]),
        # Still typing: a prefix, even one that is not a prefix of its stem.
        ("photogr", ["Photography"]),
        ("engineeri", ["Data engineering"]),
        ("machine lea", ["Machine learning"]),
        # The syntax that people know.
        ('"machine learning"', ["Machine learning"]),
        ('"learning machine"', []),
        ("python -machine -data", ["Python for beginners"]),
        ("photography or security", ["IT security", "Photography"]),
        ("photography or it security", ["IT security", "Photography"]),
        # Names that a parser for prose would drop.
        ("IT", ["IT security"]),
        ("c++", ["C++ in depth"]),
        ("C#", ["C# in depth"]),
        ("node.js", ["Photography"]),
        # Stop words are no condition.
        ("how to keep the secrets", ["IT security"]),
    ],
)
async def test_a_search_understands(shelf: PostgresCatalog, q: str, expected: list[str]) -> None:
    """A search finds what people mean, the best first."""
    found = await titles(shelf, q=q)

    assert found == expected if len(expected) > 2 else sorted(found) == sorted(expected)
    assert await corrected(shelf, q) is None


@pytest.mark.parametrize(
    ("q", "instead", "expected"),
    [
        ("pyhton", "python", "Python for beginners"),
        # Neighbors exchanged: one edit, though few of the trigrams are left.
        ("phyton", "python", "Python for beginners"),
        ("ypthon", "python", "Python for beginners"),
        ("dtaa", "data", "Data engineering"),
        ("exel", "excel", "Excel for accountants"),
        ("ecxel", "excel", "Excel for accountants"),
        ("phtography", "photography", "Photography"),
        ("phtoogrphy", "photography", "Photography"),
        ("fotography", "photography", "Photography"),
        ("mashine lerning", "machine learning", "Machine learning"),
        ("electricitee", "electricite", "Électricité à la maison"),
        ('securty -"python"', "security -python", "IT security"),
    ],
)
async def test_a_mistyped_word_is_corrected(
    shelf: PostgresCatalog, q: str, instead: str, expected: str
) -> None:
    """An unknown word is replaced by the nearest known one, and the response says so."""
    assert (await titles(shelf, q=q))[0] == expected
    assert await corrected(shelf, q) == instead


async def test_the_course_of_this_very_name_comes_first(store: PostgresCatalog) -> None:
    """Also where newer courses have all the words."""
    await store.index(card("Go", number=1))
    for number in range(2, 5):
        await store.index(card(f"Go go go {number}", tags=["go"], number=number))

    assert (await titles(store, q="go"))[0] == "Go"


async def test_a_word_that_is_like_no_other_finds_nothing(shelf: PostgresCatalog) -> None:
    """A word far from every known word is left as it is."""
    assert await titles(shelf, q="xqzwvk") == []
    assert await corrected(shelf, "xqzwvk") is None


@pytest.mark.parametrize(
    "q",
    ["'", '"', "a:*", "a & b | !c", "\\", "%_", "-", '""', "'; drop", "x*", "=*", "\\'", "`"],
)
async def test_no_text_breaks_a_search(shelf: PostgresCatalog, q: str) -> None:
    """Whatever is typed is treated as words to search for."""
    page = await shelf.search(CatalogQuery(q=q))

    assert page.total < len((await shelf.search(CatalogQuery())).items)


async def test_words_of_drafts_are_not_given_away(store: PostgresCatalog) -> None:
    """Corrections only use published courses; owners still find their own words."""
    await store.index(card("Zymurgy", status="draft"))

    assert await corrected(store, "zymurgi") is None
    assert await titles(store, OLGA, q="zymur", status="draft") == ["Zymurgy"]


async def test_words_are_forgotten_with_their_last_course(store: PostgresCatalog) -> None:
    """A word is known as long as a published course uses it."""
    first, second = card("Botany"), card("Botany again")
    await store.index(first)
    await store.index(second)
    await store.index(msgspec.structs.replace(first, version=2, status="archived"))
    assert await corrected(store, "botnay") == "botany"

    await store.index(msgspec.structs.replace(second, version=2, deleted_at=second.updated_at))
    assert await corrected(store, "botnay") is None
    assert await leftovers() == (0, 0, 0, 0)


async def leftovers() -> tuple[int, int, int, int]:
    """Return how far lexicon, counts, totals and listed seats are from what the catalog holds."""
    row = await database().fetch_one(
        """
        WITH live AS (SELECT * FROM catalog WHERE status = 'published' AND deleted_at IS NULL),
        words AS (SELECT word, count(*) AS courses FROM live, unnest(words) AS word GROUP BY word),
        counts AS (
            SELECT category_key, category, level, language, tag, count(*) AS courses
            FROM live, unnest(tags || ''::text) AS tag GROUP BY 1, 2, 3, 4, 5),
        totals AS (
            SELECT coalesce(category_id, '') AS category_id, coalesce(level, '') AS level,
                   coalesce(language, '') AS language, tag, count(*) AS courses
            FROM live, unnest(tags || ''::text) AS tag
            GROUP BY tag, CUBE (category_id, level, language))
        SELECT (SELECT count(*) FROM words FULL JOIN catalog_lexicon AS kept USING (word)
                WHERE words.courses IS DISTINCT FROM kept.courses) AS words,
               (SELECT count(*) FROM counts FULL JOIN catalog_counts AS kept
                USING (category_key, category, level, language, tag)
                WHERE counts.courses IS DISTINCT FROM kept.courses) AS counts,
               (SELECT count(*) FROM totals FULL JOIN catalog_totals AS kept
                USING (category_id, level, language, tag)
                WHERE totals.courses IS DISTINCT FROM kept.courses) AS totals,
               (SELECT count(*) FROM seats LEFT JOIN live USING (course_id)
                WHERE seats.is_listed <> (live.course_id IS NOT NULL)) AS listed
        """,
        name="test_leftovers",
    )
    assert row is not None
    return row["words"], row["counts"], row["totals"], row["listed"]


async def test_lexicon_and_counts_survive_concurrent_authors(store: PostgresCatalog) -> None:
    """Many writers of overlapping words neither deadlock nor miscount."""
    chance = random.Random(7)
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]

    def version(course_id: str, number: int) -> Card:
        sample = chance.sample(words, 4)
        return card(
            " ".join(sample),
            course_id=course_id,
            version=number,
            tags=sample[:2],
            category=chance.choice(["Nature", "Music"]),
            level=chance.choice(["beginner", "advanced"]),
            status=chance.choice(["published", "published", "draft"]),
            deleted_at="2026-02-01T00:00:00Z" if number == 12 and chance.random() < 0.5 else None,
        )

    async def author(course_id: str) -> None:
        numbers = list(range(1, 13))
        chance.shuffle(numbers)
        for number in numbers:
            await store.index(version(course_id, number))

    await asyncio.gather(*(author(new_id()) for _ in range(16)))

    assert await leftovers() == (0, 0, 0, 0)


async def test_seats_follow_the_capacity_and_keep_what_is_taken(
    store: PostgresCatalog, postgres: Database
) -> None:
    """A card sets the number of seats; taken ones stay taken, and make a course popular."""
    quiet, loved = card("Quiet", number=1), card("Loved", capacity=30)
    await store.index(quiet)
    await store.index(loved)
    await postgres.execute(
        "UPDATE seats SET taken = 7 WHERE course_id = %(id)s", {"id": loved.course_id}, name="test"
    )

    await store.index(msgspec.structs.replace(loved, version=2, capacity=40))

    page = await store.search(CatalogQuery(sort="popular"))
    assert [(item.title, item.capacity, item.enrolled) for item in page.items] == [
        ("Loved", 40, 7),
        ("Quiet", None, 0),
    ]
    assert await titles(store, q="quiet or loved", sort="popular") == ["Loved", "Quiet"]


async def test_an_instructor_is_shown_by_name(store: PostgresCatalog, postgres: Database) -> None:
    """The name is the account's current name."""
    await postgres.execute(
        "INSERT INTO users (id, email, name, password_hash) "
        "VALUES (%(id)s, 'olga@example.org', 'Olga', '')",
        {"id": OLGA},
        name="test_user",
    )
    await store.index(card())

    page = await store.search(CatalogQuery())
    assert page.items[0].instructor.name == "Olga"


async def test_a_very_long_course_is_indexed(store: PostgresCatalog) -> None:
    """The longest description and outline that events carry fit into a row."""
    chance = random.Random(3)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=7)) for _ in range(3000)]
    outline = [" ".join(words[each : each + 20]) for each in range(1250, 3000, 20)]

    await store.index(card("Long", description=" ".join(words[:1250]), outline=outline))

    assert await titles(store, q=words[1200]) == ["Long"]
    assert await titles(store, q=words[2990]) == ["Long"]


@pytest.mark.usefixtures("real_redis")
class TestPageCache:
    """First pages in a real Redis."""

    async def test_a_change_is_seen_at_once(self, store: PostgresCatalog) -> None:
        """Cached pages are served until something changes, and never after."""
        first = card("First")
        with catalog.override(store):
            await show(first)
            assert [item.title for item in (await browse(CatalogQuery())).items] == ["First"]
            # Behind the cache's back.
            second = msgspec.structs.replace(first, version=2, title="Second")
            await store.index(second)
            assert [item.title for item in (await browse(CatalogQuery())).items] == ["First"]

            await show(msgspec.structs.replace(first, version=3, title="Third"))
            assert [item.title for item in (await browse(CatalogQuery())).items] == ["Third"]


async def test_without_redis_the_catalog_answers_fast(store: PostgresCatalog) -> None:
    """A cache that cannot be reached costs nobody more than a moment."""
    await store.index(card("There"))
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    with catalog.override(store), RedisSettings.override(redis_url=nowhere):
        started = asyncio.get_running_loop().time()
        for _ in range(5):
            page = await browse(CatalogQuery())
            assert [item.title for item in page.items] == ["There"]
        assert asyncio.get_running_loop().time() - started < patience(1.5)


async def test_without_postgresql_the_catalog_says_so() -> None:
    """An outage is reported as one."""
    nowhere = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    settings = {"database_url": nowhere, "lms_postgres_wait_seconds": 1.0}
    with PostgresSettings.override(**settings), pytest.raises(Unavailable):
        await PostgresCatalog(Database(PostgresSettings.current())).search(CatalogQuery())


async def test_a_cursor_fits_its_own_order_only(store: PostgresCatalog) -> None:
    """The position in one order is refused in another."""
    for number in range(2):
        await store.index(card(number=number))
    by_title = await store.search(CatalogQuery(sort="title", limit=1))

    for sort in ("newest", "price", "popular"):
        query = msgspec.convert({"sort": sort, "cursor": by_title.next_cursor}, CatalogQuery)
        with pytest.raises(Invalid):
            await store.search(query)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"sort": "price"}, "catalog_price_key"),
        ({"sort": "price", "cursor": True}, "catalog_price_key"),
        ({"category": "Nature"}, "catalog_shelf"),
    ],
)
async def test_a_page_is_read_off_an_index(
    store: PostgresCatalog, asked: dict[str, Any], index: str
) -> None:
    """The statement of each kind of query names its index where tables may not be read whole."""
    for number in range(3):
        await store.index(card(f"Python {number}", number=number))
    query = msgspec.convert({key: asked[key] for key in asked if key != "cursor"}, CatalogQuery)
    if "cursor" in asked:
        first = await store.search(msgspec.structs.replace(query, limit=1))
        query = msgspec.structs.replace(query, cursor=first.next_cursor)

    statement, parameters = search_of(query)
    async with await psycopg.AsyncConnection.connect(PostgresSettings.current().database_url) as c:
        await c.execute("SET enable_seqscan = off; SET enable_sort = off")
        rows = await (await c.execute(f"EXPLAIN {statement}".encode(), parameters)).fetchall()
    assert any(index in row[0] for row in rows), rows
