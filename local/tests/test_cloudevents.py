"""The rules of CloudEvents 1.0, one by one, each with its section."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.datastructures import Headers

from local.broker.attributes import RULES
from local.broker.events import EventFault, checked, read_event, write_binary

EVENT: dict[str, Any] = {"specversion": "1.0", "id": "1", "source": "/x", "type": "a.b"}
STRUCTURED = {"content-type": "application/cloudevents+json"}
BINARY = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/x", "ce-type": "a.b"}

# By section of spec.md 1.0.2: attribute, a good value, a bad one, the refusal's message.
ATTRIBUTES: dict[str, list[tuple[str, object, object, str]]] = {
    "REQUIRED Attributes": [
        ("id", "0", "", "id is missing"),
        ("id", "a b", " ", "id must not be empty"),
        ("id", "1", None, "id is missing"),
        ("id", "1", 1, "id must be a string"),
        ("source", "/functions/create_course", "", "source is missing"),
        (
            "source",
            "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
            "/a b",
            "source must be a URI-ref",
        ),
        ("source", "https://github.com/cloudevents", "http://[::1", "source must be a URI-ref"),
        ("source", "mailto:a@example.org", "/%zz", "source must be a URI-ref"),
        ("source", "1-555-123-4567", "1:2", "source must be a URI-ref"),
        ("source", "/%7Bfunction%7D", "/{function}", "source must be a URI-ref"),
        ("source", "cloudevents/spec/pull/123", "/größe", "source must be a URI-ref"),
        ("specversion", "1.0", "0.3", "specversion must be 1.0"),
        ("specversion", "1.0", 1, "specversion must be a string"),
        (
            "type",
            "com.example.object.deleted.v2",
            "\t",
            "type contains characters that are not text",
        ),
        ("type", "a", " ", "type must not be empty"),
    ],
    "OPTIONAL Attributes: datacontenttype": [
        ("datacontenttype", "text/xml", "", "must be a media type"),
        ("datacontenttype", "application/json; charset=utf-8", "json", "must be a media type"),
        ("datacontenttype", 'multipart/mixed; boundary="a b"', "a/b; c", "must be a media type"),
        ("datacontenttype", "image/svg+xml", "a/b/c", "must be a media type"),
        ("datacontenttype", "a/b", "text/plän", "must be a media type"),
        ("datacontenttype", "a/b", "a/b\r\nx: y", "characters that are not text"),
        ("datacontenttype", "a/b", 5, "datacontenttype must be a string"),
    ],
    "OPTIONAL Attributes: dataschema": [
        ("dataschema", "https://learning.org/schemas/a.v1.json", "/schemas/a.json", "absolute URI"),
        ("dataschema", "urn:example:a", "https://learning.org/a.json#/b", "absolute URI"),
        ("dataschema", "file:/a", "", "absolute URI"),
        ("dataschema", "http://[::1]:80/a?b", "//host/a.json", "absolute URI"),
        ("dataschema", "http://a", "http://a b", "absolute URI"),
    ],
    "OPTIONAL Attributes: subject": [
        ("subject", "mynewfile.jpg", "", "subject must not be empty"),
        ("subject", "ü", "  ", "subject must not be empty"),
        ("subject", "a", 7, "subject must be a string"),
    ],
    "OPTIONAL Attributes: time": [
        ("time", "2018-04-05T17:31:00Z", "2018-04-05", "time must be a time"),
        ("time", "2018-04-05T17:31:00.123456789+02:00", "2018-04-05T17:31:00", "must be a time"),
        ("time", "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "must be a time"),
        ("time", "2018-04-05T17:31:00Z", "2018-04-05 17:31:00Z", "must be a time"),
        ("time", "2018-04-05T17:31:00Z", "2018-04-05T25:00:00Z", "must be a time"),
        ("time", "2018-04-05T17:31:00Z", "2018-04-05T17:31:00+0200", "must be a time"),
        ("time", "2018-04-05T17:31:00Z", 1522949460, "time must be a string"),
    ],
    "Type System": [
        ("number", 2**31 - 1, 2**31, "number must be a string, a boolean or a 32-bit integer"),
        (
            "number",
            -(2**31),
            -(2**31) - 1,
            "number must be a string, a boolean or a 32-bit integer",
        ),
        ("flag", True, 1.5, "flag must be a string, a boolean or a 32-bit integer"),
        ("list", "a", ["a"], "list must be a string"),
        ("object", "a", {}, "object must be a string"),
        ("text", "\U0001f600", "a\x00b", "text contains characters that are not text"),
        ("text", "a", "a\x85b", "text contains characters that are not text"),
        ("text", "a", "\ud800", "text contains characters that are not text"),
        ("text", "a", "\ufffe", "text contains characters that are not text"),
        ("text", "a", "\U0002ffff", "text contains characters that are not text"),
    ],
}
ROWS = [
    pytest.param(*row, id=f"{section}: {ascii(row[2])[:40]}")
    for section, rows in ATTRIBUTES.items()
    for row in rows
]


@pytest.mark.parametrize(("name", "good", "bad", "reason"), ROWS)
def test_an_attribute_is_held_against_its_section(
    name: str, good: object, bad: object, reason: str
) -> None:
    """What the section allows is accepted, and what it forbids is refused by name."""
    assert checked({**EVENT, name: good})[name] == good
    with pytest.raises(EventFault, match=reason):
        checked({**EVENT, name: bad})


def test_every_attribute_of_the_specification_has_its_rule() -> None:
    """Core attributes are strings with a rule each; none is missing from the table above."""
    listed = {name for rows in ATTRIBUTES.values() for name, *_ in rows}
    assert RULES.keys() <= listed
    assert len(RULES) == 8


@pytest.mark.parametrize("name", ["Upper", "with-dash", "with_underscore", "ünder", "", "a.b"])
def test_a_name_has_lower_case_letters_and_digits(name: str) -> None:
    """Naming Conventions: nothing else, since headers and other carriers allow no more."""
    with pytest.raises(EventFault, match="may contain only lower-case letters and digits"):
        checked({**EVENT, name: "x"})


@pytest.mark.parametrize("missing", ["specversion", "id", "source", "type"])
def test_what_is_required_is_there(missing: str) -> None:
    """REQUIRED Attributes, in both modes."""
    body = {name: value for name, value in EVENT.items() if name != missing}
    with pytest.raises(EventFault, match=f"{missing} is missing"):
        read_event(STRUCTURED, json.dumps(body).encode())
    headers = {name: value for name, value in BINARY.items() if name != f"ce-{missing}"}
    with pytest.raises(EventFault, match=f"{missing} is missing"):
        read_event(headers, b"")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "not JSON"),
        (b"[]", "must be a JSON object"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (json.dumps(EVENT).encode("utf-16"), "not JSON"),
        (json.dumps({**EVENT, "data": {"a": float("nan")}}).encode(), "JSON does not allow"),
        (b'{"id": "2", ' + json.dumps(EVENT).encode()[1:], "has an attribute twice"),
        (json.dumps({**EVENT, "data": 1, "data_base64": "aGk="}).encode(), "not both"),
        (json.dumps({**EVENT, "data_base64": "%%%"}).encode(), "is not base64"),
        (json.dumps({**EVENT, "data_base64": 7}).encode(), "is not base64"),
        (json.dumps({**EVENT, "data": {"\udfff": 1}}).encode(), "not Unicode"),
        (json.dumps({**EVENT, "datacontenttype": "a/b", "data": {}}).encode(), "must be a string"),
        (json.dumps({**EVENT, "datacontenttype": "a/b+json", "data": 1}).encode(), "be a string"),
    ],
)
def test_a_structured_event_is_json(body: bytes, reason: str) -> None:
    """JSON event format, sections 2 and 3, as the SDK of Knative's broker reads it."""
    with pytest.raises(EventFault, match=reason):
        read_event(STRUCTURED, body)


