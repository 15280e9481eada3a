"""The front end's build at the time the host starts."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# The page manifest is for the functions that render pages; it is not served.
MANIFEST = "page-manifest.json"
SHELL = "index.html"
# Files the build leaves for tools.
_OURS = frozenset({MANIFEST, "made-from.sha256"})


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """A complete build."""

    folder: Path
    files: tuple[str, ...]
    """Names of the files next to assets/ and icons/ that are served."""
    manifest: str
    """The page manifest as JSON on one line."""


def kept_front_end(built: Path, folder: Path) -> FrontEnd | None:
    """Copy a build for one run and return the copy; None when there is no build.

    A rebuild while the platform runs would otherwise leave pages naming files that are gone.
    """
    shutil.rmtree(folder, ignore_errors=True)
    if built_front_end(built) is None:
        return None
    try:
        shutil.copytree(built, folder)
    except (OSError, shutil.Error):
        return None
    return built_front_end(folder)


def built_front_end(folder: Path) -> FrontEnd | None:
    """Return the build in a folder, None when it is missing or incomplete."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = sorted(path.name for path in folder.iterdir() if path.is_file())
    except (OSError, ValueError):
        return None
    if SHELL not in files:
        return None
    served = tuple(name for name in files if name not in _OURS and not name.startswith("."))
    return FrontEnd(folder, served, json.dumps(manifest, separators=(",", ":")))
