"""Events that the catalog handles itself."""

from __future__ import annotations

from typing import ClassVar

from lms_kernel import DomainEvent, Id


class RebuildRequested(DomainEvent, frozen=True, kw_only=True):
    """All courses after this id are to be read into the catalog again; null: from the first."""

    type: ClassVar[str] = "org.learning.rebuild.requested.v1"

    after: Id | None = None

    def subject(self) -> str:
        """Return what it is about: the catalog as a whole."""
        return "catalog"
