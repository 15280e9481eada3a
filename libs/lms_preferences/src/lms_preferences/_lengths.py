"""How long the parts of a message may be, whoever writes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

# In characters. The short line is two parts of a text message, five where a letter is beyond GSM's;
# each is billed.
MESSAGE_LENGTHS: Mapping[Literal["subject", "text", "short"], int] = MappingProxyType(
    {"subject": 200, "text": 10_000, "short": 300}
)
