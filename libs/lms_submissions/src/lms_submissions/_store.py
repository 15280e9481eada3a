"""Submissions in PostgreSQL; the statements are in ``_sql``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_events import announce
from lms_kernel import (
    FieldError,
    Invalid,
    Part,
    Provider,
    Unavailable,
    derived_id,
    envelope,
    is_id,
    new_id,
    utc_now,
)
from lms_postgres import Jsonb, PostgresOutbox, UniqueViolation, database
from lms_records import gaps_in_time, read_all
from lms_submissions import _sql as sql
from lms_submissions._events import SubmissionCreated, SubmissionGraded
from lms_submissions._model import (
    ExercisePlace,
    GradeRequest,
    NewSubmission,
    Submission,
    SubmissionSelection,
)
from lms_submissions.errors import SubmissionNotFound

if TYPE_CHECKING:
    from lms_kernel import Place
    from lms_postgres import Database

# When two hand-ins come at the same moment, one of them counts again.
_TRIES = 20


class PostgresSubmissions:
    """The store behind ``submissions()``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool
        self._outbox = PostgresOutbox(pool)

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def add(
        self, submission_id: str, new: NewSubmission, *, at: ExercisePlace, user_id: str
    ) -> Submission:
        """Keep what was handed in as the next version; a repeat with the same id is the first.

        Raises Invalid for what the exercise does not ask for, and for files that are not there or
        not this person's for a submission. From now on their owner cannot delete them.
        """
        new.check(at)
        event_id = derived_id(SubmissionCreated.type, submission_id)
        event = SubmissionCreated(
            submission_id=submission_id,
            user_id=user_id,
            course_id=at.course_id,
            lesson_id=at.lesson_id,
            acted_at=utc_now(),
        )
        news = envelope(event, id=event_id)
        parameters: dict[str, object] = {
            "id": submission_id,
            "user_id": user_id,
            "course_id": at.course_id,
            "lesson_id": at.lesson_id,
            "course_title": at.course_title,
            "lesson_title": at.lesson_title,
            "text": new.text,
            "file_ids": new.file_ids,
            "max_points": at.max_points,
            "event_id": event_id,
            "envelope": Jsonb(news),
        }
        for _ in range(_TRIES):
            try:
                added = await self._db.fetch_one(
                    sql.ADD, parameters, name="add_submission", as_=Submission
                )
            except UniqueViolation:
                if first := await self._find(submission_id):
                    return first
                continue
            if added is not None:
                announce(self._outbox, news)
                return added
            if first := await self._find(submission_id):
                return first
            await self._check_files(new.file_ids, user_id)
        raise Unavailable("Too much is being handed in for this lesson; try again.")

    async def _check_files(self, ids: list[str], user_id: str) -> None:
        rows = await self._db.fetch_all(
            sql.THERE,
            {"file_ids": ids, "user_id": user_id, "limit": len(ids)},
            name="files_of_submission",
        )
        there = {row["id"] for row in rows}
        faults = [
            FieldError(f"file_ids[{index}]", "must be a file that you uploaded for a submission")
            for index, each in enumerate(ids)
            if each not in there
        ]
        if faults:
            raise Invalid(errors=faults)

    async def find(
        self, submission_id: str, *, viewer: str | None = None, is_to_grade: bool = False
    ) -> Submission:
        """Return a submission with its newest grade. Raises SubmissionNotFound.

        A viewer finds their own and those of courses that they own, as in a list, and to grade
        only the latter; None finds all. Whether the lesson still exists does not matter.
        """
        found = await self._find(submission_id, viewer=viewer, is_to_grade=is_to_grade)
        if found is None:
            raise SubmissionNotFound
        return found

    async def _find(
        self, submission_id: str, *, viewer: str | None = None, is_to_grade: bool = False
    ) -> Submission | None:
        if not is_id(submission_id):
            return None
        return await self._db.fetch_one(
            sql.FIND,
            {"id": submission_id, "viewer": viewer, "is_to_grade": is_to_grade},
            name="find_submission",
            as_=Submission,
        )

    async def page(
        self,
        selection: SubmissionSelection,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Submission]:
        """Return a part of the selected list, newest first; ``after`` = (created_at, id)."""
        after_at, after_id = after or (None, None)
        row = await self._db.fetch_one(
            sql.PAGE,
            {
                **selection._asdict(),
                "after_at": after_at,
                "after_id": after_id,
                "offset": offset,
                "limit": limit,
            },
            name="list_submissions",
        )
        items = row["items"] if row else []
        found = read_all(items, Submission)
        return Part(found.items, row["total"] if row else 0, gaps_in_time(items, found.unread))

    async def grade(
        self, submission: Submission, request: GradeRequest, *, grader_id: str
    ) -> Submission:
        """Add a grade, which is from now on the one that counts, and return the submission with it.

        Raises Invalid for less than no points, and for more than there are.
        """
        most = submission.max_points
        if not 0 <= request.points <= most:
            raise Invalid(errors=[FieldError("points", f"must be whole points, from 0 to {most}")])
        grade_id, is_passed = new_id(), 2 * request.points >= most
        event = SubmissionGraded(
            submission_id=submission.id,
            user_id=submission.user_id,
            course_id=submission.course_id,
            course_title=submission.course_title,
            lesson_id=submission.lesson_id,
            lesson_title=submission.lesson_title,
            points=request.points,
            max_points=most,
            is_passed=is_passed,
            comment=request.comment,
        )
        event_id = derived_id(SubmissionGraded.type, grade_id)
        row = await self._db.fetch_one(
            sql.GRADE,
            {
                "id": grade_id,
                "submission_id": submission.id,
                "grader_id": grader_id,
                "points": request.points,
                "comment": request.comment,
                "is_passed": is_passed,
                "event_id": event_id,
                "envelope": Jsonb(envelope(event, id=event_id)),
            },
            name="grade_submission",
        )
        if row is not None:
            announce(self._outbox, row["envelope"])
        return await self.find(submission.id)


submissions: Provider[PostgresSubmissions] = Provider(PostgresSubmissions)
