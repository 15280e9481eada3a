"""CloudEvents 1.0 over HTTP: read in binary and in structured mode, written in binary mode.

Inside the host an event is its structured form, a plain dictionary. Sections are those of
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md and of
json-format.md next to it. A batch is refused, as by Knative's brokers.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

from local.broker.attributes import Event, EventFault, check_attributes, is_media_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["Event", "EventFault", "checked", "media_type", "read_event", "write_binary"]

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
PREFIX = "ce-"
# What a header may hold: printable ASCII without the space, the quote and the percent sign, which
# are encoded like the rest (HTTP 3.1.3.2).
PLAIN = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '%"')
ALL_PLAIN = re.compile(r"[!#$&-~]*")
HEADER = re.compile(r"[\x20-\x7e\t]*")
# What data as JSON may claim to be; of other types the Go SDK wants a string, `+json` included.
JSON_TYPES = frozenset({"", "application/json", "text/json"})

# Deeper than anyone intends, and far from the depth at which Python's own JSON gives up.
MOST_NESTED = 200


def read_event(headers: Mapping[str, str], body: bytes) -> Event:
    """Read a request's event, or a response's; raises `EventFault`.

    `headers` has lower-case names; a repeated header has two items.
    """
    content_type = headers.get("content-type", "")
    mode = media_type(content_type)
    if mode == BATCH:
        message = "a broker accepts one event at a time, not a batch"
        raise EventFault(message)
    if mode == STRUCTURED:
        _check_charset(content_type)
        return checked(_named_once(body))
    return checked(_from_binary(headers, body, content_type))


def checked(event: object) -> Event:
    """Return a valid event in structured form, or raise `EventFault`."""
    if not isinstance(event, dict):
        message = "an event must be a JSON object"
        raise EventFault(message)
    # In JSON, null is one way to say that an attribute is absent (JSON 2.2).
    event = {name: value for name, value in event.items() if name == "data" or value is not None}
    check_attributes(event)
    _check_data(event)
    _check_nesting(event)
    _check_text(event)
    return event


def write_binary(event: Event) -> tuple[dict[str, str], bytes]:
    """Return headers and body of an event in binary content mode."""
    headers = {}
    for name, value in event.items():
        if name in {"data", "data_base64", "datacontenttype"} or value is None:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        headers[PREFIX + name] = text if ALL_PLAIN.fullmatch(text) else quote(text, safe=PLAIN)
    content_type = event.get("datacontenttype", "application/json")
    if "data_base64" in event:
        headers["content-type"] = content_type
        return headers, base64.b64decode(event["data_base64"])
    if event.get("data") is None:
        return headers, b""
    headers["content-type"] = content_type
    data = event["data"]
    if media_type(content_type) in JSON_TYPES or not isinstance(data, str):
        return headers, json.dumps(data, separators=(",", ":")).encode()
    return headers, data.encode()


def _from_binary(headers: Mapping[str, str], body: bytes, content_type: str) -> Event:
    event: Event = {}
    for header, value in headers.items():
        name = header.removeprefix(PREFIX)
        if name == header:
            continue
        if name in {"data", "datacontenttype"}:
            message = f"the header {header} has no meaning: use the body and Content-Type"
            raise EventFault(message)
        if name in event:
            message = f"the header {header} is repeated"
            raise EventFault(message)
        event[name] = _decoded(name, value)
    if content_type:
        event["datacontenttype"] = content_type
    if body:
        if media_type(content_type) in JSON_TYPES:
            event["data"] = _json(body)
        else:
            event["data_base64"] = base64.b64encode(body).decode()
    return event


def _decoded(name: str, value: str) -> str:
    """Read a header's value (HTTP 3.1.3.2): unquote it, then decode it once."""
    if not HEADER.fullmatch(value):
        message = f"the attribute {name} is not percent-encoded"
        raise EventFault(message)
    value = value.strip(" \t")
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    if re.search(r"%(?![0-9A-Fa-f]{2})", value):
        message = f"the attribute {name} has a percent sign that does not encode anything"
        raise EventFault(message)
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError as fault:
        message = f"the attribute {name} is percent-encoded, but not as UTF-8"
        raise EventFault(message) from fault


def _check_charset(content_type: str) -> None:
    """Accept only UTF-8 in a structured event, whatever its media type says (RFC 8259, 8.1)."""
    charset = re.search(r';\s*charset="?([^";\s]*)', content_type, re.IGNORECASE)
    if not is_media_type(content_type) or (charset and charset[1].lower() != "utf-8"):
        message = f"the content type {content_type!r} is not {STRUCTURED} in UTF-8"
        raise EventFault(message)


def _check_data(event: Event) -> None:
    """Check that data appears once and matches its media type (JSON 3.1)."""
    if "data_base64" in event:
        if "data" in event:
            message = "an event has either data or data_base64, not both"
            raise EventFault(message)
        try:
            base64.b64decode(event["data_base64"], validate=True)
        except (TypeError, ValueError) as fault:
            message = "data_base64 is not base64"
            raise EventFault(message) from fault
    kind = media_type(event.get("datacontenttype", ""))
    if kind not in JSON_TYPES and not isinstance(event.get("data"), str | None):
        message = f"data of the type {kind} must be a string"
        raise EventFault(message)


def _check_nesting(event: Event) -> None:
    level: list[object] = [event]
    for _ in range(MOST_NESTED):
        level = [one for value in level for one in _parts(value)]
        if not level:
            return
    message = f"the event is nested deeper than {MOST_NESTED} levels"
    raise EventFault(message)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _check_text(event: Event) -> None:
    try:
        json.dumps(event, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as fault:
        message = "the event has text that is not Unicode: half of a surrogate pair"
        raise EventFault(message) from fault
    except ValueError as fault:
        message = "the event has a number that JSON does not allow"
        raise EventFault(message) from fault


def _named_once(body: bytes) -> object:
    """Read an event in JSON; refuse duplicate attributes, since either could be meant."""
    last: list[tuple[str, Any]] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        last[:] = pairs
        return dict(pairs)

    read = _json(body, note)
    # The outermost object is the last one to be made.
    if isinstance(read, dict) and len(read) != len(last):
        message = "the event has an attribute twice"
        raise EventFault(message)
    return read


def _json(body: bytes, pairs: Callable[[list[tuple[str, Any]]], object] | None = None) -> object:
    try:
        read: object = json.loads(body.decode(), object_pairs_hook=pairs)
    except RecursionError as fault:
        message = "the body is nested too deeply"
        raise EventFault(message) from fault
    except ValueError as fault:
        message = f"the body is not JSON: {fault}"
        raise EventFault(message) from fault
    return read


def media_type(content_type: str) -> str:
    """Return a content type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()
