"""The chaos tests stage the functions as the end-to-end tests do."""

from __future__ import annotations

from tests.e2e.conftest import staged

__all__ = ["staged"]
