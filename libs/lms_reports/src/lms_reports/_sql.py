"""The statements of reports.

A report is never counted up. Each refresh takes the locks of its learners first and reads their
facts in the next statement, which sees all that was committed until then (READ COMMITTED). An event
is published after its fact was committed, so whichever refresh is last has seen the newest fact.
"""

from __future__ import annotations

_PAIRS = """
SELECT DISTINCT asked.user_id, asked.course_id
FROM unnest(%(user_ids)s::uuid[], %(course_ids)s::uuid[]) AS asked (user_id, course_id)
"""

# In one order, so that two refreshes that share learners wait for each other and never in a circle.
LOCK = f"""
SELECT pg_advisory_xact_lock(key)
FROM (SELECT hashtextextended(user_id || '/' || course_id, 35) AS key
      FROM ({_PAIRS}) AS pairs ORDER BY key) AS keys
"""  # noqa: S608 - put together from constants

# Where nobody ever had a seat there is no report. The last activity is what the learner did: not
# the lesson that a grade completed, nor the end of an attempt that ran out and was looked at later.
REFRESH = f"""
INSERT INTO learner_reports AS kept (
    user_id, course_id, enrollment_id, enrolled_at, is_enrolled, completed_lessons, grades,
    last_activity_at, completed_at)
SELECT pairs.user_id, pairs.course_id, seat.id, seat.created_at, seat.cancelled_at IS NULL,
       coalesce(lessons.ids, '{{}}'), coalesce(quizzes.grades, '{{}}')
           || coalesce(exercises.grades, '{{}}'),
       greatest(lessons.last_at, quizzes.last_at, exercises.last_at), course.completed_at
FROM ({_PAIRS}) AS pairs
CROSS JOIN LATERAL (
    SELECT id, created_at, cancelled_at FROM enrollments
    WHERE user_id = pairs.user_id AND course_id = pairs.course_id
    ORDER BY cancelled_at IS NULL DESC, created_at DESC, id DESC LIMIT 1
) AS seat
LEFT JOIN course_completions AS course
    ON course.user_id = pairs.user_id AND course.course_id = pairs.course_id
CROSS JOIN LATERAL (
    SELECT array_agg(lesson_id ORDER BY lesson_id) AS ids,
           max(completed_at) FILTER (WHERE NOT is_by_result) AS last_at
    FROM lesson_completions
    WHERE user_id = pairs.user_id AND course_id = pairs.course_id
) AS lessons
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(lesson_id, jsonb_build_object(
               'percent', percent, 'is_passed', is_passed)) FILTER (WHERE percent IS NOT NULL)
               AS grades,
           max(last_at) AS last_at
    FROM (
        SELECT lesson_id, max(score_percent) AS percent,
               coalesce(bool_or(is_passed), false) AS is_passed,
               max(greatest(started_at, saved_at,
                   CASE WHEN deadline IS NULL OR finished_at <= deadline + interval '30 seconds'
                        THEN finished_at END)) AS last_at
        FROM quiz_attempts
        WHERE user_id = pairs.user_id AND course_id = pairs.course_id AND number > 0
        GROUP BY lesson_id
    ) AS each
) AS quizzes
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(lesson_id, jsonb_build_object(
               'percent', points * 100 / max_points, 'is_passed', is_passed,
               'points', points, 'max_points', max_points)) FILTER (WHERE points IS NOT NULL)
               AS grades,
           max(last_at) AS last_at
    FROM (
        SELECT DISTINCT ON (s.lesson_id) s.lesson_id, s.max_points, g.points, g.is_passed,
               max(s.created_at) OVER () AS last_at
        FROM submissions AS s LEFT JOIN submission_grades AS g ON g.submission_id = s.id
        WHERE s.user_id = pairs.user_id AND s.course_id = pairs.course_id
        ORDER BY s.lesson_id, g.id IS NULL, s.version DESC, g.created_at DESC, g.id DESC
    ) AS each
) AS exercises
ON CONFLICT (course_id, user_id) DO UPDATE SET
    enrollment_id = excluded.enrollment_id, enrolled_at = excluded.enrolled_at,
    is_enrolled = excluded.is_enrolled, completed_lessons = excluded.completed_lessons,
    grades = excluded.grades, last_activity_at = excluded.last_activity_at,
    completed_at = excluded.completed_at
WHERE (kept.enrollment_id, kept.enrolled_at, kept.is_enrolled, kept.completed_lessons, kept.grades,
       kept.last_activity_at, kept.completed_at)
    IS DISTINCT FROM
      (excluded.enrollment_id, excluded.enrolled_at, excluded.is_enrolled,
       excluded.completed_lessons, excluded.grades, excluded.last_activity_at,
       excluded.completed_at)
"""  # noqa: S608 - put together from constants

