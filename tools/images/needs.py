"""The programs that build and start images, from Debian's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.images.errors import CannotRunError

# Program and package; runc is what runs containers in most clusters.
PROGRAMS = {
    "buildah": "buildah",
    "mmdebstrap": "mmdebstrap",
    "nsenter": "util-linux",
    "runc": "runc",
}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def find_programs() -> None:
    """Check that every program is there; as root, install what is missing with apt-get.

    Raises CannotRunError.
    """
    # Where Debian keeps programs for root; an ordinary user's PATH may lack it.
    os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"])
    if os.geteuid() != 0:
        raise CannotRunError(
            "mounting an image's layers and giving up rights requires root: run it with sudo, or as"
            " root in a virtual machine"
        )
    if packages := missing():
        install(packages)
    if packages := missing():
        raise CannotRunError(f"still missing after the installation: {', '.join(packages)}")


def missing() -> list[str]:
    """Return the packages of the programs that are not on PATH."""
    packages = {package for name, package in PROGRAMS.items() if not shutil.which(name)}
    if not KEYRING.exists():
        packages.add("debian-archive-keyring")
    return sorted(packages)


def install(packages: list[str]) -> None:
    """Install Debian's packages. Raises CannotRunError."""
    if not shutil.which("apt-get"):
        raise CannotRunError(
            f"this is not Debian: install {', '.join(packages)} with the system's own package"
            f" manager (Debian's archive keys have to be at {KEYRING})"
        )
    print(f"Installing {', '.join(packages)} from Debian's packages", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-q", "update"],
        ["apt-get", "-q", "install", "--yes", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command, env=environment, check=False, capture_output=True, text=True, timeout=600
        )
        if done.returncode != 0:
            raise CannotRunError(f"{' '.join(command)}: {done.stderr.strip()}")
