"""Something to lose: the demo school with active learners. And rebuilding its read model.

Written through the platform's own libraries, so that tables, documents and keys are those of
production. Run with the stores' addresses in the environment:

    python -m tools.drill.school fill       # accounts, courses, seats, sessions, notifications
    python -m tools.drill.school edit       # an author changes courses after PostgreSQL's backup
    python -m tools.drill.school rebuild    # the function rebuild-catalog, from MongoDB
    python -m tools.drill.school files      # whether the bucket has every file that is known
"""

from __future__ import annotations

import asyncio
import importlib
import sys

from lms_access import sessions
from lms_catalog import CatalogQuery, RebuildRequested, catalog, reflect
from lms_courses import CourseChanges, courses, revise
from lms_enrollments import NewLearner, enrollments
from lms_events import publisher
from lms_files import key_of
from lms_identity import NewUser, register
from lms_kernel import accept, close_providers, derived_id, envelope, request_scope
from lms_notifications import NotificationRequest, notifications
from lms_objects import objects
from lms_postgres import database
from lms_testing import CapturedEvents, deliver
from local.demo.seed import seed
from tools.drill.errors import StepFailed

LEARNERS = 8
COURSES_EACH = 5
EDITED = 3


async def fill() -> None:
    """Load the demo data, then let learners register, log in, take seats and get messages.

    Their events stay in the outboxes, as in an outage of the broker: those must survive too.
    """
    await seed()
    found = (await catalog().search(CatalogQuery(limit=LEARNERS * COURSES_EACH))).items
    for number in range(LEARNERS):
        fields = {
            "email": f"learner{number}@example.org",
            "name": f"Learner {number}",
            "password": "correct horse battery",
        }
        user_id = derived_id("drill", "user", str(number))
        async with request_scope(function="drill"):
            await register(accept(fields, NewUser), role="student", user_id=user_id)
            await sessions().open(user_id, "student", user_agent="drill")
            for course in found[number::LEARNERS]:
                id_ = derived_id("drill", "enrollment", user_id, course.id)
                await enrollments().add(id_, NewLearner(user_id=user_id), course_id=course.id)
            await notifications().request(
                NotificationRequest(
                    recipient_id=user_id,
                    channel="email",
                    category="account",
                    subject="Welcome",
                    text="Good to have you here.",
                    email=fields["email"],
                )
            )


async def edit() -> None:
    """Change courses: the document in MongoDB, and the row that shows it."""
    for course in (await courses().following(None, EDITED)).items:
        async with request_scope(function="drill"):
            changes = CourseChanges(title=f"{course.title}, second edition")
            _, news = await revise(course.id, changes, may=_anyone)
            await reflect(*news)


async def rebuild() -> None:
    """Run rebuild-catalog until it requests no further batch. Raises StepFailed."""
    function = importlib.import_module("functions.rebuild_catalog.main").rebuild_catalog
    waiting = [envelope(RebuildRequested(after=None))]
    while waiting:
        with publisher.override(CapturedEvents()) as published:
            answer = await deliver(function, waiting.pop())
        if not answer.is_success:
            message = f"rebuild-catalog answered {answer.status_code}: {answer.text}"
            raise StepFailed(message)
        assert isinstance(published, CapturedEvents)  # noqa: S101 - what was put in comes out
        waiting += published


async def files() -> None:
    """Look into the bucket for each file of the database. Raises StepFailed if one is missing."""
    known = await database().fetch_all(
        "SELECT id, purpose, bytes FROM files"
        " WHERE stored_at IS NOT NULL AND deleted_at IS NULL ORDER BY id",
        {},
        name="drill_files",
    )
    for each in known:
        key = key_of(each["purpose"], each["id"])
        there = await objects().look(key, most=1)
        if there is None or there.length != each["bytes"]:
            message = f"the bucket has no {key} of {each['bytes']:,} bytes"
            raise StepFailed(message)
    if not known:
        raise StepFailed("there is no file to look for, so the look would prove nothing")
    print(f"{len(known)} files, as long as the database says")


def _anyone(*, owner: str) -> bool:
    return bool(owner)


async def _run(action: str) -> None:
    try:
        with publisher.override(_away()):
            await {"fill": fill, "edit": edit, "rebuild": rebuild, "files": files}[action]()
    finally:
        await close_providers()


def _away() -> CapturedEvents:
    broker = CapturedEvents()
    broker.is_away = True
    return broker


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1]))
