"""What a file really is: the bytes that a type begins with, by its own specification."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

# As much of a file as is looked at.
MOST_BYTES = 512

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# The compound file of Office before 2007 ([MS-CFB], section 2.2).
_COMPOUND = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
# ID3, or a frame of MPEG audio, layer III.
_MP3 = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")

_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = MappingProxyType(
    {
        "application/epub+zip": _ZIP,
        "application/msword": _COMPOUND,
        "application/pdf": (b"%PDF-",),
        "application/vnd.ms-excel": _COMPOUND,
        "application/vnd.ms-powerpoint": _COMPOUND,
        "application/vnd.oasis.opendocument.presentation": _ZIP,
        "application/vnd.oasis.opendocument.spreadsheet": _ZIP,
        "application/vnd.oasis.opendocument.text": _ZIP,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": _ZIP,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _ZIP,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _ZIP,
        "application/zip": _ZIP,
        "audio/mpeg": _MP3,
        "audio/ogg": (b"OggS",),
        "image/gif": (b"GIF87a", b"GIF89a"),
        "image/jpeg": (b"\xff\xd8\xff",),
        "image/png": (b"\x89PNG\r\n\x1a\n",),
    }
)


def _is_webp(beginning: bytes) -> bool:
    return beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP"


def _is_mp4(beginning: bytes) -> bool:
    # ISO/IEC 14496-12: the first box says which files these are.
    return beginning[4:8] == b"ftyp"


def _is_webm(beginning: bytes) -> bool:
    # EBML, whose document type is near the beginning.
    return beginning.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in beginning[:64]


def _is_text(beginning: bytes) -> bool:
    if b"\x00" in beginning:
        return False
    try:
        beginning.decode()
    except UnicodeDecodeError as fault:
        # The last character may be cut off, and no other.
        return len(beginning) == MOST_BYTES and fault.start > len(beginning) - 4
    return True


def _is_captions(beginning: bytes) -> bool:
    # WebVTT, section 4.1: perhaps a mark of the byte order, then the word and a space or an end.
    text = beginning.removeprefix(b"\xef\xbb\xbf")
    return text.startswith(b"WEBVTT") and text[6:7] in {b"", b" ", b"\t", b"\n", b"\r"}


_OTHERS: Mapping[str, Callable[[bytes], bool]] = MappingProxyType(
    {
        "audio/mp4": _is_mp4,
        "image/webp": _is_webp,
        "text/csv": _is_text,
        "text/markdown": _is_text,
        "text/plain": _is_text,
        "text/vtt": _is_captions,
        "video/mp4": _is_mp4,
        "video/webm": _is_webm,
    }
)


def is_really(content_type: str, beginning: bytes) -> bool:
    """Tell whether a file that begins like this can be of the type."""
    if content_type in _OTHERS:
        return _OTHERS[content_type](beginning)
    return beginning.startswith(_BEGINNINGS[content_type])
