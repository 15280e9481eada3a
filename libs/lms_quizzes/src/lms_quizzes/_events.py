"""What happens to attempts, as others hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from lms_kernel import DomainEvent, Id


class AttemptFinished(DomainEvent, frozen=True, kw_only=True):
    """A learner's attempt at a quiz has ended, and was marked.

    ``acted_at`` is when the learner ended it; when its time ran out, when they last saved.
    """

    type: ClassVar[str] = "org.learning.attempt.finished.v1"

    attempt_id: Id
    user_id: Id
    course_id: Id
    lesson_id: str
    score_percent: int
    is_passed: bool
    number: int
    acted_at: datetime
