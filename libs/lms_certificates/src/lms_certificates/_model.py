"""The shapes of a certificate."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from lms_kernel import Id, Place, kinds

Reason = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=500,
        pattern=kinds.LINE,
        description="Why it is no longer valid; the learner sees it, the public does not",
        extra={
            "normalize": kinds.line,
            "hint": "must be one line of {min_length} to {max_length} characters",
        },
    ),
]


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate as everybody sees it who knows its id.

    ``name``, ``course_title`` and ``teacher`` are what they were when it was issued; ``teacher`` is
    empty if nobody was known.
    """

    id: Id
    name: str
    course_id: Id
    course_title: str
    teacher: str
    completed_at: datetime
    issued_at: datetime
    revoked_at: datetime | None = None

    @property
    def place(self) -> Place:
        """Return where it is in a list that is sorted by when certificates were issued."""
        return self.issued_at, self.id


class CertificateRecord(Certificate, frozen=True, kw_only=True):
    """A certificate as its learner and those who may revoke it see it."""

    revocation_reason: str | None = None


class CertificateEntry(msgspec.Struct, frozen=True):
    """A certificate, and its place in the published lists of revoked ones."""

    certificate: Certificate
    status_index: int


class Revocation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to revoke a certificate."""

    reason: Reason
