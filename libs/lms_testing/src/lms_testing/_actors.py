"""People of the tests."""

from __future__ import annotations

from lms_kernel import Actor, derived_id


def actor(role: str, name: str = "one") -> Actor:
    """Return the same person for the same role and name, with a session of its own."""
    return Actor(
        derived_id("test-user", role, name), role, session_id=derived_id("test-session", role, name)
    )
