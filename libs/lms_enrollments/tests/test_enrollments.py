"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_enrollments.tests.adding_contract import AddingContract
from libs.lms_enrollments.tests.closing_contract import ClosingContract
from libs.lms_enrollments.tests.contract import EnrollmentContract
from lms_enrollments import PostgresEnrollments
from lms_kernel import new_id
from lms_testing import CapturedEvents
from lms_testing.enrollments import FakeEnrollments


class FakeSchool:
    """Courses and people of the fake."""

    def __init__(self, published: CapturedEvents) -> None:
        """Begin with nothing."""
        self._fake = FakeEnrollments()
        self.store: PostgresEnrollments | FakeEnrollments = self._fake
        self.published = published

    async def course(
        self,
        *,
        capacity: int | None = None,
        status: str = "published",
        owner: str | None = None,
        is_priced: bool = False,
    ) -> str:
        """Make a course and answer its id."""
        return self._fake.add_course(
            capacity=capacity, status=status, owner=owner or "", is_priced=is_priced
        )

    async def person(self, name: str = "Ana") -> str:
        """Make somebody and answer their id."""
        user_id = new_id()
        self._fake.add_person(user_id, name)
        return user_id

    async def close_account(self, user_id: str) -> None:
        """Close somebody's account."""
        self._fake.closed.add(user_id)

    async def delete(self, course_id: str) -> None:
        """Delete the course."""
        self._fake.courses[course_id].status = "deleted"

    async def taken(self, course_id: str) -> int:
        """Return how many seats of the course are taken."""
        return self._fake.courses[course_id].taken


class TestFakeEnrollments(EnrollmentContract, AddingContract, ClosingContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def school(self, published: CapturedEvents) -> FakeSchool:
        """Return a school without anybody."""
        return FakeSchool(published)
