"""The statuses have one home; what the scripts know of them comes from there."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from lms_notifications import (
    STATUSES,
    TERMINAL,
    Notification,
    NotificationStatus,
    _delivery_scripts,
    _holds,
    _inbox,
    _request_scripts,
)
from lms_notifications._lua import COMMON, status_tables
from lms_redis import Script

MODULES = (_request_scripts, _delivery_scripts, _inbox, _holds)
# Where a script names a status: comparing one, or moving a notification into one.
NAMED = re.compile(
    r"""\bstatus\s*[=~]=\s*'(\w+)'|'HSET'[^)]*'status',\s*'(\w+)'|all:(\w+)'|state:(\w+)'"""
    r"""|\bto\s*[=~]=\s*'(\w+)'|\b(?:move|finish)\(\w+,\s*'(\w+)'"""
)


def _lua() -> str:
    """Return the text of every script."""
    texts = [
        each._lua  # noqa: SLF001 - the text itself is what is tested
        for module in MODULES
        for each in vars(module).values()
        if isinstance(each, Script)
    ]
    return "\n".join(texts)


async def test_the_scripts_know_the_statuses_of_python() -> None:
    """In the same order, and the same of them as terminal."""
    look = Script(
        COMMON
        + """
local ends = {}
for _, status in ipairs(STATUSES) do
    if is_terminal(status) then ends[#ends + 1] = status end
end
return {STATUSES, ends}
"""
    )

    known, ends = await look()

    assert tuple(known) == STATUSES == get_args(NotificationStatus)
    assert set(ends) == TERMINAL


@pytest.mark.parametrize("is_terminal", [True, False])
async def test_a_new_status_is_added_in_one_place(is_terminal: bool) -> None:
    """What is added in Python, the scripts have too, terminal or not."""
    terminal = {*TERMINAL, "expired"} if is_terminal else TERMINAL
    tables = status_tables((*STATUSES, "expired"), terminal)

    known, ends = await Script(tables + "return {STATUSES, tostring(TERMINAL.expired)}")()

    assert "expired" in known
    assert ends == ("true" if is_terminal else "nil")


def test_no_script_has_a_status_of_its_own() -> None:
    """A status that only a script names would be in no answer, list or filter."""
    named = {name for groups in NAMED.findall(_lua()) for name in groups if name}

    assert named <= set(STATUSES)
    assert {"queued", "delivered", "failed"} <= named


def test_a_terminal_status_is_a_status() -> None:
    """Python's own two lists agree, and the message has no other."""
    assert set(STATUSES) > TERMINAL
    assert Notification.__annotations__["status"] == "NotificationStatus"
