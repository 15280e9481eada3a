"""Submissions on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio

import pytest

from libs.lms_files.tests.fake import FakeFiles
from libs.lms_submissions.tests.contract import (
    SubmissionsContract,
    delete,
    grade,
    hand_in,
    place,
    upload,
)
from libs.lms_submissions.tests.fake import FakeSubmissions
from lms_files import FileHandedIn, PostgresFiles
from lms_kernel import Invalid, new_id
from lms_postgres import Database, PostgresOutbox
from lms_submissions import PostgresSubmissions, Submission
from lms_testing import CapturedEvents
from tests.integration.test_enrollments_store import PostgresSchool


class PostgresDesk:
    """People and courses in the tables of the colleagues' contexts."""

    def __init__(self, pool: Database, published: CapturedEvents) -> None:
        """Use the given pool."""
        self.store: PostgresSubmissions | FakeSubmissions = PostgresSubmissions()
        self.files: PostgresFiles | FakeFiles = PostgresFiles()
        self.published = published
        self.pool = pool
        self._school = PostgresSchool(pool, published)

    async def person(self) -> str:
        """Make somebody called Ana."""
        return await self._school.person()

    async def course(self, owner: str) -> str:
        """Make a course."""
        return await self._school.course(owner=owner)


@pytest.fixture
def desk(postgres: Database, broker: CapturedEvents) -> PostgresDesk:
    """Return a desk in the module's database."""
    return PostgresDesk(postgres, broker)


class TestPostgresSubmissions(SubmissionsContract):
    """The promises, kept by PostgreSQL."""


async def test_versions_of_one_moment_are_all_kept(desk: PostgresDesk) -> None:
    """Ten hand-ins of one learner at the same time are ten versions, numbered in order."""
    ana, at = await desk.person(), place()

    added = await asyncio.gather(*(hand_in(desk, at, ana, f"{each}") for each in range(10)))

    assert sorted(each.version for each in added) == [*range(1, 11)]
    assert len(desk.published) == 10


async def test_simultaneous_repeats_are_one(desk: PostgresDesk) -> None:
    """The same id makes one submission, returned to each."""
    ana, at, id_ = await desk.person(), place(), new_id()

    added = await asyncio.gather(*(hand_in(desk, at, ana, id_=id_) for _ in range(10)))

    assert {(each.id, each.version) for each in added} == {(id_, 1)}
    assert len(desk.published) == 1


async def test_of_a_deletion_and_a_hand_in_of_one_moment_one_loses(desk: PostgresDesk) -> None:
    """Whichever comes second: a submission never names a file that its learner has deleted."""
    ana = await desk.person()
    for turn in range(30):
        files = [await upload(desk, ana) for _ in range(2)]
        handing_in = hand_in(desk, place(), ana, files=[each.id for each in files])
        deleting = delete(desk, files[turn % 2])

        added, deleted = await asyncio.gather(handing_in, deleting, return_exceptions=True)

        assert isinstance(added, Invalid | Submission), added
        assert deleted is None or isinstance(deleted, FileHandedIn), deleted
        assert isinstance(added, Submission) is isinstance(deleted, FileHandedIn)


@pytest.mark.parametrize("comes_first", ["handed_in_at", "deleted_at"])
async def test_the_second_one_waits_and_sees_what_the_first_one_did(
    desk: PostgresDesk, comes_first: str
) -> None:
    """Also when it began before the first one was done."""
    ana = await desk.person()
    file = await upload(desk, ana)

    async def second() -> None:
        if comes_first == "handed_in_at":
            await delete(desk, file)
        else:
            await hand_in(desk, place(), ana, files=[file.id])

    async with desk.pool.transaction() as first:
        await first.execute(
            f"UPDATE files SET {comes_first} = now() WHERE id = %(id)s",  # noqa: S608 - two constants
            {"id": file.id},
            name="test_first",
        )
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.2)
        assert not waiting.done()

    with pytest.raises((FileHandedIn, Invalid)):
        await waiting
    found = await desk.pool.fetch_one(
        "SELECT deleted_at IS NULL AS is_there FROM files WHERE id = %(id)s",
        {"id": file.id},
        name="test_file",
    )
    assert found == {"is_there": comes_first == "handed_in_at"}


async def test_simultaneous_versions_with_one_file_are_all_kept(desk: PostgresDesk) -> None:
    """In any order of their names; nothing waits in a circle."""
    ana, at = await desk.person(), place()
    files = [(await upload(desk, ana)).id for _ in range(3)]

    added = await asyncio.gather(
        *(hand_in(desk, at, ana, files=files[:: 1 if each % 2 else -1]) for each in range(8))
    )

    assert sorted(each.version for each in added) == [*range(1, 9)]


async def test_simultaneous_equal_grades_are_one(desk: PostgresDesk) -> None:
    """Pressing the button twice writes one letter; of different grades each is a fact."""
    added = await hand_in(desk, place(), await desk.person())

    await asyncio.gather(*(grade(desk, added, 7) for _ in range(10)))

    assert len(desk.published) == 2
    rows = await desk.pool.fetch_all(
        "SELECT points FROM submission_grades WHERE submission_id = %(id)s LIMIT 99",
        {"id": added.id},
        name="test_grades",
    )
    assert [row["points"] for row in rows] == [7]


async def test_events_survive_an_absent_broker(desk: PostgresDesk) -> None:
    """While the broker is down, what was handed in and its grade wait in the outbox."""
    desk.published.is_away = True

    added = await grade(desk, await hand_in(desk, place(), await desk.person()), 9)

    waiting = await PostgresOutbox().unpublished()
    assert [each["subject"] for each in waiting].count(added.id) == 2
