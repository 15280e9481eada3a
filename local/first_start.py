"""Checks that come before minutes of installing and building, with only the standard library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.errors import PortTaken
from local.options import parse
from local.ports import claim

if TYPE_CHECKING:
    from collections.abc import Sequence


def look(arguments: Sequence[str]) -> None:
    """Exit with the reason when the options are invalid or their port is taken.

    If there is data already, the host itself checks the port: a killed host may have left a process
    that holds it, and the next host ends that first.
    """
    options = parse(arguments)
    if options.data.exists():
        return
    try:
        claim(options.port)
    except PortTaken as fault:
        raise SystemExit(str(fault)) from None
