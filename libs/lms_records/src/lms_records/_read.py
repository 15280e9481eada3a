"""Stored records as typed values: by today's rules if they obey them, else as they are."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from lms_kernel import Unreadable
from lms_metrics import records_faulty
from lms_records._loose import loose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType

T = TypeVar("T")
R = TypeVar("R")

_log = logging.getLogger(__name__)

# What reading a record may end in when it is not what it should be: JSON that is none, a type that
# is another, a member that is missing, a number of seconds for which there is no date.
_FAULTS = (
    msgspec.DecodeError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


class Rows(NamedTuple, Generic[T]):
    """The rows that can be read, in order, and those that cannot, by their place among all."""

    items: list[T]
    unread: dict[int, Unreadable]

    @property
    def faults(self) -> dict[str, str]:
        """Return why each of those cannot be read, by its id."""
        return {each.id: each.reason for each in self.unread.values()}


class Step(NamedTuple, Generic[T]):
    """Some records of a walk through all; ``last`` is the id that more follow after, else None.

    ``faults`` says why of those that cannot be read, by id.
    """

    items: list[T]
    last: str | None = None
    faults: Mapping[str, str] = {}

    @classmethod
    def of(cls, rows: Rows[T], last: str | None) -> Step[T]:
        """Return a step of what was read."""
        return cls(rows.items, last, rows.faults)


def read(value: object, into: type[T], *, id: str) -> T:  # noqa: A002 - the word of every other interface
    """Return what a store returned as the given type, whatever today's rules say of its values.

    ``id`` names the record in the log. Raises Unreadable when it has not even the types.
    """
    try:
        return msgspec.convert(value, into)
    except msgspec.ValidationError:
        with reading(into.__name__, id):
            record: T = msgspec.convert(value, loose(into))
    records_faulty.labels(into.__name__, "shown").inc()
    return record


def read_json(text: str | bytes | None, into: type[T], *, id: str) -> T:  # noqa: A002 - as above
    """Return stored JSON as the given type; as ``read``. None is a record that is missing."""
    with reading(into.__name__, id):
        if text is None:
            raise ValueError("is missing")
        try:
            return msgspec.json.decode(text, type=into)
        except msgspec.ValidationError:
            record: T = msgspec.json.decode(text, type=loose(into))
    records_faulty.labels(into.__name__, "shown").inc()
    return record


def read_all(rows: Sequence[Mapping[str, Any]], into: type[T], *, id: str = "id") -> Rows[T]:  # noqa: A002 - as above
    """Return those rows that can be read; ``id`` is the column that names a row in the log."""
    try:
        return Rows(msgspec.convert(rows, list[into]), {})  # type: ignore[valid-type]
    except msgspec.ValidationError:
        return read_each(rows, lambda row: read(row, into, id=str(row.get(id))))


def loads(text: str | bytes) -> Any:
    """Return what the JSON says; the standard library reads numbers that are too large, too."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return json.loads(text)


def read_json_rows(text: bytes, into: type[T]) -> Rows[T]:
    """Return those rows of a JSON array that can be read; as ``read_all``.

    Text becomes typed values in one step, unless a row breaks today's rules.
    """
    try:
        return Rows(msgspec.json.decode(text, type=list[into]), {})  # type: ignore[valid-type]
    except msgspec.DecodeError:
        return read_all(loads(text), into)


def read_each(records: Iterable[R], one: Callable[[R], T]) -> Rows[T]:
    """Return those records that ``one`` can read."""
    rows: Rows[T] = Rows([], {})
    for place, record in enumerate(records):
        try:
            rows.items.append(one(record))
        except Unreadable as fault:
            rows.unread[place] = fault
    return rows


class reading:  # noqa: N801 - used like a function: ``with reading("Course", id)``
    """Raise Unreadable, logged and counted, when the record is not what it should be.

    ``record`` is the kind of record, a name from the code. A class, because a generator with a
    decorator takes three times as long, for every record of a list.
    """

    __slots__ = ("_id", "_record")

    def __init__(self, record: str, id: str) -> None:  # noqa: A002 - as above
        """Name the record."""
        self._record = record
        self._id = id

    def __enter__(self) -> None:
        """Begin to read."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say what is wrong with the record, if anything is."""
        if not isinstance(fault, _FAULTS):
            return
        reason = str(fault) if isinstance(fault, ValueError) else f"{type(fault).__name__}: {fault}"
        _log.error("cannot read %s %s: %s", self._record, self._id, reason)
        records_faulty.labels(self._record, "unreadable").inc()
        raise Unreadable(self._record, self._id, reason) from fault
