"""What each purpose takes."""

from __future__ import annotations

import msgspec
import pytest

from lms_files import MOST_BYTES, NewFile, check, purposes
from lms_kernel import Invalid
from local.gateway import bucket


@pytest.mark.parametrize(
    ("purpose", "content_type", "length", "fields"),
    [
        ("cover", "image/png", 1_000_000, []),
        ("cover", "image/png", 1_000_001, ["bytes"]),
        ("cover", "image/svg+xml", 5, ["content_type"]),
        ("cover", "video/mp4", 50_000_000, ["content_type", "bytes"]),
        ("lesson", "text/html", 5, ["content_type"]),
        ("submission", "video/mp4", 5, ["content_type"]),
    ],
)
def test_each_purpose_takes_its_types_and_lengths(
    purpose: str, content_type: str, length: int, fields: list[str]
) -> None:
    """And names every field at fault."""
    faults: list[str] = []
    try:
        check(purpose, content_type, length)  # type: ignore[arg-type]
    except Invalid as refusal:
        faults = [each.field for each in refusal.errors]
    assert faults == fields


def test_the_largest_file_gets_through_everywhere() -> None:
    """The request takes its length and no other; nginx of one machine lets its bytes pass."""
    assert max(rule.most_bytes for rule in purposes.values()) == MOST_BYTES
    body = {"purpose": "video", "name": "a.mp4", "content_type": "video/mp4", "bytes": MOST_BYTES}
    msgspec.convert(body, NewFile)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body | {"bytes": MOST_BYTES + 1}, NewFile)
    passed, unit = int(bucket.MOST[:-1]), bucket.MOST[-1]
    assert unit == "m"
    assert MOST_BYTES <= passed * 1024 * 1024 <= MOST_BYTES * 1.2
