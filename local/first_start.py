"""Checks that come before minutes of installing and building, with only the standard library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.data_directory import DataDirectory
from local.errors import HostError, reason
from local.options import parse
from local.ports import claim

if TYPE_CHECKING:
    from collections.abc import Sequence


def look(arguments: Sequence[str]) -> None:
    """Exit with the reason when the options, the port or the data directory cannot be used.

    If there is data already, the host itself checks the port: a killed host may have left a process
    that holds it, and the next host ends that first.
    """
    options = parse(arguments)
    try:
        if not options.data.exists():
            claim(options.port)
        DataDirectory(options.data).close()
    except HostError as fault:
        raise SystemExit(str(fault)) from None
    except OSError as fault:
        raise SystemExit(reason(fault, options.data)) from None
