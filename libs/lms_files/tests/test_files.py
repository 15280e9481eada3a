"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_files.tests.contract import FileContract
from libs.lms_files.tests.fake import FakeFiles
from lms_files import PostgresFiles
from lms_kernel import new_id
from lms_testing import CapturedEvents


class FakeShelf:
    """People of the fake."""

    def __init__(self, published: CapturedEvents) -> None:
        """Begin with nothing."""
        self._fake = FakeFiles()
        self.store: PostgresFiles | FakeFiles = self._fake
        self.published = published

    async def person(self, role: str = "student") -> str:
        """Make somebody and return their id."""
        user_id = new_id()
        self._fake.add_person(user_id, role)
        return user_id


@pytest.fixture
def shelf(published: CapturedEvents) -> FakeShelf:
    """Return a shelf in memory."""
    return FakeShelf(published)


class TestFakeFiles(FileContract):
    """The fake."""
