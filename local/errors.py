"""The one error that a person reads.

HostError           printed as one line, exit status 1
  DataDirectoryBusy   another host works on the same data
  PortTaken           somebody else listens there
  StoreFailed         a store did not come up
"""

from __future__ import annotations


class HostError(Exception):
    """Something that the person who started the host can put right; the message is the one line."""


class DataDirectoryBusy(HostError):  # noqa: N818 - says what happened
    """Another host works on this data directory."""


class PortTaken(HostError):  # noqa: N818 - says what happened
    """Somebody else listens on the port that was asked for."""


class StoreFailed(HostError):  # noqa: N818 - says what happened
    """A store, the gateway or a set-up step did not come up; the message names its log."""
