"""Load the demo data through the platform's own libraries: `python -m local.demo.seed`.

Needs DATABASE_URL, MONGODB_URL, REDIS_URL and K_SINK. Every id is derived from a name, so loading
again, even after an interrupted load, adds what is missing and changes nothing else.

No events are published for the made-up learners: letters to people who do not exist would fill the
inbox, and would keep the functions busy just when somebody first looks around. The demo student's
enrollments are announced like anybody's, so there are a few emails to read.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from lms_catalog import reflect
from lms_courses import Course, NewCourse, courses, courses_outbox
from lms_enrollments import AlreadyEnrolled, NewLearner, enrollments
from lms_events import announce, publisher
from lms_files import NewFile, files
from lms_identity import EmailTaken, NewUser, User, hash_password, register, users
from lms_kernel import Unavailable, accept, close_providers, derived_id, request_scope, utc_now
from lms_notifications import NotificationRequest, inbox, notifications
from lms_objects import objects
from lms_progress import CourseOutline, progress
from lms_reports import reports
from lms_uploads import complete as complete_file
from local.demo.accounts import Account, accounts
from local.demo.learners import (
    DemoMessage,
    Learner,
    courses_of_the_student,
    lessons_of_the_student,
    messages_to_the_student,
    timetable,
)
from local.demo.lessons import STORED, file_id
from local.demo.school import DemoCourse, programme, teachers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

AT_ONCE = 6


async def seed() -> int:
    """Create the accounts, the courses, then the enrollments; return the number of courses."""
    try:
        owners = await make_accounts()
        slots = asyncio.Semaphore(AT_ONCE)

        async def make(course: DemoCourse) -> None:
            async with slots:
                await make_course(course, owners[course.teacher])

        await asyncio.gather(*(make(course) for course in programme()))
        await make_learners()
        await furnish(owners)
    finally:
        await close_providers()
    return len(programme())


async def make_accounts() -> dict[str, str]:
    """Create all accounts; return their ids by email, and the demo instructor's as ``""``."""
    made = {account.email: await make_account(account) for account in everybody()}
    instructor = next(one for one in accounts() if one.role == "instructor")
    return {**made, "": made[instructor.email]}


def everybody() -> Iterable[Account]:
    """Return the demo accounts, and the teachers with passwords that nobody knows."""
    yield from accounts()
    for teacher in teachers():
        yield Account("instructor", teacher.name, teacher.email, secrets.token_urlsafe(24))


async def make_account(account: Account) -> str:
    """Open an account; return its id, even if it already exists."""
    user_id = derived_id("demo", "user", account.email)
    if await users().find(user_id) is not None:
        return user_id
    wish = {"email": account.email, "name": account.name, "password": account.password}
    async with request_scope(function="seed"):
        try:
            user = await register(
                accept(wish, NewUser), role=account.role, user_id=user_id, email_verified=True
            )
        except EmailTaken:
            # A real MongoDB or PostgreSQL may have known that address before this machine did.
            known = await users().account(email=account.email)
            return user_id if known is None else known.user.id
    return user.id


async def make_course(demo: DemoCourse, owner: str) -> None:
    """Write one course as create_course does: document and events, catalog row, announcement."""
    async with request_scope(function="seed"):
        wanted = accept(demo.fields, NewCourse)
        draft = Course.draft(wanted, owner=owner, id=derived_id("demo", "course", demo.key))
        opened = draft.course.created_at - timedelta(days=demo.days_old)
        aged = msgspec.structs.replace(
            draft.course,
            created_at=opened,
            updated_at=opened,
            published_at=None if draft.course.published_at is None else opened,
        )
        written = await courses().add(draft._replace(course=aged))
        if written.news:
            await reflect(*written.news)
            announce(courses_outbox(), *written.news)
    for file in demo.files:
        await keep(file, owner)


