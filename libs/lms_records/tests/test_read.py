"""Reading what is stored is never stricter than writing it was (decision 0049)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta
from prometheus_client import REGISTRY

from lms_kernel import Unreadable
from lms_records import Rows, loads, loose, read, read_all, read_json, read_json_rows

Short = Annotated[str, Meta(max_length=3, pattern="^[a-z]+$")]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a thing, which may have parts itself."""

    name: Short
    parts: list[Part] = []


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with every kind of rule."""

    id: Short
    count: Annotated[int, Meta(ge=0)] = 0
    tags: Annotated[list[Short], Meta(max_length=1)] = []
    at: Annotated[datetime, Meta(tz=True)] | None = None
    by_name: dict[Short, Part] | None = None
    first_seen: str | None = msgspec.field(default=None, name="firstSeen")

    def __post_init__(self) -> None:
        """Refuse what a new one may not be."""
        if self.count > 100:
            raise ValueError("too many")

    @property
    def title(self) -> str:
        """The name for people."""
        return self.id.title()


BROKEN = [
    {"id": "longer"},
    {"id": "Ä"},
    {"id": "a", "count": -1},
    {"id": "a", "count": 101},
    {"id": "a", "tags": ["one", "two", "LOUD"]},
    {"id": "a", "by_name": {"LOUD": {"name": "longer", "parts": [{"name": "deeper", "new": 1}]}}},
]


@pytest.mark.parametrize("row", BROKEN)
def test_a_row_that_breaks_todays_rules_is_returned_as_it_is(row: dict[str, object]) -> None:
    """It has its values, its methods and its type; the same as JSON."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(row, Thing)

    for thing in (read(row, Thing, id="1"), read_json(msgspec.json.encode(row), Thing, id="1")):
        assert isinstance(thing, Thing)
        assert {name: getattr(thing, name) for name in row if name != "by_name"} == {
            name: value for name, value in row.items() if name != "by_name"
        }
        assert thing.title == str(row["id"]).title()
        assert msgspec.structs.replace(thing, id="b").id == "b"


def test_what_obeys_the_rules_is_read_by_them() -> None:
    """The usual row has the very type, so that it equals one made by hand."""
    assert read({"id": "abc", "firstSeen": "x"}, Thing, id="1") == Thing(id="abc", first_seen="x")


@pytest.mark.parametrize(
    "row",
    [
        {"id": 7},
        {"count": 1},
        {"id": "a", "at": "2026-01-01T00:00:00"},
        {"id": "a", "tags": "none"},
        {"id": "a", "by_name": {"a": {}}},
    ],
)
def test_what_has_not_the_types_is_named(
    row: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    """The problem names the record to callers, the log also says why; both are counted."""
    before = _count("unreadable")

    with pytest.raises(Unreadable) as caught:
        read(row, Thing, id="the-id")

    assert (caught.value.status, caught.value.slug) == (500, "unreadable-record")
    assert caught.value.detail == "The stored Thing the-id cannot be read. It was logged."
    assert caught.value.reason in caplog.text
    assert "the-id" in caplog.text
    assert _count("unreadable") == before + 1


@pytest.mark.parametrize("text", [None, "", "{", '{"id": "a"', b"\xff", '"a"', "[" * 5000])
def test_what_is_no_json_is_named(text: str | bytes | None) -> None:
    """Missing, cut off, not UTF-8, nested without end: never another exception."""
    with pytest.raises(Unreadable):
        read_json(text, Thing, id="1")


def test_a_list_leaves_out_only_what_cannot_be_read() -> None:
    """The others are in it, in their order; each one that is missing is named, with its place."""
    rows: list[dict[str, object]] = [{"id": "a"}, {"id": 7}, {"id": "longer"}, {"at": 0}]

    found = read_all(rows, Thing)

    assert [each.id for each in found.items] == ["a", "longer"]
    assert list(found.unread) == [1, 3]
    assert set(found.faults) == {"7", "None"}


def test_a_row_that_is_shown_is_counted() -> None:
    """Operators see that there is something for the doctor."""
    before = _count("shown")
    read({"id": "longer"}, Thing, id="1")
    read({"id": "a"}, Thing, id="1")
    assert _count("shown") == before + 1


def test_a_loose_type_is_made_once() -> None:
    """A list of broken rows does not make a type for each."""
    assert loose(Thing) is loose(Thing)


def _count(outcome: str) -> float:
    labels = {"record": "Thing", "outcome": outcome}
    return REGISTRY.get_sample_value("stored_records_faulty_total", labels) or 0.0


@pytest.mark.parametrize("others", [[], *([each] for each in BROKEN), [{"id": 7}], [{}]])
def test_rows_in_json_are_read_as_rows_are(others: list[dict[str, object]]) -> None:
    """All of them, those that break today's rules, and around those that cannot be read."""
    rows = [{"id": "abc", "at": "2026-01-01T00:00:00Z"}, *others, {"id": "b", "count": 3}]
    # JSON has numbers that no double can hold; PostgreSQL writes them (decision 0049).
    text = msgspec.json.encode([*rows, {"id": "c", "unknown": [1]}]).replace(b"[1]", b"[1e400]")

    found, expected = read_json_rows(text, Thing), read_all(loads(text), Thing)

    assert found.items == expected.items
    assert len(found.items) >= 3
    assert found.unread.keys() == expected.unread.keys()
    assert found.faults == expected.faults


def test_rows_that_obey_the_rules_become_values_in_one_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing but the typed values is made of a page's text: no dictionary for each row."""
    monkeypatch.setattr("lms_records._read.loads", None)

    assert read_json_rows(b'[{"id": "abc"}]', Thing) == Rows([Thing(id="abc")], {})
