"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_files.tests.fake import FakeFiles
from libs.lms_submissions.tests.contract import SubmissionsContract
from libs.lms_submissions.tests.fake import FakeSubmissions
from lms_files import PostgresFiles
from lms_kernel import new_id
from lms_submissions import PostgresSubmissions
from lms_testing import CapturedEvents


class FakeDesk:
    """People and courses of the fake."""

    def __init__(self, published: CapturedEvents) -> None:
        """Begin with nothing."""
        self._fake = FakeSubmissions()
        self.store: PostgresSubmissions | FakeSubmissions = self._fake
        self.files: PostgresFiles | FakeFiles = self._fake.files
        self.published = published

    async def person(self) -> str:
        """Make somebody called Ana."""
        user_id = new_id()
        self._fake.names[user_id] = "Ana"
        self._fake.files.add_person(user_id)
        return user_id

    async def course(self, owner: str) -> str:
        """Make a course."""
        course_id = new_id()
        self._fake.owners[course_id] = owner
        return course_id


class TestFakeSubmissions(SubmissionsContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def desk(self, published: CapturedEvents) -> FakeDesk:
        """Return a desk with nothing on it."""
        return FakeDesk(published)
