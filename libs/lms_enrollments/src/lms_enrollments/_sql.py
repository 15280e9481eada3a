"""The statements of enrollments: each change, its seat and its event are one.

Order of locks in every statement: the row of ``seats`` first, then the row of ``enrollments``.
With one order there is no deadlock between a claim and a cancellation of the same person.
"""

from __future__ import annotations

# An enrollment as it is shown. One that ended has a row that is cancelled, with the reason.
_SHOWN = """
e.id, e.user_id, e.course_id, coalesce(c.title, '') AS course_title,
coalesce(c.slug, '') AS course_slug, e.created_at,
CASE WHEN e.ended_because IS NULL THEN e.status ELSE 'ended' END AS status,
CASE WHEN e.ended_because IS NULL THEN e.cancelled_at END AS cancelled_at,
CASE WHEN e.ended_because IS NOT NULL THEN e.cancelled_at END AS ended_at,
e.ended_because AS end_reason,
CASE WHEN c.deleted_at IS NULL THEN c.status ELSE 'deleted' END AS course_status
"""

# READ COMMITTED: a claim that waited for the seats row sees its newest numbers when it goes on, so
# the condition on ``taken`` always holds at the moment of the change. A second claim of the same
# person that passed ``already`` fails on the unique index and takes its seat back with it.
CLAIM = """
WITH course AS MATERIALIZED (
    SELECT course_id, title, slug FROM catalog
    WHERE course_id = %(course_id)s AND status = 'published' AND deleted_at IS NULL
      AND (price_amount = 0 OR %(is_added)s)
), already AS MATERIALIZED (
    SELECT 1 FROM enrollments
    WHERE id = %(id)s
       OR (user_id = %(user_id)s AND course_id = %(course_id)s AND cancelled_at IS NULL)
), seat AS (
    UPDATE seats SET taken = taken + 1
    WHERE course_id = (SELECT course_id FROM course)
      AND (capacity IS NULL OR taken < capacity)
      AND NOT EXISTS (SELECT 1 FROM already)
      AND EXISTS (SELECT 1 FROM users WHERE id = %(user_id)s)
    RETURNING course_id
), enrollment AS (
    INSERT INTO enrollments (id, user_id, course_id)
    SELECT %(id)s::uuid, %(user_id)s::uuid, course_id FROM seat
    RETURNING id, user_id, course_id, status, created_at
), event AS (
    INSERT INTO outbox (id, envelope)
    SELECT %(event_id)s::uuid,
           jsonb_set(%(envelope)s, '{data,course_title}', to_jsonb(course.title))
    FROM enrollment CROSS JOIN course
    RETURNING envelope
)
SELECT enrollment.id, enrollment.user_id, enrollment.course_id, course.title AS course_title,
       course.slug AS course_slug, enrollment.status, enrollment.created_at,
       'published' AS course_status, event.envelope
FROM enrollment CROSS JOIN course CROSS JOIN event
"""

WHY_NOT = """
SELECT active.id AS enrollment_id, CASE
    WHEN EXISTS (SELECT 1 FROM enrollments WHERE id = %(id)s) THEN 'repeated'
    WHEN NOT EXISTS (SELECT 1 FROM users WHERE id = %(user_id)s) THEN 'nobody'
    WHEN course.course_id IS NULL THEN 'unknown'
    WHEN course.status = 'draft' AND course.owner_id <> %(user_id)s AND NOT %(is_added)s
        THEN 'unknown'
    WHEN active.id IS NOT NULL THEN 'enrolled'
    WHEN course.status <> 'published' THEN 'closed'
    WHEN seats.taken >= seats.capacity THEN 'full'
    WHEN course.price_amount > 0 AND NOT %(is_added)s THEN 'unpaid'
    ELSE 'passed'
    END AS reason
FROM (SELECT %(course_id)s::uuid AS id) AS asked
LEFT JOIN catalog AS course ON course.course_id = asked.id AND course.deleted_at IS NULL
LEFT JOIN seats ON seats.course_id = asked.id
LEFT JOIN enrollments AS active
    ON active.course_id = asked.id AND active.user_id = %(user_id)s
    AND active.cancelled_at IS NULL
"""

