"""Certificates in memory, with all the rules of the real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from lms_certificates import (
    Certificate,
    CertificateEntry,
    CertificateIssued,
    CertificateNotFound,
    CertificateRecord,
    CertificateRevoked,
    CompletedCourse,
    NoLearner,
    NotYourCourse,
    certificates,
)
from lms_events import announce
from lms_kernel import (
    DomainEvent,
    Part,
    Place,
    Unavailable,
    derived_id,
    envelope,
    new_id,
    utc_now,
)
from lms_testing.outboxes import MemoryOutbox


@dataclass
class FakeCertificates:
    """The store of certificates as dictionaries."""

    names: dict[str, str] = field(default_factory=dict)
    """What people are called, by their id."""
    owners: dict[str, str] = field(default_factory=dict)
    """Who owns which course."""
    kept: dict[str, CertificateRecord] = field(default_factory=dict)
    learners: dict[str, str] = field(default_factory=dict)
    """Whose certificate it is, by its id."""
    of_completions: dict[str, str] = field(default_factory=dict)
    """The certificate of a completion, by their ids."""
    is_away: bool = False

    def have(self, certificate_id: str, learner_id: str, course_id: str) -> CertificateRecord:
        """Have a certificate of the course "Gardening"; nobody is told about it."""
        made = CertificateRecord(
            id=certificate_id,
            name=self.names.get(learner_id, "Ana"),
            course_id=course_id,
            course_title="Gardening",
            teacher="",
            completed_at=utc_now(),
            issued_at=utc_now(),
        )
        self.kept[certificate_id] = made
        self.learners[certificate_id] = learner_id
        return made

    async def issue(self, completed: CompletedCourse) -> Certificate:
        """Return the certificate of a completion."""
        self._look()
        if known := self.of_completions.get(completed.completion_id):
            return _public(self.kept[known])
        if completed.user_id not in self.names:
            raise NoLearner
        made = CertificateRecord(
            id=new_id(),
            name=self.names[completed.user_id],
            course_id=completed.course_id,
            course_title=completed.course_title,
            teacher=self.names.get(self.owners.get(completed.course_id, ""), ""),
            completed_at=completed.completed_at,
            issued_at=utc_now(),
        )
        self.kept[made.id] = made
        self.learners[made.id] = completed.user_id
        self.of_completions[completed.completion_id] = made.id
        _announce(
            CertificateIssued(
                certificate_id=made.id,
                user_id=completed.user_id,
                course_id=made.course_id,
                course_title=made.course_title,
            ),
            completed.completion_id,
        )
        return _public(made)

    async def get(self, certificate_id: str) -> Certificate:
        """Return a certificate, also a revoked one."""
        self._look()
        if certificate_id not in self.kept:
            raise CertificateNotFound
        return _public(self.kept[certificate_id])

    async def entry(self, certificate_id: str) -> CertificateEntry:
        """Return a certificate and its place in the lists."""
        certificate = await self.get(certificate_id)
        return CertificateEntry(certificate, self._place(certificate_id))

    async def revoked(self, first: int, size: int) -> list[int]:
        """Return the places of revoked certificates."""
        self._look()
        places = [self._place(each.id) for each in self.kept.values() if each.revoked_at]
        return [each for each in places if first <= each < first + size]

    def _place(self, certificate_id: str) -> int:
        return list(self.kept).index(certificate_id) + 1

    async def revoke(
        self, certificate_id: str, reason: str, *, owner: str | None
    ) -> CertificateRecord:
        """Revoke a certificate, once."""
        self._look()
        if certificate_id not in self.kept:
            raise CertificateNotFound
        found = self.kept[certificate_id]
        if owner is not None and self.owners.get(found.course_id) != owner:
            raise NotYourCourse
        if found.revoked_at is None:
            found = msgspec.structs.replace(found, revoked_at=utc_now(), revocation_reason=reason)
            self.kept[certificate_id] = found
            _announce(
                CertificateRevoked(
                    certificate_id=found.id,
                    user_id=self.learners[found.id],
                    course_id=found.course_id,
                    course_title=found.course_title,
                    reason=reason,
                ),
            )
        return found

    async def page(
        self, user_id: str, *, limit: int, offset: int = 0, after: Place | None = None
    ) -> Part[CertificateRecord]:
        """Return a part of a learner's certificates, newest first."""
        self._look()
        found = [each for each in self.kept.values() if self.learners[each.id] == user_id]
        found.sort(key=lambda each: each.place, reverse=True)
        total = len(found)
        if after is not None:
            found = [each for each in found if each.place < after]
        return Part(found[offset : offset + limit], total)

    def take_back(self, certificate_id: str) -> None:
        """Take a revocation back, as people do in the database."""
        self.kept[certificate_id] = msgspec.structs.replace(
            self.kept[certificate_id], revoked_at=None, revocation_reason=None
        )

    def _look(self) -> None:
        if self.is_away:
            raise Unavailable("The database cannot be reached.")


def _public(record: CertificateRecord) -> Certificate:
    """Return what everybody may see of it."""
    return msgspec.convert(msgspec.to_builtins(record), Certificate)


def _announce(event: DomainEvent, cause: str = "") -> None:
    event_id = derived_id(event.type, cause) if cause else None
    announce(MemoryOutbox(), envelope(event, id=event_id))


def a_completion(user_id: str = "", course_id: str = "", **changes: object) -> CompletedCourse:
    """Return that somebody has just completed the course "Gardening"."""
    completed = CompletedCourse(
        completion_id=new_id(),
        user_id=user_id or new_id(),
        course_id=course_id or new_id(),
        course_title="Gardening",
        completed_at=utc_now(),
    )
    return msgspec.structs.replace(completed, **changes)


@contextmanager
def fake_certificates() -> Iterator[FakeCertificates]:
    """Put a fake store into the ``with`` block."""
    fake = FakeCertificates()
    with certificates.override(fake):
        yield fake
