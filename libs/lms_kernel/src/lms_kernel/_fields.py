"""What several contexts have in their messages: types of fields, and the link to a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from lms_kernel import _kinds as kinds

Id = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z",
        description="Opaque identifier",
        extra={"hint": "must be an id from this API"},
    ),
]
# Clients may keep their own short ids for what is within something else: a module, a question.
PartId = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_-]{1,64}\Z",
        description="Unique within what it is part of; given when left out",
        extra={"hint": "must be 1 to 64 letters, digits, dashes or underscores"},
    ),
]
# A mailbox in dots and atoms (RFC 5321, section 4.1.2: at most 64 octets; neither quoted nor with
# folded white space) of a domain in DNS (RFC 1123: labels of at most 63), as ``kinds.email`` writes
# it; no address literal, and the last label is no number (RFC 3696, section 2).
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
Email = Annotated[
    str,
    Meta(
        pattern=rf"^(?=[^@]{{1,64}}@){_ATOM}(\.{_ATOM})*@({_LABEL}\.)+(?![0-9]+\Z){_LABEL}\Z",
        min_length=6,
        max_length=254,
        description="Email address",
        extra={
            "normalize": kinds.email,
            "hint": "must be an email address, like ana@example.org",
        },
    ),
]
# An address that somebody may have had before today's rules: it is found or not, never refused.
SoughtEmail = Annotated[
    str,
    Meta(
        pattern=r"^[^\s@]+@[^\s@]+\Z",
        max_length=1000,
        description="Email address",
        extra={
            "normalize": kinds.sought_email,
            "hint": "must be an email address, like ana@example.org",
        },
    ),
]
LanguageTag = Annotated[
    str,
    Meta(
        # RFC 5646, section 2.1, without what its section 2.2.8 keeps for the sake of old tags.
        pattern=(
            r"^[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
            r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
            r"(-[0-9A-WYZa-wyz](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?\Z"
        ),
        max_length=35,
        description="BCP 47 language tag",
        extra={
            "normalize": kinds.language,
            "hint": "must be a language tag, like en or pt-BR",
        },
    ),
]
# The address that a push service gives a browser, for code that takes it or sends to it.
# Read by one pattern rather than by a parser: what two parsers read differently is an attack. No
# user, no port but digits, no backslash, no fragment; the path as in RFC 3986, section 3.3. Its
# groups are scheme, host, port and path; what the host may be is not decided here.
PUSH_ENDPOINT = (
    r"^([Hh][Tt][Tt][Pp][Ss]?)://([^\s/?#@:\\\[\]%]+)(?::([0-9]{1,5}))?"
    r"(/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)\Z"
)
Slug = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        min_length=1,
        max_length=100,
        description="Readable identifier in addresses",
        extra={"hint": "must be lower-case words joined by dashes"},
    ),
]

# Of a course, for those who write it, list it and show it; forms show levels in this order.
Level = Literal["beginner", "intermediate", "advanced"]
CourseStatus = Literal["draft", "published", "archived"]

_SLUG_LENGTH = 80
# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "þ": "th",
        "ð": "d",
        "\u0131": "i",
    }
)


class FileLink(msgspec.Struct, frozen=True, kw_only=True):
    """An address from which a file can be fetched until ``expires_at``; ``bytes`` is its length."""

    url: str
    name: str
    content_type: str
    bytes: int
    expires_at: datetime


def limits(message: type[msgspec.Struct], field: str) -> Meta:
    """Return the limits of a message's field, for code that shows or repeats them."""
    (annotation,) = (
        each.type for each in msgspec.structs.fields(message) if each.encode_name == field
    )
    return next(_metas(annotation))


def _metas(annotation: Any) -> Iterator[Meta]:
    """Find what is said of a type, before what is said of its parts."""
    parts = get_args(annotation)
    yield from (part for part in parts if isinstance(part, Meta))
    for part in parts:
        yield from _metas(part)


def slugify(title: str) -> str:
    """Return a slug for a title: plain lower-case letters and digits joined by dashes.

    At most 80 characters, cut at a word; ``course`` when the title has no such letter at all.
    """
    folded = unicodedata.normalize("NFKD", title.lower().translate(_PLAIN))
    words = re.findall(r"[a-z0-9]+", folded.encode("ascii", "ignore").decode())
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_SLUG_LENGTH]
        if len(longer) > _SLUG_LENGTH:
            break
        slug = longer
    return slug or "course"
