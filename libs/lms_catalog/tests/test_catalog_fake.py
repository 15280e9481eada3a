"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_catalog.tests.contract import CatalogContract
from lms_testing.catalog import FakeCatalog


class TestFakeCatalog(CatalogContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def store(self) -> FakeCatalog:
        """Return an empty catalog."""
        return FakeCatalog()
