"""The statements of certificates: each change and its event are one."""

from __future__ import annotations

_SHOWN = """
id, name, course_id, course_title, teacher, completed_at, issued_at, revoked_at
"""

# The names are read in the statement that writes them down: nobody can rename themselves between.
# A repeat finds the certificate of its completion and writes nothing; two at the same time meet at
# the unique key, and the one that waited writes nothing either.
ISSUE = f"""
WITH certificate AS (
    INSERT INTO certificates (
        id, completion_id, user_id, course_id, name, course_title, teacher, completed_at)
    SELECT %(id)s::uuid, %(completion_id)s::uuid, learner.id, %(course_id)s::uuid, learner.name,
           %(course_title)s, coalesce(teacher.name, ''), %(completed_at)s::timestamptz
    FROM users AS learner
    LEFT JOIN catalog AS course ON course.course_id = %(course_id)s
    LEFT JOIN users AS teacher ON teacher.id = course.owner_id
    WHERE learner.id = %(user_id)s
    ON CONFLICT (completion_id) DO NOTHING
    RETURNING {_SHOWN}
), event AS (
    INSERT INTO outbox (id, envelope)
    SELECT %(event_id)s::uuid, %(envelope)s FROM certificate
    RETURNING envelope
)
SELECT certificate.*, event.envelope FROM certificate CROSS JOIN event
"""  # noqa: S608 - put together from constants

OF_COMPLETION = f"""
SELECT {_SHOWN} FROM certificates WHERE completion_id = %(completion_id)s
"""  # noqa: S608 - put together from constants

FIND = f"""
SELECT {_SHOWN} FROM certificates WHERE id = %(id)s
"""  # noqa: S608 - put together from constants

ENTRY = f"""
SELECT {_SHOWN}, status_index FROM certificates WHERE id = %(id)s
"""  # noqa: S608 - put together from constants

# As many rows as the range has places, at most.
REVOKED = """
SELECT status_index FROM certificates
WHERE revoked_at IS NOT NULL
  AND status_index >= %(first)s AND status_index < %(first)s + %(size)s
"""

# The first revocation stays: one that waited for the row finds it revoked and changes nothing.
REVOKE = """
WITH revoked AS (
    UPDATE certificates
    SET revoked_at = greatest(now(), issued_at), revocation_reason = %(reason)s
    WHERE id = %(id)s AND revoked_at IS NULL
      AND (%(owner)s::uuid IS NULL OR EXISTS (
          SELECT 1 FROM catalog
          WHERE catalog.course_id = certificates.course_id AND catalog.owner_id = %(owner)s))
    RETURNING id, user_id, course_id, course_title, revocation_reason
)
INSERT INTO outbox (id, envelope)
SELECT %(event_id)s::uuid,
       jsonb_set(%(envelope)s, '{data}', jsonb_build_object(
           'certificate_id', revoked.id, 'user_id', revoked.user_id,
           'course_id', revoked.course_id, 'course_title', revoked.course_title,
           'reason', revoked.revocation_reason))
FROM revoked
RETURNING envelope
"""

RECORD = f"""
SELECT {_SHOWN}, revocation_reason,
       %(owner)s::uuid IS NULL OR EXISTS (
           SELECT 1 FROM catalog
           WHERE catalog.course_id = certificates.course_id AND catalog.owner_id = %(owner)s
       ) AS may_revoke
FROM certificates WHERE id = %(id)s
"""  # noqa: S608 - put together from constants

PAGE = f"""
WITH matching AS NOT MATERIALIZED (
    SELECT {_SHOWN}, revocation_reason
    FROM certificates WHERE user_id = %(user_id)s
), page AS (
    SELECT * FROM matching
    WHERE %(after_at)s::timestamptz IS NULL
       OR (issued_at, id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)
    ORDER BY issued_at DESC, id DESC OFFSET %(offset)s LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM matching) AS total,
       coalesce((SELECT jsonb_agg(page ORDER BY issued_at DESC, id DESC) FROM page), '[]') AS items
"""  # noqa: S608 - put together from constants
