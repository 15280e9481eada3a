"""A push service on this machine, for a platform that learns of it at its start."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from libs.lms_push.tests.push import HOSTS, PushService

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"


class LoopbackPushService(PushService):
    """Verifies and stores what it receives, on its own port."""

    def __init__(self) -> None:
        """Take a port without serving yet."""
        super().__init__(audience=f"http://{LOOPBACK}")
        self._socket = socket.create_server((LOOPBACK, 0))
        self.origin = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the setting that tells functions about it."""
        return {"LMS_PUSH_HOSTS": f"{HOSTS},{self.origin}"}

    @contextlib.contextmanager
    def serving(self) -> Iterator[LoopbackPushService]:
        """Answer requests inside the ``with`` block."""
        config = uvicorn.Config(self, log_config=None, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([self._socket],), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join(10)
            self._socket.close()
