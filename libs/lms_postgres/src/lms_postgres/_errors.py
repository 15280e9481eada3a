"""What a context learns about a row that it could not write."""

from __future__ import annotations


class UniqueViolation(Exception):  # noqa: N818 - PostgreSQL's own word
    """A row with that key exists; ``constraint`` is the name of the violated index."""

    def __init__(self, constraint: str) -> None:
        """Store the name of the constraint, so that the context can raise the domain's error."""
        super().__init__(constraint)
        self.constraint = constraint
