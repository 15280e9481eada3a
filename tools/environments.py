"""The virtual environments of this checkout, built from locks and left alone until those change.

Only the standard library is imported here: the noxfile uses it before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Used where uv is not installed; pip fetches it.
UV = "uv==0.13.9"


def shared(root: Path = ROOT) -> Path:
    """Make .venv hold exactly what uv.lock says and return its folder of programs.

    Bytecode is compiled here, once: otherwise every program's first start would compile its
    imports.
    """
    folder = root / ".venv"
    wanted = _state(root / "uv.lock", root / "pyproject.toml")
    if not _is_made(folder, wanted):
        print("Installing the locked packages into .venv (takes a minute or two)", flush=True)
        _uv(root, "sync", "--frozen", "--quiet", "--compile-bytecode", "--python", sys.executable)
        _stamp(folder, wanted)
    return folder / "bin"


def add_groups(*names: str, root: Path = ROOT) -> None:
    """Add to .venv dependency groups that are not needed to run the platform."""
    shared(root)
    groups = [word for name in names for word in ("--group", name)]
    _uv(root, "sync", "--frozen", "--inexact", "--quiet", *groups)


def oldest(root: Path = ROOT) -> Path:
    """Install what the lock says for the oldest Python that works; return its folder of programs.

    Exits with the next step when this machine does not have that Python.
    """
    version = oldest_python(root)
    folder = root / ".nox" / "oldest"
    groups = ("--group", "ops", "--group", "bench")
    fill = ("sync", "--frozen", "--quiet", *groups, "--python", version)
    try:
        _uv(root, *fill, UV_PROJECT_ENVIRONMENT=str(folder))
    except subprocess.CalledProcessError:
        raise SystemExit(
            f"Python {version} is not on this machine: Debian 12 has it, and so has `uv python "
            f"install {version}`"
        ) from None
    return folder / "bin"


def oldest_python(root: Path = ROOT) -> str:
    """Return the oldest Python that works, such as 3.11.2, from pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return str(project["requires-python"]).removeprefix(">=")


def apart(tool: str, root: Path = ROOT) -> Path:
    """Install tools/NAME/requirements.txt into its own environment and return its Python."""
    requirements = root / "tools" / tool / "requirements.txt"
    folder = root / ".nox" / tool
    python = folder / "bin" / "python"
    wanted = _state(requirements)
    if not _is_made(folder, wanted):
        print(f"Installing what tools/{tool} needs into .nox/{tool}", flush=True)
        _uv(root, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
        fill = ("pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode")
        _uv(root, *fill, "--python", str(python), str(requirements))
        _stamp(folder, wanted)
    return python


def find_uv(root: Path = ROOT) -> str:
    """Find uv on PATH, or install it with pip into its own environment."""
    if found := shutil.which("uv"):
        return found
    folder = root / ".nox" / "uv"
    if not (folder / "bin" / "uv").exists():
        print("Installing uv into .nox/uv", flush=True)
        # virtualenv comes with nox; Debian's Python may lack what `-m venv` needs.
        subprocess.run([sys.executable, "-m", "virtualenv", "-q", folder], check=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", UV], check=True)
    return str(folder / "bin" / "uv")


def _uv(root: Path, *arguments: str, **settings: str) -> None:
    # A Python that uv would download is not the one the caller chose.
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"} | settings
    # As pip does: the machine's own certificates, if any, may include a company proxy's.
    if any(ssl.get_default_verify_paths()[:2]):
        environment.setdefault("UV_SYSTEM_CERTS", "true")
    # Another environment that happens to be active must not be taken for ours.
    environment.pop("VIRTUAL_ENV", None)
    subprocess.run([find_uv(root), *arguments], cwd=root, env=environment, check=True)


def _state(*files: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_made(folder: Path, wanted: str) -> bool:
    stamp = folder / "made-from.sha256"
    return (folder / "bin" / "python").exists() and stamp.exists() and stamp.read_text() == wanted


def _stamp(folder: Path, state: str) -> None:
    (folder / "made-from.sha256").write_text(state)
