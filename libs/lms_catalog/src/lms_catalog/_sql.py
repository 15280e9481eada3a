"""Statements that write the read model, and what all statements that read it have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lms_catalog._model import CatalogQuery, Sort

# The row and its seats are one statement. ``refresh`` lets a rebuild write a row of the same
# version again; an older version changes nothing.
INDEX = """
WITH written AS (
    INSERT INTO catalog AS kept (
        course_id, version, slug, title, summary, category, category_id, level, tags, language,
        price_amount, price_currency, capacity, lessons, duration_minutes, status, owner_id,
        created_at, updated_at, published_at, deleted_at, cover_file_id, document, words)
    VALUES (
        %(course_id)s, %(version)s, %(slug)s, %(title)s, %(summary)s, %(category)s,
        %(category_id)s, %(level)s, %(tags)s, %(language)s, %(price_amount)s, %(price_currency)s,
        %(capacity)s, %(lessons)s, %(duration_minutes)s, %(status)s, %(owner_id)s,
        %(created_at)s, %(updated_at)s, %(published_at)s, %(deleted_at)s,
        %(cover_file_id)s,
        catalog_entry(%(whole)s, %(title_places)s::text[], %(name_places)s::text[],
                      %(description_places)s::text[], %(outline_places)s::text[]),
        %(words)s)
    ON CONFLICT (course_id) DO UPDATE SET
        version = excluded.version, slug = excluded.slug, title = excluded.title,
        summary = excluded.summary, category = excluded.category,
        category_id = excluded.category_id, level = excluded.level,
        tags = excluded.tags, language = excluded.language,
        price_amount = excluded.price_amount, price_currency = excluded.price_currency,
        capacity = excluded.capacity, lessons = excluded.lessons,
        duration_minutes = excluded.duration_minutes, status = excluded.status,
        owner_id = excluded.owner_id, created_at = excluded.created_at,
        updated_at = excluded.updated_at, published_at = excluded.published_at,
        deleted_at = excluded.deleted_at, cover_file_id = excluded.cover_file_id,
        document = excluded.document, words = excluded.words
    WHERE kept.version < excluded.version
       OR (%(refresh)s AND kept.version = excluded.version)
    RETURNING course_id, capacity
)
INSERT INTO seats (course_id, capacity)
SELECT course_id, capacity FROM written
ON CONFLICT (course_id) DO UPDATE SET capacity = excluded.capacity
"""

# In the order of ids, most of which grow with time: a page of a sitemap stays as it is.
ADDRESSES = """
SELECT slug, updated_at FROM catalog
WHERE status = 'published' AND deleted_at IS NULL
ORDER BY course_id LIMIT %(limit)s::int OFFSET %(offset)s::int
"""


class Order(NamedTuple):
    """One way to sort: the value that is sorted by, its type, and the direction."""

    key: str
    type: str
    is_descending: bool

    def by(self, key: str, course_id: str = "course.course_id") -> str:
        """Return the terms to sort by; ids decide where keys are equal."""
        direction = "DESC" if self.is_descending else "ASC"
        return f"{key} {direction}, {course_id} {direction}"

    def after(
        self, query: CatalogQuery, key: str, course_id: str = "course.course_id"
    ) -> list[str]:
        """Return the condition to be after the cursor, if there is one."""
        if query.cursor is None:
            return []
        sign = "<" if self.is_descending else ">"
        return [f"({key}, {course_id}) {sign} (%(key)s::{self.type}, %(course_id)s::uuid)"]


ORDERS: dict[Sort, Order] = {
    # The lengths of texts count a little (1): the same word weighs more in a short outline. A
    # course that is called exactly like the search comes first.
    "relevance": Order(
        "coalesce(ts_rank('{0.05, 0.2, 0.5, 1}', course.document, search.ranked, 1), 0)"
        " + (course.title_key = search.title_key)::int::real",
        "real",
        is_descending=True,
    ),
    "newest": Order("course.listed_at", "timestamptz", is_descending=True),
    "title": Order("course.title_key", "text", is_descending=False),
    "popular": Order(
        "coalesce((SELECT taken FROM seats WHERE seats.course_id = course.course_id), 0)",
        "integer",
        is_descending=True,
    ),
    "price": Order("course.price_key", "text", is_descending=False),
}

SEARCH = """search AS MATERIALIZED (
    SELECT * FROM catalog_search(%(typed)s, %(terms)s::text[], %(kinds)s::text[],
                                 %(shown)s::text[], %(open_at)s, %(whole)s, %(is_public)s)
)"""

# Looked up one by one: a page has few courses, whatever the planner expects.
_ITEMS = """
SELECT coalesce(json_agg(json_build_object(
    'id', course.course_id, 'version', course.version, 'slug', course.slug,
    'title', course.title, 'summary', course.summary, 'category', course.category,
    'level', course.level, 'tags', course.tags, 'language', course.language,
    'price', json_build_object(
        'amount', course.price_amount, 'currency', course.price_currency),
    'capacity', course.capacity,
    'enrolled', coalesce(
        (SELECT taken FROM seats WHERE seats.course_id = course.course_id), 0),
    'lessons', course.lessons, 'duration_minutes', course.duration_minutes,
    'status', course.status,
    'instructor', json_build_object(
        'id', course.owner_id, 'name', (SELECT name FROM users WHERE id = course.owner_id)),
    'created_at', course.created_at, 'updated_at', course.updated_at,
    'published_at', course.published_at, 'cover_file_id', course.cover_file_id
) ORDER BY page.place), '[]') AS items, json_agg(page.key ORDER BY page.place) AS keys
FROM page
CROSS JOIN LATERAL (SELECT * FROM catalog WHERE course_id = page.course_id LIMIT 1) AS course
"""

# Of the hits in ``counted``.
COUNT_HITS = """kinds AS MATERIALIZED (
    SELECT category_id, category, level, language, count(*) AS courses
    FROM counted GROUP BY category_id, category, level, language
), facet AS (
    SELECT 'category' AS name, min(category) AS value, sum(courses) AS courses
    FROM kinds GROUP BY category_id
    UNION ALL
    SELECT 'level', level, sum(courses) FROM kinds GROUP BY level
    UNION ALL
    SELECT 'language', language, sum(courses) FROM kinds GROUP BY language
    UNION ALL
    (SELECT 'tag', tag, count(*) FROM (SELECT unnest(tags) AS tag FROM counted) AS tagged
     GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 20)
)"""

_RESULT = """
SELECT total.courses::int AS total, total.is_exact, shown.items, shown.keys, facets.facets,
       {corrected} AS corrected
