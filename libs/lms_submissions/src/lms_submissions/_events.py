"""What happens to submissions, as others hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from lms_kernel import DomainEvent, Id


class SubmissionCreated(DomainEvent, frozen=True, kw_only=True):
    """A learner handed something in, at ``acted_at``."""

    type: ClassVar[str] = "org.learning.submission.created.v1"

    submission_id: Id
    user_id: Id
    course_id: Id
    lesson_id: str
    acted_at: datetime


class SubmissionGraded(DomainEvent, frozen=True, kw_only=True):
    """A teacher graded a submission, perhaps again; with all that the letter about it needs."""

    type: ClassVar[str] = "org.learning.submission.graded.v1"

    submission_id: Id
    user_id: Id
    course_id: Id
    course_title: str
    lesson_id: str
    lesson_title: str
    points: int
    max_points: int
    is_passed: bool
    comment: str
