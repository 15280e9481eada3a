"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from lms_testing.catalog import CatalogContract, FakeCatalog


class TestFakeCatalog(CatalogContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def store(self) -> FakeCatalog:
        """Return an empty catalog."""
        return FakeCatalog()
