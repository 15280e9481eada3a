"""Attempts in PostgreSQL; the statements are in ``_sql``."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

import msgspec

from lms_events import announce
from lms_kernel import Part, Provider, Unavailable, derived_id, envelope, is_id, utc_now
from lms_postgres import Jsonb, PostgresOutbox, UniqueViolation, database
from lms_questions import Quiz, Response, grade, read_responses
from lms_quizzes import _sql as sql
from lms_quizzes._events import AttemptFinished
from lms_quizzes._model import (
    GRACE_SECONDS,
    AttemptRecord,
    LessonPlace,
    QuizAttempt,
    Responses,
    Taker,
)
from lms_quizzes._statistics import QuizFacts
from lms_quizzes.errors import (
    AttemptFinishedAlready,
    AttemptNotFound,
    AttemptOpen,
    AttemptOver,
    NoAttemptsLeft,
)
from lms_records import gaps_in_time, read, read_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms_kernel import Place
    from lms_postgres import Database

# When we ask why an attempt cannot be started, or ended, the reason may be gone already.
_TRIES = 5
# So many attempts whose time is over are ended by one look at a lesson.
_ENDED_AT_ONCE = 20
_NEWEST = 1_000


class PostgresQuizzes:
    """The store behind ``quizzes()``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool
        self._outbox = PostgresOutbox(pool)

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def start(
        self, attempt_id: str, quiz: Quiz, *, at: LessonPlace, by: Taker
    ) -> AttemptRecord:
        """Begin an attempt at this quiz as it is now; a repeat with the same id returns the first.

        Raises AttemptOpen, NoAttemptsLeft.
        """
        text = msgspec.json.encode(quiz).decode()
        parameters = {
            "id": attempt_id,
            "user_id": by.user_id,
            "course_id": at.course_id,
            "lesson_id": at.lesson_id,
            "digest": hashlib.sha256(text.encode()).hexdigest(),
            "quiz": text,
            "seed": secrets.token_hex(16),
            "minutes": quiz.minutes,
            "attempts": quiz.attempts,
        }
        statement = sql.PREVIEW if by.is_author else sql.START
        for _ in range(_TRIES):
            try:
                started = await self._db.fetch_one(
                    statement, parameters, name="start_attempt", as_=AttemptRecord
                )
            except UniqueViolation:
                started = None
            if started is not None:
                return started
            repeated = await self._record(attempt_id)
            if repeated is not None and repeated.user_id == by.user_id:
                return repeated
            opened = await self._db.fetch_one(
                sql.FIND_OPEN, parameters, name="open_attempt", as_=AttemptRecord
            )
            if opened is None:
                if quiz.attempts is not None:
                    raise NoAttemptsLeft(f"This quiz allows {quiz.attempts}.")
            elif not opened.is_over:
                raise AttemptOpen(extra={"attempt_id": opened.id})
            else:
                await self._finish(opened, opened.responses)
        raise Unavailable("Attempts at this quiz are being started and ended; try again.")

    async def find(self, attempt_id: str) -> AttemptRecord:
        """Return an attempt; one whose time is over ends first. Raises AttemptNotFound."""
        for _ in range(_TRIES):
            record = await self._record(attempt_id)
            if record is None:
                raise AttemptNotFound
            if not record.is_over:
                return record
            if ended := await self._finish(record, record.responses):
                return ended
        raise Unavailable("This attempt is being changed elsewhere; try again.")

    async def _record(self, attempt_id: str) -> AttemptRecord | None:
        if not is_id(attempt_id):
            return None
        return await self._db.fetch_one(
            sql.FIND, {"id": attempt_id}, name="find_attempt", as_=AttemptRecord
        )

    async def save(self, record: AttemptRecord, changes: Responses) -> AttemptRecord:
        """Keep responses, and end the attempt with them if that is what the changes say.

        Ending one that has ended returns it as it is. Raises Invalid for what cannot be responses,
        AttemptFinishedAlready for a change of one that has ended, and AttemptOver after its time:
        then it has ended with what was saved.
        """
        for _ in range(_TRIES):
            if record.has_run_out:
                raise AttemptOver
            if record.finished_at is not None:
                if changes.finished:
                    return record
                raise AttemptFinishedAlready
            responses = read_responses(record.quiz, record.seed, changes.responses)
            saved = await (
                self._finish(record, responses)
                if changes.finished
                else self._save(record, responses)
            )
            if saved is not None:
                return saved
            record = await self.find(record.id)
        raise Unavailable("This attempt is being changed elsewhere; try again.")

    async def _save(self, record: AttemptRecord, responses: list[Response]) -> AttemptRecord | None:
        return await self._db.fetch_one(
            sql.SAVE,
            {"id": record.id, "responses": _json(responses), "grace": GRACE_SECONDS},
            name="save_attempt",
            as_=AttemptRecord,
        )

    async def _finish(
        self, record: AttemptRecord, responses: list[Response]
    ) -> AttemptRecord | None:
        """Mark the responses and end the attempt; None when it is not as it was read."""
        marks = grade(record.quiz, responses)
        event_id = derived_id(AttemptFinished.type, record.id)
        event = AttemptFinished(
            attempt_id=record.id,
            user_id=record.user_id,
            course_id=record.course_id,
            lesson_id=record.lesson_id,
            score_percent=marks.percent,
            is_passed=marks.is_passed,
            number=record.number,
            acted_at=record.acted_at or utc_now(),
        )
        row = await self._db.fetch_one(
            sql.FINISH,
            {
                "id": record.id,
                "responses": _json(responses),
                "points": marks.points,
                "max_points": marks.max_points,
                "score_percent": marks.percent,
                "is_passed": marks.is_passed,
                "marks": _json(marks.questions),
                "is_over": record.is_over,
                "saved_at": record.saved_at,
                "grace": GRACE_SECONDS,
                "event_id": event_id,
                "envelope": Jsonb(envelope(event, id=event_id)),
            },
            name="finish_attempt",
        )
        if row is None:
            return None
        if news := row.pop("envelope"):
            announce(self._outbox, news)
        return read(row, AttemptRecord, id=record.id)

    async def page(
        self,
        at: LessonPlace,
        *,
        user_id: str | None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[QuizAttempt]:
        """Return part of the attempts at a quiz, newest first; ``user_id`` None is everybody.

        ``after`` = (started_at, id).
        """
        lesson = {"course_id": at.course_id, "lesson_id": at.lesson_id, "user_id": user_id}
        over = await self._db.fetch_all(
            sql.FIND_OVER,
            {**lesson, "grace": GRACE_SECONDS, "limit": _ENDED_AT_ONCE},
            name="attempts_over",
        )
        for record in read_all(over, AttemptRecord).items:
            await self._finish(record, record.responses)
        after_at, after_id = after or (None, None)
        row = await self._db.fetch_one(
            sql.PAGE,
            {
                **lesson,
                "after_at": after_at,
                "after_id": after_id,
                "offset": offset,
                "limit": limit,
            },
            name="list_attempts",
        )
        items = row["items"] if row else []
        found = read_all(items, QuizAttempt)
        gaps = gaps_in_time(items, found.unread, at="started_at")
        return Part(found.items, row["total"] if row else 0, gaps)

    async def facts(self, at: LessonPlace) -> QuizFacts:
        """Return what the newest attempts say."""
        found = await self._db.fetch_one(
            sql.STATISTICS,
            {"course_id": at.course_id, "lesson_id": at.lesson_id, "limit": _NEWEST},
            name="quiz_statistics",
            as_=QuizFacts,
        )
        return found or QuizFacts()


def _json(values: Iterable[Any]) -> Jsonb:
    return Jsonb(msgspec.to_builtins(list(values)))


quizzes: Provider[PostgresQuizzes] = Provider(PostgresQuizzes)
