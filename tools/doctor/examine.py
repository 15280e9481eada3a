"""A stored record next to today's rules: what is wrong with it, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Literal

import msgspec

from lms_kernel import Problem, examine

Store = Literal["postgres", "mongodb", "redis"]
Outcome = Literal["broken", "repairable", "repaired", "conflict"]

_STEP = re.compile(r"[^.\[\]]+")
_VALUE_LENGTH = 60
_OTHER_FORM = "is not in the form in which it is stored today"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Something stored: where it is, what it says, and what it should be.

    ``into`` is the type whose rules it has to obey, None for one that cannot even be read: then
    ``fault`` says why. ``save`` stores it in its repaired form, unless it was changed meanwhile;
    without it, it cannot be repaired.
    """

    store: Store
    kind: str
    id: str
    value: Any = None
    into: Any = None
    fault: str = ""
    save: Callable[[Any], Awaitable[None]] | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A value that breaks one of today's rules, and what becomes of it."""

    store: Store
    kind: str
    id: str
    field: str
    value: str
    rule: str
    outcome: Outcome
    detail: str = ""

    def __str__(self) -> str:
        """Return one line, in ASCII: what is broken may be invisible, or worse."""
        more = f" ({self.detail})" if self.detail else ""
        place = f"{self.store} {self.kind} {ascii(self.id)[1:-1]} {self.field or '-'}"
        return f"{self.outcome:<10} {place} = {self.value}: {self.rule}{more}"


async def look_at(record: Record, *, mend: bool) -> list[Finding]:
    """Return what is wrong with a record, after repairing it if that is wanted and possible."""
    if record.into is None:
        return [_finding(record, "", record.value, record.fault, "broken")]
    examined = examine(record.value, record.into)
    changes = list(_changes(record.value, examined.normal, ""))
    if examined.faults:
        # One field that cannot be repaired keeps the record from being saved at all.
        return [
            _finding(record, each.field, value_at(record.value, each.field), each.message, "broken")
            for each in examined.faults
        ]
    if not changes:
        return []
    outcome, detail = await _repair(record, examined.normal) if mend else ("repairable", "")
    if record.save is None:
        outcome = "broken"
    return [
        _finding(record, path, before, _OTHER_FORM, outcome, detail or f"would be {shown(after)}")
        for path, before, after in changes
    ]


async def _repair(record: Record, normal: Any) -> tuple[Outcome, str]:
    if record.save is None:
        return "broken", ""
    try:
        await record.save(normal)
    except Problem as problem:
        return "conflict", problem.detail
    return "repaired", ""


def shown(value: object) -> str:
    """Return a value as a report shows it: short, and with everything unusual escaped."""
    text = ascii(value)
    return text if len(text) <= _VALUE_LENGTH else f"{text[:_VALUE_LENGTH]}... ({len(text)})"


def value_at(value: Any, path: str) -> Any:
    """Return what is at a path like ``content.modules[0].title``; None where nothing is."""
    for step in _STEP.findall(path):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _changes(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Name what normalization changes, as deep as both sides are alike."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        for name, each in before.items():
            yield from _changes(each, after[name], f"{path}.{name}" if path else str(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, pair in enumerate(zip(before, after, strict=True)):
            yield from _changes(*pair, f"{path}[{place}]")
    elif before != after:
        yield path, before, after


def _finding(
    record: Record, field: str, value: object, rule: str, outcome: Outcome, detail: str = ""
) -> Finding:
    return Finding(
        store=record.store,
        kind=record.kind,
        id=record.id,
        field=field,
        value=shown(value),
        rule=rule,
        outcome=outcome,
        detail="" if outcome == "repaired" and not detail else detail,
    )
