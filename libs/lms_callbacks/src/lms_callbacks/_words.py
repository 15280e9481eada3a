"""What a provider said, as an event may say it on."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[^\s<>\"':;,]+@[^\s<>\"':;,]+")
_LENGTH = 500


def detail(*parts: str) -> str:
    """Join what was said into one line; addresses in it are left out, for events hold none."""
    line = " ".join(": ".join(filter(None, parts)).split())
    return _ADDRESS.sub("(address)", line)[:_LENGTH]
