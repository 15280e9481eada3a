"""CloudEvents 1.0 over HTTP: read in every content mode, written in binary mode.

Inside the host an event is its structured form, a plain dictionary.
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Event = dict[str, Any]

REQUIRED = ("specversion", "id", "source", "type")
ATTRIBUTE = re.compile(r"[a-z0-9]+")
# What a header may hold; it is sent as it is.
CONTENT_TYPE = re.compile(r"[\x20-\x7e]*")
STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
PREFIX = "ce-"
# Header values may hold printable ASCII; the rest, and the percent sign that marks it, is encoded.
PLAIN = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '%"')

# Deeper than anybody means it, and far from the depth at which Python's own JSON gives up.
MOST_NESTED = 200


class EventFault(ValueError):  # noqa: N818 - says what it is
    """What was sent is not a CloudEvent; the message says why."""


def read_events(headers: Mapping[str, str], body: bytes) -> list[Event]:
    """Read a request's event, or its batch of events; raises `EventFault`.

    `headers` has lower-case names.
    """
    content_type = headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == BATCH:
        batch = _json(body)
        if not isinstance(batch, list):
            message = "a batch is a JSON array"
            raise EventFault(message)
        return [_checked(event) for event in batch]
    if media_type == STRUCTURED:
        return [_checked(_json(body))]
    return [_checked(_from_binary(headers, body, content_type))]


def write_binary(event: Event) -> tuple[dict[str, str], bytes]:
    """Answer headers and body of an event in binary content mode."""
    headers = {}
    for name, value in event.items():
        if name in {"data", "data_base64", "datacontenttype"} or value is None:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        headers[PREFIX + name] = quote(text, safe=PLAIN)
    content_type = event.get("datacontenttype", "application/json")
    if "data_base64" in event:
        headers["content-type"] = content_type
        return headers, base64.b64decode(event["data_base64"])
    if event.get("data") is None:
        return headers, b""
    headers["content-type"] = content_type
    data = event["data"]
    if _is_json(content_type) or not isinstance(data, str):
        return headers, json.dumps(data, separators=(",", ":")).encode()
    return headers, data.encode()


def _from_binary(headers: Mapping[str, str], body: bytes, content_type: str) -> Event:
    event: Event = {
        name.removeprefix(PREFIX): unquote(value.strip())
        for name, value in headers.items()
        if name.startswith(PREFIX)
    }
    if content_type:
        event["datacontenttype"] = content_type
    if body:
        if _is_json(content_type or "application/json"):
            event["data"] = _json(body)
        else:
            event["data_base64"] = base64.b64encode(body).decode()
    return event


def _checked(event: object) -> Event:
    if not isinstance(event, dict):
        message = "an event is a JSON object"
        raise EventFault(message)
    for name in REQUIRED:
        if not isinstance(event.get(name), str) or not event[name]:
            message = f"the attribute {name} is missing or empty"
            raise EventFault(message)
    if event["specversion"] != "1.0":
        message = f"specversion {event['specversion']!r} is not 1.0"
        raise EventFault(message)
    # In JSON null is one way to say that an attribute is not there.
    event = {name: value for name, value in event.items() if name == "data" or value is not None}
    _check_attributes(event)
    _check_base64(event)
    _check_nesting(event)
    _check_text(event)
    return event


def _check_attributes(event: Event) -> None:
    for name, value in event.items():
        if name in {"data", "data_base64"}:
            continue
        if not ATTRIBUTE.fullmatch(name):
            message = f"the attribute name {name!r} may have lower-case letters and digits only"
            raise EventFault(message)
        if not isinstance(value, str | int | bool):
            message = f"the attribute {name} must be a string, a number or a boolean"
            raise EventFault(message)
    content_type = event.get("datacontenttype", "")
    if not isinstance(content_type, str) or not CONTENT_TYPE.fullmatch(content_type):
        message = "datacontenttype is no media type"
        raise EventFault(message)


def _check_base64(event: Event) -> None:
    if "data_base64" not in event:
        return
    try:
        base64.b64decode(event["data_base64"], validate=True)
    except (TypeError, ValueError) as fault:
        message = "data_base64 is not base64"
        raise EventFault(message) from fault


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
        json.dumps(event, ensure_ascii=False).encode()
    except UnicodeEncodeError as fault:
        message = "the event has text that is no Unicode: half of a surrogate pair"
        raise EventFault(message) from fault


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except RecursionError as fault:
        message = "the body is nested too deeply"
        raise EventFault(message) from fault
    except ValueError as fault:
        message = f"the body is not JSON: {fault}"
        raise EventFault(message) from fault


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type.endswith(("/json", "+json"))
