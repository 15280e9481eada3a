"""The fake keeps the promises of the store."""

from __future__ import annotations

import pytest

from libs.lms_identity.tests.contract import UsersContract
from lms_testing import CapturedEvents
from lms_testing.identity import FakeUsers


class TestFakeUsers(UsersContract):
    """The contract, in memory."""

    @pytest.fixture
    def store(self) -> FakeUsers:
        """Return an empty store."""
        return FakeUsers()

    @pytest.fixture
    def news(self, published: CapturedEvents) -> CapturedEvents:
        """Return what was published."""
        return published
