"""The statements of progress: each write, its facts and their events are one.

Order of locks: every write about this learner in this course takes the row of ``course_progress``
first; everything else that it inserts or changes is of the same learner and course, and waits
behind that row. So two writes never wait for each other. A write that waited reads the row's newest
``completed`` (READ COMMITTED): of two that complete the last two lessons, the second one sees both.
The other tables are read as they were when the statement began, so nothing is counted in them.
"""

from __future__ import annotations

# The lessons of today's outline that are in ``completed``, and how many lessons there are.
_TODAY = """
SELECT count(today.id) AS lessons, count(done.id) AS done
FROM unnest({lesson_ids}) AS today (id)
LEFT JOIN jsonb_object_keys({completed}) AS done (id) USING (id)
"""

# Work that was done is never 0 %, also when all of it has left the outline.
_PERCENT = """
greatest(coalesce(counted.done * 100 / nullif(counted.lessons, 0), 0),
         CASE WHEN {completed} = '{{}}' THEN 0 ELSE 1 END)::int
"""

# The lesson that was last open unless it is completed, else the first one after it that is not,
# else the first one at all that is not.
_NEXT = """
SELECT jsonb_build_object('id', today.id, 'title', today.title) AS lesson
FROM unnest({lesson_ids}, {lesson_titles}) WITH ORDINALITY AS today (id, title, place)
LEFT JOIN jsonb_object_keys({completed}) AS done (id) USING (id)
WHERE done.id IS NULL
ORDER BY today.place < coalesce(array_position({lesson_ids}, {last_lesson_id}), 0), today.place
LIMIT 1
"""

_IDS = "%(lesson_ids)s::text[]"


def _is_finished(completed: str) -> str:
    """Return the rule of completion, of a map of lessons that were completed."""
    return f"""
    ((SELECT lessons > 0 AND done * 100 >= %(minimum_percent)s * lessons
      FROM ({_TODAY.format(lesson_ids=_IDS, completed=completed)}) AS counted)
     AND {completed} ?& %(required_lessons)s::text[])
    """  # noqa: S608 - put together from constants


# A lesson's first completion stays: the right side of || wins. What does not change is assigned as
# it is, because PostgreSQL then does not write a long value again.
_COMPLETED = """
CASE WHEN excluded.completed = '{}' OR kept.completed ? %(lesson_id)s::text THEN kept.completed
     ELSE excluded.completed || kept.completed END
"""
_NEW = """
CASE WHEN %(is_completed)s THEN jsonb_build_object(%(lesson_id)s::text, now()) ELSE '{}'::jsonb END
"""
# A result says when the learner acted, which may be long ago; a grade says nothing.
_ACTED = """
CASE WHEN NOT %(is_result)s THEN now()
     WHEN %(acted_at)s::timestamptz IS NOT NULL THEN least(%(acted_at)s::timestamptz, now()) END
"""

# A result is written only for somebody who has, or had, a seat (decision 0097).
RECORD = f"""
WITH progress AS (
    INSERT INTO course_progress AS kept
        (user_id, course_id, last_lesson_id, completed, completed_at, updated_at)
    SELECT %(user_id)s::uuid, %(course_id)s::uuid,
           CASE WHEN new.acted_at IS NOT NULL THEN %(lesson_id)s::text END, new.completed,
           CASE WHEN {_is_finished("new.completed")} THEN now() END, new.acted_at
    FROM (SELECT {_NEW} AS completed, {_ACTED} AS acted_at) AS new
    WHERE NOT %(is_result)s OR EXISTS (
        SELECT 1 FROM enrollments
        WHERE user_id = %(user_id)s::uuid AND course_id = %(course_id)s::uuid)
    ON CONFLICT (user_id, course_id) DO UPDATE SET
        last_lesson_id = CASE
            WHEN NOT %(is_result)s OR kept.updated_at IS NULL
                OR excluded.updated_at >= kept.updated_at
            THEN excluded.last_lesson_id ELSE kept.last_lesson_id END,
        completed = {_COMPLETED},
        completed_at = coalesce(
            kept.completed_at, CASE WHEN {_is_finished(f"({_COMPLETED})")} THEN now() END),
        updated_at = greatest(kept.updated_at, excluded.updated_at)
    RETURNING completed, completed_at
), position AS (
    INSERT INTO lesson_positions AS kept (user_id, course_id, lesson_id, position_seconds)
    SELECT %(user_id)s::uuid, %(course_id)s::uuid, %(lesson_id)s, %(position_seconds)s::int
    FROM progress WHERE %(position_seconds)s::int IS NOT NULL
    ON CONFLICT (user_id, course_id, lesson_id) DO UPDATE
    SET position_seconds = excluded.position_seconds,
        updated_at = greatest(kept.updated_at, excluded.updated_at)
), lesson AS (
    INSERT INTO lesson_completions (user_id, course_id, lesson_id, completed_at, is_by_result)
    SELECT %(user_id)s::uuid, %(course_id)s::uuid, %(lesson_id)s,
           (completed ->> %(lesson_id)s)::timestamptz, %(is_result)s
    FROM progress WHERE %(is_completed)s
    ON CONFLICT DO NOTHING
    RETURNING completed_at
), course AS (
    INSERT INTO course_completions (id, user_id, course_id, completed_at)
    SELECT %(completion_id)s::uuid, %(user_id)s::uuid, %(course_id)s::uuid, completed_at
    FROM progress WHERE completed_at IS NOT NULL
    ON CONFLICT DO NOTHING
    RETURNING completed_at
), standing AS (
    SELECT progress.completed, progress.completed_at,
           {_PERCENT.format(completed="progress.completed")} AS percent
    FROM progress CROSS JOIN LATERAL (
        {_TODAY.format(lesson_ids=_IDS, completed="progress.completed")}
    ) AS counted
), news AS (
    SELECT 1 AS place, %(lesson_event_id)s::uuid AS id,
           jsonb_set(%(lesson_event)s, '{{data}}', %(lesson_event)s::jsonb -> 'data'
               || jsonb_build_object('completed_at', lesson.completed_at,
                                     'percent', standing.percent)) AS envelope
    FROM lesson CROSS JOIN standing
    UNION ALL
    SELECT 2, %(course_event_id)s::uuid,
           jsonb_set(%(course_event)s, '{{data,completed_at}}', to_jsonb(course.completed_at))
    FROM course
), noted AS (
    INSERT INTO outbox (id, envelope) SELECT id, envelope FROM news ORDER BY place
)
SELECT %(lesson_id)s::text AS lesson_id, standing.completed ->> %(lesson_id)s AS completed_at,
       standing.percent, standing.completed_at AS course_completed_at,
       (SELECT version FROM course_outlines WHERE course_id = %(course_id)s) AS outline_version,
       coalesce((SELECT jsonb_agg(envelope ORDER BY place) FROM news), '[]') AS envelopes
FROM standing
"""  # noqa: S608 - put together from constants

