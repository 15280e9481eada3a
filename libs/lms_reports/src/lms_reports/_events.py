"""What reports read of the events of others, and the one that asks for all of them again."""

from __future__ import annotations

from typing import ClassVar

from lms_kernel import DomainEvent, Id


class LearnerActivity(DomainEvent, frozen=True, kw_only=True):
    """What a report needs of a seat, a completion, an attempt or a grade: whose and where.

    What happened it reads from the facts. Decision 0044 says why this is a shape of its own.
    """

    type: ClassVar[str] = ""

    user_id: Id
    course_id: Id


class ReplayRequested(DomainEvent, frozen=True, kw_only=True):
    """The facts of all enrollments after this id are to be read again; null: from the first."""

    type: ClassVar[str] = "org.learning.replay.requested.v1"

    after: Id | None = None

    def subject(self) -> str:
        """Return what it is about: the reports as a whole."""
        return "reports"