# Every learner has an enrollment, and one that is new meanwhile has its event.
FOLLOWING = """
SELECT id, user_id, course_id FROM enrollments
WHERE id > coalesce(%(after)s::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY id LIMIT %(limit)s
"""

# Opening a lesson and watching it is no event, but activity: course_progress knows of it.
_MATCHING = """
SELECT r.enrollment_id AS id, r.user_id, u.name, u.email, r.enrolled_at, r.completed_lessons,
       r.grades, r.completed_at, p.last_lesson_id,
       greatest(r.last_activity_at, p.updated_at) AS last_activity_at,
       greatest(r.enrolled_at, r.last_activity_at, p.updated_at) AS seen_at
FROM learner_reports AS r
JOIN users AS u ON u.id = r.user_id
LEFT JOIN course_progress AS p ON p.user_id = r.user_id AND p.course_id = r.course_id
WHERE r.course_id = %(course_id)s AND r.is_enrolled
  AND (%(stuck_since)s::timestamptz IS NULL OR (
      r.completed_at IS NULL
      AND greatest(r.enrolled_at, r.last_activity_at, p.updated_at) < %(stuck_since)s))
"""

# Who is stuck and can be written to, by their ids: a message to all of them is made in steps.
STUCK = f"""
SELECT matching.user_id, matching.email
FROM ({_MATCHING}) AS matching JOIN users AS u ON u.id = matching.user_id AND u.active
WHERE matching.user_id > coalesce(%(after)s::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY matching.user_id LIMIT %(limit)s
"""  # noqa: S608 - put together from constants

COUNT_STUCK = f"""
SELECT count(*) AS learners
FROM ({_MATCHING}) AS matching JOIN users AS u ON u.id = matching.user_id AND u.active
"""  # noqa: S608 - put together from constants

# The page, then what today's outline says about it: percent as in lms_progress.
_PAGE = """
WITH matching AS MATERIALIZED ({matching}
), page AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY {key} {way}, id {way}) AS place FROM matching
    WHERE %(after_at)s::timestamptz IS NULL
       OR ({key}, id) {beyond} (%(after_at)s::timestamptz, %(after_id)s::uuid)
    ORDER BY {key} {way}, id {way} OFFSET %(offset)s LIMIT %(limit)s
), outline AS MATERIALIZED (
    SELECT today.id, today.title, today.place
    FROM course_outlines, unnest(lesson_ids, lesson_titles) WITH ORDINALITY
        AS today (id, title, place)
    WHERE course_id = %(course_id)s
), shown AS (
    SELECT page.place, page.id, page.id AS enrollment_id, page.user_id, page.name, page.email,
           page.enrolled_at, page.last_activity_at, page.seen_at, page.completed_at,
           counted.lessons, counted.done AS lessons_completed,
           greatest(coalesce(counted.done * 100 / nullif(counted.lessons, 0), 0),
                    CASE WHEN page.completed_lessons = '{{}}' THEN 0 ELSE 1 END) AS percent,
           next.lesson AS next_lesson, coalesce(graded.grades, '[]') AS grades,
           graded.average AS average_percent
    FROM page
    CROSS JOIN LATERAL (
        SELECT count(*) AS lessons,
               count(*) FILTER (WHERE id = ANY (page.completed_lessons)) AS done
        FROM outline
    ) AS counted
    LEFT JOIN LATERAL (
        SELECT jsonb_build_object('id', id, 'title', title) AS lesson
        FROM outline WHERE id <> ALL (page.completed_lessons)
        ORDER BY place < coalesce((SELECT last.place FROM outline AS last
                                   WHERE last.id = page.last_lesson_id), 0), place
        LIMIT 1
    ) AS next ON true
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(grade.value || jsonb_build_object(
                   'lesson_id', outline.id, 'title', outline.title)
                   ORDER BY outline.place) AS grades,
               floor(avg((grade.value ->> 'percent')::int))::int AS average
        FROM outline JOIN jsonb_each(page.grades) AS grade ON grade.key = outline.id
    ) AS graded
)
SELECT (SELECT count(*) FROM matching) AS total,
       coalesce((SELECT jsonb_agg(shown ORDER BY place) FROM shown), '[]') AS items
"""

PAGE_BY_ACTIVITY = _PAGE.format(matching=_MATCHING, key="seen_at", way="ASC", beyond=">")
PAGE_BY_ENROLLMENT = _PAGE.format(matching=_MATCHING, key="enrolled_at", way="DESC", beyond="<")
