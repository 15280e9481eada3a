"""What happens to certificates; each event carries what a message about it needs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from lms_kernel import DomainEvent, Id


class CertificateIssued(DomainEvent, frozen=True, kw_only=True):
    """Somebody completed a course, and has a certificate of it."""

    type: ClassVar[str] = "org.learning.certificate.issued.v1"

    certificate_id: Id
    user_id: Id
    course_id: Id
    course_title: str


class CertificateRevoked(DomainEvent, frozen=True, kw_only=True):
    """A certificate is no longer valid, and why."""

    type: ClassVar[str] = "org.learning.certificate.revoked.v1"

    certificate_id: Id
    user_id: Id
    course_id: Id
    course_title: str
    reason: str


class CompletedCourse(DomainEvent, frozen=True, kw_only=True):
    """What a certificate needs of the event that somebody completed a course.

    lms_progress writes it; decision 0044 says why this is a shape of its own.
    """

    type: ClassVar[str] = ""

    completion_id: Id
    user_id: Id
    course_id: Id
    course_title: str
    completed_at: datetime
