"""What CloudEvents 1.0 requires of an event's attributes; the event is refused otherwise.

Sections are those of https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md. Knative's
multi-tenant broker checks by the Go SDK (sdk-go v2, event/eventcontext_v1.go), which lets more
through: its Kafka broker checks by the Java SDK, so the specification itself is what is held here.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rfc3986_validator import validate_rfc3986

if TYPE_CHECKING:
    from collections.abc import Callable

Event = dict[str, Any]

REQUIRED = ("specversion", "id", "source", "type")
# How much of a refused value is shown.
LONGEST_SHOWN = 100
DATA = frozenset({"data", "data_base64"})
# "Naming Conventions": how long a name may be is a recommendation only.
NAME = re.compile(r"[a-z0-9]+")
# "Type System", Integer.
INTEGERS = range(-(2**31), 2**31)
# "Type System", String: no controls, no halves of surrogate pairs, no noncharacters, which are also
# the last two of each plane.
LAST_TWO = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
FORBIDDEN = re.compile(rf"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{LAST_TWO}]")
# So many addresses are known to be valid: those of events are always the same few.
KNOWN = 256
# RFC 3339, section 5.6, in the capitals that Go insists on.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:[0-5]\d)", re.ASCII)
# RFC 2046 for the types, RFC 2045, section 5.1, for their spelling.
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - a word of the grammar
_QUOTED = r'"(?:[^"\\\x00-\x1f\x7f-\U0010ffff]|\\[\x20-\x7e])*"'
MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(?:[ \t]*;[ \t]*{_TOKEN}=(?:{_TOKEN}|{_QUOTED}))*")


class EventFault(ValueError):  # noqa: N818 - says what it is
    """The request is not a CloudEvent; the message says why."""


def check_attributes(event: Event) -> None:
    """Check an event's attributes against the specification; raises `EventFault`."""
    for name in REQUIRED:
        if event.get(name) is None or event[name] == "":
            message = f"the attribute {name} is missing or empty"
            raise EventFault(message)
    for name, value in event.items():
        if name not in DATA:
            fault = _fault(name, value)
            if fault:
                raise EventFault(fault)


def _fault(name: str, value: object) -> str:
    if not NAME.fullmatch(name):
        return f"the attribute name {name!r} may contain only lower-case letters and digits"
    if isinstance(value, int):
        return "" if name not in RULES and value in INTEGERS else _wrong_type(name)
    if not isinstance(value, str):
        return _wrong_type(name)
    if FORBIDDEN.search(value):
        return f"the attribute {name} contains characters that are not text"
    rule, words = RULES.get(name, (None, ""))
    return (
        f"the attribute {name} {words}, not {value[:LONGEST_SHOWN]!r}"
        if rule and not rule(value)
        else ""
    )


def _wrong_type(name: str) -> str:
    if name in RULES:
        return f"the attribute {name} must be a string"
    return f"the attribute {name} must be a string, a boolean or a 32-bit integer"


@lru_cache(KNOWN)
def is_uri_reference(text: str) -> bool:
    """Tell whether a text is a URI-reference that names something (RFC 3986, section 4.1)."""
    return bool(text) and bool(validate_rfc3986(text, "URI_reference"))


@lru_cache(KNOWN)
def is_absolute_uri(text: str) -> bool:
    """Tell whether a text is an absolute URI: a scheme, no fragment (RFC 3986, section 4.3)."""
    return "#" not in text and bool(validate_rfc3986(text, "URI"))


def is_time(text: str) -> bool:
    """Tell whether a text is a valid RFC 3339 time, in the calendar too."""
    if not TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_media_type(text: str) -> bool:
    """Tell whether a text is a media type, with or without parameters (RFC 2046)."""
    return bool(MEDIA_TYPE.fullmatch(text))


def _is_version(text: str) -> bool:
    return text == "1.0"


def _is_said(text: str) -> bool:
    return bool(text.strip())


# "REQUIRED Attributes" and "OPTIONAL Attributes", one after the other; all of them are strings.
RULES: dict[str, tuple[Callable[[str], bool], str]] = {
    "id": (_is_said, "must not be empty"),
    "source": (is_uri_reference, "must be a URI-reference (RFC 3986, section 4.1)"),
    "specversion": (_is_version, "must be 1.0"),
    "type": (_is_said, "must not be empty"),
    "datacontenttype": (is_media_type, "must be a media type (RFC 2046)"),
    "dataschema": (is_absolute_uri, "must be an absolute URI (RFC 3986, section 4.3)"),
    "subject": (_is_said, "must not be empty"),
    "time": (is_time, "must be a time (RFC 3339)"),
}