def test_names_may_be_twice_in_data() -> None:
    """Data is the publisher's own business."""
    body = json.dumps(EVENT).encode()[:-1] + b', "data": {"a": 1, "a": 2}}'
    assert read_event(STRUCTURED, body)["data"] == {"a": 2}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/cloudevents+json; charset=iso-8859-1",
        "application/cloudevents+json; charset",
        "application/cloudevents-batch+json",
        "application/cloudevents+xml",
        "application/json",
        "",
    ],
)
def test_another_mode_is_refused(content_type: str) -> None:
    """HTTP binding, section 3: neither structured JSON in UTF-8 nor the binary mode's headers."""
    with pytest.raises(EventFault):
        read_event({"content-type": content_type}, json.dumps(EVENT).encode())


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"),
        ("%e2%82%ac", "€"),
        ("%41", "A"),
        ("%2541", "%41"),
        (" padded\t", "padded"),
        ('"a \\"b\\" c"', 'a "b" c'),
        ('"%41"', "A"),
    ],
)
def test_a_header_is_decoded_once(sent: str, read: str) -> None:
    """HTTP binding, section 3.1.3.2: quotes first, then one round of percent-decoding."""
    assert read_event({**BINARY, "ce-text": sent}, b"")["text"] == read


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("%C0%A0", "not as UTF-8"),
        ("%FF", "not as UTF-8"),
        ("%ED%A0%80", "not as UTF-8"),
        ("100%", "does not encode anything"),
        ("%zz", "does not encode anything"),
        ("Grüße", "not percent-encoded"),
        ("€", "not percent-encoded"),
        ("%00", "characters that are not text"),
    ],
)
def test_a_header_that_cannot_be_decoded_is_refused(sent: str, reason: str) -> None:
    """HTTP binding, section 3.1.3.2: an overlong encoding, or none at all."""
    with pytest.raises(EventFault, match=reason):
        read_event({**BINARY, "ce-text": sent}, b"")


