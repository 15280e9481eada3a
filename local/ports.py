"""Ports on the loopback address."""

from __future__ import annotations

import errno
import socket

from local.errors import PortTaken
from local.options import typed

LOOPBACK = "127.0.0.1"


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
    """Return a port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
