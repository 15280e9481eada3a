"""What a file really is, by its first bytes."""

from __future__ import annotations

import pytest

from lms_files import check, purposes
from lms_kernel import Invalid
from lms_uploads._signs import MOST_BYTES, is_really

# The beginnings of real files, each of its type and of no other.
REAL = {
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "application/zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
    "application/msword": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8),
    "audio/mp4": b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00",
    "audio/mpeg": b"ID3\x04\x00\x00\x00\x00\x00\x00",
    "audio/ogg": b"OggS\x00\x02" + bytes(8),
    "image/gif": b"GIF89a\x01\x00\x01\x00",
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "text/plain": "Größe\n".encode(),
    "text/vtt": b"\xef\xbb\xbfWEBVTT\n\n00:00.000 --> 00:01.000\nHi\n",
    "video/mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00",
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
}
ALIKE = {frozenset({"audio/mp4", "video/mp4"}), frozenset({"text/plain", "text/vtt"})}
ALL = frozenset[str]().union(*(rule.types for rule in purposes.values()))


@pytest.mark.parametrize("content_type", sorted(REAL))
def test_a_file_is_of_its_own_type_and_of_no_other(content_type: str) -> None:
    """Whatever it is announced as."""
    beginning = REAL[content_type]
    assert is_really(content_type, beginning)
    for other in sorted(REAL.keys() - {content_type}):
        # Text is whatever can be read as such, and all MP4 files begin alike.
        if frozenset({content_type, other}) not in ALIKE and other != "text/plain":
            assert not is_really(other, beginning), other


@pytest.mark.parametrize("content_type", sorted(ALL))
def test_no_page_passes_for_something_else(content_type: str) -> None:
    """HTML is none of the types; as text it is text, and nothing ever shows it as a page."""
    page = b"<!DOCTYPE html><script>alert(1)</script>"
    assert is_really(content_type, page) is (
        content_type.startswith("text/") and content_type != "text/vtt"
    )
    assert not is_really(content_type, bytes(MOST_BYTES))
    assert content_type not in {"text/html", "image/svg+xml", "application/xml", "text/xml"}


def test_text_may_be_cut_within_a_character() -> None:
    """Only where the piece that is looked at ends, not where the file does."""
    text = ("a" + "ö" * MOST_BYTES).encode()[:MOST_BYTES]
    assert is_really("text/plain", text)
    assert not is_really("text/plain", "aö".encode()[:2])
    assert not is_really("text/plain", b"caf\xe9 au lait")
    assert not is_really("text/vtt", b"WEBVTTX\n")


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


def test_every_type_has_its_signs() -> None:
    """A type without any could not be looked at."""
    for content_type in ALL:
        assert is_really(content_type, b"\x00\x01") is False