FROM total,
     (SELECT coalesce(json_agg(json_build_object(
          'name', name, 'value', value, 'count', courses) ORDER BY courses DESC, value), '[]')
          AS facets FROM facet) AS facets,
     ({items}) AS shown
"""


def result(*, has_words: bool) -> str:
    """Return what is selected in the end, from ``page``, ``total`` and ``facet``."""
    corrected = "(SELECT corrected FROM search)" if has_words else "NULL::text"
    return _RESULT.replace("{corrected}", corrected).replace("{items}", _ITEMS)


def page(source: str, order: Order, query: CatalogQuery) -> str:
    """Return the page out of keys and ids, sorted and cut, with the place of each course.

    Its size is written out, so that the planner knows it also when it plans once for many.
    """
    # Numbered outside: a window function next to the LIMIT would read the whole index.
    return f"""page AS MATERIALIZED (
    SELECT *, row_number() OVER () AS place FROM (
        SELECT course_id, key FROM {source}
        ORDER BY {order.by("key", "course_id")} LIMIT {query.fetched:d} OFFSET {query.offset:d}
    ) AS sorted
)"""  # noqa: S608 - put together from the constants of this library alone


def narrowed(query: CatalogQuery) -> list[str]:
    """Return the conditions of category, level and language."""
    conditions = {
        "course.category_id = %(category_id)s": query.category,
        "course.level = %(level)s": query.level,
        "course.language = %(language)s": query.language,
    }
    return [condition for condition, value in conditions.items() if value is not None]