PERSON = """
SELECT id, name, email FROM users
WHERE active AND (id = %(user_id)s OR email = %(email)s)
"""

FIND = f"""
SELECT {_SHOWN}
FROM enrollments AS e LEFT JOIN catalog AS c ON c.course_id = e.course_id
WHERE e.id = %(id)s AND (%(owner)s::uuid IS NULL OR e.user_id = %(owner)s)
"""  # noqa: S608 - put together from constants

# Two cancellations of one enrollment meet at the lock on its seats; the second one then finds
# that cancelled_at is set (PostgreSQL checks the condition again) and frees nothing.
CANCEL = """
WITH locked AS MATERIALIZED (
    SELECT course_id FROM seats
    WHERE course_id = (SELECT course_id FROM enrollments WHERE id = %(id)s)
    FOR UPDATE
), cancelled AS (
    UPDATE enrollments SET cancelled_at = greatest(now(), created_at)
    WHERE id = %(id)s AND cancelled_at IS NULL
      AND (%(owner)s::uuid IS NULL OR user_id = %(owner)s)
      AND (SELECT count(*) FROM locked) >= 0  -- asks for the lock before this row's own
    RETURNING id, user_id, course_id
), seat AS (
    UPDATE seats SET taken = taken - 1
    FROM cancelled WHERE seats.course_id = cancelled.course_id
)
INSERT INTO outbox (id, envelope)
SELECT %(event_id)s::uuid,
       jsonb_set(%(envelope)s, '{data}', jsonb_build_object(
           'enrollment_id', cancelled.id, 'user_id', cancelled.user_id,
           'course_id', cancelled.course_id, 'course_title', coalesce(c.title, '')))
FROM cancelled LEFT JOIN catalog AS c ON c.course_id = cancelled.course_id
RETURNING envelope
"""

# Left joins on unique keys cost the count nothing: the planner drops them where they are unused.
PAGE = f"""
WITH matching AS NOT MATERIALIZED (
    SELECT {_SHOWN},
           CASE WHEN %(viewer)s::uuid IS NULL OR c.owner_id = %(viewer)s
                THEN jsonb_build_object(
                    'name', u.name,
                    'email', CASE WHEN e.cancelled_at IS NULL THEN u.email END
                ) END AS learner
    FROM enrollments AS e
    LEFT JOIN catalog AS c ON c.course_id = e.course_id
    LEFT JOIN users AS u ON u.id = e.user_id
    WHERE (%(viewer)s::uuid IS NULL OR e.user_id = %(viewer)s OR c.owner_id = %(viewer)s)
      AND (%(user_id)s::uuid IS NULL OR e.user_id = %(user_id)s)
      AND (%(course_id)s::uuid IS NULL OR e.course_id = %(course_id)s)
      AND (%(status)s::text IS NULL
           OR CASE WHEN e.ended_because IS NULL THEN e.status ELSE 'ended' END = %(status)s)
), page AS (
    SELECT * FROM matching
    WHERE %(after_at)s::timestamptz IS NULL
       OR (created_at, id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)
    ORDER BY created_at DESC, id DESC OFFSET %(offset)s LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM matching) AS total,
       coalesce((SELECT jsonb_agg(page ORDER BY created_at DESC, id DESC) FROM page), '[]') AS items
"""  # noqa: S608 - put together from constants

TEACHES = """
SELECT 1 AS found
FROM enrollments AS e JOIN catalog AS c ON c.course_id = e.course_id
WHERE e.user_id = %(learner)s AND e.cancelled_at IS NULL AND c.owner_id = %(instructor)s
LIMIT 1
"""

