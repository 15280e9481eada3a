"""Field types that several contexts share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

Id = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z",
        description="Opaque identifier",
        extra={"hint": "must be an id from this API"},
    ),
]
# Deliberately loose (the proof of an address is a mail that arrives), but nothing in it may break
# a header: no spaces, no control characters, one @, no empty part between dots.
_PART = r"""[^\s@<>()\[\],;:\\".\x00-\x1f\x7f]+"""
Email = Annotated[
    str,
    Meta(
        pattern=rf"^{_PART}(\.{_PART})*@{_PART}(\.{_PART})+\Z",
        min_length=6,
        max_length=254,
        description="Email address",
        extra={"hint": "must be an email address, like ana@example.org"},
    ),
]
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


def limits(message: type[msgspec.Struct], field: str) -> Meta:
    """Return the limits of a message's field, for whoever shows or repeats them."""
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


def normalize_email(text: str) -> str:
    """Return the address as it is stored and compared: trimmed, lower case."""
    return text.strip().lower()


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
