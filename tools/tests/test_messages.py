"""The JSON Schemas of messages say what readers in other languages need to know."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from tools.messages import Schema, schemas


class Period(msgspec.Struct, rename="camel"):
    """A ``period``.

    With an end.
    """

    level: Literal["second", "first"]
    begins_at: datetime
    ends_at: datetime | None = None
    name: Annotated[str, Meta(pattern=r"^a\Z")] = "a"


class Year(msgspec.Struct):
    """Periods."""

    periods: list[Period]


def described(kind: Any) -> dict[str, Schema]:
    """Return the schemas of a type and of what it refers to."""
    return schemas([kind], "#/{name}")[1]


def test_a_time_says_that_it_is_one() -> None:
    """RFC 3339, as clients are generated: also inside others, by its name there, or null."""
    period = described(Year)["Period"]["properties"]

    assert period["beginsAt"] == {"type": "string", "format": "date-time"}
    ends = {each["type"]: each.get("format") for each in period["endsAt"]["anyOf"]}
    assert ends == {"string": "date-time", "null": None}
    assert "format" not in period["name"]


def test_choices_keep_their_order() -> None:
    """Forms show them in it."""
    assert described(Period)["Period"]["properties"]["level"]["enum"] == ["second", "first"]


def test_what_only_python_knows_is_translated() -> None:
    r"""``\Z`` in patterns, double backticks and indents in docstrings."""
    period = described(Period)["Period"]

    assert period["properties"]["name"]["pattern"] == "^a$"
    assert period["description"] == "A `period`.\n\nWith an end."
