"""What is measured runs with its own requirements and nothing else, as in its image.

Each environment is in .nox/bench, installed from uv.lock or package-lock.json when that changes and
left alone otherwise: a second run needs no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.environments import find_uv
from tools.frontend.node import Node, find_node
from tools.tree import ROOT

HOME = ROOT / ".nox" / "bench"
PEERS = ROOT / "bench" / "peers"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_STAMP = "made-from.sha256"


def of_function(staged: Path) -> Path:
    """Return the Python that has exactly what a staged function requires."""
    requirements = staged / "requirements.txt"
    digest = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    folder = HOME / digest[:12]
    if not (folder / _STAMP).exists():
        _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
        fill = ("pip", "install", "--quiet", "--require-hashes", "--no-deps", "--compile-bytecode")
        _uv(*fill, "--python", str(folder / "bin/python"), "-r", str(requirements))
        (folder / _STAMP).write_text(digest)
    return folder / "bin/python"


def of_peer(name: str) -> Path:
    """Return the Python that has a peer's dependency group of pyproject.toml and nothing else."""
    digest = _digest(ROOT / "uv.lock", ROOT / "pyproject.toml")
    folder = HOME / name
    if not _is_made(folder, digest):
        fill = ("sync", "--frozen", "--quiet", "--compile-bytecode", "--python", sys.executable)
        _uv(*fill, "--only-group", f"peer-{name}", UV_PROJECT_ENVIRONMENT=str(folder))
        (folder / _STAMP).write_text(digest)
    return folder / "bin/python"


def of_express() -> Node:
    """Return Node, with the packages of the Express peer next to its server.js."""
    source, folder = PEERS / "express", HOME / "express"
    node = find_node(ROOT)
    digest = _digest(source / "package-lock.json")
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("server.js", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(source / file, folder / file)
    if not _is_made(folder, digest):
        # In a folder of its own: what is under bench/ is only what people wrote.
        subprocess.run([*node.command, *_INSTALL], cwd=folder, env=node.environment(), check=True)
        (folder / _STAMP).write_text(digest)
    return node


def _uv(*arguments: str, **settings: str) -> None:
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"} | settings
    environment.pop("VIRTUAL_ENV", None)
    subprocess.run([find_uv(), *arguments], cwd=ROOT, env=environment, check=True)


def _digest(*files: Path) -> str:
    parts = (sys.version.encode(), *(file.read_bytes() for file in files))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _is_made(folder: Path, digest: str) -> bool:
    stamp = folder / _STAMP
    return stamp.exists() and stamp.read_text() == digest
