"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

from datetime import datetime

import pytest

from libs.lms_reports.tests.contract import ReportsContract
from libs.lms_reports.tests.fake import FakeFacts, FakeReports
from lms_kernel import new_id
from lms_reports import PostgresReports


class FakeStaffroom:
    """Learners of the fake."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._fake = FakeReports()
        self.store: PostgresReports | FakeReports = self._fake

    async def course(self, *lessons: str) -> str:
        """Create a course with these lessons."""
        course_id = new_id()
        self._fake.outlines[course_id] = list(lessons)
        return course_id

    async def enroll(self, course_id: str, at: datetime) -> str:
        """Enroll somebody new called Ana."""
        user_id = new_id()
        self._fake.facts[user_id, course_id] = FakeFacts(new_id(), at)
        return user_id

    async def close(self, user_id: str) -> None:
        """Close somebody's account."""
        self._fake.closed.add(user_id)

    async def leave(self, user_id: str, course_id: str) -> None:
        """Give the seat back."""
        self._fake.facts[user_id, course_id].is_enrolled = False

    async def complete(
        self,
        user_id: str,
        course_id: str,
        lesson_id: str,
        at: datetime,
        *,
        is_by_result: bool = False,
    ) -> None:
        """Complete a lesson."""
        facts = self._fake.facts[user_id, course_id]
        facts.completed[lesson_id] = at
        if is_by_result:
            facts.by_result.add(lesson_id)

    async def finish(self, user_id: str, course_id: str, at: datetime) -> None:
        """Complete the course."""
        self._fake.facts[user_id, course_id].completed_at = at

    async def score(
        self, user_id: str, course_id: str, lesson_id: str, percent: int, at: datetime
    ) -> None:
        """Finish an attempt at a quiz."""
        facts = self._fake.facts[user_id, course_id]
        facts.scores[lesson_id] = max(percent, facts.scores.get(lesson_id, 0))
        facts.acted_at.append(at)


class TestFakeReports(ReportsContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def room(self) -> FakeStaffroom:
        """Return a staffroom with nobody in it."""
        return FakeStaffroom()
