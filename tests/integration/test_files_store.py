"""Files on a real PostgreSQL: the promises."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import asdict

from libs.lms_files.tests.contract import FileContract, delete, new_file, store
from libs.lms_files.tests.contract_uses import UsesContract
from libs.lms_files.tests.fake import FakeFiles
from lms_catalog import PostgresCatalog
from lms_files import Cover, File, FileNotFound, PostgresFiles, Purpose
from lms_kernel import new_id, request_scope, utc_now
from lms_postgres import Database
from lms_submissions import ExercisePlace, NewSubmission, PostgresSubmissions
from lms_testing import CapturedEvents
from lms_testing.catalog import card


class PostgresShelf:
    """People in the table of accounts."""

    def __init__(self, pool: Database, published: CapturedEvents) -> None:
        """Use the given pool."""
        self.store: PostgresFiles | FakeFiles = PostgresFiles()
        self.published = published
        self.pool = pool

    async def person(self, role: str = "student") -> str:
        """Make somebody and return their id."""
        user_id = new_id()
        await self.pool.execute(
            """
            INSERT INTO users (id, email, name, password_hash, role)
            VALUES (%(id)s::text::uuid, %(id)s || '@example.org', 'Ana', '', %(role)s)
            """,
            {"id": user_id, "role": role},
            name="test_person",
        )
        return user_id

    async def restore(self, file: File) -> None:
        """Restore a deleted file, as docs/runbooks/files.md does."""
        await self.pool.execute(
            """
            WITH back AS (UPDATE files SET deleted_at = NULL
                          WHERE id = %(id)s AND deleted_at IS NOT NULL
                          RETURNING owner_id, purpose, bytes)
            UPDATE file_usage u SET files = u.files + 1, bytes = u.bytes + back.bytes
            FROM back WHERE u.owner_id = back.owner_id AND u.purpose = back.purpose
            """,
            {"id": file.id},
            name="test_restore",
        )

    async def age(self, file: File, days: int) -> None:
        """Make a file older, and its departure from courses, too."""
        await self.pool.execute(
            """
            UPDATE files SET created_at = created_at - %(days)s * interval '1 day',
                             released_at = released_at - %(days)s * interval '1 day'
            WHERE id = %(id)s
            """,
            {"id": file.id, "days": days},
            name="test_age",
        )

    async def hand_in(self, file: File, *, course_id: str, lesson_id: str) -> None:
        """Hand a file in for a lesson; both are called like their ids."""
        at = ExercisePlace(course_id, course_id, lesson_id, lesson_id, 10, ("file",))
        new = NewSubmission(file_ids=[file.id])
        async with request_scope(function="create_submission"):
            await PostgresSubmissions().add(new_id(), new, at=at, user_id=file.owner_id)


@pytest.fixture
def shelf(postgres: Database, broker: CapturedEvents) -> PostgresShelf:
    """Return a shelf in the module's database."""
    return PostgresShelf(postgres, broker)


class TestPostgresFiles(FileContract):
    """The promises, kept by PostgreSQL."""


class TestUsesOfPostgresFiles(UsesContract):
    """What files are used for, as PostgreSQL knows it."""


async def test_a_course_shows_its_owners_cover(shelf: PostgresShelf) -> None:
    """Or one that an admin put there; while it is published, and the file is there.

    In which widths there is one is null until somebody tried to make them.
    """
    owner, admin, other = [
        await shelf.person(role) for role in ("instructor", "admin", "instructor")
    ]
    catalog = PostgresCatalog()

    async def shown(file: File, **changes: Any) -> Cover | None:
        course = card(owner_id=owner, cover_file_id=file.id, **changes)
        await catalog.index(course)
        try:
            return await shelf.store.cover(course.course_id)
        except FileNotFound:
            return None

    async def uploaded(by: str, purpose: Purpose = "cover") -> File:
        added = await shelf.store.add(new_id(), new_file(purpose), owner=by)
        return await store(shelf, added)

    mine, of_admin, foreign = [await uploaded(by) for by in (owner, admin, other)]
    assert await shown(mine) == Cover(**asdict(mine), widths=None)
    await shelf.store.note_widths(mine.id, [])
    assert await shown(mine) == Cover(**asdict(mine), widths=())
    await shelf.store.note_widths(mine.id, [480, 960])
    assert await shown(mine) == Cover(**asdict(mine), widths=(480, 960))
    assert await shown(of_admin) == Cover(**asdict(of_admin), widths=None)
    assert await shown(foreign) is None
    assert await shown(await uploaded(owner, "lesson")) is None
    assert await shown(await shelf.store.add(new_id(), new_file("cover"), owner=owner)) is None
    assert await shown(mine, status="draft", published_at=None) is None
    assert await shown(mine, deleted_at=utc_now()) is None
    await delete(shelf, mine)
    assert await shown(mine) is None
    for unknown in (new_id(), "gardening"):
        with pytest.raises(FileNotFound):
            await shelf.store.cover(unknown)
