"""The hash chain of the audit trail, computed again without the database's help (decision 0073).

The formula is that of `audit_seal` in migrations/postgres/0025_audit_chain.sql: SHA-256 over the
fields as netstrings (D. J. Bernstein, "Netstrings", 1997), the last of which is the hash of the
entry before.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_VERSION = "audit_trail.v1"


class Entry(NamedTuple):
    """A row of the table; moments are microseconds since 1970, ``salt`` and hashes hexadecimal.

    ``fields`` are source, type, subject, actor's id and role, trace and request. An entry whose
    data was erased has neither ``data`` nor ``salt``.
    """

    position: int
    id: str
    fields: tuple[str, ...]
    happened_at: str
    recorded_at: str
    data: str | None
    salt: str | None
    data_hash: str
    previous_hash: str
    hash: str


class Fault(NamedTuple):
    """The first entry that is not what was recorded, and in what respect."""

    position: int
    id: str
    reason: str

    def __str__(self) -> str:
        """Return one line that names the entry."""
        named = f" ({self.id})" if self.id else ""
        return f"entry {self.position}{named}: {self.reason}"


class Verdict(NamedTuple):
    """What a walk along the chain found; ``head`` is the hash of its last entry."""

    entries: int
    position: int
    head: str
    erased: int
    fault: Fault | None


def hash_of(entry: Entry) -> str:
    """Return what the hash of the entry must be."""
    return _sha256(
        _VERSION,
        str(entry.position),
        entry.id,
        *entry.fields,
        entry.happened_at,
        entry.recorded_at,
        entry.data_hash,
        entry.previous_hash,
    )


def verify(entries: Iterable[Entry], expected: Mapping[int, str]) -> Verdict:
    """Walk along entries in the order of their positions, up to the first fault.

    ``expected`` are hashes by position that were noted earlier, somewhere else.
    """
    count = erased = position = 0
    head, fault = "", None
    for entry in entries:
        fault = next(_faults(entry, position, head, expected), None)
        if fault:
            break
        count, position, head = count + 1, entry.position, entry.hash
        erased += entry.data is None
    else:
        fault = next(_missing(position, expected), None)
    return Verdict(count, position, head, erased, fault)


def _faults(entry: Entry, position: int, head: str, expected: Mapping[int, str]) -> Iterator[Fault]:
    """Yield what is wrong with an entry that follows ``position``, the most telling first."""
    at, id_ = entry.position, entry.id
    if at <= position:
        yield Fault(at, id_, "is inserted: another entry has this position")
    if at > position + 1:
        yield Fault(position + 1, "", f"is missing; next is {at} ({id_})")
    if (entry.data is None) != (entry.salt is None):
        yield Fault(at, id_, "is changed: its data was removed, but not as erasing does it")
    if entry.data is not None and _sha256(entry.salt or "", entry.data) != entry.data_hash:
        yield Fault(at, id_, "is changed: its data is not what was recorded")
    if hash_of(entry) != entry.hash:
        yield Fault(at, id_, "is changed, moved or inserted: its fields do not have its hash")
    if entry.previous_hash != head:
        yield Fault(at, id_, f"does not continue entry {position}: one of them was replaced")
    if expected.get(at, entry.hash) != entry.hash:
        yield Fault(at, id_, f"is replaced: its hash was {expected[at]}")


def _missing(position: int, expected: Mapping[int, str]) -> Iterator[Fault]:
    for noted in sorted(expected):
        if noted > position:
            reason = f"is missing: the trail ends at {position}, but {noted} was noted"
            yield Fault(position + 1, "", reason)


def _sha256(*fields: str) -> str:
    encoded = (field.encode() for field in fields)
    return hashlib.sha256(b"".join(b"%d:%b," % (len(each), each) for each in encoded)).hexdigest()
