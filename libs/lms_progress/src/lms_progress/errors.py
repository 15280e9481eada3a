"""Problems with progress.

Conflict 409
└── GradedLesson    the lesson is completed by its result, not by the learner's word
"""

from __future__ import annotations

from lms_kernel import Conflict


class GradedLesson(Conflict):
    """A quiz or an exercise is completed by passing it."""

    slug = "graded-lesson"
    title = "This lesson is completed by its result"
