"""Enrollments in PostgreSQL; the statements are in ``_sql``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from lms_enrollments import _sql as sql
from lms_enrollments._events import (
    ClosureRequested,
    EnrollmentArchived,
    EnrollmentCancelled,
    EnrollmentCreated,
    EnrollmentEnded,
)
from lms_enrollments._model import (
    Enrollment,
    Learner,
    LearnerOfCourse,
    NewLearner,
    Selection,
)
from lms_enrollments.errors import (
    AlreadyALearner,
    AlreadyEnrolled,
    CourseFull,
    CourseNotFound,
    CourseNotOpen,
    CourseUnpaid,
    EnrollmentNotFound,
    NoAccount,
    PersonNotFound,
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
from lms_records import Step, gaps_in_time, read, read_all

if TYPE_CHECKING:
    from lms_postgres import Database

# A claim that found no seat may find, when it asks why, that one was freed meanwhile.
_CLAIM_TRIES = 5

_REFUSALS: dict[str, type[Problem]] = {
    "nobody": NoAccount,
    "unknown": CourseNotFound,
    "closed": CourseNotOpen,
    "full": CourseFull,
    "unpaid": CourseUnpaid,
}


class _Claim(NamedTuple):
    """A seat that is to be taken; ``is_added``: by those who teach the course, for somebody."""

    id: str
    course_id: str
    user_id: str
    is_added: bool = False


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

        Raises NoAccount, CourseNotFound, AlreadyEnrolled, CourseFull, CourseNotOpen, CourseUnpaid.
        """
        return await self._counted(_Claim(enrollment_id, course_id, user_id))

    async def add(self, enrollment_id: str, new: NewLearner, *, course_id: str) -> Enrollment:
        """Give somebody a seat whatever the course costs, and return it with who they are.

        A repeat with the same id returns the first enrollment. Raises PersonNotFound,
        CourseNotFound, AlreadyALearner, CourseFull, CourseNotOpen.
        """
        person = await self._db.fetch_one(
            sql.PERSON, {"user_id": new.user_id, "email": new.email}, name="find_learner"
        )
        if person is None:
            raise PersonNotFound
        try:
            wanted = _Claim(enrollment_id, course_id, person["id"], is_added=True)
            added = await self._counted(wanted)
        except AlreadyEnrolled as refusal:
            raise AlreadyALearner(extra=refusal.extra) from refusal
        learner = read({"name": person["name"], "email": person["email"]}, Learner, id=added.id)
        return msgspec.structs.replace(added, learner=learner)

    async def _counted(self, wanted: _Claim) -> Enrollment:
        try:
            claimed = await self._claim(wanted)
        except (Conflict, CourseUnpaid) as refusal:
            enrollment_attempts.labels(refusal.slug).inc()
            raise
        enrollment_attempts.labels("claimed").inc()
        return claimed

    async def _claim(self, wanted: _Claim) -> Enrollment:
        for _ in range(_CLAIM_TRIES):
            claimed = await self._try_claim(wanted)
            if claimed is not None:
                return claimed
            refusal = await self._why_not(wanted)
            if isinstance(refusal, Enrollment):
                return refusal
            if refusal is not None:
                raise refusal
        raise Unavailable("Seats of this course are changing hands; try again.")

    async def _try_claim(self, wanted: _Claim) -> Enrollment | None:
        event_id = derived_id(EnrollmentCreated.type, wanted.id)
        event = EnrollmentCreated(
            enrollment_id=wanted.id,
            user_id=wanted.user_id,
            course_id=wanted.course_id,
            course_title="",
        )
        noted = {"event_id": event_id, "envelope": Jsonb(envelope(event, id=event_id))}
        try:
            row = await self._db.fetch_one(
                sql.CLAIM, {**wanted._asdict(), **noted}, name="claim_seat"
            )
        except UniqueViolation:
            return None
        if row is None:
            return None
        announce(self._outbox, row.pop("envelope"))
        return read(row, Enrollment, id=wanted.id)

    async def _why_not(self, wanted: _Claim) -> Enrollment | Problem | None:
        """Say why a claim found nothing; None when the reason is gone by now."""
        row = await self._db.fetch_one(sql.WHY_NOT, wanted._asdict(), name="why_no_seat")
        reason = row["reason"] if row else ""
        if reason == "repeated":
            return await self._find(wanted.id, wanted.user_id)
        if row and reason == "enrolled":
            return AlreadyEnrolled(extra={"enrollment_id": row["enrollment_id"]})
        refusal = _REFUSALS.get(reason)
        return refusal() if refusal else None

    async def _find(self, enrollment_id: str, owner: str | None) -> Enrollment:
        found = await self._db.fetch_one(
            sql.FIND, {"id": enrollment_id, "owner": owner}, name="find_enrollment", as_=Enrollment
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
            sql.CANCEL,
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
            sql.PAGE,
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
        return Part(found.items, row["total"] if row else 0, gaps_in_time(items, found.unread))

    async def close(self, closure: ClosureRequested, limit: int) -> str | None:
        """Close the enrollments of the next learners of a course that is no longer taught.

        Of a deleted course they end, and nobody can take a seat any more; of an archived one they
        stay. Each is announced by an event of its own. Returns the id of the last learner, None
        when there are no more. Raises Unavailable while the catalog still shows a deleted course.
        """
        parameters: dict[str, object] = {
            "course_id": closure.course_id,
            "title": closure.course_title,
            "version": closure.version,
            "after": closure.after,
            "limit": limit,
            "envelope": Jsonb(envelope(_nobody(closure))),
        }
        if closure.is_deleted:
            locked = await self._db.fetch_one(sql.LOCK_SEATS, parameters, name="lock_seats")
            if locked and locked["is_shown"]:
                raise Unavailable("The catalog still shows the course.")
        statement = sql.END if closure.is_deleted else sql.ARCHIVE
        rows = await self._db.fetch_all(statement, parameters, name="close_enrollments")
        announce(self._outbox, *(row["envelope"] for row in rows if row["envelope"]))
        return rows[-1]["user_id"] if len(rows) == limit else None

    async def attends(self, user_id: str, course_id: str) -> bool:
        """Tell whether the person has a seat in the course."""
        row = await self._db.fetch_one(
            sql.ATTENDS, {"user_id": user_id, "course_id": course_id}, name="attends"
        )
        return row is not None

    async def seats_in(self, id_or_slug: str, user_id: str) -> set[str]:
        """Return the ids of the courses with this id or slug in which the person has a seat.

        That is one at most, unless a slug looks like an id. Slugs are looked up in the catalog.
        """
        rows = await self._db.fetch_all(
            sql.SEATS_IN,
            {
                "user_id": user_id,
                "course_id": id_or_slug if is_id(id_or_slug) else None,
                "slug": id_or_slug,
            },
            name="seats_in",
        )
        return {row["course_id"] for row in rows}

    async def teaches(self, instructor: str, learner: str) -> bool:
        """Tell whether the learner has a seat in a course that the instructor owns."""
        row = await self._db.fetch_one(
            sql.TEACHES, {"instructor": instructor, "learner": learner}, name="teaches"
        )
        return row is not None

    async def learners(
        self, course_id: str, *, after: str | None, limit: int
    ) -> Step[LearnerOfCourse]:
        """Return the next learners of a course by their ids, from the beginning when None.

        They have a seat and an account that is not closed.
        """
        rows = await self._db.fetch_all(
            sql.LEARNERS, {"course_id": course_id, "after": after, "limit": limit}, name="learners"
        )
        found = read_all(rows, LearnerOfCourse, id="user_id")
        return Step.of(found, rows[-1]["user_id"] if len(rows) == limit else None)

    async def count_learners(self, course_id: str) -> int:
        """Count those whom ``learners`` returns."""
        row = await self._db.fetch_one(
            sql.COUNT_LEARNERS, {"course_id": course_id}, name="count_learners"
        )
        return int(row["learners"]) if row else 0


def _nobody(closure: ClosureRequested) -> EnrollmentEnded | EnrollmentArchived:
    """Return the event that the statements make one of each learner's of."""
    kind = EnrollmentEnded if closure.is_deleted else EnrollmentArchived
    return kind(enrollment_id="", user_id="", course_id="", course_title="")


enrollments: Provider[PostgresEnrollments] = Provider(PostgresEnrollments)
