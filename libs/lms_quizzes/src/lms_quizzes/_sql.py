"""The statements of attempts: each change and its event are one.

Time is the database's: one clock for all who start, save and end.
"""

from __future__ import annotations

_COLUMNS = """
a.id, a.user_id, a.course_id, a.lesson_id, a.number, a.is_preview, a.started_at, a.deadline,
a.saved_at, a.finished_at, a.points, a.max_points, a.score_percent, a.is_passed
"""
_RECORD = f"{_COLUMNS}, a.seed, a.responses, v.quiz, now() AS read_at"

_AT = """
a.user_id = %(user_id)s AND a.course_id = %(course_id)s AND a.lesson_id = %(lesson_id)s
"""

# READ COMMITTED: two starts may both count the same attempts, and then have the same number, which
# the unique index refuses to the second one.
START = f"""
WITH mine AS MATERIALIZED (
    SELECT count(*) AS attempts, coalesce(bool_or(a.finished_at IS NULL), false) AS is_open
    FROM quiz_attempts AS a WHERE {_AT} AND a.number > 0
), version AS (
    INSERT INTO quiz_versions (digest, quiz)
    SELECT %(digest)s, %(quiz)s::jsonb ON CONFLICT (digest) DO NOTHING
), attempt AS (
    INSERT INTO quiz_attempts (
        id, user_id, course_id, lesson_id, number, version, seed, deadline)
    SELECT %(id)s::uuid, %(user_id)s::uuid, %(course_id)s::uuid, %(lesson_id)s::text,
           attempts + 1, %(digest)s::text, %(seed)s::text,
           now() + make_interval(mins => %(minutes)s::integer)
    FROM mine
    WHERE NOT is_open AND (%(attempts)s::integer IS NULL OR attempts < %(attempts)s)
    RETURNING *
)
SELECT {_COLUMNS}, a.seed, a.responses, %(quiz)s::jsonb AS quiz, now() AS read_at FROM attempt AS a
"""  # noqa: S608 - put together from constants

# An author's preview begins again from the start: the row is its own, and is replaced, except by a
# repeat of the request that began it.
PREVIEW = f"""
WITH version AS (
    INSERT INTO quiz_versions (digest, quiz)
    SELECT %(digest)s, %(quiz)s::jsonb ON CONFLICT (digest) DO NOTHING
), attempt AS (
    INSERT INTO quiz_attempts (
        id, user_id, course_id, lesson_id, number, version, seed, deadline)
    VALUES (%(id)s::uuid, %(user_id)s::uuid, %(course_id)s::uuid, %(lesson_id)s::text, 0,
            %(digest)s::text, %(seed)s::text,
            now() + make_interval(mins => %(minutes)s::integer))
    ON CONFLICT (user_id, course_id, lesson_id, number) DO UPDATE SET
        id = excluded.id, version = excluded.version, seed = excluded.seed, started_at = now(),
        deadline = excluded.deadline, responses = '[]', saved_at = NULL, finished_at = NULL,
        points = NULL, max_points = NULL, score_percent = NULL, is_passed = NULL, marks = NULL
    WHERE quiz_attempts.id <> excluded.id
    RETURNING *
)
SELECT {_COLUMNS}, a.seed, a.responses, %(quiz)s::jsonb AS quiz, now() AS read_at FROM attempt AS a
"""  # noqa: S608 - put together from constants

FIND = f"""
SELECT {_RECORD}
FROM quiz_attempts AS a JOIN quiz_versions AS v ON v.digest = a.version
WHERE a.id = %(id)s
"""  # noqa: S608 - put together from constants

# The one that is open: at most one for each person and lesson.
FIND_OPEN = f"""
SELECT {_RECORD}
FROM quiz_attempts AS a JOIN quiz_versions AS v ON v.digest = a.version
WHERE {_AT} AND a.finished_at IS NULL AND a.number > 0
"""  # noqa: S608 - put together from constants

# Those whose time is over and whom nobody has ended; of one person, or of all when null.
FIND_OVER = f"""
SELECT {_RECORD}
FROM quiz_attempts AS a JOIN quiz_versions AS v ON v.digest = a.version
WHERE a.course_id = %(course_id)s AND a.lesson_id = %(lesson_id)s AND a.number > 0
  AND (%(user_id)s::uuid IS NULL OR a.user_id = %(user_id)s)
  AND a.finished_at IS NULL AND now() > a.deadline + make_interval(secs => %(grace)s)
ORDER BY a.deadline LIMIT %(limit)s
"""  # noqa: S608 - put together from constants