# The course by its id, or by its slug of today's catalog.
LESSON = """
SELECT kept.completed ->> %(lesson_id)s AS completed_at, position.position_seconds
FROM course_progress AS kept
LEFT JOIN lesson_positions AS position
    ON position.user_id = kept.user_id AND position.course_id = kept.course_id
    AND position.lesson_id = %(lesson_id)s
WHERE kept.user_id = %(user_id)s
  AND (kept.course_id = %(course_id)s OR kept.course_id IN (
      SELECT course_id FROM catalog WHERE slug = %(slug)s AND deleted_at IS NULL))
"""

COURSE = f"""
SELECT asked.course_id, counted.lessons, {_PERCENT.format(completed="asked.completed")} AS percent,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'id', today.id, 'completed_at', asked.completed -> today.id)
                    ORDER BY today.place), '[]')
        FROM unnest({_IDS}) WITH ORDINALITY AS today (id, place)
        JOIN jsonb_object_keys(asked.completed) AS done (id) USING (id)) AS completed_lessons,
       (SELECT lesson FROM ({
    _NEXT.format(
        lesson_ids=_IDS,
        lesson_titles="%(lesson_titles)s::text[]",
        completed="asked.completed",
        last_lesson_id="asked.last_lesson_id",
    )
}) AS found) AS next_lesson,
       asked.completed_at, asked.updated_at AS last_activity_at
FROM (
    SELECT mine.course_id, coalesce(kept.completed, '{{}}') AS completed, kept.last_lesson_id,
           kept.completed_at, kept.updated_at
    FROM (SELECT %(course_id)s::uuid AS course_id) AS mine
    LEFT JOIN course_progress AS kept
        ON kept.course_id = mine.course_id AND kept.user_id = %(user_id)s
) AS asked
CROSS JOIN LATERAL ({_TODAY.format(lesson_ids=_IDS, completed="asked.completed")}) AS counted
"""  # noqa: S608 - put together from constants

