"""Problems with what is stored.

Problem 500
└── Unreadable     a stored record has not the types that it should have
Invalid 422
└── PartlyDone     a batch is done but for the records that it names
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_kernel import Invalid, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

# A broker keeps 1,024 bytes of what a function says: the first ones, and how many there are.
_NAMED = 8
_REASON_LENGTH = 80


class Unreadable(Problem):
    """A stored record cannot be read; trying again does not help, an operator has to repair it."""

    slug = "unreadable-record"
    title = "A stored record cannot be read"

    def __init__(self, record: str, id: str, reason: str) -> None:  # noqa: A002 - the word of every other interface
        """Name the record to callers; the reason is for operators."""
        super().__init__(f"The stored {record} {id} cannot be read. It was logged.")
        self.record = record
        self.id = id
        self.reason = reason


class PartlyDone(Invalid):
    """The rest of a batch is done; these records failed, and would fail again."""

    title = "Some records of the batch failed"

    def __init__(self, batch: str, faults: Mapping[str, str]) -> None:
        """Name each record and why, as many as a broker keeps of an answer."""
        named = [f"{id_}: {reason[:_REASON_LENGTH]}" for id_, reason in faults.items()]
        more = f"; and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        detail = f"{len(named)} of {batch} failed: {'; '.join(named[:_NAMED])}{more}"
        super().__init__(detail, extra={"failed": dict(faults)})
        self.faults = dict(faults)
