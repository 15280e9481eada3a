"""Batches: the failure of one record is noted, the others go on."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lms_kernel import Unavailable, Unreadable
from lms_metrics import batch_failures
from lms_records.errors import PartlyDone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_log = logging.getLogger(__name__)


class Failures:
    """What a batch could not do, by the id of each record.

    ``batch`` says what the records are; a name from the code.
    """

    def __init__(self, batch: str, faults: Mapping[str, str] | None = None) -> None:
        """Begin with the records that could not even be read, if there are any."""
        self._batch = batch
        self._faults: dict[str, str] = {}
        self._passing: Unavailable | None = None
        self.add(faults or {})

    def __contains__(self, id: object) -> bool:  # noqa: A002 - the word of every other interface
        """Tell whether the record failed for good."""
        return id in self._faults

    def add(self, faults: Mapping[str, str]) -> None:
        """Note records that failed, and why."""
        batch_failures.labels(self._batch).inc(len(faults.keys() - self._faults.keys()))
        self._faults.update(faults)

    @contextmanager
    def of(self, id: str) -> Iterator[None]:  # noqa: A002 - the word of every other interface
        """Note what goes wrong with this record, so that the next one gets its turn.

        That a store is down passes: it is noted too, and ``report`` asks for a repeat.
        """
        try:
            yield
        except Unavailable as fault:
            self._passing = self._passing or fault
        except Unreadable as fault:
            self.add({id: fault.reason})
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with one is named, not spread
            _log.exception("%s %s failed", self._batch, id)
            self.add({id: f"{type(fault).__name__}: {fault}"})

    def insist(self) -> None:
        """Raise Unavailable if a record failed because a store was down: it is worth a repeat."""
        if self._passing is not None:
            raise self._passing

    def report(self) -> None:
        """Raise Unavailable as ``insist`` does, or PartlyDone naming what failed for good."""
        self.insist()
        if self._faults:
            raise PartlyDone(self._batch, self._faults)
