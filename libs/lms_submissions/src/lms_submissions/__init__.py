"""Submissions: handing in what an exercise asks for, and grading it."""

from __future__ import annotations

from lms_submissions._events import SubmissionCreated, SubmissionGraded
from lms_submissions._model import (
    ExercisePlace,
    Grade,
    GradeRequest,
    NewSubmission,
    OpenedSubmission,
    Submission,
    SubmissionSelection,
)
from lms_submissions._store import PostgresSubmissions, submissions
from lms_submissions.errors import ExerciseNotReady, SubmissionNotFound

__all__ = [
    "ExerciseNotReady",
    "ExercisePlace",
    "Grade",
    "GradeRequest",
    "NewSubmission",
    "OpenedSubmission",
    "PostgresSubmissions",
    "Submission",
    "SubmissionCreated",
    "SubmissionGraded",
    "SubmissionNotFound",
    "SubmissionSelection",
    "submissions",
]
