"""Problems with submissions.

NotFound 404
└── SubmissionNotFound    no such submission, or neither the caller's nor of a course of theirs
Conflict 409
└── ExerciseNotReady      the lesson is no exercise, or does not say what may be handed in
"""

from __future__ import annotations

from lms_kernel import Conflict, NotFound


class SubmissionNotFound(NotFound):
    """There is no such submission, or the caller may not see it."""

    title = "No such submission"


class ExerciseNotReady(Conflict):
    """The lesson is no exercise, or it does not say yet what may be handed in."""

    slug = "exercise-not-ready"
    title = "Nothing can be handed in for this lesson"
