"""Problems with attempts.

NotFound 404
└── AttemptNotFound           no such attempt, or neither the caller's nor of a course of theirs
Conflict 409
├── AttemptOpen               an attempt is open already; the problem names it
├── AttemptOver               its time is over: it ended with what was saved
├── AttemptFinishedAlready    it has ended, and what ended does not change
├── NoAttemptsLeft            every attempt that the quiz allows is used up
└── QuizNotReady              the lesson has no questions
"""

from __future__ import annotations

from lms_kernel import Conflict, NotFound


class AttemptNotFound(NotFound):
    """There is no such attempt, or the caller may not see it."""

    title = "No such attempt"


class AttemptOpen(Conflict):
    """An attempt at this quiz is open already."""

    slug = "attempt-open"
    title = "You have begun this quiz already: go on with that attempt"


class AttemptOver(Conflict):
    """The time of the attempt is over."""

    slug = "attempt-over"
    title = "The time is over: what was saved until then has been marked"


class AttemptFinishedAlready(Conflict):
    """The attempt has ended."""

    slug = "attempt-finished"
    title = "This attempt has ended: its responses cannot be changed"


class NoAttemptsLeft(Conflict):
    """Every attempt that the quiz allows is used up."""

    slug = "no-attempts-left"
    title = "You have used every attempt that this quiz allows"


class QuizNotReady(Conflict):
    """The lesson is no quiz, or a quiz without questions."""

    slug = "quiz-not-ready"
    title = "This lesson has no questions until its author writes them"
