"""Identifiers: opaque strings to everybody outside, sortable UUIDs inside."""

from __future__ import annotations

import os
import re
import time
import uuid

_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Names every derived id of this platform; changing it would make repeats look new.
_NAMESPACE = uuid.UUID("6f1c6a5e-5d0b-5b2e-9d0e-2c8f4a7b1e90")


def new_id() -> str:
    """Return a fresh UUID version 7 (RFC 9562, section 5.7): 36 characters, time ordered."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (2**48 - 1)) << 80 | random & (2**80 - 1)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def derived_id(*parts: str) -> str:
    """Return the same UUID version 5 for the same parts, so that a repeat finds the first try."""
    # The lengths keep ("ab", "c") and ("a", "bc") apart.
    name = "".join(f"{len(part)}:{part}" for part in parts)
    return str(uuid.uuid5(_NAMESPACE, name))


def is_id(text: str) -> bool:
    """Tell whether the text has the form of an id: a lower-case UUID with dashes."""
    return _FORM.fullmatch(text) is not None
