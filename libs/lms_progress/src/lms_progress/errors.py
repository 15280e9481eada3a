"""Problems with progress.

Conflict 409
└── GradedLesson       the lesson is completed by its result, not by the learner's word
Forbidden 403
└── NothingRecorded    the caller can edit the course, and is no learner in it
"""

from __future__ import annotations

from lms_kernel import Conflict, Forbidden


class GradedLesson(Conflict):
    """A quiz or an exercise is completed by passing it."""

    slug = "graded-lesson"
    title = "This lesson is completed by its result"


class NothingRecorded(Forbidden):
    """Owners and admins try lessons, with a seat or without one (decision 0082)."""

    slug = "nothing-recorded"
    title = "Nothing is recorded for those who can edit the course"
