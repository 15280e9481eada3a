"""The demo data on real stores: written once, through the libraries, with few events."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from libs.lms_objects.tests.fake import fake_objects
from lms_courses import courses_outbox
from lms_enrollments import Selection, enrollments
from lms_identity import PasswordSettings
from lms_kernel import derived_id
from lms_notifications import inbox
from lms_postgres import PostgresOutbox
from local.demo.learners import courses_of_the_student, timetable
from local.demo.school import programme
from local.demo.seed import furnish, make_accounts, make_course, make_learners

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pymongo.asynchronous.collection import AsyncCollection
    from redis.asyncio import Redis as AsyncRedis

    from libs.lms_objects.tests.fake import FakeObjects
    from lms_postgres import Database
    from lms_testing import CapturedEvents

STUDENT = derived_id("demo", "user", "student@example.org")
INSTRUCTOR = derived_id("demo", "user", "instructor@example.org")
TAKEN = {key for keys in timetable().values() for key in keys} | {*courses_of_the_student()}


@pytest.fixture(autouse=True)
def _stores(
    postgres: Database, mongo: AsyncCollection[dict[str, Any]], real_redis: AsyncRedis
) -> None:
    """Let every test have all three stores."""


@pytest.fixture(autouse=True)
def _cheap_passwords() -> Iterator[None]:
    with PasswordSettings.override(lms_password_rounds=4):
        yield


@pytest.fixture(autouse=True)
def bucket() -> Iterator[FakeObjects]:
    """Return the files that were stored."""
    with fake_objects() as fake:
        yield fake


async def load() -> None:
    """Load like `seed`, with only those courses that somebody takes."""
    owners = await make_accounts()
    for course in programme():
        if course.key in TAKEN:
            await make_course(course, owners[course.teacher])
    await make_learners()
    await furnish(owners)


async def test_the_demo_school_is_alive(
    postgres: Database, broker: CapturedEvents, bucket: FakeObjects
) -> None:
    """Rosters, seats and messages are there once; only the demo student's seats are announced."""
    await load()
    counts = Counter(broker.types())

    # A crash may come after anything that was written: loading again adds nothing.
    await load()

    assert Counter(broker.types()) - counts == Counter()
    assert Counter(kind for _, kind in bucket.kept.values()) == {"text/vtt": 2, "video/webm": 1}
    assert counts["org.learning.enrollment.created.v1"] == len(courses_of_the_student())
    assert counts["org.learning.notification.requested.v1"] == 0
    assert await PostgresOutbox().unpublished() == await courses_outbox().unpublished() == []

    everybody = (await enrollments().page(Selection(viewer=None), limit=1)).total
    expected = sum(len(keys) for keys in timetable().values()) + len(courses_of_the_student())
    assert everybody == expected
    row = await postgres.fetch_one("SELECT sum(taken) AS taken FROM seats", name="taken")
    assert row == {"taken": expected}

    reported = await postgres.fetch_one(
        "SELECT count(*) AS learners FROM learner_reports", name="reported"
    )
    # Those of the demo student follow from the events.
    assert reported == {"learners": expected - len(courses_of_the_student())}

    mine = await enrollments().page(Selection(viewer=STUDENT, user_id=STUDENT), limit=10)
    assert sorted(each.course_title for each in mine.items) == sorted(courses_of_the_student())
    roster = await enrollments().page(
        Selection(
            viewer=INSTRUCTOR, course_id=derived_id("demo", "course", "Python from the First Line")
        ),
        limit=100,
    )
    assert "Amara Okafor" in {each.learner.name for each in roster.items if each.learner}
    assert roster.total > 5

    page = await inbox().page(STUDENT, limit=10)
    assert page.total == 2
    assert page.unread == 1
    assert [each.status for each in page.items] == ["delivered", "delivered"]
