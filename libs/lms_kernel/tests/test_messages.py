"""Reading messages."""

from __future__ import annotations

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
        "title": "must be text of length >= 3",
        "email": "must be an email address, like ana@example.org",
        "price.amount": "must be a whole number >= 0",
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


class Hours(msgspec.Struct):
    """A message inside of another one."""

    start: Clock


class Choice(msgspec.Struct):
    """A message whose rules are some levels down."""

    hours: Hours | None = None
    more: tuple[Clock, ...] = ()
    off: dict[Topic, list[Literal["sms", "push"]]] | None = None
    done: Literal[True] | None = None
    seats: int | None = None
    size: int | str | None = None
    open: bool | None = None


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"hours": {"start": "9"}}, "hours.start", "must be like 22:00"),
        ({"hours": {}}, "hours", "is missing the field start"),
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


def test_a_list_is_no_object() -> None:
    """The wrong kind of JSON at the top is reported without a field."""
    assert _faults(b"[]") == {"": "must be an object, not a list"}


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff", b"[" * 100_000, b'{"title":"\xff"}', b'{"title":"a\\u0000b"}', b"nul"],
)
def test_what_is_no_json_is_unreadable(data: bytes) -> None:
    """Broken, too deep, not UTF-8, or with a character no store keeps: never more than a 400."""
    with pytest.raises(BadRequest):
        decode(data, Body)


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
