"""One container as the cluster starts it: no root, no capabilities, nothing writable but /tmp.

runc enforces it; `prove` reads from the kernel what the process really has.
"""

from __future__ import annotations

import errno
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tools.images.errors import ImageFault

START_SECONDS = 60
STOP_SECONDS = 20
USER = re.compile(r"([1-9]\d*):([1-9]\d*)")
# As the cluster's Services say it (tools/manifests/services.py).
TMP_BYTES = 16 * 1024 * 1024
# None in any set, and no way to gain one by starting another program.
_CAPABILITIES = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
_ASK = Path(__file__).with_name("ask.py")


class Cell:
    """A container of an image, started on entering and stopped on leaving."""

    def __init__(
        self,
        root: Path,
        configuration: Mapping[str, Any],
        environment: Mapping[str, str] | None = None,
        *,
        command: Sequence[str] = (),
        on_loopback: bool = False,
    ) -> None:
        """Take the image's files and configuration; `command` replaces the image's own.

        `on_loopback` lets it reach this machine's loopback; otherwise it has its own.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="images-")
        self._place = Path(self._folder.name)
        self._name = self._place.name
        self.user = user_of(configuration)
        self._root = root
        self._stop_signal = configuration.get("StopSignal") or "SIGTERM"
        usual = [*configuration.get("Entrypoint", []), *configuration.get("Cmd", [])]
        variables = [f"{name}={value}" for name, value in (environment or {}).items()]
        document = specification(
            root,
            self.user,
            list(command) or usual,
            [*configuration.get("Env", []), *variables],
            configuration.get("WorkingDir") or "/",
        )
        if not on_loopback:
            document["linux"]["namespaces"].append({"type": "network"})
        (self._place / "config.json").write_text(json.dumps(document))
        self._log = self._place / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        pid_file = self._place / "pid"
        command = self._runc("run", "--bundle", str(self._place), "--pid-file", str(pid_file))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, self._name],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it, whatever it is doing, and leave nothing behind."""
        subprocess.run(
            self._runc("delete", "--force", self._name), check=False, capture_output=True
        )
        if self._process is not None:
            self._process.wait(STOP_SECONDS)
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """Wait for its first process and return its id on this machine. Raises ImageFault."""
        file = self._place / "pid"
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._running().poll() is None:
            if file.exists() and (text := file.read_text()):
                return int(text)
            time.sleep(0.01)
        raise ImageFault(f"it does not start: {self.said()}")

    def said(self) -> str:
        """Return what it has printed so far."""
        return self._log.read_text(errors="replace").strip()

    def ask(self, port: int, *paths: str) -> dict[str, str]:
        """Get each path over its own loopback; return the bodies, each of which must be a 200.

        The first one may take START_SECONDS. Raises ImageFault.
        """
        inside = ["nsenter", "--target", str(self.pid), "--net", "--"]
        command = [*inside, sys.executable, str(_ASK), str(START_SECONDS), str(port), *paths]
        heard = self._place / "heard"
        # Into a file: a page is larger than a pipe's buffer.
        with heard.open("wb") as output:
            process = subprocess.Popen(command, stdout=output)
        try:
            while process.poll() is None and self._running().poll() is None:
                time.sleep(0.01)
            if process.poll() is None:
                raise ImageFault(f"it ended with {self._running().returncode}: {self.said()}")
        finally:
            process.kill()
            process.wait()
        text = heard.read_text()
        if process.returncode != 0:
            raise ImageFault(f"{text.strip()[:500]}\n{self.said()}")
        bodies: dict[str, str] = json.loads(text)
        return bodies

    def stop(self) -> None:
        """Tell it to stop, as the cluster does; it must exit cleanly. Raises ImageFault."""
        # One that has already exited is waited for all the same.
        subprocess.run(self._runc("kill", self._name, self._stop_signal), check=False)
        self.wait()

    def wait(self) -> str:
        """Wait until it has exited, and return what it printed. Raises ImageFault."""
        try:
            status = self._running().wait(START_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ImageFault(f"it does not end: {self.said()}") from error
        if status != 0:
            raise ImageFault(f"it ended with {status}: {self.said()}")
        return self.said()

    def prove(self) -> None:
        """Check what the kernel says about its process, and try to write. Raises ImageFault."""
        process = Path("/proc") / str(self.pid)
        if faults := rights((process / "status").read_text(), *self.user):
            raise ImageFault("; ".join(faults))
        # Through the process's own mounts, as root: what even root cannot write, it cannot.
        for place in (process / "root", process / "cwd"):
            try:
                (place / "written").touch()
            except OSError as error:
                if error.errno != errno.EROFS:
                    raise
            else:
                raise ImageFault(f"{place.readlink()} can be written")
        (process / "root/tmp/written").touch()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("a cell is entered before it is used")
        return self._process

    def _runc(self, *arguments: str) -> list[str]:
        return ["runc", "--root", str(self._place / "runc"), *arguments]


def user_of(configuration: Mapping[str, Any]) -> tuple[int, int]:
    """Return user and group, which an image must name by numbers other than 0.

    Kubernetes cannot tell whether a name is root, and a user without a group gets group 0.
    Raises ImageFault.
    """
    user = configuration.get("User", "")
    if (found := USER.fullmatch(user)) is None:
        raise ImageFault(f"USER is {user!r}: it must be two numbers, such as 65532:65532")
    return int(found[1]), int(found[2])


def rights(status: str, uid: int, gid: int) -> list[str]:
    """Compare /proc/PID/status with what our processes may have; return what exceeds it."""
    lines = (line.partition(":") for line in status.splitlines())
    fields = {name: value.split() for name, _, value in lines}
    faults = []
    for name, expected in (("Uid", [str(uid)] * 4), ("Gid", [str(gid)] * 4), ("NoNewPrivs", ["1"])):
        if fields[name] != expected:
            faults.append(f"{name} is {' '.join(fields[name])}")
    if set(fields["Groups"]) - {str(gid)}:
        faults.append(f"it is in the groups {' '.join(fields['Groups'])}")
    had = [name for name in _CAPABILITIES if int(fields[name][0], 16)]
    return faults + [f"{name} is {fields[name][0]}" for name in had]


def specification(
    root: Path,
    user: tuple[int, int],
    command: list[str],
    environment: list[str],
    folder: str,
) -> dict[str, Any]:
    """Describe the container in terms of the OCI runtime specification."""
    shared = ["nosuid", "nodev", "noexec"]
    return {
        "ociVersion": "1.0.2",
        "root": {"path": str(root), "readonly": True},
        "process": {
            "user": {"uid": user[0], "gid": user[1]},
            "args": command,
            "env": environment,
            "cwd": folder,
            "capabilities": {},
            "noNewPrivileges": True,
        },
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc", "options": shared},
            {
                "destination": "/dev",
                "type": "tmpfs",
                "source": "tmpfs",
                "options": ["nosuid", "mode=755", "size=65536"],
            },
            {
                "destination": "/tmp",  # noqa: S108 - the container's own
                "type": "tmpfs",
                "source": "tmpfs",
                "options": ["nosuid", "nodev", "mode=1777", f"size={TMP_BYTES}"],
            },
        ],
        "linux": {"namespaces": [{"type": one} for one in ("pid", "mount", "ipc", "uts")]},
    }
