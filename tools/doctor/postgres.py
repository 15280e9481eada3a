"""What PostgreSQL holds: accounts, seats, files, what people hand in and get, events to publish."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec

from lms_audit import AuditEntry
from lms_certificates import CertificateRecord, Revocation
from lms_courses import Course
from lms_enrollments import EnrollmentStatus
from lms_files import File
from lms_identity import StaleUser, User, users
from lms_kernel import CourseStatus, Id, Level, Slug, request_scope, utc_now
from lms_postgres import database
from lms_questions import Quiz, Response
from lms_quizzes import QuizAttempt
from lms_submissions import Grade, Submission
from tools.doctor.events import event_fault
from tools.doctor.examine import Record

_BATCH = 500
_NOBODY = "00000000-0000-0000-0000-000000000000"

# A column that a field is added for is read, too.
_USERS = f"""
SELECT {", ".join(User.__struct_fields__)} FROM users
WHERE id > %(after)s::uuid ORDER BY id LIMIT %(limit)s
"""  # noqa: S608 - names of fields, nobody's input
_CATALOG = """
SELECT course_id, slug, title, category, level, tags, language, capacity, status,
       jsonb_build_object('amount', price_amount, 'currency', price_currency) AS price
FROM catalog WHERE course_id > %(after)s::uuid AND deleted_at IS NULL
ORDER BY course_id LIMIT %(limit)s
"""
_ENROLLMENTS = """
SELECT id, user_id, course_id, status, created_at, cancelled_at FROM enrollments
WHERE id > %(after)s::uuid ORDER BY id LIMIT %(limit)s
"""
# Data that was erased is nothing to repair.
_AUDIT = f"""
SELECT {", ".join({*AuditEntry.__struct_fields__} - {"data"})}, coalesce(data, '{{}}') AS data
FROM audit_trail
WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
"""  # noqa: S608 - names of fields, nobody's input
_FILES = f"""
SELECT {", ".join(File.__struct_fields__)} FROM files
WHERE id > %(after)s::uuid AND deleted_at IS NULL ORDER BY id LIMIT %(limit)s
"""  # noqa: S608 - names of fields, nobody's input
_CERTIFICATES = f"""
SELECT {", ".join(CertificateRecord.__struct_fields__)} FROM certificates
WHERE id > %(after)s::uuid ORDER BY id LIMIT %(limit)s
"""  # noqa: S608 - names of fields, nobody's input
_SUBMISSIONS = """
SELECT id, user_id, course_id, lesson_id, version, course_title, lesson_title, text, file_ids,
       max_points, created_at
FROM submissions WHERE id > %(after)s::uuid ORDER BY id LIMIT %(limit)s
"""
_GRADES = f"""
SELECT id, {", ".join(Grade.__struct_fields__)} FROM submission_grades
WHERE id > %(after)s::uuid ORDER BY id LIMIT %(limit)s
"""  # noqa: S608 - names of fields, nobody's input
_QUIZZES = """
SELECT digest, quiz FROM quiz_versions
WHERE digest > %(after)s ORDER BY digest LIMIT %(limit)s
"""
# The quiz of each is a record of its own.
_ATTEMPTS = """
SELECT id, user_id, course_id, lesson_id, number, is_preview, started_at, deadline, saved_at,
       finished_at, points, max_points, score_percent, is_passed, responses
FROM quiz_attempts WHERE id > %(after)s::uuid ORDER BY id LIMIT %(limit)s
"""
_OUTBOX = """
SELECT id, envelope FROM outbox
WHERE id > %(after)s::uuid ORDER BY id LIMIT %(limit)s
"""


def _type_of(field: str, of: type[msgspec.Struct] = Course) -> Any:
    (found,) = (each.type for each in msgspec.structs.fields(of) if each.name == field)
    return found


CatalogRow = msgspec.defstruct(
    "CatalogRow",
    [
        ("course_id", Id),
        ("slug", Slug),
        ("level", Level),
        ("status", CourseStatus),
        *(
            (name, _type_of(name))
            for name in ("title", "category", "tags", "language", "capacity", "price")
        ),
    ],
)
"""What a row of the catalog should be: by the rules of the course that it shows."""


CertificateRow = msgspec.defstruct(
    "CertificateRow",
    [
        ("name", _type_of("name", User)),
        ("course_title", _type_of("title")),
        ("revocation_reason", _type_of("reason", Revocation) | None, None),
    ],
    bases=(CertificateRecord,),
    kw_only=True,
    frozen=True,
)
"""What a row of ``certificates`` should be: by the rules of whom and what it names."""


class AttemptRow(QuizAttempt, frozen=True, kw_only=True):
    """What a row of ``quiz_attempts`` should be."""

    responses: list[Response]


class EnrollmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a row of ``enrollments`` should be."""

    id: Id
    user_id: Id
    course_id: Id
    status: EnrollmentStatus
    created_at: datetime
    cancelled_at: datetime | None


async def records() -> AsyncIterator[Record]:
    """Return every record in which people's words end up, and every event that is none.

    What only follows these records is left out; a test says what, and why.
    """
    async for row in _walk(_USERS, "id"):
        yield Record(
            store="postgres",
            kind="user",
            id=row["id"],
            value=row,
            into=User,
            save=_save_user,
        )
    async for row in _walk(_CATALOG, "course_id"):
        # Follows the documents: repaired with them, or by a rebuild.
        yield Record(
            store="postgres", kind="catalog", id=row["course_id"], value=row, into=CatalogRow
        )
    for statement, kind, into in (
        (_ENROLLMENTS, "enrollment", EnrollmentRow),
        (_FILES, "file", File),
        (_CERTIFICATES, "certificate", CertificateRow),
        (_SUBMISSIONS, "submission", Submission),
        (_GRADES, "grade", Grade),
        (_ATTEMPTS, "attempt", AttemptRow),
        # Nobody changes what was recorded: a finding is for an operator to explain.
        (_AUDIT, "audit", AuditEntry),
    ):
        async for row in _walk(statement, "id", "" if kind == "audit" else _NOBODY):
            yield Record(store="postgres", kind=kind, id=row["id"], value=row, into=into)
    async for row in _walk(_QUIZZES, "digest", ""):
        yield Record(store="postgres", kind="quiz", id=row["digest"], value=row["quiz"], into=Quiz)
    async for row in _walk(_OUTBOX, "id"):
        if fault := event_fault(row["envelope"]):
            yield Record(
                store="postgres", kind="outbox", id=row["id"], value=row["envelope"], fault=fault
            )


async def _walk(statement: Any, key: str, after: str = _NOBODY) -> AsyncIterator[dict[str, Any]]:
    while rows := await database().fetch_all(
        statement, {"after": after, "limit": _BATCH}, name="doctor"
    ):
        for row in rows:
            yield row
        after = rows[-1][key]


async def _save_user(normal: dict[str, Any]) -> None:
    """Save the account under its next version, with the event that says what changed.

    Raises EmailTaken and StaleUser.
    """
    before = await users().find(normal["id"])
    if before is None or before.version != normal["version"]:
        raise StaleUser
    user = msgspec.convert(normal, User)
    changes = [name for name in ("email", "name") if getattr(before, name) != getattr(user, name)]
    now: datetime = utc_now()
    user = msgspec.structs.replace(user, version=user.version + 1, updated_at=now)
    async with request_scope(function="doctor") as context:
        is_saved = await users().save(user, changes)
        # The relay publishes the event: the doctor needs no broker.
        context.after.clear()
    if not is_saved:
        raise StaleUser
