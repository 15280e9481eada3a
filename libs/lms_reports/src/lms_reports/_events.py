"""What reports read of the events of others."""

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