SAVE = f"""
WITH saved AS (
    UPDATE quiz_attempts SET responses = %(responses)s::jsonb, saved_at = now()
    WHERE id = %(id)s AND finished_at IS NULL
      AND (deadline IS NULL OR now() <= deadline + make_interval(secs => %(grace)s))
    RETURNING *
)
SELECT {_RECORD} FROM saved AS a JOIN quiz_versions AS v ON v.digest = a.version
"""  # noqa: S608 - put together from constants

# In time with the responses that were sent; when the time is over, with those that were marked,
# unless others were saved since they were read.
FINISH = f"""
WITH finished AS (
    UPDATE quiz_attempts SET
        responses = %(responses)s::jsonb, finished_at = now(), points = %(points)s,
        max_points = %(max_points)s, score_percent = %(score_percent)s,
        is_passed = %(is_passed)s, marks = %(marks)s::jsonb
    WHERE id = %(id)s AND finished_at IS NULL
      AND CASE WHEN %(is_over)s
          THEN now() > deadline + make_interval(secs => %(grace)s)
               AND saved_at IS NOT DISTINCT FROM %(saved_at)s::timestamptz
          ELSE deadline IS NULL OR now() <= deadline + make_interval(secs => %(grace)s) END
    RETURNING *
), event AS (
    INSERT INTO outbox (id, envelope)
    SELECT %(event_id)s::uuid, %(envelope)s::jsonb FROM finished WHERE number > 0
    RETURNING envelope
)
SELECT {_RECORD}, (SELECT envelope FROM event) AS envelope
FROM finished AS a JOIN quiz_versions AS v ON v.digest = a.version
"""  # noqa: S608 - put together from constants

PAGE = f"""
WITH matching AS NOT MATERIALIZED (
    SELECT {_COLUMNS},
           CASE WHEN %(user_id)s::uuid IS NULL THEN u.name END AS learner_name
    FROM quiz_attempts AS a LEFT JOIN users AS u ON u.id = a.user_id
    WHERE a.course_id = %(course_id)s AND a.lesson_id = %(lesson_id)s AND a.number > 0
      AND (%(user_id)s::uuid IS NULL OR a.user_id = %(user_id)s)
), page AS (
    SELECT * FROM matching
    WHERE %(after_at)s::timestamptz IS NULL
       OR (started_at, id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)
    ORDER BY started_at DESC, id DESC OFFSET %(offset)s LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM matching) AS total,
       coalesce((SELECT jsonb_agg(page ORDER BY started_at DESC, id DESC) FROM page), '[]') AS items
"""  # noqa: S608 - put together from constants

# Discrimination is the correlation of a question with all others of its attempt: a learner who
# knows the rest should know this, too. Null where everybody, or nobody, was right.
STATISTICS = """
WITH attempts AS MATERIALIZED (
    SELECT id, points, max_points, score_percent, is_passed, marks, responses
    FROM quiz_attempts
    WHERE course_id = %(course_id)s AND lesson_id = %(lesson_id)s AND number > 0
      AND finished_at IS NOT NULL
    ORDER BY started_at DESC, id DESC LIMIT %(limit)s
), marks AS (
    SELECT mark.question_id, mark.is_right::integer AS is_right,
           (attempts.points - mark.points)::float
               / nullif(attempts.max_points - mark.max_points, 0) AS rest
    FROM attempts CROSS JOIN LATERAL jsonb_to_recordset(attempts.marks)
        AS mark (question_id text, is_right boolean, points integer, max_points integer)
), questions AS (
    SELECT question_id, count(*) AS attempts, sum(is_right) AS "right",
           corr(is_right, rest) AS discrimination
    FROM marks GROUP BY question_id
), taken AS (
    SELECT response.question_id, choice.id AS choice_id, count(*) AS attempts
    FROM attempts CROSS JOIN LATERAL jsonb_to_recordset(attempts.responses)
        AS response (question_id text, choices jsonb)
    CROSS JOIN LATERAL jsonb_array_elements_text(response.choices) AS choice (id)
    GROUP BY response.question_id, choice.id
)
SELECT (SELECT count(*) FROM attempts) AS attempts,
       (SELECT count(*) FROM attempts WHERE is_passed) AS passed,
       (SELECT avg(score_percent)::float FROM attempts) AS mean_percent,
       coalesce((SELECT jsonb_agg(questions) FROM questions), '[]') AS questions,
       coalesce((SELECT jsonb_agg(taken) FROM taken), '[]') AS taken
"""