# From the smallest id there is when nobody was read yet: one shape of condition, which the index
# enrollments_learners_idx answers from its middle.
LEARNERS = """
SELECT e.user_id, u.name, u.email
FROM enrollments AS e JOIN users AS u ON u.id = e.user_id
WHERE e.course_id = %(course_id)s AND e.cancelled_at IS NULL AND u.active
  AND e.user_id > coalesce(%(after)s::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY e.user_id LIMIT %(limit)s
"""

COUNT_LEARNERS = """
SELECT count(*) AS learners
FROM enrollments AS e JOIN users AS u ON u.id = e.user_id
WHERE e.course_id = %(course_id)s AND e.cancelled_at IS NULL AND u.active
"""

ATTENDS = """
SELECT 1 AS found FROM enrollments
WHERE user_id = %(user_id)s AND course_id = %(course_id)s AND cancelled_at IS NULL
"""

SEATS_IN = """
SELECT course_id FROM enrollments
WHERE user_id = %(user_id)s AND cancelled_at IS NULL
  AND (course_id = %(course_id)s OR course_id IN (
      SELECT course_id FROM catalog WHERE slug = %(slug)s AND deleted_at IS NULL))
"""

# Without capacity, a claim that waited for this row finds the course full, whatever it had read of
# the catalog before; what was claimed until then, END sees.
LOCK_SEATS = """
WITH closed AS (
    UPDATE seats SET capacity = 0 WHERE course_id = %(course_id)s
)
SELECT EXISTS (
    SELECT 1 FROM catalog WHERE course_id = %(course_id)s AND deleted_at IS NULL
) AS is_shown
"""

# The event of each learner, with an id that a repeat derives again.
_EVENT = """
%(envelope)s || jsonb_build_object(
    'id', md5((%(envelope)s ->> 'type') || ':' || {id} || ':' || %(version)s)::uuid,
    'subject', {id},
    'data', jsonb_build_object(
        'enrollment_id', {id}, 'user_id', {user_id},
        'course_id', %(course_id)s::uuid, 'course_title', %(title)s::text))
"""

END = f"""
WITH locked AS MATERIALIZED (
    SELECT course_id FROM seats WHERE course_id = %(course_id)s FOR UPDATE
), due AS MATERIALIZED (
    SELECT id FROM enrollments
    WHERE course_id = %(course_id)s AND cancelled_at IS NULL
      AND (SELECT count(*) FROM locked) >= 0  -- asks for the lock before these rows' own
    ORDER BY user_id LIMIT %(limit)s
), ended AS (
    UPDATE enrollments AS e
    SET cancelled_at = greatest(now(), e.created_at), ended_because = 'course-deleted'
    FROM due WHERE e.id = due.id AND e.cancelled_at IS NULL
    RETURNING e.user_id, {_EVENT.format(id="e.id", user_id="e.user_id")} AS envelope
), seat AS (
    UPDATE seats SET taken = greatest(taken - (SELECT count(*) FROM ended), 0)
    WHERE course_id = %(course_id)s
), noted AS (
    INSERT INTO outbox (id, envelope) SELECT (envelope ->> 'id')::uuid, envelope FROM ended
)
SELECT user_id, envelope FROM ended ORDER BY user_id
"""  # noqa: S608 - put together from constants

# Nothing changes but that they are told: a repeat writes no event that is still in the outbox, and
# a consumer that reads one twice knows it by its id.
ARCHIVE = f"""
WITH due AS MATERIALIZED (
    SELECT e.user_id, {_EVENT.format(id="e.id", user_id="e.user_id")} AS envelope
    FROM enrollments AS e JOIN users AS u ON u.id = e.user_id AND u.active
    WHERE e.course_id = %(course_id)s AND e.cancelled_at IS NULL
      AND e.user_id > coalesce(%(after)s::uuid, '00000000-0000-0000-0000-000000000000')
    ORDER BY e.user_id LIMIT %(limit)s
), noted AS (
    INSERT INTO outbox (id, envelope) SELECT (envelope ->> 'id')::uuid, envelope FROM due
    ON CONFLICT (id) DO NOTHING
)
SELECT user_id, envelope FROM due ORDER BY user_id
"""  # noqa: S608 - put together from constants
