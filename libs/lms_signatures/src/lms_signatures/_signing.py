"""Tokens that only the platform can make: JSON, signed with HMAC-SHA-256."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from lms_settings import Settings
from lms_signatures.errors import BrokenLink

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

# What is made here; a lenient reader of base64 would pass over anything else in between.
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,500}")
_KEY = r"[A-Za-z0-9_-]{32,256}"


class LinkKeySettings(Settings, frozen=True):
    """The keys that links are signed with, with commas between them.

    The first one signs and all verify: put a new key before the old ones, and remove an old one
    when the links that it signed may stop working.
    """

    lms_link_keys: Annotated[
        str,
        Meta(
            pattern=rf"^{_KEY}(,{_KEY})*\Z",
            extra={"hint": "must be keys of 32 or more letters, digits, - and _, with commas"},
        ),
    ]


def sign(value: object, *, use: str) -> str:
    """Return a token that holds a value of JSON, for one use."""
    return str(_serializer(use).dumps(value))


def read_signed(token: str, *, use: str) -> object:
    """Return the value of a token that was signed for this use; else raise BrokenLink."""
    from itsdangerous import BadData
    from itsdangerous.encoding import base64_decode, base64_encode

    if _TOKEN.fullmatch(token) is None:
        raise BrokenLink
    try:
        value: object = _serializer(use).loads(token)
    except BadData as fault:
        raise BrokenLink from fault
    # The last letter has bits that a reader of base64 passes over (RFC 4648, section 3.5).
    signature = token.rpartition(".")[2]
    if base64_encode(base64_decode(signature)).decode() != signature:
        raise BrokenLink
    return value


def _serializer(use: str) -> URLSafeSerializer:
    from itsdangerous import URLSafeSerializer

    newest_first = LinkKeySettings.current().lms_link_keys.split(",")
    # itsdangerous signs with the last of its keys.
    return URLSafeSerializer(
        newest_first[::-1],
        salt=use,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
