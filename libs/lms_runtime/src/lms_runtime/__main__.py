"""``python -m lms_runtime`` inside a staged folder serves its function."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys

from lms_runtime import _later

# sysexits.h: the configuration is at fault, trying again will not help.
_EX_CONFIG = 78
# The first descriptor that systemd's protocol passes on.
_INHERITED_FD = 3


def main() -> int:
    """Serve until SIGTERM or SIGINT, then finish requests in flight; return the exit status."""
    # What is imported stays: looking for garbage in between is a fifth of a start.
    gc.disable()
    _later.defer(*_later.MODULES, *_later.AT_FIRST)
    # functions-framework would build a Flask application first and throw it away.
    os.environ.setdefault("FUNCTION_USE_ASGI", "1")
    # The staged folder's libraries, and only then what is installed.
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 - pathlib costs import time

    from uvicorn.config import Config

    from lms_runtime import Runtime, RuntimeSettings, function_app
    from lms_runtime._log import configure_logging
    from lms_runtime._server import GentleServer
    from lms_settings import SettingsError, check_all

    _later.defer_no_longer(*_later.AT_FIRST)
    try:
        settings = RuntimeSettings.current()
        configure_logging(settings.lms_log_level)
        app = function_app(settings)
        check_all()
    except SettingsError as fault:
        sys.stderr.write(f"{fault}\n")
        return _EX_CONFIG

    server = GentleServer(
        Config(
            Runtime(app, settings),
            host="0.0.0.0",  # noqa: S104 - a container is reached from outside of it
            port=settings.port,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=True,
            backlog=4096,
            timeout_graceful_shutdown=int(settings.lms_request_deadline_seconds) + 5,
        )
    )

    def obey(*_: object) -> None:
        server.should_exit = True

    # One may come before uvicorn listens to them; after its graceful stop it raises them again.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, obey)
    # ... and it is never looked at again.
    gc.freeze()
    gc.enable()
    inherited = [socket.socket(fileno=_INHERITED_FD)] if settings.listen_fds else None
    server.run(sockets=inherited)
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
