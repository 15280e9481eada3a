"""A catalog to measure with: realistic courses, the same ones each time, written in bulk."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import get_args

import psycopg

from lms_catalog import Card, CardPrice
from lms_catalog._store import catalog_row
from lms_kernel import Level, derived_id
from tools.migrate import postgres as migrate
from tools.tree import ROOT

CATEGORIES = [
    "Programming", "Data Science", "Design", "Business",
    "Languages", "Music", "Photography", "Health",
]  # fmt: skip
LEVELS = get_args(Level)
LANGUAGES = ["en"] * 7 + ["de", "fr", "es"]
SUBJECTS = [
    "python", "javascript", "typescript", "rust", "golang", "java", "kotlin", "swift", "sql",
    "postgresql", "mongodb", "redis", "kubernetes", "docker", "terraform", "linux", "networking",
    "security", "cryptography", "testing", "statistics", "regression", "probability", "calculus",
    "algebra", "geometry", "physics", "chemistry", "biology", "genetics", "drawing",
    "watercolour", "typography", "branding", "illustration", "animation", "accounting",
    "marketing", "negotiation", "leadership", "finance", "economics", "investing", "spanish",
    "french", "german", "italian", "japanese", "mandarin", "piano", "guitar", "violin", "singing",
    "harmony", "composition", "portrait", "landscape", "lighting", "retouching", "nutrition",
    "yoga", "running", "meditation", "anatomy", "sleep", "writing", "journalism", "poetry",
    "history", "philosophy", "ethics", "architecture", "robotics", "electronics", "soldering",
    "gardening", "cooking", "baking", "fermentation",
]  # fmt: skip
FRAMES = [
    "{a} for beginners", "{a} and {b} in practice", "The complete guide to {a}", "Advanced {a}",
    "{a} from first principles", "{a} with {b}", "Understanding {a}", "{a} workshop: {b}",
    "A short course in {a}", "Mastering {a} through {b}", "{a} projects", "Café talks on {a}",
]  # fmt: skip
SYLLABLES = [
    "ka", "lo", "mi", "ren", "tas", "vor", "el", "ban", "dri", "sha", "nor", "pel", "qui", "fes",
    "tal", "mon", "der", "ish", "cor", "vin",
]  # fmt: skip

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
