"""Every test of the repository has the fixtures of lms_testing."""

from __future__ import annotations

pytest_plugins = ["lms_testing.plugin"]