# Whose seats are whose, enrollments know, and the catalog what courses are called today (decision
# 0004). A person has few courses: they are sorted when they were found.
PAGE = f"""
WITH matching AS MATERIALIZED (
    SELECT e.id AS enrollment_id, e.course_id, c.title AS course_title, c.slug AS course_slug,
           c.status AS course_status, e.created_at AS enrolled_at,
           greatest(e.created_at, kept.updated_at) AS last_activity_at,
           kept.completed_at, kept.last_lesson_id, c.lessons,
           coalesce(kept.completed, '{{}}') AS completed
    FROM enrollments AS e
    JOIN catalog AS c ON c.course_id = e.course_id AND c.deleted_at IS NULL
    LEFT JOIN course_progress AS kept
        ON kept.user_id = e.user_id AND kept.course_id = e.course_id
    WHERE e.user_id = %(user_id)s AND e.cancelled_at IS NULL
      AND (%(state)s::text IS NULL OR (kept.completed_at IS NOT NULL) = (%(state)s = 'finished'))
), page AS MATERIALIZED (
    SELECT * FROM matching
    WHERE %(after_at)s::timestamptz IS NULL
       OR (last_activity_at, enrollment_id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)
    ORDER BY last_activity_at DESC, enrollment_id DESC OFFSET %(offset)s LIMIT %(limit)s
), shown AS (
    SELECT page.enrollment_id, page.course_id, page.course_title, page.course_slug,
           page.course_status, page.enrolled_at, page.last_activity_at, page.completed_at,
           coalesce(cardinality(outline.lesson_ids), page.lessons) AS lessons,
           counted.done AS lessons_completed,
           {_PERCENT.format(completed="page.completed")} AS percent,
           next.lesson AS next_lesson
    FROM page LEFT JOIN course_outlines AS outline ON outline.course_id = page.course_id
    CROSS JOIN LATERAL ({
    _TODAY.format(lesson_ids="outline.lesson_ids", completed="page.completed")
}) AS counted
    LEFT JOIN LATERAL ({
    _NEXT.format(
        lesson_ids="outline.lesson_ids",
        lesson_titles="outline.lesson_titles",
        completed="page.completed",
        last_lesson_id="page.last_lesson_id",
    )
}) AS next ON true
)
SELECT (SELECT count(*) FROM matching) AS total,
       coalesce((SELECT jsonb_agg(shown ORDER BY last_activity_at DESC, enrollment_id DESC)
                 FROM shown), '[]') AS items
"""  # noqa: S608 - put together from constants

# An older version never overwrites a newer one, and writes nothing that others would wait for.
KEEP_OUTLINE = """
INSERT INTO course_outlines AS kept (course_id, version, lesson_ids, lesson_titles)
SELECT %(course_id)s, %(version)s, %(lesson_ids)s, %(lesson_titles)s
WHERE NOT EXISTS (
    SELECT 1 FROM course_outlines WHERE course_id = %(course_id)s AND version >= %(version)s
)
ON CONFLICT (course_id) DO UPDATE
SET version = excluded.version, lesson_ids = excluded.lesson_ids,
    lesson_titles = excluded.lesson_titles
WHERE kept.version < excluded.version
"""

# What is known of a learner is merged into the row, which is locked one learner after the other: a
# write that waited, or that this one waits for, stays. Facts win, as they do not change. When the
# learner acted, attempts and submissions say (decision 0004), not the lessons that their results
# completed; an attempt that ended later than 30 seconds after its deadline was ended by somebody
# who looked at it.
REPLAY = """
INSERT INTO course_progress AS kept
    (user_id, course_id, last_lesson_id, completed, completed_at, updated_at)
SELECT asked.user_id, asked.course_id, last.lesson_id, coalesce(facts.completed, '{}'),
       course.completed_at, last.at
FROM (SELECT DISTINCT user_id, course_id
      FROM unnest(%(user_ids)s::uuid[], %(course_ids)s::uuid[]) AS pair (user_id, course_id)
     ) AS asked
LEFT JOIN course_completions AS course
    ON course.user_id = asked.user_id AND course.course_id = asked.course_id
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(lesson_id, completed_at) AS completed FROM lesson_completions
    WHERE user_id = asked.user_id AND course_id = asked.course_id
) AS facts ON true
LEFT JOIN LATERAL (
    SELECT lesson_id, at FROM (
        SELECT lesson_id, completed_at AS at FROM lesson_completions
        WHERE user_id = asked.user_id AND course_id = asked.course_id AND NOT is_by_result
        UNION ALL
        SELECT lesson_id,
               CASE WHEN deadline IS NULL OR finished_at <= deadline + interval '30 seconds'
                    THEN finished_at ELSE coalesce(saved_at, started_at) END
        FROM quiz_attempts
        WHERE user_id = asked.user_id AND course_id = asked.course_id
          AND number > 0 AND finished_at IS NOT NULL
        UNION ALL
        SELECT lesson_id, created_at FROM submissions
        WHERE user_id = asked.user_id AND course_id = asked.course_id
        UNION ALL
        SELECT lesson_id, updated_at FROM lesson_positions
        WHERE user_id = asked.user_id AND course_id = asked.course_id
    ) AS known
    ORDER BY at DESC, lesson_id LIMIT 1
) AS last ON true
WHERE last.at IS NOT NULL OR facts.completed IS NOT NULL OR course.completed_at IS NOT NULL
ORDER BY asked.user_id, asked.course_id
ON CONFLICT (user_id, course_id) DO UPDATE SET
    last_lesson_id = CASE WHEN kept.updated_at IS NULL OR excluded.updated_at > kept.updated_at
                          THEN excluded.last_lesson_id ELSE kept.last_lesson_id END,
    completed = kept.completed || excluded.completed,
    completed_at = coalesce(excluded.completed_at, kept.completed_at),
    updated_at = greatest(kept.updated_at, excluded.updated_at)
WHERE NOT kept.completed @> excluded.completed
   OR coalesce(excluded.completed_at, kept.completed_at) IS DISTINCT FROM kept.completed_at
   OR kept.updated_at IS DISTINCT FROM greatest(kept.updated_at, excluded.updated_at)
"""
