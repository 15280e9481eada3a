"""Find Prometheus, Alertmanager and their tools on PATH, or unpack them from Debian's packages.

Nothing is installed and nobody needs to be root: the packages are downloaded with apt, which checks
their signatures, and unpacked below .nox, once for a checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.one_at_a_time import one_at_a_time

ROOT = Path(__file__).resolve().parents[2]

# Program -> its package in Debian, and its name there if that is another one.
PROGRAMS = {
    "prometheus": ("prometheus", "prometheus"),
    "promtool": ("prometheus", "promtool"),
    "alertmanager": ("prometheus-alertmanager", "prometheus-alertmanager"),
    "amtool": ("prometheus-alertmanager", "amtool"),
}
# Debian's Alertmanager looks for its templates here, whatever its arguments say. The replacement is
# as long, and relative: it finds those of its own package, because START begins in their folder.
TEMPLATES = (b"/usr/share/prometheus/alertmanager", b"usr/share/prometheus/alertmanager/")
START = """#!/bin/sh
# Files that arguments name must have absolute paths.
cd "$(dirname "$0")/../.." && exec usr/bin/prometheus-alertmanager "$@"
"""
# What it takes to unpack one.
TOOLS = ("apt-get", "dpkg-deb")


class NoProgramError(Exception):
    """A program is neither on this machine nor to be had from Debian; the text says what to do."""


def program(name: str, root: Path = ROOT) -> Path:
    """Return the path of `prometheus`, `promtool`, `alertmanager` or `amtool`.

    Looked for under the variable of its name (`PROMTOOL`), on PATH, and among what an earlier call
    unpacked; then unpacked. Arguments that name files have to be absolute. Raises NoProgramError.
    """
    package, debian_name = PROGRAMS[name]
    found = os.environ.get(name.upper()) or shutil.which(name) or shutil.which(debian_name)
    if found:
        return Path(found)
    return _unpacked(package, root) / "usr/bin" / name


def _unpacked(package: str, root: Path) -> Path:
    """Return the folder of an unpacked package; unpack it if nobody has."""
    folder = root / ".nox" / "debian" / package
    if folder.is_dir():
        return folder
    if not all(map(shutil.which, TOOLS)):
        raise NoProgramError(
            f"This machine has neither the programs of Debian's package {package} on PATH nor "
            f"{' and '.join(TOOLS)} to unpack them. Install Prometheus and Alertmanager "
            "(https://prometheus.io/download/, or `brew install prometheus alertmanager`), or "
            "name each program: PROMTOOL=/path/to/promtool."
        )
    with one_at_a_time(folder.with_suffix(".lock")):
        if not folder.is_dir():
            _unpack(package, folder)
    return folder


def _unpack(package: str, folder: Path) -> None:
    # Next to its place, which a single rename fills: nobody finds half a package.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{package}-") as name:
        scratch = Path(name)
        _download(package, scratch)
        (file,) = scratch.glob("*.deb")
        whole = scratch / "whole"
        _run("dpkg-deb", "-x", str(file), str(whole))
        _free_from_its_place(whole / "usr/bin")
        whole.rename(folder)


def _free_from_its_place(programs: Path) -> None:
    """Make an unpacked Alertmanager start where it is, under its own name."""
    moved = programs / "prometheus-alertmanager"
    if not moved.exists():
        return
    moved.write_bytes(moved.read_bytes().replace(*TEMPLATES))
    start = programs / "alertmanager"
    start.write_text(START)
    start.chmod(0o755)


def _download(package: str, folder: Path) -> None:
    if _run("apt-get", "download", package, cwd=folder, may_fail=True) is None:
        return
    # A fresh image has no lists of packages yet, and old lists name files that are gone. Lists of
    # our own need no root.
    lists, cache = folder / "lists", folder / "cache"
    for each in (lists / "partial", cache):
        each.mkdir(parents=True)
    places = (f"Dir::State::lists={lists}", f"Dir::Cache={cache}", "APT::Sandbox::User=root")
    own = [each for place in places for each in ("-o", place)]
    _run("apt-get", "update", *own)
    _run("apt-get", "download", *own, package, cwd=folder)


def _run(*command: str, cwd: Path | None = None, may_fail: bool = False) -> str | None:
    """Run a command; return what it said if it failed and may, None if it did not fail."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    if done.returncode == 0:
        return None
    message = f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}"
    if may_fail:
        return message
    raise NoProgramError(
        f"{message}\nInstall the package by hand (`sudo apt-get update && sudo apt-get install "
        "prometheus prometheus-alertmanager`), or name each program: PROMTOOL=/path/to/promtool."
    )
