"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_courses.tests.contract import CoursesContract
from lms_courses import MongoCourses
from lms_events import Outbox
from lms_testing.courses import FakeCourses


class FakeShelf:
    """The fake is its own outbox."""

    def __init__(self) -> None:
        """Begin with nothing."""
        fake = FakeCourses()
        self.store: MongoCourses | FakeCourses = fake
        self.outbox: Outbox = fake.outbox


class TestFakeCourses(CoursesContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def shelf(self) -> FakeShelf:
        """Return an empty shelf."""
        return FakeShelf()
