"""One search is one statement: items, total and facets. Three forms answer the same question.

*Browsing* (published courses, narrowed by category, level and language at most) reads one page off
an index and its counts off ``catalog_totals``. *Searching* (words, tags, an instructor) counts the
first hits only; when there are more, it walks along the index of the order, or ranks the best
candidates. *Looking behind the scenes* (courses that are not published) collects all hits. What the
first two read does not grow with the catalog (decision 0067).

Each statement itself decides by what it has counted which way to go; a branch that is not taken
costs nothing. So it does not matter what the planner expects of words and filters that it does not
know yet, and a prepared statement is as good as one that is planned each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lms_catalog._sql import COUNT_HITS, ORDERS, SEARCH, narrowed, page, result

if TYPE_CHECKING:
    from lms_catalog._model import CatalogQuery, Sort

_PUBLIC = ["course.status = 'published'", "course.deleted_at IS NULL"]
_FACTS = "catalog_facts(course.category_id, course.level, course.language, course.owner_id)"
# What an order needs of a course to be sorted later, when it is known how many there are.
_SORTED_BY: dict[Sort, str] = {
    "relevance": "course.document, course.title_key, ",
    "newest": "course.listed_at, ",
    "title": "course.title_key, ",
    "popular": "",
    "price": "course.price_key, ",
}
_SIZE = "SELECT courses FROM size"
_LISTED = """SELECT courses FROM catalog_totals
     WHERE category_id = '' AND level = '' AND language = '' AND tag = ''"""
_SHOWN = "course.category_id, course.category, course.level, course.language, course.tags"
# Whether the planner may use the index of words, and where it must not: in a walk along an order.
_MATCHES = "course.document @@ search.query"
_IS_MATCHED = "ts_match_vq(course.document, search.query)"

# Rows of catalog_totals, where '' stands for all.
_BROWSED = """size AS MATERIALIZED (
    SELECT coalesce(sum(courses), 0) AS courses FROM catalog_totals
    WHERE category_id = {category_id} AND level = {level} AND language = {language} AND tag = ''
), total AS (
    SELECT courses, true AS is_exact FROM size
), facet AS (
    SELECT 'category' AS name,
           (SELECT category FROM catalog_counts AS named
            WHERE named.category_id = kept.category_id ORDER BY category LIMIT 1) AS value, courses
    FROM catalog_totals AS kept
    WHERE {category_ids} AND level = {level} AND language = {language} AND tag = ''
    UNION ALL
    SELECT 'level', level, courses FROM catalog_totals
    WHERE category_id = {category_id} AND {levels} AND language = {language} AND tag = ''
    UNION ALL
    SELECT 'language', language, courses FROM catalog_totals
    WHERE category_id = {category_id} AND level = {level} AND {languages} AND tag = ''
    UNION ALL
    (SELECT 'tag', tag, courses FROM catalog_totals
     WHERE category_id = {category_id} AND level = {level} AND language = {language} AND tag <> ''
     ORDER BY courses DESC, tag LIMIT 20)
)"""


# The part of what may be looked at that is looked at first.
_SAMPLED = 50


class Bounds(NamedTuple):
    """How much a search reads."""

    counted: int = 1_000
    """How many hits are counted and ranked; more are said to be "more than" these."""
    read: int = 10_000
    """How many courses are looked at to find the best candidates for a common word."""


def search_statement(
    query: CatalogQuery, bounds: Bounds, *, has_words: bool, sees_all: bool = False
) -> str:
    """Return the one statement for this kind of query.

    Texts that a caller can say go in as parameters; what is put together here are constants and
    whole numbers.
    """
    statement = _Statement(query, bounds, has_words=has_words)
    if query.status != "published":
        return statement.behind_the_scenes(sees_all=sees_all)
    if has_words or query.tag or query.instructor or query.id:
        return statement.search()
    return statement.browse()


class _Statement:
    """The parts of one statement: common table expressions, most of them, by their names."""

    def __init__(self, query: CatalogQuery, bounds: Bounds, *, has_words: bool) -> None:
        self._query = query
        self._order = ORDERS[query.order]
        self._has_words = has_words
        self._bounds = bounds
        self._look = bounds.read // _SAMPLED
        self._is_small = f"({_SIZE}) <= {bounds.counted:d}"
        self._is_large = f"({_SIZE}) > {bounds.counted:d}"

    def browse(self) -> str:
        """Take the counts that are kept; walk along the order, or gather what is rare."""
        counts = _BROWSED
        columns = {"category_id": "category", "level": "level", "language": "language"}
        for column, field in columns.items():
            is_given = getattr(self._query, field) is not None
            value = f"%({column})s" if is_given else "''"
            same = f"{column} = {value}" if is_given else f"{column} <> ''"
            counts = counts.replace(f"{{{column}s}}", same).replace(f"{{{column}}}", value)
        if not narrowed(self._query):
            return self._result(counts, self._walk(), source="walked")
        few = self._gather("few", f"{self._order.key} AS key", [self._is_small])
        return self._result(counts, self._walk(self._is_large), few, source=self._both())

    def search(self) -> str:
        """Count the first hits, which are all of them as a rule; else walk, or rank the best."""
        counted, sorted_by = self._bounds.counted, _SORTED_BY[self._query.order]
        found = self._first_hits(f"{sorted_by}{_SHOWN}")
        counts = f"""size AS MATERIALIZED (SELECT count(*) AS courses FROM found),
