"""Attempts at quizzes: start, save, end, list, and what questions turn out to be worth."""

from __future__ import annotations

from lms_quizzes._events import AttemptFinished
from lms_quizzes._model import (
    GRACE_SECONDS,
    AttemptRecord,
    AttemptSheet,
    LessonPlace,
    QuizAttempt,
    Responses,
    Taker,
    by_start,
)
from lms_quizzes._statistics import (
    ChoiceStatistics,
    QuestionStatistics,
    QuizFacts,
    QuizStatistics,
    statistics_of,
)
from lms_quizzes._store import PostgresQuizzes, quizzes
from lms_quizzes.errors import (
    AttemptFinishedAlready,
    AttemptNotFound,
    AttemptOpen,
    AttemptOver,
    NoAttemptsLeft,
    QuizNotReady,
)

__all__ = [
    "GRACE_SECONDS",
    "AttemptFinished",
    "AttemptFinishedAlready",
    "AttemptNotFound",
    "AttemptOpen",
    "AttemptOver",
    "AttemptRecord",
    "AttemptSheet",
    "ChoiceStatistics",
    "LessonPlace",
    "NoAttemptsLeft",
    "PostgresQuizzes",
    "QuestionStatistics",
    "QuizAttempt",
    "QuizFacts",
    "QuizNotReady",
    "QuizStatistics",
    "Responses",
    "Taker",
    "by_start",
    "quizzes",
    "statistics_of",
]
