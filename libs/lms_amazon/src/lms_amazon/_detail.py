"""What a provider said, in a form that events may carry."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[^\s<>\"':;,]+@[^\s<>\"':;,]+")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}\b")
_LENGTH = 500


def detail(*parts: str) -> str:
    """Join the texts into one line without addresses and numbers: events carry none."""
    line = " ".join(": ".join(filter(None, parts)).split())
    return _NUMBER.sub("(number)", _ADDRESS.sub("(address)", line))[:_LENGTH]