total AS (
    SELECT least(courses, {counted:d}) AS courses, courses <= {counted:d} AS is_exact FROM size
), counted AS (SELECT {_SHOWN} FROM found AS course LIMIT {counted:d}), {COUNT_HITS}"""  # noqa: S608
        is_ranked = self._query.order == "relevance"
        rest = self._rank() if is_ranked else self._walk(self._is_large)
        few = f"""few AS (
    SELECT course.course_id, {self._order.key} AS key
    FROM found AS course {"CROSS JOIN search" if self._has_words else ""} WHERE {self._is_small}
)"""  # noqa: S608 - put together from constants alone
        return self._result(found, counts, rest, few, source=self._both())

    def behind_the_scenes(self, *, sees_all: bool) -> str:
        """Collect all hits: drafts and archived courses are their owner's, and admins' to see."""
        query, key = self._query, self._order.key
        conditions = ["course.deleted_at IS NULL", *self._filters()]
        mine = [] if sees_all else ["course.owner_id = %(viewer)s::uuid"]
        if query.status != "any":
            conditions += ["course.status = %(status)s", *mine]
        elif mine:
            conditions.append(f"(course.status = 'published' OR {mine[0]})")
        if query.tag:
            conditions.append("course.tags @> %(tags)s::text[]")
        if self._has_words:
            conditions.append(_MATCHES)
        counted = f"""counted AS MATERIALIZED (
    SELECT course.course_id, {key} AS key, {_SHOWN}
    FROM {self._tables()} WHERE {" AND ".join(conditions)}
), total AS (SELECT count(*) AS courses, true AS is_exact FROM counted), {COUNT_HITS}"""  # noqa: S608
        after = " AND ".join(self._order.after(query, "key", "course_id")) or "true"
        following = f"(SELECT * FROM counted WHERE {after}) AS following"  # noqa: S608 - constants
        return self._result(counted, source=following)

    def _result(self, *tables: str, source: str) -> str:
        search = [SEARCH] if self._has_words else []
        tables = (*search, *tables, page(source, self._order, self._query))
        return f"WITH {_listed(*tables)} {result(has_words=self._has_words)}"

    def _tables(self) -> str:
        return "catalog AS course" + (" CROSS JOIN search" if self._has_words else "")

    def _both(self) -> str:
        """Return the keys of either way: what was walked to, or what was gathered."""
        after = " AND ".join(self._order.after(self._query, "key", "course_id")) or "true"
        return f"""(
        SELECT course_id, key FROM walked UNION ALL
        SELECT course_id, key FROM few WHERE {after}
    ) AS both_ways"""  # noqa: S608 - put together from constants alone

    def _filters(self) -> list[str]:
        """Return the conditions that are the same in every form: all but words and tags."""
        conditions = narrowed(self._query)
        if self._query.instructor:
            conditions.append("course.owner_id = %(owner)s::uuid")
        if self._query.id:
            conditions.append("course.course_id = %(id)s::uuid")
        return conditions

    def _walked_filters(self) -> list[str]:
        """Return the conditions of a walk, written so that no other index looks useful."""
        tags = ["arraycontains(course.tags, %(tags)s::text[])"] if self._query.tag else []
        return [*_PUBLIC, *self._filters(), *tags]

    def _gather(
        self, name: str, columns: str, conditions: list[str], most: int | None = None
    ) -> str:
        """Collect public courses through the index of all words and filters, in no order."""
        query = self._query
        conditions = [*_PUBLIC, *conditions]
        if query.id:
            conditions.append("course.course_id = %(id)s::uuid")
        if query.tag:
            conditions.append("course.tags @> %(tags)s::text[]")
        if narrowed(query) or query.instructor:
            conditions.append(f'{_FACTS} COLLATE "C" @> %(facts)s::text[]')
        return f"""{name} AS MATERIALIZED (
    SELECT course.course_id, {columns} FROM {self._tables()}
    WHERE {" AND ".join(conditions)} {"" if most is None else f"LIMIT {most:d}"}
)"""  # noqa: S608 - put together from constants alone

    def _first_hits(self, columns: str) -> str:
        """Find hits to count, one more than are counted, of any age.

        An index of words reads all that it has of a common word before it returns the first. Where
        the newest courses promise it, a walk along them finds as many at a fraction of that.
        """
        counted, read = self._bounds
        matched = [_IS_MATCHED] if self._has_words else []
        matching = " AND ".join([*matched, *self._walked_filters()])
        # A short list is read whole in no time.
        is_long = f"({_LISTED}) > {read:d}"
        # Half of what may be looked at is expected to be enough.
        is_dense = f"(SELECT count(*) FROM found_sample) >= {2 * self._look * counted // read:d}"  # noqa: S608
        walked = "(SELECT count(*) FROM found_many)"
        return _listed(
            self._newest_of("found_sample", "true AS is_found", matching, self._look, is_long),
            self._newest_of("found_many", columns, matching, read, is_dense, counted + 1),
            self._gather(
                "found_few",
                columns,
                [*([_MATCHES] if self._has_words else []), f"{walked} <= {counted:d}"],
                counted + 1,
            ),
            f"""found AS MATERIALIZED (
    SELECT * FROM found_many WHERE {walked} > {counted:d} UNION ALL SELECT * FROM found_few
)""",  # noqa: S608 - put together from constants alone
        )

    def _newest_of(
        self,
        name: str,
        columns: str,
        matching: str,
        look: int,
        gate: str = "true",
        most: int | None = None,
    ) -> str:
        """Find those that match among the newest ``look`` courses, newest first."""
        return f"""{name} AS MATERIALIZED (
    SELECT course.course_id, {columns} FROM (
        SELECT * FROM catalog AS course WHERE {gate} AND {" AND ".join(_PUBLIC)}
        ORDER BY course.listed_at DESC, course.course_id DESC LIMIT {look:d}
    ) AS course {"CROSS JOIN search" if self._has_words else ""}
    WHERE {matching} {"" if most is None else f"LIMIT {most:d}"}
)"""  # noqa: S608 - put together from constants alone

    def _walk(self, gate: str = "true") -> str:
        """Go along the index of the order, up to the end of the page."""
        query, order = self._query, self._order
        matched = [_IS_MATCHED] if self._has_words else []
        where = " AND ".join([*matched, *self._walked_filters()])
        size = query.fetched + query.offset
        if query.order == "popular":
            key, course_id = "seats.taken", "seats.course_id"
            after = " AND ".join([gate, "seats.is_listed", *order.after(query, key, course_id)])
            source = f"""(SELECT seats.course_id, seats.taken FROM seats WHERE {after}
              ORDER BY {order.by(key, course_id)}) AS seats
        {"CROSS JOIN search" if self._has_words else ""}
        CROSS JOIN LATERAL (
            SELECT 1 FROM catalog AS course
            WHERE course.course_id = seats.course_id AND {where} LIMIT 1) AS course"""  # noqa: S608
            where = "true"
        else:
            key, course_id, source = order.key, "course.course_id", self._tables()
            where = " AND ".join([gate, where, *order.after(query, key, course_id)])
        return f"""walked AS MATERIALIZED (
    SELECT {course_id}, {key} AS key FROM {source}
    WHERE {where} ORDER BY {order.by(key, course_id)} LIMIT {size:d}
)"""  # noqa: S608 - put together from constants alone

    def _rank(self) -> str:
        """Rank the best candidates of a common word.

        Those are the course of this very title, then the newest with the words in their titles,
        then the newest.
        """
        counted, order = self._bounds.counted, self._order
        is_missing = f"{self._is_large} AND (SELECT count(*) FROM titled) < {counted:d}"  # noqa: S608
        in_title = "ts_filter(course.document, '{a}')"
        this_title = "course.document @@ quote_literal(%(whole)s::text)::tsquery"
        return _listed(
            self._gather("named", "0 AS key", [self._is_large, this_title], counted),
            self._newest(
                "titled",
                self._is_large,
                [f"{in_title} @@ search.ranked", _MATCHES],
                [f"ts_match_vq({in_title}, search.ranked)", _IS_MATCHED],
            ),
            self._newest("other", is_missing, [_MATCHES], [_IS_MATCHED]),
            f"""candidates AS MATERIALIZED (
    SELECT course_id FROM (
        SELECT course_id, 0 AS place, NULL::timestamptz AS listed_at FROM named UNION ALL
        SELECT course_id, 1, listed_at FROM titled UNION ALL
        SELECT course_id, 2, listed_at FROM other
    ) AS proposed
    GROUP BY course_id ORDER BY min(place), max(listed_at) DESC, course_id DESC
    LIMIT {counted:d}
), walked AS MATERIALIZED (
    SELECT course_id, key FROM (
        SELECT candidates.course_id, {order.key} AS key
        FROM candidates CROSS JOIN search CROSS JOIN LATERAL (
            SELECT document, title_key FROM catalog
            WHERE catalog.course_id = candidates.course_id LIMIT 1) AS course
    ) AS ranked
    WHERE {" AND ".join(order.after(self._query, "key", "course_id")) or "true"}
)""",  # noqa: S608 - put together from constants alone
        )

    def _newest(self, name: str, gate: str, indexed: list[str], walked: list[str]) -> str:
        """Find the newest that match: by a walk where the newest of all promise many, or gathered.

        The walk pays when it finds enough among those that it may look at.
        """
        counted, read = self._bounds
        matching = " AND ".join([*walked, *self._walked_filters()])
        # A quarter more than is needed: a walk that falls short is wasted.
        promising = 5 * self._look * counted // (4 * read)
        is_promising = f"{gate} AND (SELECT count(*) FROM {name}_sample) >= {promising:d}"  # noqa: S608
        is_missing = f"{gate} AND (SELECT count(*) FROM {name}_many) < {counted:d}"  # noqa: S608
        columns = "course.listed_at"
        return _listed(
            self._newest_of(f"{name}_sample", columns, matching, self._look, gate),
            self._newest_of(f"{name}_many", columns, matching, read, is_promising, counted),
            self._gather(f"{name}_few", columns, [is_missing, *indexed], read),
            f"""{name} AS MATERIALIZED (
    SELECT course_id, listed_at FROM (
        SELECT course_id, listed_at FROM {name}_few UNION
        SELECT course_id, listed_at FROM {name}_many
    ) AS matching ORDER BY listed_at DESC, course_id DESC LIMIT {counted:d}
)""",  # noqa: S608 - put together from constants alone
        )


def _listed(*tables: str) -> str:
    return ",\n".join(tables)
