"""The one error that people see, and what the system's own errors mean to them.

HostError           printed as one line, exit status 1
  DataDirectoryBusy   another host uses the same data
  PortTaken           another program listens on it
  StoreFailed         a store did not start
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class HostError(Exception):
    """A fault that the person who started the host can fix; only the message is printed."""


class DataDirectoryBusy(HostError):  # noqa: N818 - says what happened
    """Another host uses this data directory."""


class PortTaken(HostError):  # noqa: N818 - says what happened
    """Another program listens on the requested port."""


class StoreFailed(HostError):  # noqa: N818 - says what happened
    """A store, the gateway or a set-up step failed; the message names its log."""


_NO_PERMISSION = "you may not write there: use a folder of your own as --data"
_MEANINGS = {
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: "it is on a read-only disk: use another --data",
    errno.ENOSPC: "its disk is full: make room, or use another --data",
    errno.EDQUOT: "your quota is used up: make room, or use another --data",
    errno.EEXIST: "there is a file of that name: use another --data",
    errno.ENOTDIR: "a part of its path is a file: use another --data",
    errno.ENAMETOOLONG: "its path is too long: use a shorter --data",
    errno.ELOOP: "its links lead in a circle: use another --data",
    errno.EMFILE: "too many files are open: raise the limit (`ulimit -n`)",
    errno.ENFILE: "too many files are open on this machine: end other programs",
    errno.ENOMEM: "there is too little memory: end other programs",
    errno.EAGAIN: "too many processes run: end other programs, or raise the limit (`ulimit -u`)",
}


def reason(fault: OSError, data: Path) -> str:
    """Return one line about an error of the system: what happened, and what to do next."""
    meaning = _MEANINGS.get(fault.errno or 0, f"{fault.strerror or fault}: use another --data")
    place = fault.filename or data
    about = "" if str(place) == str(data) else f" ({place})"
    return f"the data directory {data} cannot be used{about}: {meaning}"
