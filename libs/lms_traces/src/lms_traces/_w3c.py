"""W3C Trace Context (Level 2): which trace a request or an event belongs to."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

# Section 3.2.2. What follows the flags is only for versions that are not known yet.
_TRACEPARENT = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})"
    r"-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})(?P<parent>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})"
    r"(?P<rest>-.*)?"
)
_TRACE_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")
# Section 3.3.1.3; a member may be empty.
_MEMBER = re.compile(
    r"(?P<key>[a-z0-9][a-z0-9_\-*/@]{0,255})="
    r"[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]"
)
_MOST_MEMBERS = 32
# Section 3.3.1.5: at least this much is passed on; long members go first, then the last ones.
_MOST_STATE, _LONG_MEMBER = 512, 128

SAMPLED = 1
RANDOM = 2
"""The trace id is random, so that samplers may decide by it (section 3.2.2.5.2)."""


class Trace(NamedTuple):
    """Where something belongs: a trace, and the span in it that is the parent."""

    trace_id: str
    parent_id: str
    flags: int
    state: str = ""

    @property
    def traceparent(self) -> str:
        """Return it as the header says it: always in version 00, the one that we know."""
        return f"00-{self.trace_id}-{self.parent_id}-{self.flags:02x}"


def parse(traceparent: str, tracestate: str = "") -> Trace | None:
    """Return what the two fields say; None when the first is invalid, whatever the second says.

    Flags that Level 2 does not know are dropped (section 3.2.2.5), and so is a state that cannot
    be read (section 3.3.1).
    """
    found = _TRACEPARENT.fullmatch(traceparent)
    if found is None or (found["version"] == "00" and found["rest"]):
        return None
    flags = int(found["flags"], 16) & (SAMPLED | RANDOM)
    return Trace(found["trace"], found["parent"], flags, _state(tracestate))


def given(fields: Iterable[tuple[bytes, bytes]]) -> Trace | None:
    """Return what the fields of a request say; their names are in lower case.

    Two fields ``traceparent`` are invalid; several ``tracestate`` are one list (RFC 9110, 5.3).
    """
    parents: list[str] = []
    states: list[str] = []
    for name, value in fields:
        if name == b"traceparent":
            parents.append(value.decode("latin-1").strip(" \t"))
        elif name == b"tracestate":
            states.append(value.decode("latin-1"))
    return parse(parents[0], ",".join(states)) if len(parents) == 1 else None


def new(trace_id: str = "") -> Trace:
    """Start a trace, under the given id if it is a valid one; nobody has sampled it yet."""
    digits = os.urandom(24).hex()
    chosen = trace_id if _TRACE_ID.fullmatch(trace_id) else digits[:32]
    return Trace(chosen, digits[32:], RANDOM)


def new_span_id() -> str:
    """Return 8 random bytes in hexadecimal digits."""
    return os.urandom(8).hex()


def _state(text: str) -> str:
    """Return the list as it was given, as far as it is passed on; empty when it is invalid."""
    if not text:
        return ""
    members = [each for each in (each.strip(" \t") for each in text.split(",")) if each]
    found = [_MEMBER.fullmatch(each) for each in members]
    keys = {each["key"] for each in found if each}
    if len(members) > _MOST_MEMBERS or len(keys) != len(members):
        return ""
    while members and len(",".join(members)) > _MOST_STATE:
        last_long = [each for each in members if len(each) > _LONG_MEMBER]
        members.remove(last_long[-1] if last_long else members[-1])
    return ",".join(members)
