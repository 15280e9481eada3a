"""Every hint of every request of the API can be shown to people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import msgspec
import pytest
from msgspec import Meta

from lms_kernel import _faults
from tools.endpoints import read_endpoints
from tools.openapi.facts import read_facts
from tools.tree import ROOT, function_folders

FOLDERS = function_folders(ROOT)


def requests() -> Iterator[tuple[str, Any]]:
    """Name what each function parses: a body, or the parameters of a query."""
    for one in read_endpoints(ROOT):
        if one.is_http and not one.is_page:
            facts = read_facts(one.name, FOLDERS[one.name] / "main.py")
            for call in ("parse", "query"):
                if kind := facts.argument(call, 1):
                    yield f"{one.name} {call}", kind


def explained_types(kind: Any, seen: set[Any]) -> Iterator[Any]:
    """Find the types with a hint, in fields of fields, too."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
        seen.add(kind)
        for field in msgspec.structs.fields(kind):
            yield from explained_types(field.type, seen)
    if get_origin(kind) is Annotated:
        metas = (part for part in get_args(kind)[1:] if isinstance(part, Meta))
        if any("hint" in (meta.extra or {}) for meta in metas):
            yield kind
    for part in get_args(kind):
        yield from explained_types(part, seen)


HINTS = [
    pytest.param(kind, id=f"{name} {number}")
    for name, request in requests()
    for number, kind in enumerate(explained_types(request, set()))
]


@pytest.mark.parametrize("kind", HINTS)
def test_a_hint_names_only_limits_that_its_type_has(kind: Any) -> None:
    """Its placeholders are filled, and none of them with nothing."""
    hint = _faults.hint_of(kind)

    assert hint is not None
    assert "{" not in hint
    assert "None" not in hint
