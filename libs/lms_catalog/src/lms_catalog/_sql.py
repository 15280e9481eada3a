"""The statements of the read model. One search is one statement: items, total and facets.

Two forms answer the same question. *Browsing* (published courses, narrowed by category, level and
language at most) reads one page off an index and adds up ``catalog_counts``; its cost does not
grow with the catalog. *Searching* (words, tags, an instructor, unpublished courses) collects the
hits once and takes page, total and facets from them; its cost grows with the hits.
"""

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
        created_at, updated_at, published_at, deleted_at, document, words)
    VALUES (
        %(course_id)s, %(version)s, %(slug)s, %(title)s, %(summary)s, %(category)s,
        %(category_id)s, %(level)s, %(tags)s, %(language)s, %(price_amount)s, %(price_currency)s,
        %(capacity)s, %(lessons)s, %(duration_minutes)s, %(status)s, %(owner_id)s,
        %(created_at)s, %(updated_at)s, %(published_at)s, %(deleted_at)s,
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
        deleted_at = excluded.deleted_at, document = excluded.document, words = excluded.words
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
ORDER BY course_id LIMIT %(limit)s OFFSET %(offset)s
"""


class _Order(NamedTuple):
    """One way to sort: the value that is sorted by, its type, and the direction."""

    key: str
    type: str
    is_descending: bool


_ORDERS: dict[Sort, _Order] = {
    # The lengths of texts count a little (1): the same word weighs more in a short outline. A
    # course that is called exactly like the search comes first.
    "relevance": _Order(
        "coalesce(ts_rank('{0.05, 0.2, 0.5, 1}', course.document, search.ranked, 1), 0)"
        " + (course.title_key = search.title_key)::int::real",
        "real",
        is_descending=True,
    ),
    "newest": _Order("course.listed_at", "timestamptz", is_descending=True),
    "title": _Order("course.title_key", "text", is_descending=False),
    "popular": _Order("coalesce(seats.taken, 0)", "integer", is_descending=True),
    "price": _Order("course.price_key", "text", is_descending=False),
}

_SEARCH = """search AS MATERIALIZED (
    SELECT * FROM catalog_search(%(typed)s, %(terms)s::text[], %(kinds)s::text[],
                                 %(shown)s::text[], %(open_at)s, %(whole)s, %(is_public)s)
)"""

_HITS = """hits AS MATERIALIZED (
    SELECT course.course_id, course.category_id, course.category, course.level,
           course.language, course.tags, {key} AS key
    FROM catalog AS course {seats} {search}
    WHERE {conditions}
)"""

_ITEMS = """
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'id', course.course_id, 'version', course.version, 'slug', course.slug,
    'title', course.title, 'summary', course.summary, 'category', course.category,
    'level', course.level, 'tags', course.tags, 'language', course.language,
    'price', jsonb_build_object(
        'amount', course.price_amount, 'currency', course.price_currency),
    'capacity', course.capacity, 'enrolled', coalesce(seats.taken, 0),
    'lessons', course.lessons, 'duration_minutes', course.duration_minutes,
    'status', course.status,
    'instructor', jsonb_build_object('id', course.owner_id, 'name', users.name),
    'created_at', course.created_at, 'updated_at', course.updated_at,
    'published_at', course.published_at
) ORDER BY page.place), '[]') AS items, jsonb_agg(page.key ORDER BY page.place) AS keys
FROM page
JOIN catalog AS course USING (course_id)
LEFT JOIN seats USING (course_id)
LEFT JOIN users ON users.id = course.owner_id
"""

_COUNT_BROWSED = """
counted AS MATERIALIZED (
    SELECT category_id, category, level, language, tag, courses FROM catalog_counts AS course
    WHERE {narrowed}
), total AS (
    SELECT coalesce(sum(courses), 0) AS courses FROM counted WHERE tag = ''
), facet AS (
    SELECT 'category' AS name, min(category) AS value, sum(courses) AS courses
    FROM counted WHERE tag = '' GROUP BY category_id
    UNION ALL
    SELECT 'level', level, sum(courses) FROM counted WHERE tag = '' GROUP BY level
    UNION ALL
    SELECT 'language', language, sum(courses) FROM counted WHERE tag = '' GROUP BY language
    UNION ALL
    (SELECT 'tag', tag, sum(courses) FROM counted WHERE tag <> '' GROUP BY tag
     ORDER BY sum(courses) DESC, tag LIMIT 20)
)
"""

_COUNT_HITS = """
kinds AS MATERIALIZED (
    SELECT category_id, category, level, language, count(*) AS courses
    FROM hits GROUP BY category_id, category, level, language
), total AS (
    SELECT coalesce(sum(courses), 0) AS courses FROM kinds
), facet AS (
    SELECT 'category' AS name, min(category) AS value, sum(courses) AS courses
    FROM kinds GROUP BY category_id
    UNION ALL
    SELECT 'level', level, sum(courses) FROM kinds GROUP BY level
    UNION ALL
    SELECT 'language', language, sum(courses) FROM kinds GROUP BY language
    UNION ALL
    (SELECT 'tag', tag, count(*) FROM (SELECT unnest(tags) AS tag FROM hits) AS tagged
     GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 20)
)
"""

_RESULT = """
SELECT total.courses::int AS total, shown.items, shown.keys, facets.facets, {corrected} AS corrected
FROM total,
     (SELECT coalesce(jsonb_agg(jsonb_build_object(
          'name', name, 'value', value, 'count', courses) ORDER BY courses DESC, value), '[]')
          AS facets FROM facet) AS facets,
     ({items}) AS shown
