"""Validators from structs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from tools import generate
from tools.validators import ValidatorError, document


class Part(msgspec.Struct):
    """Holds others of its kind."""

    parts: list[Part] = []


class Price(msgspec.Struct):
    """An object in an object."""

    amount: Annotated[int, Meta(ge=0, le=9)]


class Note(msgspec.Struct):
    """A bit of everything."""

    text: Annotated[str, Meta(min_length=1, max_length=5, pattern="^a")]
    at: datetime
    price: Price
    tags: Annotated[list[Annotated[str, Meta(max_length=3)]], Meta(max_length=2)]
    level: Literal["low", "high"] | None = None
    seats: Annotated[int, Meta(ge=1)] | None = None
    is_open: bool = True
    parts: list[Part] = []


class Odd(msgspec.Struct):
    """Has what no validator can say."""

    value: int | str


class Untyped(msgspec.Struct):
    """The same."""

    value: Any


def test_limits_types_and_choices_become_a_schema() -> None:
    """Patterns stay with the field; what nests in itself is just an object."""
    assert document(Note) == {
        "bsonType": "object",
        "required": ["text", "at", "price", "tags"],
        "properties": {
            "text": {"bsonType": "string", "minLength": 1, "maxLength": 5},
            "at": {"bsonType": "date"},
            "price": {
                "bsonType": "object",
                "required": ["amount"],
                "properties": {"amount": {"bsonType": ["int", "long"], "minimum": 0, "maximum": 9}},
            },
            "tags": {
                "bsonType": "array",
                "maxItems": 2,
                "items": {"bsonType": "string", "maxLength": 3},
            },
            "level": {"enum": ["high", "low", None]},
            "seats": {"bsonType": ["int", "long", "null"], "minimum": 1},
            "is_open": {"bsonType": "bool"},
            "parts": {"bsonType": "array", "items": {"bsonType": "object"}},
        },
    }


@pytest.mark.parametrize("kind", [Odd, Untyped])
def test_what_a_validator_cannot_say_is_refused(kind: type[msgspec.Struct]) -> None:
    """Rather than left unguarded in silence."""
    with pytest.raises(ValidatorError):
        document(kind)


def test_the_committed_validators_are_those_of_the_fields() -> None:
    """A limit that was changed without `nox -s generate` would answer 500."""
    assert generate.main(["--check", "validators"]) == 0
