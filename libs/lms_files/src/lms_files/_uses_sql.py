"""The statements of what files are used for.

A course counts if it refers to the file and may show it: its owner's, or one that an admin put
there (``LINKED``). What the file was uploaded for does not matter.
"""

from __future__ import annotations

from lms_files._sql import GONE_FROM_USAGE, SHOWN

# The row of the course is locked, and read, before it is written: nobody sees what it was after
# that. Then those of its files, in one order. The same version is written again when the documents
# are read again (rebuild_catalog).
REFER = """
WITH before AS MATERIALIZED (
    SELECT file_ids FROM course_files
    WHERE course_id = %(course_id)s AND version <= %(version)s FOR UPDATE
), kept AS (
    INSERT INTO course_files AS kept (course_id, version, owner_id, title, file_ids)
    SELECT %(course_id)s::uuid, %(version)s::integer, %(owner_id)s::uuid, %(title)s::text,
           %(file_ids)s::uuid[]
    FROM (SELECT count(*) FROM before) AS locked_first
    ON CONFLICT (course_id) DO UPDATE
    SET version = excluded.version, owner_id = excluded.owner_id, title = excluded.title,
        file_ids = excluded.file_ids
    WHERE kept.version <= excluded.version
    RETURNING course_id
), released AS MATERIALIZED (
    SELECT files.id FROM files, before, kept
    WHERE files.id = ANY(before.file_ids) AND NOT files.id = ANY(%(file_ids)s::uuid[])
      AND (files.owner_id = %(owner_id)s
           OR EXISTS (SELECT 1 FROM users WHERE users.id = files.owner_id AND role = 'admin'))
    ORDER BY files.id FOR NO KEY UPDATE OF files
)
UPDATE files SET released_at = now() FROM released WHERE files.id = released.id
"""

# The courses that show files of this person, once for each file.
_SHOWING = """
SELECT course.course_id, course.title, file_id
FROM course_files AS course CROSS JOIN LATERAL unnest(course.file_ids) AS file_id
WHERE course.owner_id = %(owner_id)s
   OR EXISTS (SELECT 1 FROM users WHERE id = %(owner_id)s AND role = 'admin')
"""

# What an admin uploaded may be in anybody's course, so that their own courses do not decide.
_REMOVABLE = """
stored_at IS NOT NULL AND handed_in_at IS NULL
AND greatest(created_at, released_at) < %(before)s
AND NOT EXISTS (SELECT 1 FROM users WHERE id = %(owner_id)s AND role = 'admin')
"""

PAGE = f"""
WITH showing AS MATERIALIZED ({_SHOWING}
), counted AS (
    SELECT file_id, count(*) AS courses FROM showing GROUP BY file_id
), mine AS MATERIALIZED (
    SELECT {SHOWN}, handed_in_at, released_at, coalesce(courses, 0) AS courses,
           courses IS NOT NULL OR handed_in_at IS NOT NULL AS in_use
    FROM files LEFT JOIN counted ON counted.file_id = files.id
    WHERE owner_id = %(owner_id)s AND deleted_at IS NULL
), matching AS (
    SELECT * FROM mine WHERE %(in_use)s::boolean IS NULL OR in_use = %(in_use)s::boolean
), page AS (
    SELECT * FROM matching
    WHERE %(after_at)s::timestamptz IS NULL
       OR (created_at, id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)
    ORDER BY created_at DESC, id DESC OFFSET %(offset)s LIMIT %(limit)s
), shown AS (
    SELECT {SHOWN}, in_use, handed_in_at IS NOT NULL AS handed_in,
           courses + coalesce(hand_ins.lessons, 0) AS use_count,
           jsonb_path_query_array(
               coalesce(places.uses, '[]') || coalesce(hand_ins.uses, '[]'), '$[0 to 2]') AS uses
    FROM page
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('course_id', course_id, 'course_title', title)
                         ORDER BY title, course_id) AS uses
        FROM (SELECT course_id, title FROM showing WHERE file_id = page.id
              ORDER BY title, course_id LIMIT 3) AS first
    ) AS places ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS lessons,
               jsonb_agg(jsonb_build_object(
                   'course_id', course_id, 'course_title', course_title,
                   'lesson_id', lesson_id, 'lesson_title', lesson_title)
                   ORDER BY course_id, lesson_id) FILTER (WHERE place <= 3) AS uses
        FROM (
            SELECT *, row_number() OVER (ORDER BY course_id, lesson_id) AS place
            FROM (SELECT DISTINCT ON (course_id, lesson_id)
                         course_id, course_title, lesson_id, lesson_title
                  FROM submissions
                  WHERE user_id = page.owner_id AND page.id = ANY(file_ids)
                  ORDER BY course_id, lesson_id, version DESC) AS newest
        ) AS numbered
    ) AS hand_ins ON page.handed_in_at IS NOT NULL
)
SELECT (SELECT count(*) FROM matching) AS total,
       coalesce((SELECT jsonb_agg(shown ORDER BY created_at DESC, id DESC) FROM shown), '[]')
           AS items,
       coalesce((SELECT jsonb_object_agg(
                     purpose, jsonb_build_object('files', files, 'bytes', bytes))
                 FROM file_usage WHERE owner_id = %(owner_id)s AND files > 0), '{{}}') AS usage,
       (SELECT jsonb_build_object('files', count(*), 'bytes', coalesce(sum(bytes), 0))
        FROM mine WHERE NOT in_use AND {_REMOVABLE}) AS unused
"""  # noqa: S608 - put together from constants

_UNUSED = f"""
owner_id = %(owner_id)s AND deleted_at IS NULL AND {_REMOVABLE}
AND id NOT IN (SELECT file_id FROM ({_SHOWING}) AS showing)
"""  # noqa: S608 - put together from constants

UNUSED = f"""
SELECT id, purpose FROM files WHERE {_UNUSED} AND NOT id = ANY(%(used)s::uuid[])
ORDER BY created_at, id LIMIT %(limit)s
"""  # noqa: S608 - put together from constants

# Locked in the order in which submissions lock theirs; after a wait the mark is checked again.
DELETE_UNUSED = f"""
WITH asked AS (
    SELECT * FROM jsonb_to_recordset(%(deletions)s)
        AS each (id uuid, event_id uuid, envelope jsonb)
), locked AS MATERIALIZED (
    SELECT id FROM files WHERE id IN (SELECT id FROM asked) AND {_UNUSED}
    ORDER BY id FOR UPDATE
), gone AS (
    UPDATE files SET deleted_at = now() FROM locked WHERE files.id = locked.id
    RETURNING files.id, owner_id, purpose, bytes
), usage AS ({GONE_FROM_USAGE}), event AS (
    INSERT INTO outbox (id, envelope)
    SELECT event_id, envelope FROM gone JOIN asked USING (id) ORDER BY event_id
    RETURNING envelope
)
SELECT (SELECT count(*) FROM gone) AS files,
       (SELECT coalesce(sum(bytes), 0)::bigint FROM gone) AS bytes,
       coalesce((SELECT jsonb_agg(envelope) FROM event), '[]') AS envelopes
"""  # noqa: S608 - put together from constants
