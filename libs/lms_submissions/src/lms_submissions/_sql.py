"""The statements of submissions: each fact and its event are one."""

from __future__ import annotations

_COLUMNS = """
s.id, s.user_id, s.course_id, s.lesson_id, s.version, s.course_title, s.lesson_title, s.text,
s.file_ids, s.max_points, s.created_at
"""
# The newest grade as an object, null without one.
_NEWEST = """
LEFT JOIN LATERAL (
    SELECT jsonb_build_object('points', g.points, 'comment', g.comment,
                              'is_passed', g.is_passed, 'created_at', g.created_at) AS grade
    FROM submission_grades AS g WHERE g.submission_id = s.id
    ORDER BY g.created_at DESC, g.id DESC LIMIT 1
) AS newest ON true
"""
# Whether the viewer teaches the course; null sees all.
_IN_CHARGE = "%(viewer)s::uuid IS NULL OR c.owner_id = %(viewer)s"
_LEARNER_NAME = f"CASE WHEN {_IN_CHARGE} THEN u.name END AS learner_name"

# The learner's own files that were uploaded for this and are there.
_HANDED_IN = """
SELECT id FROM files
WHERE id = ANY(%(file_ids)s::uuid[]) AND owner_id = %(user_id)s AND purpose = 'submission'
  AND stored_at IS NOT NULL AND deleted_at IS NULL
"""

THERE = f"{_HANDED_IN} LIMIT %(limit)s"

# Files are locked before anything is written, in one order; without all of them nothing is. What is
# marked cannot be deleted by its owner any more: see lms_files.
ADD = f"""
WITH there AS MATERIALIZED ({_HANDED_IN} ORDER BY id FOR NO KEY UPDATE
), whole AS MATERIALIZED (
    SELECT 1 FROM there HAVING count(*) = cardinality(%(file_ids)s::uuid[])
), marked AS (
    UPDATE files SET handed_in_at = now() FROM there, whole
    WHERE files.id = there.id AND handed_in_at IS NULL
), s AS (
    INSERT INTO submissions (id, user_id, course_id, lesson_id, version, course_title,
                             lesson_title, text, file_ids, max_points)
    SELECT %(id)s::uuid, %(user_id)s::uuid, %(course_id)s::uuid, %(lesson_id)s::text,
           (SELECT count(*) + 1 FROM submissions
            WHERE user_id = %(user_id)s AND course_id = %(course_id)s
              AND lesson_id = %(lesson_id)s),
           %(course_title)s::text, %(lesson_title)s::text, %(text)s::text,
           %(file_ids)s::uuid[], %(max_points)s::integer
    FROM whole
    RETURNING *
), event AS (
    INSERT INTO outbox (id, envelope) SELECT %(event_id)s::uuid, %(envelope)s::jsonb FROM s
)
SELECT {_COLUMNS} FROM s
"""  # noqa: S608 - put together from constants

# Who may see one, lists and a single one say alike.
FIND = f"""
SELECT {_COLUMNS}, newest.grade, {_LEARNER_NAME}
FROM submissions AS s
LEFT JOIN catalog AS c ON c.course_id = s.course_id
LEFT JOIN users AS u ON u.id = s.user_id
{_NEWEST}
WHERE s.id = %(id)s
  AND ({_IN_CHARGE} OR (s.user_id = %(viewer)s AND NOT %(is_to_grade)s))
"""  # noqa: S608 - put together from constants

PAGE = f"""
WITH matching AS NOT MATERIALIZED (
    SELECT {_COLUMNS}, newest.grade, {_LEARNER_NAME}
    FROM submissions AS s
    LEFT JOIN catalog AS c ON c.course_id = s.course_id
    LEFT JOIN users AS u ON u.id = s.user_id
    {_NEWEST}
    WHERE ({_IN_CHARGE} OR s.user_id = %(viewer)s)
      AND (%(user_id)s::uuid IS NULL OR s.user_id = %(user_id)s)
      AND (%(course_id)s::uuid IS NULL OR s.course_id = %(course_id)s)
      AND (%(lesson_id)s::text IS NULL OR s.lesson_id = %(lesson_id)s)
      AND (%(state)s::text IS NULL OR (
          (newest.grade IS NULL) = (%(state)s = 'open')
          AND NOT EXISTS (
              SELECT 1 FROM submissions AS later
              WHERE later.user_id = s.user_id AND later.course_id = s.course_id
                AND later.lesson_id = s.lesson_id AND later.version > s.version)))
), page AS (
    SELECT * FROM matching
    WHERE %(after_at)s::timestamptz IS NULL
       OR (created_at, id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)
    ORDER BY created_at DESC, id DESC OFFSET %(offset)s LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM matching) AS total,
       coalesce((SELECT jsonb_agg(page ORDER BY created_at DESC, id DESC) FROM page), '[]') AS items
"""  # noqa: S608 - put together from constants

# The row of the submission is locked, so that the second of two teachers sees the first one's
# grade; the same grade again is no new one.
GRADE = """
WITH s AS MATERIALIZED (
    SELECT id FROM submissions WHERE id = %(submission_id)s FOR UPDATE
), newest AS MATERIALIZED (
    SELECT points, comment FROM submission_grades
    WHERE submission_id = (SELECT id FROM s) ORDER BY created_at DESC, id DESC LIMIT 1
), added AS (
    INSERT INTO submission_grades (id, submission_id, grader_id, points, comment, is_passed)
    SELECT %(id)s::uuid, s.id, %(grader_id)s::uuid, %(points)s::integer, %(comment)s::text,
           %(is_passed)s::boolean
    FROM s
    WHERE NOT EXISTS (
        SELECT 1 FROM newest
        WHERE points = %(points)s::integer AND comment = %(comment)s::text)
    RETURNING id
)
INSERT INTO outbox (id, envelope) SELECT %(event_id)s::uuid, %(envelope)s::jsonb FROM added
RETURNING envelope
"""
