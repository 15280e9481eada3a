"""Reading messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from lms_kernel import BadRequest, Email, Invalid, convert, decode


class Price(msgspec.Struct, forbid_unknown_fields=True):
    """A nested message."""

    amount: Annotated[int, Meta(ge=0)]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """A message with all kinds of fields."""

    title: Annotated[str, Meta(min_length=3)]
    email: Email
    price: Price
    tags: list[str] = []


def _faults(data: bytes) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        decode(data, Body)
    return {fault.field: fault.message for fault in refused.value.errors}


def test_what_fits_is_read() -> None:
    """A message that fits becomes the struct."""
    body = decode(b'{"title":"Chess","email":"a@b.org","price":{"amount":1}}', Body)
    assert body == Body("Chess", "a@b.org", Price(1))


def test_every_field_at_fault_is_named() -> None:
    """A person who filled in a form learns all faults at once, in words."""
    assert _faults(b'{"title":"a","email":"x","price":{"amount":-1},"tags":[1],"z":1}') == {
        "z": "is not a field of this request",
        "title": "must have at least 3 characters",
        "email": "must be an email address, like ana@example.org",
        "price.amount": "must be a whole number of at least 0",
        "tags[0]": "must be text, not a whole number",
    }


def test_missing_fields_are_named() -> None:
    """An empty object misses every required field and no other."""
    assert _faults(b"{}") == dict.fromkeys(("title", "email", "price"), "is required")


class Search(msgspec.Struct):
    """A message with words to choose from."""

    sort: Annotated[Literal["newest", "title"] | None, Meta(description="Order")] = None
    levels: list[Literal["beginner", "advanced"]] = []


def test_the_words_to_choose_from_are_named() -> None:
    """A caller that sends a word that does not exist learns the ones that do."""
    with pytest.raises(Invalid) as refused:
        convert({"sort": "oldest", "levels": ["expert"]}, Search)

    assert {fault.field: fault.message for fault in refused.value.errors} == {
        "sort": "must be one of: newest, title",
        "levels[0]": "must be one of: beginner, advanced",
    }


Clock = Annotated[str, Meta(pattern=r"^[0-9]{2}:[0-9]{2}$", extra={"hint": "must be like 22:00"})]
Topic = Literal["news", "mail"]


class Hours(msgspec.Struct, forbid_unknown_fields=True):
    """A message inside of another one."""

    start: Clock


class PartA(msgspec.Struct, tag_field="kind", tag="a"):
    """One of several messages."""

    words: list[Clock]


class PartB(msgspec.Struct, tag_field="kind", tag="b"):
    """Another one of them."""


class Choice(msgspec.Struct):
    """A message whose rules are some levels down."""

    hours: Hours | None = None
    more: Annotated[tuple[Clock, ...], Meta(max_length=2)] = ()
    off: Annotated[dict[Topic, list[Literal["sms", "push"]]], Meta(min_length=1)] | None = None
    days: Annotated[list[Clock], Meta(max_length=1, extra={"hint": "must be one day"})] = []
    code: Annotated[str, Meta(pattern="^[0-9]$")] = "0"
    due: datetime | None = None
    parts: list[PartA | PartB] = []
    done: Literal[True] | None = None
    seats: int | None = None
    size: int | str | None = None
    open: bool | None = None


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"hours": {"start": "9"}}, "hours.start", "must be like 22:00"),
        ({"hours": {}}, "hours.start", "is required"),
        ({"hours": {"start": "22:00", "end": "9"}}, "hours.end", "is not a field of this request"),
        ({"more": ["22:00"] * 3}, "more", "must have at most 2 items"),
        ({"more": "22:00"}, "more", "must be a list, not text"),
        ({"off": {}}, "off", "must have at least 1 entry"),
        ({"off": []}, "off", "must be an object or null, not a list"),
        ({"days": ["9", "9"]}, "days", "must be one day"),
        ({"code": "x"}, "code", "does not have the form that it must have"),
        ({"due": "tomorrow"}, "due", "must be a time with its zone, like 2026-11-30T09:30:00Z"),
        ({"parts": [{"kind": "a"}]}, "parts[0].words", "is required"),
        ({"parts": [{}]}, "parts[0].kind", "is required"),
        ({"more": ["22:00", "9"]}, "more[1]", "must be like 22:00"),
        ({"off": {"news": ["fax"]}}, "off[...][0]", "must be one of: sms, push"),
        ({"off": {"shop": []}}, "off", "has a name that must be one of: news, mail"),
        ({"done": False}, "done", "must be true"),
        ({"seats": "many"}, "seats", "must be a whole number or null, not text"),
        ({"size": []}, "size", "must be a whole number, text or null, not a list"),
        ({"open": 1}, "open", "must be true, false or null, not a whole number"),
    ],
)
def test_a_rule_is_told_in_its_own_words_wherever_it_is(
    fields: dict[str, object], field: str, message: str
) -> None:
    """A field inside of a field, an item of a list, a name that an object must not have."""
    with pytest.raises(Invalid) as refused:
        convert(fields, Choice)

    assert [(fault.field, fault.message) for fault in refused.value.errors] == [(field, message)]


class Motto(msgspec.Struct):
    """A message whose hint names a limit that its field does not have."""

    text: Annotated[str, Meta(max_length=3, extra={"hint": "{min_length} to {max_length}"})]


def test_a_hint_cannot_name_a_limit_that_its_field_does_not_have() -> None:
    """Nobody reads "None to 3"."""
    with pytest.raises(TypeError, match="min_length"):
        convert({"text": "long"}, Motto)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"[]", "a list"), (b'"a"', "text"), (b"null", "null"), (b"1", "a whole number")],
)
@pytest.mark.parametrize("into", [Body, Price])
def test_what_is_no_object_is_no_fault_of_a_field(
    data: bytes, kind: str, into: type[msgspec.Struct]
) -> None:
    """Of a message that is normalized and of one that is not."""
    with pytest.raises(Invalid) as refused:
        decode(data, into)
    assert refused.value.detail == f"The body must be an object, not {kind}."
    assert refused.value.errors == ()


UNREADABLE = [
    b"",
    b" \n",
    b"{",
    b"\xff",
    b"[" * 100_000,
    b'{"title":' * 100_000,
    b'{"title":"\xff"}',
    b'{"title":"\\ud800"}',
    b'{"title":"\\ud800","price":1e999}',
    b'{"title":1e999,"tags":' + b"[" * 100_000,
    b"nul",
    b"{'title':1}",
    b'{"title":1}x',
]


@pytest.mark.parametrize("into", [Body, Price])
@pytest.mark.parametrize("data", UNREADABLE)
def test_what_is_no_json_is_unreadable(data: bytes, into: type[msgspec.Struct]) -> None:
    """Broken, too deep or not UTF-8: a 400 in our words, not in those of a library."""
    with pytest.raises(BadRequest) as refused:
        decode(data, into)
    assert refused.value.detail.startswith("The body ")
    for word in ("truncated", "malformed", "codec", "recursion", "`", "$", "character"):
        assert word not in refused.value.detail


class Notes(msgspec.Struct):
    """A message whose fields name no kinds."""

    text: str = ""
    values: dict[str, float] = {}
    lists: list[list[str]] = []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (rb'{"text":"a\u0000b"}', "text"),
        (rb'{"values":{"\u0000":1}}', "values"),
        (rb'{"lists":[["a"],["b","\u0000"]]}', "lists[1][1]"),
        (rb'{"title":"a\u0000b"}', "title"),
        (rb'{"price":{"amount":1,"currency":"\u0000"}}', "price.currency"),
    ],
)
@pytest.mark.parametrize("into", [Notes, Body])
def test_a_text_with_a_character_that_no_store_keeps_is_named(
    data: bytes, field: str, into: type[msgspec.Struct]
) -> None:
    """U+0000 is a fault of its field, as every other control character is."""
    with pytest.raises(Invalid) as refused:
        decode(data, into)
    assert {fault.field: fault.message for fault in refused.value.errors}[field].endswith(
        "must not contain the character U+0000"
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b'{"values":{"a":1,"b":1e999}}', "values.b"),
        (b'{"values":{"b":-1e999}}', "values.b"),
        (b'{"lists":[[],["a",1e999]]}', "lists[1][1]"),
        (b'{"text":1e999}', "text"),
    ],
)
@pytest.mark.parametrize("into", [Notes, Body])
def test_a_number_beyond_all_range_is_named(
    data: bytes, field: str, into: type[msgspec.Struct]
) -> None:
    """Wherever it is, with what would fit."""
    with pytest.raises(Invalid) as refused:
        decode(data, into)
    faults = {fault.field: fault.message for fault in refused.value.errors}
    assert faults[field] == "is beyond the range of numbers"


def test_an_escaped_backslash_before_u0000_is_ordinary_text() -> None:
    """A course about escapes may spell one."""
    assert decode(b'"\\\\u0000"', str) == "\\u0000"


def test_strings_are_read_as_numbers_only_when_asked() -> None:
    """A query string has only text; a body has types."""
    assert convert({"amount": "5"}, Price, strict=False) == Price(5)
    with pytest.raises(Invalid):
        convert({"amount": "5"}, Price)


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@b",
        "a b@c.org",
        "a@b.org\nBcc: x@y.org",
        "<a@b.org>",
        "a@b@c.org",
        'a"@b.org',
        "a@b.",
        "a@b..org",
        "a@.b.org",
        "a..b@c.org",
    ],
)
def test_an_address_that_could_break_a_header_is_refused(address: str) -> None:
    """No blanks, no line breaks, no brackets, exactly one @."""
    with pytest.raises(Invalid):
        convert(address, Email)


def test_a_body_full_of_faults_costs_no_more_than_a_body() -> None:
    """Each fault has its whole path: a megabyte of them would be gigabytes of paths."""
    name = "n" * 300_000
    body = f'{{"{name}": [{", ".join([chr(34) + chr(92) + "u0000" + chr(34)] * 60_000)}]}}'

    with pytest.raises(Invalid) as refused:
        decode(body.encode(), Body)

    assert 0 < len(refused.value.errors) <= 20
