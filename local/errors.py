"""The one error that people see.

HostError           printed as one line, exit status 1
  DataDirectoryBusy   another host uses the same data
  PortTaken           another program listens on it
  StoreFailed         a store did not start
"""

from __future__ import annotations


class HostError(Exception):
    """A fault that whoever started the host can fix; the message is the one line printed."""


class DataDirectoryBusy(HostError):  # noqa: N818 - says what happened
    """Another host uses this data directory."""


class PortTaken(HostError):  # noqa: N818 - says what happened
    """Another program listens on the requested port."""


class StoreFailed(HostError):  # noqa: N818 - says what happened
    """A store, the gateway or a set-up step failed; the message names its log."""
