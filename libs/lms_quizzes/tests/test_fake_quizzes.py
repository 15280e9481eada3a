"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_quizzes.tests.contract import QuizzesContract
from libs.lms_quizzes.tests.fake import FakeQuizzes
from lms_kernel import new_id
from lms_quizzes import PostgresQuizzes
from lms_testing import CapturedEvents


class FakeClass:
    """People of the fake."""

    def __init__(self, published: CapturedEvents) -> None:
        """Begin with nobody."""
        self._fake = FakeQuizzes()
        self.store: PostgresQuizzes | FakeQuizzes = self._fake
        self.published = published

    async def person(self) -> str:
        """Make somebody called Ana."""
        user_id = new_id()
        self._fake.names[user_id] = "Ana"
        return user_id

    async def pass_time(self, seconds: float) -> None:
        """Let time go by."""
        self._fake.pass_time(seconds=seconds)


class TestFakeQuizzes(QuizzesContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def room(self, published: CapturedEvents) -> FakeClass:
        """Return a class without anybody."""
        return FakeClass(published)
