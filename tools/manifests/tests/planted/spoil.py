"""How a fault is planted: one change to one document or to one chart's values, by its path."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tools.manifests.documents import Documents, name_of, namespace_of
from tools.manifests.foundation import Foundation, dig

if TYPE_CHECKING:
    from tools.manifests.names import Manifest

Change = Callable[[Foundation], Foundation | None]
"""Works in place, or gives another one."""
Faults = dict[str, tuple[str, Change]]
"""What it is, the rule that has to find it, and how it is planted."""


def put(document: str, path: str, value: Any) -> Change:
    """Write a value into a document that is named like `Kind/namespace/name`."""

    def change(on: Foundation) -> None:
        _write(find(on, document), path, value)

    return change


def drop(document: str, path: str) -> Change:
    """Take a field away that must be there."""

    def change(on: Foundation) -> None:
        place, _, key = path.rpartition("/")
        holder: Any = dig(find(on, document), place) if place else find(on, document)
        if isinstance(holder, list):
            holder.pop(int(key))
        else:
            holder.pop(key.replace("~1", "/"))

    return change


def edit(document: str, path: str, old: str, new: str) -> Change:
    """Replace a part of a text that must be there."""

    def change(on: Foundation) -> None:
        text = dig(find(on, document), path)
        assert old in text
        _write(find(on, document), path, text.replace(old, new, 1))

    return change


def gone(document: str) -> Change:
    """Leave a document out."""

    def change(on: Foundation) -> Foundation:
        found = find(on, document)
        remaining = tuple(one for one in on.documents.items if one is not found)
        return Foundation(Documents(on.environment, remaining), on.charts)

    return change


def plus(document: Manifest) -> Change:
    """Put a document in."""

    def change(on: Foundation) -> Foundation:
        items = (*on.documents.items, document)
        return Foundation(Documents(on.environment, items), on.charts)

    return change


def find(on: Foundation, document: str) -> Manifest:
    """Return one document, or the values of `Chart/release`."""
    kind, *place = document.split("/")
    if kind == "Chart":
        return on.charts[place[0]]
    *namespace, name = place
    return next(
        one
        for one in on.of(kind)
        # The generated name of a ConfigMap ends in a hash.
        if name_of(one).startswith(name.removesuffix("*"))
        and (name.endswith("*") or name_of(one) == name)
        and namespace_of(one) == "".join(namespace)
    )


def _write(document: Any, path: str, value: Any) -> None:
    *way, last = (part.replace("~1", "/") for part in path.split("/"))
    for key in way:
        document = (
            document[int(key)] if isinstance(document, list) else document.setdefault(key, {})
        )
    if isinstance(document, list):
        if last == "-":
            document.append(value)
        else:
            document[int(last)] = value
    else:
        assert document.get(last) != value, "this changes nothing"
        document[last] = value
