"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_progress.tests.contract import ProgressContract
from libs.lms_progress.tests.contract_learning import LearningContract
from libs.lms_progress.tests.fake import FakeProgress
from lms_kernel import new_id
from lms_progress import CourseOutline, PostgresProgress
from lms_testing import CapturedEvents


class FakeClassroom:
    """Learners and seats of the fake."""

    def __init__(self, published: CapturedEvents) -> None:
        """Begin with nothing."""
        self._fake = FakeProgress()
        self.store: PostgresProgress | FakeProgress = self._fake
        self.published = published

    async def learner(self) -> str:
        """Return the id of somebody new."""
        return new_id()

    async def seat(self, user_id: str, title: str = "Gardening") -> str:
        """Enroll somebody in a new course."""
        return self._fake.add_seat(user_id, title=title)

    async def leave(self, user_id: str, course_id: str) -> None:
        """Cancel somebody's enrollment."""
        seats = self._fake.seats[user_id]
        (seat,) = [each for each in seats if each.course_id == course_id]
        seats.remove(seat)

    async def return_to(self, user_id: str, course_id: str) -> None:
        """Enroll somebody again."""
        self._fake.add_seat(user_id, course_id=course_id)


class TestFakeProgress(ProgressContract, LearningContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def room(self, published: CapturedEvents) -> FakeClassroom:
        """Return a classroom without anybody."""
        return FakeClassroom(published)


class _Lesson:
    def __init__(self, id_: str) -> None:
        self.id, self.title = id_, id_.upper()


class _Content:
    def lessons(self) -> list[_Lesson]:
        """Return two lessons."""
        return [_Lesson("a"), _Lesson("b")]


class _Completion:
    minimum_percent = 80
    required_lessons = ["b", "gone"]  # noqa: RUF012 - a value of this test


class _Course:
    id, title, version = "the-id", "Gardening", 7
    content, completion = _Content(), _Completion()


def test_an_outline_is_that_of_a_course() -> None:
    """A lesson that has left the outline is required of nobody."""
    assert CourseOutline.of(_Course()) == CourseOutline(
        course_id="the-id",
        course_title="Gardening",
        version=7,
        lesson_ids=["a", "b"],
        lesson_titles=["A", "B"],
        minimum_percent=80,
        required_lessons=["b"],
    )
