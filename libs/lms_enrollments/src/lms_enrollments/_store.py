"""Enrollments in PostgreSQL: each change, its seat and its event are one statement.

Order of locks in every statement: the row of ``seats`` first, then the row of ``enrollments``.
With one order there is no deadlock between a claim and a cancellation of the same person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_enrollments._events import EnrollmentCancelled, EnrollmentCreated
from lms_enrollments._model import Enrollment, LearnerOfCourse, Selection
from lms_enrollments.errors import (
    AlreadyEnrolled,
    CourseFull,
    CourseNotFound,
    CourseNotOpen,
    EnrollmentNotFound,
    NoAccount,
)
from lms_events import announce
from lms_kernel import (
    Conflict,
    Part,
    Place,
    Problem,
    Provider,
    Unavailable,
    derived_id,
    envelope,
    is_id,
)
from lms_metrics import enrollments as enrollment_attempts
from lms_postgres import Jsonb, PostgresOutbox, UniqueViolation, database
from lms_records import Step, read, read_all

if TYPE_CHECKING:
    from lms_postgres import Database

# A claim that found no seat may find, when it asks why, that one was freed meanwhile.
_CLAIM_TRIES = 5

# READ COMMITTED: whoever waited for the seats row sees its newest numbers when it goes on, so the
# condition on ``taken`` always holds at the moment of the change. A second claim of the same
# person that passed ``already`` fails on the unique index and takes its seat back with it.
_CLAIM = """
WITH course AS MATERIALIZED (
    SELECT course_id, title, slug FROM catalog
    WHERE course_id = %(course_id)s AND status = 'published' AND deleted_at IS NULL
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
       course.slug AS course_slug, enrollment.status, enrollment.created_at, event.envelope
FROM enrollment CROSS JOIN course CROSS JOIN event
"""

_WHY_NOT = """
SELECT active.id AS enrollment_id, CASE
    WHEN EXISTS (SELECT 1 FROM enrollments WHERE id = %(id)s) THEN 'repeated'
    WHEN NOT EXISTS (SELECT 1 FROM users WHERE id = %(user_id)s) THEN 'nobody'
    WHEN course.course_id IS NULL THEN 'unknown'
    WHEN course.status = 'draft' AND course.owner_id <> %(user_id)s THEN 'unknown'
    WHEN active.id IS NOT NULL THEN 'enrolled'
    WHEN course.status <> 'published' THEN 'closed'
    WHEN seats.taken >= seats.capacity THEN 'full'
    ELSE 'passed'
    END AS reason
FROM (SELECT %(course_id)s::uuid AS id) AS asked
LEFT JOIN catalog AS course ON course.course_id = asked.id AND course.deleted_at IS NULL
LEFT JOIN seats ON seats.course_id = asked.id
LEFT JOIN enrollments AS active
    ON active.course_id = asked.id AND active.user_id = %(user_id)s
    AND active.cancelled_at IS NULL
"""

_REFUSALS: dict[str, type[Problem]] = {
    "nobody": NoAccount,
    "unknown": CourseNotFound,
    "closed": CourseNotOpen,
    "full": CourseFull,
}

_FIND = """
SELECT e.id, e.user_id, e.course_id, coalesce(c.title, '') AS course_title,
       coalesce(c.slug, '') AS course_slug, e.status, e.created_at, e.cancelled_at
FROM enrollments AS e LEFT JOIN catalog AS c ON c.course_id = e.course_id
WHERE e.id = %(id)s AND (%(owner)s::uuid IS NULL OR e.user_id = %(owner)s)
"""

# Two cancellations of one enrollment meet at the lock on its seats; the second one then finds
# that cancelled_at is set (PostgreSQL checks the condition again) and frees nothing.
_CANCEL = """
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
_PAGE = """
WITH matching AS NOT MATERIALIZED (
    SELECT e.id, e.user_id, e.course_id, coalesce(c.title, '') AS course_title,
           coalesce(c.slug, '') AS course_slug, e.status, e.created_at, e.cancelled_at,
           CASE WHEN %(viewer)s::uuid IS NULL OR c.owner_id = %(viewer)s
                THEN jsonb_build_object('name', u.name, 'email', u.email) END AS learner
    FROM enrollments AS e
    LEFT JOIN catalog AS c ON c.course_id = e.course_id
    LEFT JOIN users AS u ON u.id = e.user_id
    WHERE (%(viewer)s::uuid IS NULL OR e.user_id = %(viewer)s OR c.owner_id = %(viewer)s)
      AND (%(user_id)s::uuid IS NULL OR e.user_id = %(user_id)s)
      AND (%(course_id)s::uuid IS NULL OR e.course_id = %(course_id)s)
      AND (%(status)s::text IS NULL OR e.status = %(status)s)
), page AS (
    SELECT * FROM matching
    WHERE %(after_at)s::timestamptz IS NULL
       OR (created_at, id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)
    ORDER BY created_at DESC, id DESC OFFSET %(offset)s LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM matching) AS total,
       coalesce((SELECT jsonb_agg(page ORDER BY created_at DESC, id DESC) FROM page), '[]') AS items
"""

_TEACHES = """
SELECT 1 AS found
FROM enrollments AS e JOIN catalog AS c ON c.course_id = e.course_id
WHERE e.user_id = %(learner)s AND e.cancelled_at IS NULL AND c.owner_id = %(instructor)s
LIMIT 1
"""

# From the smallest id there is when nobody was read yet: one shape of condition, which the index
# enrollments_learners_idx answers from its middle.
_LEARNERS = """
SELECT e.user_id, u.name, u.email
FROM enrollments AS e JOIN users AS u ON u.id = e.user_id
WHERE e.course_id = %(course_id)s AND e.cancelled_at IS NULL AND u.active
  AND e.user_id > coalesce(%(after)s::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY e.user_id LIMIT %(limit)s
"""

_COUNT_LEARNERS = """
SELECT count(*) AS learners
FROM enrollments AS e JOIN users AS u ON u.id = e.user_id
WHERE e.course_id = %(course_id)s AND e.cancelled_at IS NULL AND u.active
"""


class PostgresEnrollments:
    """The store behind ``enrollments()``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool
        self._outbox = PostgresOutbox(pool)

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def claim(self, enrollment_id: str, *, course_id: str, user_id: str) -> Enrollment:
        """Take a seat; a repeat with the same id returns the first enrollment.

        Raises NoAccount, CourseNotFound, AlreadyEnrolled, CourseFull, CourseNotOpen.
        """
        try:
            claimed = await self._claim(enrollment_id, course_id, user_id)
        except Conflict as refusal:
            enrollment_attempts.labels(refusal.slug).inc()
            raise
        enrollment_attempts.labels("claimed").inc()
        return claimed

    async def _claim(self, enrollment_id: str, course_id: str, user_id: str) -> Enrollment:
        for _ in range(_CLAIM_TRIES):
            claimed = await self._try_claim(enrollment_id, course_id, user_id)
            if claimed is not None:
                return claimed
            refusal = await self._why_not(enrollment_id, course_id, user_id)
            if isinstance(refusal, Enrollment):
                return refusal
            if refusal is not None:
                raise refusal
        raise Unavailable("Seats of this course are changing hands; try again.")

    async def _try_claim(
        self, enrollment_id: str, course_id: str, user_id: str
    ) -> Enrollment | None:
        event_id = derived_id(EnrollmentCreated.type, enrollment_id)
        event = EnrollmentCreated(
            enrollment_id=enrollment_id, user_id=user_id, course_id=course_id, course_title=""
        )
        try:
            row = await self._db.fetch_one(
                _CLAIM,
                {
                    "id": enrollment_id,
                    "course_id": course_id,
                    "user_id": user_id,
                    "event_id": event_id,
                    "envelope": Jsonb(envelope(event, id=event_id)),
                },
                name="claim_seat",
            )
        except UniqueViolation:
            return None
        if row is None:
            return None
        announce(self._outbox, row.pop("envelope"))
        return read(row, Enrollment, id=enrollment_id)

    async def _why_not(
        self, enrollment_id: str, course_id: str, user_id: str
    ) -> Enrollment | Problem | None:
        """Say why a claim found nothing; None when the reason is gone by now."""
        row = await self._db.fetch_one(
            _WHY_NOT,
            {"id": enrollment_id, "course_id": course_id, "user_id": user_id},
            name="why_no_seat",
        )
        reason = row["reason"] if row else ""
        if reason == "repeated":
            return await self._find(enrollment_id, user_id)
        if row and reason == "enrolled":
            return AlreadyEnrolled(extra={"enrollment_id": row["enrollment_id"]})
        refusal = _REFUSALS.get(reason)
        return refusal() if refusal else None

    async def _find(self, enrollment_id: str, owner: str | None) -> Enrollment:
        found = await self._db.fetch_one(
            _FIND, {"id": enrollment_id, "owner": owner}, name="find_enrollment", as_=Enrollment
        )
        if found is None:
            raise EnrollmentNotFound
        return found

    async def cancel(self, enrollment_id: str, *, owner: str | None) -> None:
        """Give the seat back, once; nothing happens when it was given back before.

        ``owner`` is the user whose enrollment it must be, None for anyone's. Raises
        EnrollmentNotFound.
        """
        if not is_id(enrollment_id):
            raise EnrollmentNotFound
        event_id = derived_id(EnrollmentCancelled.type, enrollment_id)
        # Whose it is and what the course is called is filled in by the statement itself.
        event = EnrollmentCancelled(
            enrollment_id=enrollment_id, user_id="", course_id="", course_title=""
        )
        row = await self._db.fetch_one(
            _CANCEL,
            {
                "id": enrollment_id,
                "owner": owner,
                "event_id": event_id,
                "envelope": Jsonb(envelope(event, id=event_id)),
            },
            name="cancel_enrollment",
        )
        if row is None:
            await self._find(enrollment_id, owner)
            return
        announce(self._outbox, row["envelope"])
        enrollment_attempts.labels("cancelled").inc()

    async def page(
        self,
        selection: Selection,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Enrollment]:
        """Return a part of the selected list, newest first; ``after`` = (created_at, id)."""
        after_at, after_id = after or (None, None)
        row = await self._db.fetch_one(
            _PAGE,
            {
                "viewer": selection.viewer,
                "user_id": selection.user_id,
                "course_id": selection.course_id,
                "status": selection.status,
                "after_at": after_at,
                "after_id": after_id,
                "offset": offset,
                "limit": limit,
            },
            name="list_enrollments",
        )
        items = row["items"] if row else []
        found = read_all(items, Enrollment)
        gaps = {each: (items[each]["created_at"], items[each]["id"]) for each in found.unread}
        return Part(found.items, row["total"] if row else 0, gaps)

    async def teaches(self, instructor: str, learner: str) -> bool:
        """Tell whether the learner has a seat in a course that the instructor owns."""
        row = await self._db.fetch_one(
            _TEACHES, {"instructor": instructor, "learner": learner}, name="teaches"
        )
        return row is not None

    async def learners(
        self, course_id: str, *, after: str | None, limit: int
    ) -> Step[LearnerOfCourse]:
        """Return the next learners of a course by their ids, from the beginning when None.

        They have a seat and an account that is not closed.
        """
        rows = await self._db.fetch_all(
            _LEARNERS, {"course_id": course_id, "after": after, "limit": limit}, name="learners"
        )
        found = read_all(rows, LearnerOfCourse, id="user_id")
        return Step.of(found, rows[-1]["user_id"] if len(rows) == limit else None)

    async def count_learners(self, course_id: str) -> int:
        """Count those whom ``learners`` returns."""
        row = await self._db.fetch_one(
            _COUNT_LEARNERS, {"course_id": course_id}, name="count_learners"
        )
        return int(row["learners"]) if row else 0


enrollments: Provider[PostgresEnrollments] = Provider(PostgresEnrollments)
