"""What a file really is, by its first bytes."""

from __future__ import annotations

import pytest

from lms_files import purposes
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


@pytest.mark.parametrize(
    ("content_type", "beginning", "expected"),
    [
        *(("audio/mpeg", sign + bytes(8), True) for sign in (b"ID3", b"\xff\xfb", b"\xff\xf3")),
        *(("audio/mpeg", sign + bytes(8), True) for sign in (b"\xff\xf2", b"\xff\xfa")),
        # AAC, which begins almost like MP3.
        ("audio/mpeg", b"\xff\xf1" + bytes(8), False),
        ("image/gif", b"GIF87a\x01\x00", True),
        ("image/gif", b"GIF88a\x01\x00", False),
        ("application/zip", b"PK\x05\x06" + bytes(18), True),
        # A sound and a film in the same kind of box as WebP.
        ("image/webp", b"RIFF\x24\x00\x00\x00WAVEfmt ", False),
        ("image/webp", b"RIFF\x24\x00\x00\x00AVI LIST", False),
        ("image/webp", b"XXXX\x24\x00\x00\x00WEBPVP8 ", False),
        # Matroska, of which WebM is a part.
        ("video/webm", b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska", False),
        ("video/webm", b"\x1a\x45\xdf\xa3".ljust(80) + b"webm", False),
        ("video/webm", b"webm".rjust(20), False),
        ("video/mp4", b"ftypmp42" + bytes(8), False),
        ("text/vtt", b"WEBVTT", True),
        ("text/vtt", b"WEBVTT - Kitchen\n", True),
    ],
)
def test_each_sign_of_a_type_counts(content_type: str, beginning: bytes, expected: bool) -> None:
    """All those that its specification has, and none that another type shares."""
    assert is_really(content_type, beginning) is expected


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
    # Its end is cut off, and that is not what is wrong with it.
    assert not is_really("text/plain", b"caf\xe9 au lait".ljust(MOST_BYTES))
    assert not is_really("text/vtt", b"WEBVTTX\n")


def test_every_type_has_its_signs() -> None:
    """A type without any could not be looked at."""
    for content_type in ALL:
        assert is_really(content_type, b"\x00\x01") is False
