"""The chaos tests stage the functions like the end-to-end tests."""

from __future__ import annotations

from tests.e2e.conftest import staged

__all__ = ["staged"]
