"""What can be told before minutes of installing and building; the standard library is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.errors import PortTaken
from local.options import parse
from local.ports import claim

if TYPE_CHECKING:
    from collections.abc import Sequence


def look(arguments: Sequence[str]) -> None:
    """End with the reason when the options or their port are of no use.

    Where there is data already the port is the host's matter: a host that was killed may have left
    something that holds it, and the next one ends that first.
    """
    options = parse(arguments)
    if options.data.exists():
        return
    try:
        claim(options.port)
    except PortTaken as fault:
        raise SystemExit(str(fault)) from None
