"""Every test of the repository has the fixtures of lms_testing, and its place on some core."""

from __future__ import annotations

pytest_plugins = ["lms_testing.plugin", "tools.spread"]
