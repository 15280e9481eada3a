"""buildah, with its own storage below .nox: no image of the machine is touched."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.images.errors import ImageFault

BUILD_SECONDS = 900
# The last lines of a build that failed; pip and npm say why at the end.
LAST_LINES = 30


@dataclass(frozen=True)
class Mount:
    """A file or folder of the machine that a build can see but no image contains."""

    source: Path
    target: str


@dataclass(frozen=True)
class Built:
    """What is known about a built image."""

    name: str
    layers: tuple[str, ...]
    """The digest of each layer's content, the base's first."""
    sizes: tuple[int, ...]
    configuration: Mapping[str, Any]
    """Env, Entrypoint, Cmd, User, WorkingDir and StopSignal, as the Dockerfile says them."""

    @property
    def size(self) -> int:
        """Add up the layers, in bytes on disk."""
        return sum(self.sizes)


class Buildah:
    """The program, and the folder in which it keeps layers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "build.log"
        folder.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self._driver = "overlay"
        probe = [*self._command, "info"]
        if subprocess.run(probe, check=False, capture_output=True).returncode != 0:
            # Where the folder is itself on an overlay: copies of whole trees instead, slower.
            self._driver = "vfs"

    @property
    def _storage(self) -> Path:
        return self.folder / f"storage-{self._driver}"

    @property
    def _command(self) -> list[str]:
        places = ["--root", str(self._storage), "--runroot", str(self.folder / "run")]
        return ["buildah", *places, "--storage-driver", self._driver]

    def __call__(self, *arguments: str) -> str:
        """Run one command and return what it printed. Raises ImageFault."""
        done = subprocess.run(
            [*self._command, *arguments],
            check=False,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
        )
        if done.returncode != 0:
            raise ImageFault(f"buildah {' '.join(arguments)}:\n{done.stderr.strip()}")
        return done.stdout.strip()

    def build(
        self,
        name: str,
        context: Path,
        dockerfile: Path,
        arguments: Mapping[str, str],
        *,
        mounts: Sequence[Mount] = (),
        pull: bool = False,
        again: bool = False,
    ) -> Built:
        """Build an image as `name`; `again` ignores the cache.

        SOURCE_DATE_EPOCH among the arguments is the time of every file. Raises ImageFault.
        """
        command = [*self._command, "bud", "--isolation", "chroot", "--layers", "--tag", name]
        command += [] if pull else ["--pull-never"]
        command += ["--no-cache"] if again else []
        if epoch := arguments.get("SOURCE_DATE_EPOCH"):
            command += ["--timestamp", epoch]
        for key, value in arguments.items():
            command += ["--build-arg", f"{key}={value}"]
        for mount in mounts:
            command += ["--volume", f"{mount.source}:{mount.target}:ro"]
        ignored = dockerfile.with_name(f"{dockerfile.name}.dockerignore")
        command += ["--ignorefile", str(ignored)] if ignored.exists() else []
        with self.log.open("ab") as log:
            began = log.tell()
            done = subprocess.run(
                [*command, "--file", str(dockerfile), str(context)],
                check=False,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                timeout=BUILD_SECONDS,
            )
        if done.returncode != 0:
            output = self.log.read_bytes()[began:].decode(errors="replace").splitlines()
            lines = "\n".join(output[-LAST_LINES:])
            raise ImageFault(f"{dockerfile} cannot be built ({self.log} has all of it):\n{lines}")
        return self.inspect(name)

    def inspect(self, name: str) -> Built:
        """Inspect an image. Raises ImageFault."""
        document = json.loads(self("inspect", "--type", "image", name))["OCIv1"]
        layers = tuple(document["rootfs"]["diff_ids"])
        known = json.loads((self._storage / f"{self._driver}-layers/layers.json").read_bytes())
        sizes = {one.get("diff-digest", ""): one.get("diff-size", 0) for one in known}
        return Built(name, layers, tuple(sizes[one] for one in layers), document["config"])

    def load(self, archive: Path, name: str) -> Built:
        """Load an image from an OCI archive, as a pipeline's build leaves it."""
        self("tag", self("pull", "--quiet", f"oci-archive:{archive}"), name)
        return self.inspect(name)

    def close(self) -> None:
        """Unmount what a failed build or the storage left mounted.

        Layers stay for the next build; the folder can then be removed like any other.
        """
        self("rm", "--all")
        for place in mounts_below(self.folder, Path("/proc/self/mountinfo").read_text()):
            subprocess.run(["umount", place], check=False, capture_output=True)

    @contextlib.contextmanager
    def mounted(self, name: str) -> Iterator[Path]:
        """Yield an image's files as a folder, for the duration of the block."""
        container = self("from", "--pull-never", name)
        try:
            yield Path(self("mount", container))
        finally:
            self("rm", container)


def mounts_below(folder: Path, mountinfo: str) -> list[str]:
    """Return what is mounted below a folder, the inner ones first (proc(5), mountinfo)."""
    places = [line.split()[4] for line in mountinfo.splitlines()]
    return [place for place in reversed(places) if Path(place).is_relative_to(folder)]