@pytest.mark.parametrize(
    "header", ["ce-datacontenttype", "ce-data", "ce-data_base64", "ce-", "ce-a-b"]
)
def test_a_header_of_no_attribute_is_refused(header: str) -> None:
    """HTTP binding, section 3.1: data is the body, its type is Content-Type."""
    with pytest.raises(EventFault):
        read_event({**BINARY, header: "x"}, b"")


def test_a_header_is_there_once() -> None:
    """Nobody can tell which of two is meant."""
    raw = [(name.encode(), value.encode()) for name, value in BINARY.items()]
    with pytest.raises(EventFault, match="is repeated"):
        read_event(Headers(raw=[*raw, (b"ce-id", b"2")]), b"")


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"a": [1, None, "ü"]}},
        {"data": "text", "datacontenttype": "text/plain; charset=utf-8"},
        {"data_base64": "AAEC", "datacontenttype": "application/octet-stream"},
        {"data": None},
        {"subject": '\U0001f600 "%" \\ 100%41'},
        {"dataschema": "https://learning.org/schemas/a.v1.json?x=%C3%BC"},
        {"time": "2018-04-05T17:31:00.5-07:00"},
        {"a" * 40: "long names are only discouraged"},
    ],
)
def test_what_is_written_is_what_is_read(change: dict[str, Any]) -> None:
    """HTTP binding, section 3.1: every header printable ASCII, every value as before."""
    event = checked({**EVENT, **change})
    headers, body = write_binary(event)
    assert all(
        0x21 <= ord(sign) <= 0x7E for value in headers.values() for sign in value.replace(" ", "")
    )
    assert all(" " not in value for name, value in headers.items() if name.startswith("ce-"))
    again = read_event(headers, body)
    attributes = {
        name: value
        for name, value in event.items()
        if not name.startswith("data") or name == "dataschema"
    }
    assert {name: value for name, value in again.items() if name in attributes} == attributes
    assert write_binary(again)[1] == body
