"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from libs.lms_files.tests.contract import FileContract
from libs.lms_files.tests.contract_uses import UsesContract
from libs.lms_files.tests.fake import FakeFiles
from lms_files import File, FileUse, PostgresFiles
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

    async def age(self, file: File, days: int) -> None:
        """Make a file older, and its departure from courses, too."""
        ago, fake = timedelta(days=days), self._fake
        fake.kept[file.id] = replace(fake.kept[file.id], created_at=file.created_at - ago)
        if file.id in fake.released:
            fake.released[file.id] -= ago

    async def restore(self, file: File) -> None:
        """Restore a deleted file."""
        del self._fake.gone[file.id]

    async def hand_in(self, file: File, *, course_id: str, lesson_id: str) -> None:
        """Hand a file in for a lesson; both are called like their ids."""
        await self._fake.hand_in([file.id], user_id=file.owner_id)
        self._fake.hand_ins[file.id] = FileUse(
            course_id=course_id,
            course_title=course_id,
            lesson_id=lesson_id,
            lesson_title=lesson_id,
        )


@pytest.fixture
def shelf(published: CapturedEvents) -> FakeShelf:
    """Return a shelf in memory."""
    return FakeShelf(published)


class TestFakeFiles(FileContract):
    """The fake."""


class TestUsesOfFakeFiles(UsesContract):
    """The fake, by what files are used for."""
