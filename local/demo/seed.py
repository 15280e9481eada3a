"""Load the demo data through the platform's own libraries: `python -m local.demo.seed`.

Needs DATABASE_URL, MONGODB_URL, REDIS_URL and K_SINK. Every id follows from a name, so loading
again, also after a crash in the middle, adds what is missing and changes nothing else.
"""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from lms_catalog import reflect
from lms_courses import Course, NewCourse, courses, courses_outbox
from lms_events import announce
from lms_identity import EmailTaken, NewUser, register, users
from lms_kernel import close_providers, convert, derived_id, request_scope, utc_now
from local.demo.accounts import Account, accounts
from local.demo.school import DemoCourse, programme, teachers

if TYPE_CHECKING:
    from collections.abc import Iterable

AT_ONCE = 6


async def seed() -> int:
    """Make the accounts, then their courses; answer how many courses there are."""
    try:
        owners = await make_accounts()
        slots = asyncio.Semaphore(AT_ONCE)

        async def make(course: DemoCourse) -> None:
            async with slots:
                await make_course(course, owners[course.teacher])

        await asyncio.gather(*(make(course) for course in programme()))
    finally:
        await close_providers()
    return len(programme())


async def make_accounts() -> dict[str, str]:
    """Make all accounts; answer their ids by email, and the demo instructor's as ``""``."""
    made = {account.email: await make_account(account) for account in everybody()}
    instructor = next(one for one in accounts() if one.role == "instructor")
    return {**made, "": made[instructor.email]}


def everybody() -> Iterable[Account]:
    """Answer the demo accounts, and the teachers with passwords that nobody knows."""
    yield from accounts()
    for teacher in teachers():
        yield Account("instructor", teacher.name, teacher.email, secrets.token_urlsafe(24))


async def make_account(account: Account) -> str:
    """Open an account; answer its id, also when somebody opened it before."""
    user_id = derived_id("demo", "user", account.email)
    if await users().find(user_id) is not None:
        return user_id
    wish = {"email": account.email, "name": account.name, "password": account.password}
    async with request_scope(function="seed"):
        try:
            user = await register(convert(wish, NewUser), role=account.role, user_id=user_id)
        except EmailTaken:
            # A real MongoDB or PostgreSQL may have known that address before this machine did.
            known = await users().account(email=account.email)
            return user_id if known is None else known.user.id
    return user.id


async def make_course(demo: DemoCourse, owner: str) -> None:
    """Write one course as create_course does: document and events, catalog row, announcement."""
    async with request_scope(function="seed"):
        wanted = convert(demo.wish, NewCourse)
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


def main() -> None:
    """Load, and say what was done."""
    began = utc_now()
    count = asyncio.run(seed())
    print(f"{count} courses in {(utc_now() - began).total_seconds():.1f} s")


if __name__ == "__main__":
    main()
