"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_catalog.tests.contract import CatalogContract
from libs.lms_catalog.tests.search_contract import SearchContract
from lms_testing.catalog import FakeCatalog


class TestFakeCatalog(CatalogContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def store(self) -> FakeCatalog:
        """Return an empty catalog."""
        return FakeCatalog()


class TestFakeSearch(SearchContract):
    """The promises about searches, kept by the fake."""

    @pytest.fixture
    def store(self) -> FakeCatalog:
        """Return an empty catalog."""
        return FakeCatalog()
