"""Problems with batches.

Invalid 422
└── PartlyDone     a batch is done except for the records that it names
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_kernel import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

# A broker keeps 1,024 bytes of what a function says: the first ones, and how many there are.
_NAMED = 8
_REASON_LENGTH = 80


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
