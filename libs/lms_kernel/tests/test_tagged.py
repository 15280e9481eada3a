"""Messages that are one of several kinds, told apart by a field."""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from lms_kernel import Invalid, accept, examine, kinds

Line = Annotated[str, Meta(min_length=1, pattern=kinds.LINE, extra={"normalize": kinds.line})]
Prose = Annotated[str, Meta(extra={"normalize": kinds.prose})]


class Shape(msgspec.Struct, tag_field="kind", forbid_unknown_fields=True):
    """What every shape has."""

    name: Line


class Circle(Shape, tag="circle"):
    """A shape whose text is one line."""

    text: Line


class Square(Shape, tag="square"):
    """A shape whose text has many lines."""

    text: Prose


class Drawing(msgspec.Struct):
    """A message with shapes in it."""

    shapes: list[Circle | Square]


def test_each_kind_normalizes_its_own_fields() -> None:
    """The same field may be a line in one kind and prose in another."""
    shapes = [
        {"kind": "circle", "name": " a ", "text": " b "},
        {"kind": "square", "name": "c", "text": "d\r\ne"},
    ]

    accepted = accept({"shapes": shapes}, Drawing)

    assert accepted == Drawing([Circle("a", "b"), Square("c", "d\ne")])
    assert not examine(msgspec.to_builtins(accepted), Drawing).faults


@pytest.mark.parametrize("kind", ["triangle", [], {}, None, 1])
def test_the_kinds_there_are_are_named(kind: object) -> None:
    """A kind that does not exist is refused; a text gets the list of those that do."""
    with pytest.raises(Invalid) as refused:
        accept({"shapes": [{"kind": kind, "name": "a", "text": "b"}]}, Drawing)

    (fault,) = refused.value.errors
    assert fault.field == "shapes[0].kind"
    if isinstance(kind, str):
        assert fault.message == "must be one of: circle, square"


def test_a_fault_in_one_kind_is_told_in_its_words() -> None:
    """Its place is named, and so is a field that only another kind has."""
    with pytest.raises(Invalid) as refused:
        accept({"shapes": [{"kind": "circle", "name": "a", "text": "b\nc"}]}, Drawing)

    (fault,) = refused.value.errors
    assert fault.field == "shapes[0].text"
    assert fault.message == "must be one line and not contain the character U+000A"
