"""The one table of who may do what, and the two questions that are asked of it.

A permission is ``noun:verb``. Alone it covers what the caller owns (or owns nobody yet, like
creating); with ``:any`` behind it, everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lms_kernel import Actor

_STUDENT = frozenset(
    {
        "attempt:create",
        "attempt:list",
        "attempt:read",
        "attempt:update",
        "certificate:list",
        "enrollment:cancel",
        "enrollment:create",
        "enrollment:list",
        "file:create",
        "file:delete",
        "file:list",
        "file:read",
        "notification:list",
        "notification:read",
        "notification:update",
        "preference:read",
        "preference:update",
        "session:end",
        "session:list",
        "submission:create",
        "submission:list",
        "submission:read",
        "subscription:create",
        "subscription:delete",
        "subscription:list",
        "user:read",
        "user:update",
    }
)
_INSTRUCTOR = _STUDENT | {
    "announcement:create",
    "announcement:list",
    "announcement:read",
    "certificate:revoke",
    "course:create",
    "course:delete",
    "course:read",
    "course:update",
    "learner:add",
    "lesson:preview",
    "notification:create",
    "report:list",
    "statistics:read",
    "submission:grade",
}
_ADMIN = _INSTRUCTOR | {
    "announcement:create:any",
    "announcement:list:any",
    "announcement:read:any",
    "audit:list",
    "catalog:rebuild",
    "certificate:revoke:any",
    "course:delete:any",
    "course:read:any",
    "course:update:any",
    "delivery:list",
    "enrollment:cancel:any",
    "enrollment:list:any",
    "file:delete:any",
    "file:list:any",
    "file:read:any",
    "learner:add:any",
    "notification:create:any",
    "notification:read:any",
    "notification:replay",
    "parked_event:list",
    "parked_event:release",
    "report:list:any",
    "submission:list:any",
    "template:list",
    "template:preview",
    "template:read",
    "template:update",
    "user:list",
    "user:read:any",
    "user:update:any",
}

permissions: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "student": _STUDENT,
        "instructor": _INSTRUCTOR,
        "admin": _ADMIN,
        # A service token may do what its scopes say, and nothing by its role.
        "service": frozenset(),
    }
)

# What a service token can be given: every permission there is.
known_permissions: frozenset[str] = frozenset().union(*permissions.values())


def granted(actor: Actor) -> frozenset[str]:
    """Return the permissions of the actor: those of the role and the scopes; none if unknown."""
    return permissions.get(actor.role, frozenset()) | actor.scopes


def may(actor: Actor | None, permission: str, *, owner: str | None = None) -> bool:
    """Whether the actor may do this, to a thing of ``owner`` when one is given.

    Anonymous callers (None) have no permissions.
    """
    if actor is None:
        return False
    held = granted(actor)
    if f"{permission}:any" in held:
        return True
    return permission in held and owner in {None, actor.id}
