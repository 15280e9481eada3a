"""Certificates in PostgreSQL; the statements are in ``_sql``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_certificates import _sql as sql
from lms_certificates._events import CertificateIssued, CertificateRevoked, CompletedCourse
from lms_certificates._model import Certificate, CertificateEntry, CertificateRecord
from lms_certificates.errors import CertificateNotFound, NoLearner, NotYourCourse
from lms_events import announce
from lms_kernel import Part, Place, Provider, derived_id, envelope, is_id, new_id
from lms_postgres import Jsonb, PostgresOutbox, database
from lms_records import gaps_in_time, read, read_all

if TYPE_CHECKING:
    from lms_postgres import Database


class PostgresCertificates:
    """The store behind ``certificates()``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool
        self._outbox = PostgresOutbox(pool)

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def issue(self, completed: CompletedCourse) -> Certificate:
        """Return the certificate of a completion, which a repeat finds as it was issued.

        Raises NoLearner.
        """
        # Random, not derived: nobody who learns the completion's id can compute it.
        id_ = new_id()
        event_id = derived_id(CertificateIssued.type, completed.completion_id)
        event = CertificateIssued(
            certificate_id=id_,
            user_id=completed.user_id,
            course_id=completed.course_id,
            course_title=completed.course_title,
        )
        row = await self._db.fetch_one(
            sql.ISSUE,
            {
                "id": id_,
                "completion_id": completed.completion_id,
                "user_id": completed.user_id,
                "course_id": completed.course_id,
                "course_title": completed.course_title,
                "completed_at": completed.completed_at,
                "event_id": event_id,
                "envelope": Jsonb(envelope(event, id=event_id)),
            },
            name="issue_certificate",
        )
        if row is not None:
            announce(self._outbox, row.pop("envelope"))
            return read(row, Certificate, id=id_)
        row = await self._db.fetch_one(
            sql.OF_COMPLETION,
            {"completion_id": completed.completion_id},
            name="find_certificate_of_completion",
        )
        if row is None:
            raise NoLearner
        return read(row, Certificate, id=str(row["id"]))

    async def get(self, certificate_id: str) -> Certificate:
        """Return a certificate, also a revoked one. Raises CertificateNotFound."""
        row = None
        if is_id(certificate_id):
            row = await self._db.fetch_one(sql.FIND, {"id": certificate_id}, name="get_certificate")
        if row is None:
            raise CertificateNotFound
        return read(row, Certificate, id=certificate_id)

    async def entry(self, certificate_id: str) -> CertificateEntry:
        """Return a certificate and its place in the lists. Raises CertificateNotFound."""
        row = None
        if is_id(certificate_id):
            row = await self._db.fetch_one(
                sql.ENTRY, {"id": certificate_id}, name="get_certificate_entry"
            )
        if row is None:
            raise CertificateNotFound
        index = int(row.pop("status_index"))
        return CertificateEntry(read(row, Certificate, id=certificate_id), index)

    async def revoked(self, first: int, size: int) -> list[int]:
        """Return the places of revoked certificates, of as many as ``size`` from ``first`` on."""
        rows = await self._db.fetch_all(
            sql.REVOKED, {"first": first, "size": size}, name="list_revoked_certificates"
        )
        return [int(row["status_index"]) for row in rows]

    async def revoke(
        self, certificate_id: str, reason: str, *, owner: str | None
    ) -> CertificateRecord:
        """Revoke a certificate, once: a repeat returns it with the first reason.

        ``owner`` may revoke those of their own courses, None every one. Raises CertificateNotFound,
        NotYourCourse.
        """
        if not is_id(certificate_id):
            raise CertificateNotFound
        # The statement itself fills in the learner and the course.
        event = CertificateRevoked(
            certificate_id=certificate_id, user_id="", course_id="", course_title="", reason=""
        )
        # Its id is new: a revocation that was taken back by hand can be followed by another one.
        # A repeat finds no row to change, so nothing is written twice.
        noted = envelope(event)
        row = await self._db.fetch_one(
            sql.REVOKE,
            {
                "id": certificate_id,
                "reason": reason,
                "owner": owner,
                "event_id": noted["id"],
                "envelope": Jsonb(noted),
            },
            name="revoke_certificate",
        )
        if row is not None:
            announce(self._outbox, row["envelope"])
        return await self._record(certificate_id, owner)

    async def _record(self, certificate_id: str, owner: str | None) -> CertificateRecord:
        row = await self._db.fetch_one(
            sql.RECORD, {"id": certificate_id, "owner": owner}, name="get_certificate_record"
        )
        if row is None:
            raise CertificateNotFound
        if not row.pop("may_revoke"):
            raise NotYourCourse
        return read(row, CertificateRecord, id=certificate_id)

    async def page(
        self, user_id: str, *, limit: int, offset: int = 0, after: Place | None = None
    ) -> Part[CertificateRecord]:
        """Return a part of a learner's certificates, newest first; ``after`` = (issued_at, id)."""
        after_at, after_id = after or (None, None)
        row = await self._db.fetch_one(
            sql.PAGE,
            {
                "user_id": user_id,
                "after_at": after_at,
                "after_id": after_id,
                "offset": offset,
                "limit": limit,
            },
            name="list_certificates",
        )
        items = row["items"] if row else []
        found = read_all(items, CertificateRecord)
        gaps = gaps_in_time(items, found.unread, at="issued_at")
        return Part(found.items, row["total"] if row else 0, gaps)


certificates: Provider[PostgresCertificates] = Provider(PostgresCertificates)
