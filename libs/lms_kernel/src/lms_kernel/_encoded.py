"""A message that is JSON already: read once, passed on as the bytes that it is."""

from __future__ import annotations

import hashlib
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Encoded(msgspec.Struct, Generic[T], frozen=True):
    """A ``T`` in JSON, and a tag that is the same exactly for the same bytes."""

    json: bytes
    tag: str


def encoded(message: T) -> Encoded[T]:
    """Return the message in JSON with its tag."""
    content = msgspec.json.encode(message)
    return Encoded(content, tag_of(content))


def tag_of(content: bytes) -> str:
    """Return the tag of some bytes: 96 bits of a digest, so that no two contents share one."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()
