"""Attempts at quizzes in memory, with all the rules of the real store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from lms_events import announce
from lms_kernel import Part, Place, Unavailable, derived_id, envelope, is_id, utc_now
from lms_questions import Mark, Quiz, Response, grade, read_responses
from lms_quizzes import (
    AttemptFinished,
    AttemptFinishedAlready,
    AttemptNotFound,
    AttemptOpen,
    AttemptOver,
    AttemptRecord,
    LessonPlace,
    NoAttemptsLeft,
    QuizAttempt,
    QuizFacts,
    Responses,
    Taker,
    by_start,
    quizzes,
)
from lms_testing.outboxes import MemoryOutbox

SEED = "5eed" * 8


@dataclass
class FakeQuizzes:
    """The store of attempts as a dictionary; ``pass_time`` moves its clock."""

    kept: dict[str, AttemptRecord] = field(default_factory=dict)
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Of people, by id."""
    is_away: bool = False
    later: timedelta = timedelta()

    def pass_time(self, **time: float) -> None:
        """Let time go by: ``minutes=5``."""
        self.later += timedelta(**time)

    @property
    def _now(self) -> datetime:
        return utc_now() + self.later

    async def start(
        self, attempt_id: str, quiz: Quiz, *, at: LessonPlace, by: Taker
    ) -> AttemptRecord:
        """Begin an attempt; a repeat with the same id returns the first."""
        self._look()
        if attempt_id in self.kept and self.kept[attempt_id].user_id == by.user_id:
            return self._read(attempt_id)
        number = 0
        if not by.is_author:
            mine = self._of(at, by.user_id)
            for each in mine:
                if self._end_over(each).finished_at is None:
                    raise AttemptOpen(extra={"attempt_id": each.id})
            if quiz.attempts is not None and len(mine) >= quiz.attempts:
                raise NoAttemptsLeft(f"This quiz allows {quiz.attempts}.")
            number = len(mine) + 1
        for each in [*self.kept.values()]:
            if by.is_author and each.is_preview and _is_by(each, at, by.user_id):
                del self.kept[each.id]
        now = self._now
        self.kept[attempt_id] = AttemptRecord(
            id=attempt_id,
            user_id=by.user_id,
            course_id=at.course_id,
            lesson_id=at.lesson_id,
            number=number,
            is_preview=by.is_author,
            started_at=now,
            deadline=now + timedelta(minutes=quiz.minutes) if quiz.minutes else None,
            seed=SEED,
            quiz=quiz,
            responses=[],
            read_at=now,
        )
        return self.kept[attempt_id]

    async def find(self, attempt_id: str) -> AttemptRecord:
        """Return an attempt; one whose time is over ends first."""
        self._look()
        if not is_id(attempt_id) or attempt_id not in self.kept:
            raise AttemptNotFound
        return self._end_over(self._read(attempt_id))

    async def save(self, record: AttemptRecord, changes: Responses) -> AttemptRecord:
        """Keep responses, and end the attempt with them if that is what the changes say."""
        self._look()
        record = self._end_over(self._read(record.id))
        if record.has_run_out:
            raise AttemptOver
        if record.finished_at is not None:
            if changes.finished:
                return record
            raise AttemptFinishedAlready
        responses = read_responses(record.quiz, record.seed, changes.responses)
        if changes.finished:
            return self._finish(record, responses)
        return self._keep(record, responses=responses, saved_at=self._now)

    async def page(
        self,
        at: LessonPlace,
        *,
        user_id: str | None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[QuizAttempt]:
        """Return part of the attempts at a quiz, newest first."""
        self._look()
        found = sorted(
            (self._end_over(each) for each in self._of(at, user_id)), key=by_start, reverse=True
        )
        items = [
            QuizAttempt(
                **{name: getattr(each, name) for name in QuizAttempt.__struct_fields__[:-1]},
                learner_name=self.names.get(each.user_id) if user_id is None else None,
            )
            for each in found
            if after is None or by_start(each) < after
        ]
        return Part(items[offset : offset + limit], len(found))

    async def facts(self, at: LessonPlace) -> QuizFacts:
        """Return what attempts say; without discrimination, which is PostgreSQL's to compute."""
        self._look()
        ended = [each for each in self._of(at, None) if each.finished_at is not None]
        attempts, right, taken = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
        for each in ended:
            for mark in self.marks[each.id]:
                attempts[mark.question_id] += 1
                right[mark.question_id] += mark.is_right
            for response in each.responses:
                taken.update((response.question_id, choice) for choice in response.choices)
        scores = [each.score_percent or 0 for each in ended]
        plain = {
            "attempts": len(ended),
            "passed": sum(bool(each.is_passed) for each in ended),
            "mean_percent": sum(scores) / len(scores) if scores else None,
            "questions": [
                {"question_id": id_, "attempts": count, "right": right[id_]}
                for id_, count in attempts.items()
            ],
            "taken": [
                {"question_id": question, "choice_id": choice, "attempts": count}
                for (question, choice), count in taken.items()
            ],
        }
        return msgspec.convert(plain, QuizFacts)

    def _look(self) -> None:
        if self.is_away:
            raise Unavailable("The database cannot be reached.")

    def _of(self, at: LessonPlace, user_id: str | None) -> list[AttemptRecord]:
        return [
            each
            for each in self.kept.values()
            if not each.is_preview and _is_by(each, at, user_id or each.user_id)
        ]

    def _read(self, attempt_id: str) -> AttemptRecord:
        return self._keep(self.kept[attempt_id], read_at=self._now)

    def _keep(self, record: AttemptRecord, **changes: Any) -> AttemptRecord:
        self.kept[record.id] = msgspec.structs.replace(record, **changes)
        return self.kept[record.id]

    def _end_over(self, record: AttemptRecord) -> AttemptRecord:
        record = self._read(record.id)
        return self._finish(record, record.responses) if record.is_over else record

    def _finish(self, record: AttemptRecord, responses: list[Response]) -> AttemptRecord:
        marks = grade(record.quiz, responses)
        self.marks[record.id] = marks.questions
        ended = self._keep(
            record,
            responses=responses,
            finished_at=self._now,
            points=marks.points,
            max_points=marks.max_points,
            score_percent=marks.percent,
            is_passed=marks.is_passed,
        )
        if not ended.is_preview:
            event = AttemptFinished(
                attempt_id=ended.id,
                user_id=ended.user_id,
                course_id=ended.course_id,
                lesson_id=ended.lesson_id,
                score_percent=marks.percent,
                is_passed=marks.is_passed,
                number=ended.number,
                acted_at=record.acted_at or self._now,
            )
            id_ = derived_id(AttemptFinished.type, ended.id)
            announce(MemoryOutbox(), envelope(event, id=id_))
        return ended


def _is_by(record: AttemptRecord, at: LessonPlace, user_id: str) -> bool:
    return (record.course_id, record.lesson_id, record.user_id) == (*at, user_id)


@contextmanager
def fake_quizzes() -> Iterator[FakeQuizzes]:
    """Put a fake store into the ``with`` block."""
    fake = FakeQuizzes()
    with quizzes.override(fake):
        yield fake
