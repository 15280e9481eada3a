"""Which events a trigger wants: Knative's filter dialects, without CESQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from local.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local.broker.events import Event

Filter = Callable[["Event"], bool]


def trigger_filter(spec: Mapping[str, Any]) -> Filter:
    """Return the filter of a Trigger's spec; `filters` takes precedence over the older `filter`.

    All filters of the list must match; an empty list matches everything. Raises `HostError` for a
    dialect that is not supported here.
    """
    if spec.get("filters"):
        return every([parsed(one) for one in spec["filters"]])
    attributes: Mapping[str, str] = (spec.get("filter") or {}).get("attributes") or {}
    # In the older form an empty value stands for any value, but the attribute must be there.
    return every([exact(name, value) if value else has(name) for name, value in attributes.items()])


def parsed(expression: Mapping[str, Any]) -> Filter:
    """Return the filter of one expression, which names exactly one dialect."""
    if len(expression) != 1:
        message = f"a filter must name exactly one dialect, not {sorted(expression)}"
        raise HostError(message)
    ((dialect, operand),) = expression.items()
    match dialect:
        case "exact":
            return every([exact(name, value) for name, value in operand.items()])
        case "prefix":
            return every([prefix(name, value) for name, value in operand.items()])
        case "suffix":
            return every([suffix(name, value) for name, value in operand.items()])
        case "all":
            return every([parsed(one) for one in operand])
        case "any":
            return some([parsed(one) for one in operand])
        case "not":
            return inverse(parsed(operand))
    message = f"the filter dialect {dialect!r} is not supported on one machine"
    raise HostError(message)


def exact(name: str, value: str) -> Filter:
    """Match an attribute with exactly this value, case-sensitively."""
    return lambda event: _text(event, name) == value


def has(name: str) -> Filter:
    """Match an attribute that exists, whatever its value."""
    return lambda event: name in event


def prefix(name: str, value: str) -> Filter:
    """Match an attribute that starts with a value."""
    return lambda event: (_text(event, name) or "").startswith(value) and name in event


def suffix(name: str, value: str) -> Filter:
    """Match an attribute that ends with a value."""
    return lambda event: (_text(event, name) or "").endswith(value) and name in event


def every(filters: Sequence[Filter]) -> Filter:
    """Match events that all of them match."""
    if len(filters) == 1:
        return filters[0]
    return lambda event: all(one(event) for one in filters)


def some(filters: Sequence[Filter]) -> Filter:
    """Match events that at least one of them matches."""
    return lambda event: any(one(event) for one in filters)


def inverse(one: Filter) -> Filter:
    """Match events that it does not match."""
    return lambda event: not one(event)


def _text(event: Event, name: str) -> str | None:
    value = event.get(name)
    if type(value) is str and name not in {"data", "data_base64"}:
        return value
    if value is None or name in {"data", "data_base64"}:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
