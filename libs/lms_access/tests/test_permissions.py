"""Who may do what."""

from __future__ import annotations

import pytest

from lms_access import granted, known_permissions, may, permissions
from lms_kernel import Actor
from lms_testing import actor


def test_every_role_may_what_the_one_below_it_may() -> None:
    """An instructor is also a learner, an admin also an instructor."""
    assert permissions["student"] < permissions["instructor"] < permissions["admin"]


@pytest.mark.parametrize(
    ("role", "permission", "expected"),
    [
        ("student", "enrollment:create", True),
        ("student", "course:create", False),
        ("student", "notification:create", False),
        ("instructor", "course:create", True),
        ("instructor", "user:list", False),
        ("admin", "user:list", True),
        ("service", "enrollment:create", False),
        ("root", "enrollment:create", False),
    ],
)
def test_a_role_grants_what_the_table_says(role: str, permission: str, expected: bool) -> None:
    """An unknown role grants nothing."""
    assert may(Actor("id", role), permission) is expected


def test_a_permission_alone_covers_only_what_one_owns() -> None:
    """An instructor changes their own courses, not a colleague's."""
    author = actor("instructor")
    assert may(author, "course:update", owner=author.id)
    assert not may(author, "course:update", owner=actor("instructor", "other").id)


def test_a_permission_for_any_covers_everybodys() -> None:
    """An admin changes every course."""
    assert may(actor("admin"), "course:update", owner=actor("instructor").id)
    assert may(actor("admin"), "course:update:any")
    assert not may(actor("instructor"), "course:update:any")


def test_a_stranger_may_nothing() -> None:
    """None is nobody, whatever is asked."""
    assert not may(None, "course:read")


def test_a_service_may_what_its_scopes_say() -> None:
    """A scope is a permission and the role adds none."""
    service = Actor("id", "service", scopes=frozenset({"notification:create:any"}))
    assert granted(service) == {"notification:create:any"}
    assert may(service, "notification:create", owner="anybody")
    assert not may(service, "user:list")
    assert granted(service) < known_permissions