"""


def search_statement(query: CatalogQuery, *, has_words: bool) -> str:
    """Return the one statement for this kind of query.

    Everything that a caller can say goes in as a parameter; what is put together here are
    constants.
    """
    order = _ORDERS[query.order]
    seats = "LEFT JOIN seats USING (course_id)" if query.order == "popular" else ""
    narrowed = _narrowed(query)
    if query.status == "published" and not (has_words or query.tag or query.instructor or query.id):
        conditions = [*_visible(query), *narrowed, *_after(query, order, order.key)]
        page = _page(f"catalog AS course {seats}", order, order.key, conditions)
        counts = _COUNT_BROWSED.replace("{narrowed}", " AND ".join(narrowed) or "true")
        return f"WITH {page}, {counts} {_result('NULL::text')}"

    conditions = [*_visible(query), *narrowed]
    if query.id:
        conditions.append("course.course_id = %(id)s::uuid")
    if query.tag:
        conditions.append("course.tags @> %(tags)s::text[]")
    if query.instructor:
        conditions.append("course.owner_id = %(owner)s::uuid")
    if has_words:
        conditions.append("course.document @@ search.query")
    search = f"{_SEARCH}," if has_words else ""
    hits = _HITS.replace("{key}", order.key).replace("{conditions}", " AND ".join(conditions))
    hits = hits.replace("{seats}", seats).replace(
        "{search}", "CROSS JOIN search" if has_words else ""
    )
    page = _page("hits AS course", order, "course.key", _after(query, order, "course.key"))
    corrected = "(SELECT corrected FROM search)" if has_words else "NULL::text"
    return f"WITH {search} {hits}, {page}, {_COUNT_HITS} {_result(corrected)}"


def _result(corrected: str) -> str:
    return _RESULT.replace("{corrected}", corrected).replace("{items}", _ITEMS)


def _visible(query: CatalogQuery) -> list[str]:
    """Drafts and archived courses are shown to their owner, and to those who may see all."""
    if query.status == "published":
        return ["course.deleted_at IS NULL", "course.status = 'published'"]
    mine = "(%(sees_all)s OR course.owner_id = %(viewer)s::uuid)"
    if query.status == "any":
        return ["course.deleted_at IS NULL", f"(course.status = 'published' OR {mine})"]
    return ["course.deleted_at IS NULL", "course.status = %(status)s", mine]


def _narrowed(query: CatalogQuery) -> list[str]:
    """Return the conditions that ``catalog_counts`` can keep as well."""
    conditions = {
        "course.category_id = %(category_id)s": query.category,
        "course.level = %(level)s": query.level,
        "course.language = %(language)s": query.language,
    }
    return [condition for condition, value in conditions.items() if value is not None]


def _after(query: CatalogQuery, order: _Order, key: str) -> list[str]:
    if query.cursor is None:
        return []
    sign = "<" if order.is_descending else ">"
    return [f"({key}, course.course_id) {sign} (%(key)s::{order.type}, %(course_id)s::uuid)"]


def _page(source: str, order: _Order, key: str, conditions: list[str]) -> str:
    direction = "DESC" if order.is_descending else "ASC"
    sorting = f"{key} {direction}, course.course_id {direction}"
    # Numbered outside: a window function next to the LIMIT would read the whole index.
    return f"""page AS MATERIALIZED (
    SELECT *, row_number() OVER () AS place FROM (
        SELECT course.course_id, {key} AS key FROM {source}
        WHERE {" AND ".join(conditions) or "true"}
        ORDER BY {sorting} LIMIT %(limit)s OFFSET %(offset)s
    ) AS sorted
)"""  # noqa: S608 - put together from the constants above alone
