"""The fake keeps the promises of the store."""

from __future__ import annotations

import pytest

from lms_identity import Users
from lms_testing import CapturedEvents
from lms_testing.identity import FakeUsers
from lms_testing.identity_contract import UsersContract


class TestFakeUsers(UsersContract):
    """The contract, in memory."""

    @pytest.fixture
    def store(self) -> Users:
        """Return an empty store."""
        return FakeUsers()

    @pytest.fixture
    def told(self, published: CapturedEvents) -> CapturedEvents:
        """Return what was published."""
        return published
