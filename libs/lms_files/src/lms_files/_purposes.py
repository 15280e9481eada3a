"""What a file may be for: the one table of who, which types, how large, how much in all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from lms_kernel import FieldError, Invalid

Purpose = Literal["lesson", "video", "captions", "cover", "submission"]

_MB = 1_000_000
_GB = 1_000 * _MB

_PICTURES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
_DOCUMENTS = frozenset(
    {
        "application/epub+zip",
        "application/msword",
        "application/pdf",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/zip",
        "text/csv",
        "text/markdown",
        "text/plain",
    }
)
_SOUNDS = frozenset({"audio/mp4", "audio/mpeg", "audio/ogg"})


class Rule(NamedTuple):
    """What holds for the files of one purpose; ``permission`` is needed to upload one."""

    permission: str
    types: frozenset[str]
    most_bytes: int
    quota_bytes: int
    """Of one person, together."""
    quota_files: int


# No type here is active: nothing that a browser would run as a page of ours (HTML, SVG, XML).
purposes: Mapping[Purpose, Rule] = MappingProxyType(
    {
        "lesson": Rule(
            "course:create", _DOCUMENTS | _PICTURES | _SOUNDS, 200 * _MB, 20 * _GB, 10_000
        ),
        "video": Rule(
            "course:create", frozenset({"video/mp4", "video/webm"}), 2 * _GB, 200 * _GB, 5_000
        ),
        "captions": Rule("course:create", frozenset({"text/vtt"}), _MB, _GB, 20_000),
        "cover": Rule(
            "course:create",
            frozenset({"image/jpeg", "image/png", "image/webp"}),
            # A list shows two dozen originals until there are smaller copies of them.
            _MB,
            2 * _GB,
            2_000,
        ),
        "submission": Rule("file:create", _DOCUMENTS | _PICTURES, 25 * _MB, 2 * _GB, 2_000),
    }
)

# The largest of them all: what the API takes, and the gateway of one machine lets through.
MOST_BYTES = max(rule.most_bytes for rule in purposes.values())


def check(purpose: Purpose, content_type: str, length: int) -> None:
    """Raise Invalid that names each field in which a file does not fit its purpose."""
    rule = purposes[purpose]
    faults = []
    if content_type not in rule.types:
        allowed = ", ".join(sorted(rule.types))
        faults.append(FieldError("content_type", f"must be one of {allowed}"))
    if length > rule.most_bytes:
        most = rule.most_bytes // _MB
        faults.append(FieldError("bytes", f"must be at most {rule.most_bytes} ({most} MB)"))
    if faults:
        raise Invalid(f"This file cannot be used for the purpose {purpose}.", errors=faults)
