"""Every test of the repository has the fixtures of lms_testing, and its place on some core."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A bounded search in every run, a long one by `nox -s fuzz`. Other processes may slow an example
# down, so its time proves nothing; what a long search finds is kept in .hypothesis.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("bounded", max_examples=25, derandomize=True, database=None, **_COMMON)
settings.register_profile("long", max_examples=2_000, print_blob=True, **_COMMON)
settings.load_profile("bounded")

pytest_plugins = ["lms_testing.plugin", "tools.collecting", "tools.counted", "tools.spread"]
