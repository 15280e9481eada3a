"""The fake keeps the promises of the store."""

from __future__ import annotations

import pytest

from libs.lms_identity.tests.contract import UsersContract
from libs.lms_identity.tests.ticket_contract import TicketsContract
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


class TestFakeTickets(TicketsContract):
    """The contract of links, in memory."""

    @pytest.fixture
    def store(self, accounts: FakeUsers) -> FakeUsers:
        """Return an empty store with its links."""
        return accounts

    @pytest.fixture
    def news(self, published: CapturedEvents) -> CapturedEvents:
        """Return what was published."""
        return published
