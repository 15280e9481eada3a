"""The shapes of an attempt."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from lms_kernel import Id
from lms_questions import Quiz, Response, Review, ShownQuiz, reviews, shown, shown_responses

# What was sent in time may be on its way this long.
GRACE_SECONDS = 30


class LessonPlace(NamedTuple):
    """The lesson that a quiz belongs to."""

    course_id: str
    lesson_id: str


class Taker(NamedTuple):
    """The person who takes a quiz; an author only tries it."""

    user_id: str
    is_author: bool = False


class Responses(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to save what was answered so far, or to end the attempt with it."""

    responses: Annotated[list[Response], Meta(max_length=100)]
    finished: Annotated[
        bool, Meta(description="true ends the attempt; false saves, and replaces what was saved")
    ] = False


class QuizAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's attempt at a quiz. Points and score are there once it has ended.

    ``number`` counts the attempts of this person in this lesson; an author's preview has 0.
    ``learner_name`` is shown only to the course's owner and to admins.
    """

    id: Id
    user_id: Id
    course_id: Id
    lesson_id: str
    number: int
    is_preview: bool
    started_at: datetime
    deadline: datetime | None = None
    saved_at: datetime | None = None
    finished_at: datetime | None = None
    points: int | None = None
    max_points: int | None = None
    score_percent: int | None = None
    is_passed: bool | None = None
    learner_name: str | None = None


class AttemptSheet(QuizAttempt, frozen=True, kw_only=True):
    """An attempt with its questions, the responses so far and, once it has ended, their review.

    ``seconds_left`` counts to the deadline by the server's clock; null without one.
    """

    quiz: ShownQuiz
    responses: list[Response]
    seconds_left: int | None = None
    reviews: list[Review] | None = None


class AttemptRecord(QuizAttempt, frozen=True, kw_only=True):
    """An attempt as it is stored: with the quiz's answers, the author's ids, and the seed."""

    seed: str
    quiz: Quiz
    responses: list[Response]
    read_at: datetime

    @property
    def is_over(self) -> bool:
        """Whether it is open, and its time was over when it was read."""
        return self.finished_at is None and self._is_late(self.read_at)

    @property
    def acted_at(self) -> datetime | None:
        """When its learner last did something, if its time is over; None: they can still act."""
        return (self.saved_at or self.started_at) if self.is_over else None

    @property
    def has_run_out(self) -> bool:
        """Whether it ended because its time was over: with what was saved."""
        return self.finished_at is not None and self._is_late(self.finished_at)

    def _is_late(self, moment: datetime) -> bool:
        grace = timedelta(seconds=GRACE_SECONDS)
        return self.deadline is not None and moment > self.deadline + grace

    @property
    def is_solved(self) -> bool:
        """Whether solutions are shown: they cannot help in another attempt that counts."""
        is_last = self.quiz.attempts is not None and self.number >= self.quiz.attempts
        return self.is_preview or is_last or bool(self.is_passed)

    def as_sheet(self) -> AttemptSheet:
        """Return what may be shown of it now."""
        common = {name: getattr(self, name) for name in QuizAttempt.__struct_fields__}
        has_ended = self.finished_at is not None
        return AttemptSheet(
            **common,
            quiz=shown(self.quiz, self.seed),
            responses=shown_responses(self.quiz, self.seed, self.responses),
            seconds_left=None if has_ended else self._seconds_left(),
            reviews=(
                reviews(self.quiz, self.seed, self.responses, is_solved=self.is_solved)
                if has_ended
                else None
            ),
        )

    def _seconds_left(self) -> int | None:
        if self.deadline is None:
            return None
        return max(int((self.deadline - self.read_at).total_seconds()), 0)


def by_start(attempt: QuizAttempt) -> tuple[datetime, str]:
    """Return where an attempt is in a list: the newest come first."""
    return attempt.started_at, attempt.id