async def keep(file: Path, owner: str) -> None:
    """Store a file of a course as if its teacher had uploaded it."""
    purpose, content_type = STORED[file.suffix]
    content = await asyncio.to_thread(file.read_bytes)
    new = NewFile(purpose, file.name, content_type, len(content))
    async with request_scope(function="seed"):
        announced = await files().add(file_id(file), new, owner=owner)
        if announced.stored_at is not None:
            return
        try:
            await objects().write(announced.key, content, content_type)
        except Unavailable as fault:
            print(f"{file.name} was not stored, so its lesson has no video: {fault}")
            return
        await complete_file(announced)


class Nobody:
    """Accepts every event and publishes none."""

    async def send(self, envelope: Mapping[str, object]) -> None:
        """Drop the event."""

    async def close(self) -> None:
        """Nothing to close."""


async def make_learners() -> None:
    """Create the made-up learners and their enrollments, with passwords that nobody knows."""
    password_hash = await hash_password(secrets.token_urlsafe(24))
    slots = asyncio.Semaphore(AT_ONCE)

    async def make(learner: Learner, taken: list[str]) -> None:
        async with slots:
            await make_learner(learner, taken, password_hash)

    with publisher.override(Nobody()):
        await asyncio.gather(*(make(*each) for each in timetable().items()))


async def make_learner(learner: Learner, taken: list[str], password_hash: str) -> None:
    """Store one learner, unless the address is already known, and take the seats."""
    user_id = derived_id("demo", "user", learner.email)
    joined = utc_now() - timedelta(days=learner.days_here)
    user = User(
        id=user_id,
        email=learner.email,
        name=learner.name,
        role="student",
        active=True,
        email_verified=True,
        version=1,
        created_at=joined,
        updated_at=joined,
    )
    async with request_scope(function="seed"):
        try:
            await users().add(user, password_hash)
        except EmailTaken:
            return
        for key in taken:
            await enroll(user_id, key)
        # No event announces these seats, so the reports are told here.
        await reports().refresh([(user_id, derived_id("demo", "course", key)) for key in taken])


async def enroll(user_id: str, key: str) -> None:
    """Give somebody a seat, as teachers do, unless there is one already."""
    with contextlib.suppress(AlreadyEnrolled):
        await enrollments().add(
            derived_id("demo", "enrollment", user_id, key),
            NewLearner(user_id=user_id),
            course_id=derived_id("demo", "course", key),
        )


async def furnish(ids: Mapping[str, str]) -> None:
    """Give the demo student courses and messages; ``ids`` maps email addresses to accounts."""
    demo = {account.role: ids[account.email] for account in accounts()}
    async with request_scope(function="seed"):
        for key in courses_of_the_student():
            await enroll(demo["student"], key)
        for key, lessons in lessons_of_the_student().items():
            await complete(demo["student"], key, lessons)
        for message in messages_to_the_student():
            await write(message, demo["student"], demo[message.sender])


async def complete(user_id: str, key: str, lessons: list[str]) -> None:
    """Record that somebody has read lessons of a course; what is recorded already stays."""
    course = await courses().find(derived_id("demo", "course", key))
    for lesson in lessons:
        await progress().record(
            user_id, lesson, CourseOutline.of(course), is_completed=True, position_seconds=None
        )


async def write(message: DemoMessage, recipient_id: str, sender_id: str) -> None:
    """Write one in-app message."""
    request = NotificationRequest(
        recipient_id=recipient_id,
        channel="in_app",
        category="message",
        subject=message.subject,
        text=message.text,
        sender_id=sender_id,
    )
    id_ = derived_id("demo", "message", recipient_id, message.subject)
    await notifications().request(request, id=id_)
    if message.read:
        await inbox().mark(id_, reader_id=recipient_id, read=True)


def main() -> None:
    """Load the data and print what was done."""
    began = utc_now()
    count = asyncio.run(seed())
    print(f"{count} courses in {(utc_now() - began).total_seconds():.1f} s")


if __name__ == "__main__":
    main()
