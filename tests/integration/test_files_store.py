"""Files on a real PostgreSQL: the promises."""

from __future__ import annotations

import pytest

from libs.lms_files.tests.contract import FileContract
from libs.lms_files.tests.fake import FakeFiles
from lms_files import PostgresFiles
from lms_kernel import new_id
from lms_postgres import Database
from lms_testing import CapturedEvents


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


@pytest.fixture
def shelf(postgres: Database, broker: CapturedEvents) -> PostgresShelf:
    """Return a shelf in the module's database."""
    return PostgresShelf(postgres, broker)


class TestPostgresFiles(FileContract):
    """The promises, kept by PostgreSQL."""
