"""Ports on the loopback address."""

from __future__ import annotations

import errno
import random
import socket
import sys
from itertools import chain

from local.errors import PortTaken
from local.options import typed

LOOPBACK = "127.0.0.1"
# Below those from which systems choose the near end of a connection (Linux 32768, IANA 49152): a
# connection made between our choice and the server's start cannot take one of these.
CHOICE = range(20_000, 32_000)


def claim(port: int) -> None:
    """Check that the gateway will be able to listen on `port`; raises `PortTaken`."""
    with socket.socket() as probe:
        # As nginx does: a port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen()
        except OSError as fault:
            if fault.errno == errno.EACCES:
                message = f"port {port} needs more privileges: choose one above 1023"
            else:
                message = f"port {port} is taken: choose another: `{typed()} --port NUMBER`"
            raise PortTaken(message) from fault


def free_port() -> int:
    """Return a port on which nothing listens now, and which no other platform is given.

    It stays this process's own until it ends. Two platforms that start at the same time would
    otherwise be able to choose the same one before either listens: the second would find a store
    that responds, and write its data into the first one's.
    """
    first = random.randrange(len(CHOICE))  # noqa: S311 - a place to begin, not a secret
    for port in chain(CHOICE[first:], CHOICE[:first]):
        if _can_be_bound(port) and _is_ours(port):
            return port
    message = (
        f"every port from {CHOICE.start} to {CHOICE.stop - 1} is taken: end what listens there"
    )
    raise PortTaken(message)


def is_listening(port: int) -> bool:
    """Tell whether something listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def _can_be_bound(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _is_ours(port: int) -> bool:
    """Mark a port for this process; tell whether no other has.

    A mark is a name in Linux's abstract socket namespace, which the kernel removes when its process
    ends, however it ends; network namespaces have their own, as of ports. Elsewhere nothing marks.
    """
    if sys.platform != "linux":
        return True
    mark = socket.socket(socket.AF_UNIX)
    try:
        mark.bind(f"\0learning-platform-port-{port}")
    except OSError:
        mark.close()
        return False
    mark.detach()  # open until this process ends
    return True
