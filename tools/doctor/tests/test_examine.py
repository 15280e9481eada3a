"""What the doctor says of a record, and when it changes one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from lms_identity import EmailTaken
from lms_kernel import Email
from tools.doctor.events import event_fault
from tools.doctor.examine import Record, look_at, shown, value_at


class Person(msgspec.Struct, kw_only=True):
    """Somebody with addresses."""

    email: Email
    others: list[Email] = []


def _record(saved: list[Any], **fields: Any) -> Record:
    async def save(normal: Any) -> None:
        saved.append(normal)

    return Record(store="postgres", kind="person", id="7", value=fields, into=Person, save=save)


async def test_what_obeys_the_rules_is_no_finding() -> None:
    """A healthy record is not even written."""
    saved: list[Any] = []
    assert await look_at(_record(saved, email="ana@example.org"), mend=True) == []
    assert saved == []


async def test_another_form_is_repaired_only_if_asked() -> None:
    """IDN domains have one form (RFC 5891): the finding says which."""
    saved: list[Any] = []
    record = _record(saved, email="ana@bücher.example", others=["ANA@example.org"])

    before = await look_at(record, mend=False)
    assert saved == []
    after = await look_at(record, mend=True)

    assert [(each.field, each.outcome) for each in before] == [
        ("email", "repairable"),
        ("others[0]", "repairable"),
    ]
    assert "xn--bcher-kva.example" in before[0].detail
    assert {each.outcome for each in after} == {"repaired"}
    assert saved == [{"email": "ana@xn--bcher-kva.example", "others": ["ana@example.org"]}]


async def test_what_cannot_be_valid_is_left_alone() -> None:
    """The rule is named, in the words that a person would get; nothing is saved."""
    saved: list[Any] = []
    (finding,) = await look_at(_record(saved, email="no address"), mend=True)

    assert (finding.field, finding.outcome) == ("email", "broken")
    assert finding.rule == "must be an email address, like ana@example.org"
    assert saved == []


async def test_what_would_collide_is_a_conflict() -> None:
    """Two accounts never become one by repair."""

    async def refuse(_: Any) -> None:
        raise EmailTaken

    record = Record(
        store="postgres",
        kind="person",
        id="7",
        value={"email": "ANA@example.org"},
        into=Person,
        save=refuse,
    )
    (finding,) = await look_at(record, mend=True)
    assert (finding.outcome, finding.detail) == ("conflict", EmailTaken.title)


def test_a_report_is_plain_text() -> None:
    """Neither an invisible character nor an escape sequence of a terminal gets through."""
    assert shown("a\u200b\x1b[31m\u202eb") == r"'a\u200b\x1b[31m\u202eb'"
    assert shown("x" * 500) == f"'{'x' * 59}... (502)"


@pytest.mark.parametrize(
    ("path", "found"), [("a[1].b", 2), ("a[9]", None), ("a.b", None), ("", None), ("c.d", None)]
)
def test_a_value_is_found_by_its_path(path: str, found: object) -> None:
    """The path of a fault; a field that is missing has no value."""
    value = {"a": [0, {"b": 2}]}
    assert value_at(value, path) == (value if path == "" else found)


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ({"specversion": "1.0", "id": "1", "source": "/a", "type": "x"}, ""),
        ({"id": "1"}, "must be a CloudEvent with specversion, source, type: the relay parks it"),
        ([1], "must be a CloudEvent: the relay parks it"),
    ],
)
def test_an_event_has_its_required_attributes(event: object, fault: str) -> None:
    """CloudEvents 1.0, REQUIRED attributes."""
    assert event_fault(event) == fault
